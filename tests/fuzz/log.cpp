// The audit log's edge and its checkpoints, as anybody may hand them in.
#include "protocol/seal/log.h"

#include "fuzz.h"

using namespace tocsin;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const ByteView bytes(data, size);
  if (auto edge = seal::decode_tree_edge(bytes)) fuzz::must_be(bytes, seal::encode(*edge));
  SigningPublic key;
  key.bytes.fill(9);
  (void)seal::verify_checkpoint(fuzz::text(data, size), key);
  return 0;
}
