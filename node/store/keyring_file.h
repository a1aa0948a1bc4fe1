// The keyring on disk: slots overwritten in place, in two copies, keyring.a and keyring.b. A key is findable
// only once both copies hold it durably; a destroyed one is overwritten in both before it is forgotten. Copy
// a is always written and synced before copy b: whatever a crash leaves, one of the two says what is true.
// One thread, one process (the data folder's claim sees to that). Excluded from every backup and snapshot.
#pragma once
#include <array>
#include <functional>
#include <map>
#include <memory>
#include <span>
#include <string>

#include "node/files/fd.h"
#include "node/store/keyring_slots.h"
#include "protocol/entropy.h"
#include "protocol/result.h"

namespace tocsin::store {

constexpr Day erasure_days_ahead = 400;  // no record lives longer
constexpr Day epoch_days_ahead = 15;     // published 14 days ahead; one more, for the night of the change
constexpr std::size_t spares_unused_min = 64;
// A day uses one spare at most, so that with this many 64 are unused, whichever the database took.
constexpr std::size_t spares_held = spares_unused_min + erasure_days_ahead + 1;
constexpr std::uint32_t keyring_slots_max = 8192;  // 1 MiB a copy; about 1,000 are in use

class KeyringFile final : public txn::Keyring {
 public:
  struct Step {  // about to be done to one of the two files
    enum class Kind { write, sync };
    Kind kind;
    int copy;  // 0 = a, 1 = b
    std::uint64_t offset;
    ByteView bytes;
  };
  struct Options {
    bool epochs = false;  // a post's keyring holds epoch keys too
    // For tests: an error ends everything before the step, as a crash would.
    std::function<Status(const Step&)> before_step = nullptr;
  };
  // What was met at the opening. A lost key's records cannot be read any more; every other key stands.
  struct Findings {
    bool created = false;      // there was no keyring: right for a new node, a disaster for one with data
    std::size_t repaired = 0;  // slots of one copy written again from the other
    std::vector<txn::KeyName> lost;
    std::size_t lost_without_name = 0;  // so damaged in both copies that it cannot be said which
  };

  // `folder` is private (0700; made if missing) and holds both copies (0600). `codec` and `entropy` outlive
  // the keyring. configuration: a file of wrong mode or owner, a link, empty, too long, or sealed under
  // another key; the detail says what to do. A copy that is missing altogether is made again from the other.
  static Result<std::unique_ptr<KeyringFile>> open_or_create(const std::string& folder,
                                                             txn::ValueCodec& codec, Entropy& entropy,
                                                             const Options& options);
  ~KeyringFile() override;

  const txn::KeyBytes* find(txn::KeyName name) const override;
  std::vector<txn::KeyName> all(txn::KeyUse use) const override;
  std::vector<txn::KeyName> below(txn::KeyName name) const override;
  const Findings& findings() const { return findings_; }

  // Makes what is missing of: erasure days today … today + 400, `spares_held` spares with serials never used
  // before, and with `epochs` today … today + 15. A destroyed day or epoch is not made again. New keys are
  // findable when this returns without error. After an error (io; store_full at keyring_slots_max) the
  // process ends.
  Status top_up(Day today);
  // Overwrites with random bytes, then marks as free; both copies, durably; then forgets. Names not held are
  // passed over, so a destruction can be repeated. After an error the process ends, and repeats it at its
  // next start.
  Status destroy(std::span<const txn::KeyName> names);

 private:
  using Index = std::uint32_t;
  struct Held {
    Index slot;
    txn::KeyBytes key;
  };
  struct Image {  // what a slot is to be
    Index slot;
    Bytes bytes;
  };
  KeyringFile(std::string folder, txn::ValueCodec& codec, Entropy& entropy, Options options);
  std::string path(int copy) const { return folder_ + (copy == 0 ? "/keyring.a" : "/keyring.b"); }
  Status create();
  Status load();
  Status settle(Index slot, const std::array<Bytes, 2>& copies, std::array<std::vector<Image>, 2>& repairs);
  void learn(Index index, const Slot& slot);
  std::vector<txn::KeyName> missing(Day today);
  Result<std::vector<Index>> room_for(std::size_t count, Day today);
  Image image(Index index, const Slot& slot);
  Status step(const Step& step);
  Status write_all(int copy, const std::vector<Image>& images, bool over_keys);

  std::string folder_;
  txn::ValueCodec& codec_;
  Entropy& entropy_;
  Options options_;
  std::array<files::Fd, 2> files_;
  Findings findings_;
  struct Place {
    SlotState state = SlotState::free;
    txn::KeyName name{};
  };
  std::vector<Place> places_;           // by slot number
  std::map<txn::KeyName, Held> keys_;   // findable
  std::map<txn::KeyName, Index> lost_;  // unreadable in both copies, not yet written over
  std::size_t readable_ = 0;            // slots that opened, at load
  std::uint64_t written_ = 0;
  std::uint32_t serials_used_ = 0;
  std::optional<Error> broken_;
};

}  // namespace tocsin::store
