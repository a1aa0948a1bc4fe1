#include "protocol/seal/tags.h"

#include <sodium.h>

#include <cstring>

#include "protocol/seal/verify/tagged.h"
#include "protocol/seal/verify/verify.h"

namespace tocsin::seal {
static_assert(static_cast<std::uint16_t>(Tag::web_bundle) == web_bundle_tag);

Signature sign(const SigningKey& key, Tag tag, ByteView bytes) {
  Tagged message(static_cast<std::uint16_t>(tag), bytes);
  std::array<std::uint8_t, crypto_sign_SECRETKEYBYTES> expanded;  // seed ‖ public key
  std::memcpy(expanded.data(), key.seed.data(), 32);
  std::memcpy(expanded.data() + 32, key.public_key.bytes.data(), 32);
  Signature signature;
  crypto_sign_detached(signature.bytes.data(), nullptr, message.data(), message.size(), expanded.data());
  wipe(expanded);
  return signature;
}

bool verify(const SigningPublic& key, Tag tag, ByteView bytes, const Signature& signature) {
  return verify_tagged(key, static_cast<std::uint16_t>(tag), bytes, signature);
}

}  // namespace tocsin::seal
