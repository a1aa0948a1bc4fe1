// A ValueCodec that finds damage but hides nothing: for the relay, whose parcels are sealed by their senders.
#pragma once
#include "node/txn/txn.h"

namespace tocsin::store {

// CRC-32C (Castagnoli; RFC 3720 appendix B.4), of the bytes of an earlier call followed by `bytes`.
std::uint32_t crc32c(ByteView bytes, std::uint32_t earlier = 0);

// A sealed value is the value, then the CRC-32C, little endian, of table u8 ‖ length of key u16 LE ‖ key ‖
// value. Safe from any thread.
class CrcCodec final : public txn::ValueCodec {
 public:
  Bytes seal(txn::Table table, ByteView key, ByteView plain) override;
  std::optional<Bytes> open(txn::Table table, ByteView key, ByteView sealed) const override;
};

}  // namespace tocsin::store
