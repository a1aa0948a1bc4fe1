// The Store that every node uses: one LMDB database without a name, keys of table byte ‖ key, values sealed
// by a codec. A commit is on disk when it returns. One thread, and one object per data folder in the whole
// machine.
//
// The data file is allocated in full up to the map's size, so that a disk that fills up stops the map from
// growing and nothing else: a quarter of the map stays free for erasures, which need room too.
#pragma once
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

#include "node/txn/txn.h"

namespace tocsin::store {

struct LmdbOptions {
  std::string path;                                   // of the data folder; made if missing
  std::size_t map_bytes_initial = 64u << 20;          // a batch must fit a quarter of it
  std::size_t map_bytes_max = std::size_t{16} << 30;  // reached, and three quarters in use: nearly_full()
};

// What a walk over the whole data file found.
struct Scrub {
  std::uint64_t rows = 0;     // that verify
  std::uint64_t damaged = 0;  // rows that do not
  std::string broken;         // why the file as a whole cannot be trusted; empty if it can
  bool clean() const { return damaged == 0 && broken.empty(); }
};

class LmdbStore final : public txn::Store {
 public:
  // `codec` outlives the store. Errors: configuration (folder or file of wrong owner or mode, data in use by
  // another process), store_damaged (the file is not whole: put the last good copy back), store_full (no room
  // to make it), io. Reads little: what is inside the file is for `scrub_in_child` to judge, before.
  static Result<std::unique_ptr<LmdbStore>> open(const LmdbOptions& options, txn::ValueCodec& codec);
  ~LmdbStore() override;

  // Grows the map first if three quarters are in use, or if the last transaction found no room (its writes
  // failed with store_full and can be tried again). After a commit that failed with io: io, for as long as
  // this object lives; end the process and scrub at start.
  Result<std::unique_ptr<txn::Transaction>> begin() override;
  // As of the last begin().
  bool nearly_full() const override;

  // Walks every row. No transaction may be open. A damaged file can kill the process: a start uses
  // scrub_in_child.
  Result<Scrub> verify() const;
  std::uint64_t map_bytes() const;
  std::uint64_t used_bytes() const;  // pages in use, in bytes

  struct State;  // of lmdb_txn.h

 private:
  explicit LmdbStore(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

// Opens the data file in a child process, read-only, and walks all of it: a file so damaged that reading it
// kills a process kills the child, and the report says so. Call before any thread is started. The error of
// the result is for what prevents the walk (configuration: data in use; io); a folder without data is clean.
Result<Scrub> scrub_in_child(const std::string& path, const txn::ValueCodec& codec);

}  // namespace tocsin::store
