// A card as a person types it: what is read is written as a card that reads the same.
#include "fuzz.h"
#include "protocol/wire/message.h"

using namespace tocsin;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (auto card = wire::parse_card(fuzz::text(data, size))) {
    auto again = wire::parse_card(wire::to_text(*card));
    fuzz::must(again && *again == *card);
  }
  return 0;
}
