#include "node/store/keyring_slots.h"

#include <string.h>

#include <algorithm>
#include <cassert>

#include "node/store/crc_codec.h"

namespace tocsin::store {
namespace {

constexpr std::size_t clear_bytes = 16, plain_bytes = 50;
constexpr std::uint8_t format = 1;

void put_be(std::uint8_t* out, std::size_t bytes, std::uint64_t value) {
  for (std::size_t n = 0; n < bytes; ++n) out[n] = static_cast<std::uint8_t>(value >> (8 * (bytes - 1 - n)));
}
std::uint64_t get_be(ByteView from) {
  std::uint64_t value = 0;
  for (std::uint8_t byte : from) value = value << 8 | byte;
  return value;
}

std::array<std::uint8_t, 4> key_of(std::uint32_t index) {
  std::array<std::uint8_t, 4> key{};
  put_be(key.data(), 4, index);
  return key;
}

bool is_state(std::uint8_t value) {
  return value <= static_cast<std::uint8_t>(SlotState::spent);
}
bool is_use(std::uint8_t value) {
  return value >= static_cast<std::uint8_t>(txn::KeyUse::erasure_day) &&
         value <= static_cast<std::uint8_t>(txn::KeyUse::epoch);
}

struct Clear {
  SlotState state;
  std::uint8_t use;
  std::size_t sealed_bytes;
  std::uint32_t number;
};
std::optional<Clear> read_clear(ByteView bytes) {
  if (bytes.size() < clear_bytes || bytes[0] != format || !is_state(bytes[1])) return std::nullopt;
  std::uint32_t check = crc32c(bytes.first(12));
  for (std::size_t n = 0; n < 4; ++n) {
    if (bytes[12 + n] != static_cast<std::uint8_t>(check >> (8 * n))) return std::nullopt;
  }
  return Clear{static_cast<SlotState>(bytes[1]), bytes[2], bytes[3],
               static_cast<std::uint32_t>(get_be(bytes.subspan(4, 4)))};
}

}  // namespace

Slot::~Slot() {
  ::explicit_bzero(key.data(), key.size());
}

Bytes write_slot(txn::ValueCodec& codec, std::uint32_t index, const Slot& slot) {
  std::array<std::uint8_t, plain_bytes> plain{};
  plain[0] = static_cast<std::uint8_t>(slot.state);
  plain[1] = static_cast<std::uint8_t>(slot.name.use);
  put_be(&plain[2], 4, slot.name.number);
  put_be(&plain[6], 8, slot.written);
  put_be(&plain[14], 4, slot.serials_used);
  std::copy(slot.key.begin(), slot.key.end(), plain.begin() + 18);
  Bytes sealed = codec.seal(keyring_table, key_of(index), plain);
  ::explicit_bzero(plain.data(), plain.size());
  assert(sealed.size() <= slot_bytes - clear_bytes);

  Bytes bytes(slot_bytes);
  bytes[0] = format;
  bytes[1] = static_cast<std::uint8_t>(slot.state);
  bytes[2] = static_cast<std::uint8_t>(slot.name.use);
  bytes[3] = static_cast<std::uint8_t>(sealed.size());
  put_be(&bytes[4], 4, slot.name.number);
  std::uint32_t check = crc32c(ByteView(bytes).first(12));
  for (std::size_t n = 0; n < 4; ++n) bytes[12 + n] = static_cast<std::uint8_t>(check >> (8 * n));
  std::copy(sealed.begin(), sealed.end(), bytes.begin() + clear_bytes);
  return bytes;
}

std::optional<Slot> read_slot(const txn::ValueCodec& codec, std::uint32_t index, ByteView bytes) {
  auto clear = read_clear(bytes);
  if (!clear || bytes.size() != slot_bytes || clear->sealed_bytes > slot_bytes - clear_bytes)
    return std::nullopt;
  auto plain = codec.open(keyring_table, key_of(index), bytes.subspan(clear_bytes, clear->sealed_bytes));
  if (!plain) return std::nullopt;
  ByteView view(*plain);
  std::optional<Slot> slot;
  if (view.size() == plain_bytes && view[0] == bytes[1] && view[1] == bytes[2] &&
      get_be(view.subspan(2, 4)) == clear->number && (clear->state == SlotState::free || is_use(view[1]))) {
    slot.emplace();
    slot->state = clear->state;
    slot->name = {static_cast<txn::KeyUse>(view[1]), clear->number};
    slot->written = get_be(view.subspan(6, 8));
    slot->serials_used = static_cast<std::uint32_t>(get_be(view.subspan(14, 4)));
    std::copy_n(view.begin() + 18, slot->key.size(), slot->key.begin());
  }
  ::explicit_bzero(plain->data(), plain->size());
  return slot;
}

Remains examine(ByteView bytes) {
  auto zero = [](ByteView part) {
    return std::all_of(part.begin(), part.end(), [](auto byte) { return byte == 0; });
  };
  auto clear = read_clear(bytes);
  if (!clear) {
    bool cut_off = bytes.size() <= slot_bytes / 2 || zero(bytes.subspan(slot_bytes / 2));
    return {cut_off ? Remains::Say::nothing : Remains::Say::unclear, {}};
  }
  if (clear->state != SlotState::held) return {Remains::Say::no_key, {}};
  if (!is_use(clear->use)) return {Remains::Say::unclear, {}};
  return {Remains::Say::key, {static_cast<txn::KeyUse>(clear->use), clear->number}};
}

}  // namespace tocsin::store
