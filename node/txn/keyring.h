// The keys that decide how long a record can be read. They live outside the database
// (node/store/keyring_file.h): destroying one erases every record under it, in pages, snapshots and backups
// alike.
#pragma once
#include <array>
#include <compare>
#include <cstdint>
#include <vector>

#include "protocol/time.h"

namespace tocsin::txn {

enum class KeyUse : std::uint8_t {
  erasure_day = 1,  // number = the day on which its records must go; held for today … today + 400
  spare = 2,        // number = a serial; taken (in the database) as a later generation of some erasure day
  epoch = 3,        // number = epoch day; X25519 private half; post nodes only
};
// A name means one key for ever: a destroyed day or epoch is not made again, a serial not given again. Only
// for a key that the disk lost is there a new one of the same name.
struct KeyName {
  KeyUse use;
  std::uint32_t number;
  auto operator<=>(const KeyName&) const = default;
};
using KeyBytes = std::array<std::uint8_t, 32>;

// Read side, for the core. The file itself is topped up and overwritten between batches, never inside one.
class Keyring {
 public:
  virtual ~Keyring() = default;
  // nullptr if there is no such key (destroyed, or not made yet). Valid until the keyring next changes.
  virtual const KeyBytes* find(KeyName name) const = 0;
  // Ascending.
  virtual std::vector<KeyName> all(KeyUse use) const = 0;
  // Those with a smaller number, ascending.
  virtual std::vector<KeyName> below(KeyName name) const = 0;
};

}  // namespace tocsin::txn
