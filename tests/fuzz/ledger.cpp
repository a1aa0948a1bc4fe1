// What a device keeps of an alert.
#include "fuzz.h"
#include "node/client/alert_entry.h"

using namespace tocsin;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const ByteView bytes(data, size);
  if (auto entry = client::decode_entry(bytes)) fuzz::must_be(bytes, client::encode(*entry));
  return 0;
}
