#include "node/io/sealed_values.h"

namespace tocsin::node::io {
namespace {

Bytes associated(txn::Table table, ByteView key) {
  Bytes bytes;
  bytes.reserve(key.size() + 1);
  bytes.push_back(static_cast<std::uint8_t>(table));
  bytes.insert(bytes.end(), key.begin(), key.end());
  return bytes;
}

}  // namespace

Bytes SealedValues::seal(txn::Table table, ByteView key, ByteView plain) {
  return seal::aead_seal(key_, plain, associated(table, key), entropy_);
}

std::optional<Bytes> SealedValues::open(txn::Table table, ByteView key, ByteView sealed) const {
  return seal::aead_open(key_, sealed, associated(table, key));
}

}  // namespace tocsin::node::io
