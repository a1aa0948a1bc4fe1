// A Store in memory: for tests and the simulator, and for the volatile tables of the LMDB driver.
// "Durable" means that it survives `restart`. One thread.
#pragma once
#include <algorithm>
#include <array>
#include <cstdint>
#include <map>

#include "node/txn/txn.h"

namespace tocsin::store {

class MemoryStore final : public txn::Store {
 public:
  struct Row {
    Bytes value;
    bool damaged = false;
  };
  // Ordered bytewise, as every driver's: first by eight bytes as a number, which stand in the map's own
  // nodes.
  struct KeyRef {
    std::uint64_t first_eight;  // of a shorter key, with zeros after it
    ByteView bytes;
    KeyRef(ByteView key);
  };
  struct Key {
    std::uint64_t first_eight;
    Bytes bytes;
    Key(const KeyRef& key) : first_eight(key.first_eight), bytes(key.bytes.begin(), key.bytes.end()) {}
  };
  struct KeyLess {
    using is_transparent = void;
    template <typename A, typename B>
    bool operator()(const A& a, const B& b) const {
      if (a.first_eight != b.first_eight) return a.first_eight < b.first_eight;
      return std::lexicographical_compare(a.bytes.begin(), a.bytes.end(), b.bytes.begin(), b.bytes.end());
    }
  };
  // One map for each table, by its number: most are small or empty, and a turn looks into many.
  using Rows = std::array<std::map<Key, Row, KeyLess>, 256>;

  // After a failed commit: Errc::io until `restart`, as a real disk's owner must behave.
  Result<std::unique_ptr<txn::Transaction>> begin() override;
  bool nearly_full() const override { return nearly_full_; }

  // ---- what a test does to it ----
  // The next commit answers Errc::io: nothing of it was written, or (`after`) all of it was, and only the
  // answer was lost.
  enum class Crash { before, after };
  void fail_next_commit(Crash crash) { failing_ = crash; }
  void set_nearly_full(bool full) { nearly_full_ = full; }
  // The stored row no longer verifies, until it is written anew. Does nothing if there is no such row.
  void damage(txn::Table table, ByteView key);
  // All that it holds, volatile tables included, until its next change.
  const Rows& rows() const { return rows_; }
  // What is on disk now; `restore` puts it back, as a disk of yesterday would, and restarts.
  Rows snapshot() const;
  void restore(Rows rows);
  // A crash or a stop, and a new start: the durable tables stay. No transaction may be open.
  void restart();

 private:
  class Direct;       // reads and writes `rows_` at once
  class Transaction;  // an overlay over it
  Rows rows_;
  bool open_ = false;
  bool broken_ = false;
  bool nearly_full_ = false;
  std::optional<Crash> failing_;
};

}  // namespace tocsin::store
