// Inside the LMDB driver: the state of an open store, and its one transaction.
#pragma once
#include <array>

#include "node/store/data_folder.h"
#include "node/store/lmdb.h"
#include "node/store/memory.h"

struct MDB_env;
struct MDB_txn;
struct MDB_val;

namespace tocsin::store {

constexpr const char* data_file = "data.mdb";

struct LmdbStore::State {
  State(const LmdbOptions& wanted, txn::ValueCodec& sealing, DataFolder claimed)
      : options(wanted), codec(sealing), folder(std::move(claimed)) {}
  State(const State&) = delete;
  State& operator=(const State&) = delete;
  ~State();

  // Sets `pages_used` and `three_quarters_used` from what the last commit left.
  Status measure();
  // Grows the map if a batch needs it; sets `nearly_full` if that could not be done. Between transactions
  // only.
  Status make_room();
  // Doubles the map until less than three quarters are in use. Leaves it as it is if the maximum is reached
  // or the disk has no room.
  Status grow();

  LmdbOptions options;
  txn::ValueCodec& codec;
  DataFolder folder;
  MDB_env* env = nullptr;
  MemoryStore volatile_rows;
  std::size_t map_bytes = 0;
  std::size_t page_bytes = 0;
  std::uint64_t pages_used = 2;
  bool three_quarters_used = false;
  bool nearly_full = false;
  bool found_none = false;  // the last transaction's writes found no room
  bool transaction_open = false;
  std::optional<Error> broken;  // why nothing more can be promised by this process
};

// What an LMDB code means to the caller: store_full (try again after the next begin) or io (end and scrub).
Error explain(int code, const char* doing);

// Opens the database without a name, whose number is `main_tree`; without it LMDB has no order for the keys.
constexpr unsigned main_tree = 1;
int open_main_tree(MDB_env* env);

// Every row of an open environment; see Scrub.
Result<Scrub> walk(MDB_env* env, const txn::ValueCodec& codec);

// table byte ‖ key, on the stack.
class RowKey {
 public:
  RowKey(txn::Table table, ByteView key);  // key: at most key_bytes_max
  MDB_val val();

 private:
  std::array<std::uint8_t, 1 + txn::key_bytes_max> bytes_;
  std::size_t size_;
};

class LmdbTransaction final : public txn::Transaction {
 public:
  // Owns `txn`, a write transaction of the state's environment.
  LmdbTransaction(LmdbStore::State& state, MDB_txn* txn, std::unique_ptr<txn::Transaction> volatile_rows);
  ~LmdbTransaction() override;

  std::optional<Bytes> get(txn::Table table, ByteView key) override;
  void put(txn::Table table, ByteView key, ByteView value) override;
  void erase(txn::Table table, ByteView key) override;
  void scan(txn::Table table, ByteView first, const Visit& visit) override;
  const std::optional<Error>& failure() const override;
  std::uint64_t damaged() const override { return damaged_; }
  void forgive_damage() override;
  Status commit() override;

 private:
  void fail_with(int code, const char* doing);

  LmdbStore::State& state_;
  MDB_txn* txn_;
  std::unique_ptr<txn::Transaction> volatile_;
  std::uint64_t damaged_ = 0;
  std::optional<Error> failure_;
};

}  // namespace tocsin::store
