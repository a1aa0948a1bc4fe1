// A Store in memory: for tests and the simulator, and for the volatile tables of the LMDB driver.
// "Durable" means that it survives `restart`. One thread.
#pragma once
#include <algorithm>
#include <map>

#include "node/txn/txn.h"

namespace tocsin::store {

class MemoryStore final : public txn::Store {
 public:
  struct Row {
    Bytes value;
    bool damaged = false;
  };
  struct BytesLess {
    using is_transparent = void;
    bool operator()(ByteView a, ByteView b) const {
      return std::lexicographical_compare(a.begin(), a.end(), b.begin(), b.end());
    }
  };
  // A map for each table: most are small or empty, and a turn looks into many.
  using Rows = std::map<txn::Table, std::map<Bytes, Row, BytesLess>>;

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
