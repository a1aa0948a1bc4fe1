#include "node/store/crc_codec.h"

#include <array>

namespace tocsin::store {
namespace {

// Eight bytes at a time: tables[n][b] is the effect of byte b followed by n zero bytes.
constexpr auto tables = [] {
  std::array<std::array<std::uint32_t, 256>, 8> made{};
  for (std::uint32_t byte = 0; byte < 256; ++byte) {
    std::uint32_t crc = byte;
    for (int bit = 0; bit < 8; ++bit) crc = (crc >> 1) ^ ((crc & 1u) != 0 ? 0x82F63B78u : 0u);
    made[0][byte] = crc;
  }
  for (std::size_t n = 1; n < 8; ++n) {
    for (std::size_t byte = 0; byte < 256; ++byte) {
      std::uint32_t before = made[n - 1][byte];
      made[n][byte] = (before >> 8) ^ made[0][before & 0xFFu];
    }
  }
  return made;
}();

std::uint32_t check_of(txn::Table table, ByteView key, ByteView plain) {
  const std::uint8_t place[] = {static_cast<std::uint8_t>(table),
                                static_cast<std::uint8_t>(key.size() & 0xFFu),
                                static_cast<std::uint8_t>(key.size() >> 8)};
  return crc32c(plain, crc32c(key, crc32c(place)));
}

}  // namespace

std::uint32_t crc32c(ByteView bytes, std::uint32_t earlier) {
  std::uint32_t crc = ~earlier;
  std::size_t at = 0;
  for (; at + 8 <= bytes.size(); at += 8) {
    const std::uint8_t* b = bytes.data() + at;
    std::uint32_t low =
        crc ^ (b[0] | std::uint32_t{b[1]} << 8 | std::uint32_t{b[2]} << 16 | std::uint32_t{b[3]} << 24);
    crc = tables[7][low & 0xFFu] ^ tables[6][(low >> 8) & 0xFFu] ^ tables[5][(low >> 16) & 0xFFu] ^
          tables[4][low >> 24] ^ tables[3][b[4]] ^ tables[2][b[5]] ^ tables[1][b[6]] ^ tables[0][b[7]];
  }
  for (; at < bytes.size(); ++at) crc = (crc >> 8) ^ tables[0][(crc ^ bytes[at]) & 0xFFu];
  return ~crc;
}

Bytes CrcCodec::seal(txn::Table table, ByteView key, ByteView plain) {
  Bytes sealed;
  sealed.reserve(plain.size() + 4);
  sealed.assign(plain.begin(), plain.end());
  std::uint32_t check = check_of(table, key, plain);
  for (int shift = 0; shift < 32; shift += 8) sealed.push_back(static_cast<std::uint8_t>(check >> shift));
  return sealed;
}

std::optional<Bytes> CrcCodec::open(txn::Table table, ByteView key, ByteView sealed) const {
  if (sealed.size() < 4) return std::nullopt;
  ByteView plain = sealed.first(sealed.size() - 4);
  std::uint32_t check = check_of(table, key, plain);
  for (std::size_t n = 0; n < 4; ++n) {
    if (sealed[plain.size() + n] != static_cast<std::uint8_t>(check >> (8 * n))) return std::nullopt;
  }
  return Bytes(plain.begin(), plain.end());
}

}  // namespace tocsin::store
