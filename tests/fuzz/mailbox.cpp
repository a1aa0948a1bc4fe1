// What nodes and relays say to each other.
#include "fuzz.h"
#include "relay/message.h"

using namespace tocsin;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const ByteView bytes(data, size);
  if (auto message = relay::decode(bytes)) fuzz::must_be(bytes, relay::encode(*message));
  return 0;
}
