// One slot of a keyring file: 128 bytes that hold one key, or none.
//
//   0  format u8 = 1 · state u8 · use u8 · bytes of the sealed part u8 · number u32 BE · zero u32 · CRC-32C
//   u32 LE
//  16  sealed by the keyring's codec for (keyring_table, slot number u32 BE):
//      state u8 · use u8 · number u32 BE · written u64 BE · serials used u32 BE · key 32 bytes
//      then zeros
//
// The first part repeats in clear what the sealed part says, so that a key that is lost can be named. Only
// the sealed part is believed.
#pragma once
#include "node/txn/keyring.h"
#include "node/txn/txn.h"

namespace tocsin::store {

constexpr std::size_t slot_bytes = 128;
constexpr txn::Table keyring_table{255};

enum class SlotState : std::uint8_t {
  free = 0,
  held = 1,   // the named key lives here
  spent = 2,  // the named key was destroyed; the name is not used again before its day is over
};

struct Slot {
  SlotState state = SlotState::free;
  txn::KeyName name{};        // of a held or spent slot
  std::uint64_t written = 0;  // rises with every write of any slot: the higher of two copies is the later
  std::uint32_t serials_used = 0;  // the highest serial given to a spare so far
  txn::KeyBytes key{};             // of a held slot; wiped with the slot
  ~Slot();
};

// Exactly slot_bytes.
Bytes write_slot(txn::ValueCodec& codec, std::uint32_t index, const Slot& slot);
// nullopt if it is cut off or changed in any bit that matters.
std::optional<Slot> read_slot(const txn::ValueCodec& codec, std::uint32_t index, ByteView bytes);

// What the clear part of a slot that cannot be read says about it.
struct Remains {
  enum class Say {
    nothing,  // all zero, or the beginning of a write at the file's end that was cut off
    no_key,   // it was free or spent
    key,      // it held the key `name`
    unclear,
  };
  Say say;
  txn::KeyName name{};
};
Remains examine(ByteView bytes);

}  // namespace tocsin::store
