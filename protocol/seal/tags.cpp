#include "protocol/seal/tags.h"

#include <sodium.h>

#include <cstring>

namespace tocsin::seal {
namespace {

// `tag ‖ bytes` in one piece, as Ed25519 wants it: on the stack for what is signed often (headers, receipts,
// requests), on the heap for documents.
class Tagged {
 public:
  Tagged(Tag tag, ByteView bytes) : size_(bytes.size() + 2) {
    if (size_ > small_.size()) large_.resize(size_);
    auto number = static_cast<std::uint16_t>(tag);
    data()[0] = static_cast<std::uint8_t>(number);
    data()[1] = static_cast<std::uint8_t>(number >> 8);
    if (!bytes.empty()) std::memcpy(data() + 2, bytes.data(), bytes.size());
  }
  std::uint8_t* data() { return large_.empty() ? small_.data() : large_.data(); }
  std::size_t size() const { return size_; }

 private:
  std::size_t size_;
  std::array<std::uint8_t, 512> small_;
  Bytes large_;
};

}  // namespace

Signature sign(const SigningKey& key, Tag tag, ByteView bytes) {
  Tagged message(tag, bytes);
  std::array<std::uint8_t, crypto_sign_SECRETKEYBYTES> expanded;  // seed ‖ public key
  std::memcpy(expanded.data(), key.seed.data(), 32);
  std::memcpy(expanded.data() + 32, key.public_key.bytes.data(), 32);
  Signature signature;
  crypto_sign_detached(signature.bytes.data(), nullptr, message.data(), message.size(), expanded.data());
  wipe(expanded);
  return signature;
}

bool verify(const SigningPublic& key, Tag tag, ByteView bytes, const Signature& signature) {
  Tagged message(tag, bytes);
  return crypto_sign_verify_detached(signature.bytes.data(), message.data(), message.size(),
                                     key.bytes.data()) == 0;
}

}  // namespace tocsin::seal
