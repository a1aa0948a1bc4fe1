#include "protocol/seal/verify/verify.h"

#include <sodium.h>

#include "protocol/seal/verify/tagged.h"

namespace tocsin::seal {

bool verify_tagged(const SigningPublic& key, std::uint16_t tag, ByteView bytes, const Signature& signature) {
  Tagged message(tag, bytes);
  return crypto_sign_verify_detached(signature.bytes.data(), message.data(), message.size(),
                                     key.bytes.data()) == 0;
}

std::array<std::uint8_t, 32> sha256(ByteView bytes) {
  std::array<std::uint8_t, 32> out;
  crypto_hash_sha256(out.data(), bytes.data(), bytes.size());
  return out;
}

}  // namespace tocsin::seal
