// What devices, gateways and nodes say to each other.
#include "fuzz.h"
#include "relay/gate_message.h"

using namespace tocsin;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const ByteView bytes(data, size);
  if (auto message = relay::decode_gate(bytes)) fuzz::must_be(bytes, relay::encode(*message));
  return 0;
}
