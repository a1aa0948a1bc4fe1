// Every value of a node's database is sealed under the node's store key, for its table and key: a changed,
// moved or foreign value does not open.
#pragma once
#include "node/txn/txn.h"
#include "protocol/seal/keys.h"

namespace tocsin::node::io {

// XChaCha20-Poly1305 with a fresh random nonce; associated data: table u8 ‖ key. Open is safe from any
// thread.
class SealedValues final : public txn::ValueCodec {
 public:
  // `entropy` must outlive it.
  SealedValues(seal::Secret32 key, Entropy& entropy) : key_(std::move(key)), entropy_(entropy) {}
  Bytes seal(txn::Table table, ByteView key, ByteView plain) override;
  std::optional<Bytes> open(txn::Table table, ByteView key, ByteView sealed) const override;

 private:
  seal::Secret32 key_;
  Entropy& entropy_;
};

}  // namespace tocsin::node::io
