// What browsers and those who pretend to be some send: heads of requests, whole and as they come in; and a
// stream's records, as a browser reads them.
#include "fuzz.h"
#include "relay/http/record.h"
#include "relay/http/route.h"

using namespace tocsin::relay::http;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  if (auto request = parse_head(text))
    if (auto ask = ask_of(*request)) static_cast<void>(check_origin(*request, *ask, true));
  HeadReader head;
  for (std::size_t half = size / 2; half <= size && half > 0; half = half == size ? 0 : size)
    if (const auto looked = head.look(text.substr(0, half)); !looked || *looked) break;
  RecordReader records;
  records.add(text);
  std::string again;
  for (auto record = records.next(); record && *record; record = records.next()) again += encode(**record);
  if (text.substr(0, again.size()) != again) __builtin_trap();
  return 0;
}
