#include "node/store/lmdb_txn.h"

#include <lmdb.h>

#include <algorithm>
#include <cassert>

namespace tocsin::store {
namespace {

MDB_val val_of(ByteView bytes) {
  return MDB_val{bytes.size(), const_cast<std::uint8_t*>(bytes.data())};
}
ByteView view_of(const MDB_val& val) {
  return {static_cast<const std::uint8_t*>(val.mv_data), val.mv_size};
}

struct Cursor {
  ~Cursor() {
    if (at) mdb_cursor_close(at);
  }
  MDB_cursor* at = nullptr;
};

}  // namespace

Error explain(int code, const char* doing) {
  const std::string said = std::string("cannot ") + doing + ": " + mdb_strerror(code);
  if (code == MDB_MAP_FULL || code == MDB_TXN_FULL) return {Errc::store_full, said};
  return {Errc::io, said};
}

int open_main_tree(MDB_env* env) {
  MDB_txn* txn = nullptr;
  if (int code = mdb_txn_begin(env, nullptr, MDB_RDONLY, &txn)) return code;
  MDB_dbi tree = 0;
  int code = mdb_dbi_open(txn, nullptr, 0, &tree);
  mdb_txn_abort(txn);
  return code == 0 && tree != main_tree ? MDB_BAD_DBI : code;
}

RowKey::RowKey(txn::Table table, ByteView key) : size_(1 + key.size()) {
  assert(key.size() <= txn::key_bytes_max);
  bytes_[0] = static_cast<std::uint8_t>(table);
  std::copy(key.begin(), key.end(), bytes_.begin() + 1);
}
MDB_val RowKey::val() {
  return MDB_val{size_, bytes_.data()};
}

LmdbTransaction::LmdbTransaction(LmdbStore::State& state, MDB_txn* txn,
                                 std::unique_ptr<txn::Transaction> volatile_rows)
    : state_(state), txn_(txn), volatile_(std::move(volatile_rows)) {
  state_.transaction_open = true;
}

LmdbTransaction::~LmdbTransaction() {
  if (txn_) mdb_txn_abort(txn_);
  state_.transaction_open = false;
}

const std::optional<Error>& LmdbTransaction::failure() const {
  return failure_ ? failure_ : volatile_->failure();
}

void LmdbTransaction::forgive_damage() {
  if (failure_ && failure_->code == Errc::store_damaged) failure_.reset();
}

void LmdbTransaction::fail_with(int code, const char* doing) {
  failure_ = explain(code, doing);
  if (failure_->code == Errc::store_full) state_.found_none = true;
  if (failure_->code == Errc::io) state_.broken = failure_;
}

std::optional<Bytes> LmdbTransaction::get(txn::Table table, ByteView key) {
  if (failure() || key.size() > txn::key_bytes_max) return std::nullopt;
  if (txn::is_volatile(table)) return volatile_->get(table, key);
  RowKey row(table, key);
  MDB_val at = row.val(), sealed{};
  int code = mdb_get(txn_, main_tree, &at, &sealed);
  if (code == MDB_NOTFOUND) return std::nullopt;
  if (code != 0) {
    fail_with(code, "read a row");
    return std::nullopt;
  }
  auto value = state_.codec.open(table, key, view_of(sealed));
  if (!value) failure_ = Error{Errc::store_damaged, "a stored row does not verify"};
  return value;
}

void LmdbTransaction::put(txn::Table table, ByteView key, ByteView value) {
  if (failure()) return;
  if ((failure_ = txn::refuse_row(key, value))) return;
  if (txn::is_volatile(table)) return volatile_->put(table, key, value);
  Bytes sealed = state_.codec.seal(table, key, value);
  RowKey row(table, key);
  MDB_val at = row.val(), data = val_of(sealed);
  if (int code = mdb_put(txn_, main_tree, &at, &data, 0)) fail_with(code, "write a row");
}

void LmdbTransaction::erase(txn::Table table, ByteView key) {
  if (failure() || key.size() > txn::key_bytes_max) return;
  if (txn::is_volatile(table)) return volatile_->erase(table, key);
  RowKey row(table, key);
  MDB_val at = row.val();
  int code = mdb_del(txn_, main_tree, &at, nullptr);
  if (code != 0 && code != MDB_NOTFOUND) fail_with(code, "erase a row");
}

void LmdbTransaction::scan(txn::Table table, ByteView first, const Visit& visit) {
  if (failure()) return;
  if (txn::is_volatile(table)) return volatile_->scan(table, first, visit);
  Cursor cursor;
  int code = mdb_cursor_open(txn_, main_tree, &cursor.at);
  if (code != 0) return fail_with(code, "scan a table");
  // No stored key is longer than the seek can be, so one that equals a cut `first` is below it.
  bool cut = first.size() > txn::key_bytes_max;
  RowKey place(table, cut ? first.first(txn::key_bytes_max) : first);
  MDB_val at = place.val(), sealed{};
  code = mdb_cursor_get(cursor.at, &at, &sealed, MDB_SET_RANGE);
  while (code == 0) {
    ByteView row = view_of(at);
    if (row.empty() || row[0] != static_cast<std::uint8_t>(table)) return;
    // A copy: LMDB keeps the cursor's place when `visit` writes to other tables, but not the page under the
    // key.
    std::array<std::uint8_t, txn::key_bytes_max> held;
    std::size_t size = std::min(row.size() - 1, held.size());
    std::copy_n(row.begin() + 1, size, held.begin());
    ByteView key(held.data(), size);
    if (cut && std::equal(key.begin(), key.end(), first.begin(), first.begin() + txn::key_bytes_max)) {
      cut = false;
    } else if (auto value = state_.codec.open(table, key, view_of(sealed)); !value) {
      ++damaged_;
    } else if (!visit(key, *value)) {
      return;
    }
    if (failure()) return;
    code = mdb_cursor_get(cursor.at, &at, &sealed, MDB_NEXT);
  }
  if (code != MDB_NOTFOUND) fail_with(code, "scan a table");
}

Status LmdbTransaction::commit() {
  assert(txn_);
  MDB_txn* ended = std::exchange(txn_, nullptr);
  if (failure()) {
    mdb_txn_abort(ended);
    return tl::unexpected<Error>(*failure());
  }
  if (int code = mdb_txn_commit(ended)) {
    fail_with(code, "commit");
    return tl::unexpected<Error>(*failure_);
  }
  if (auto kept = volatile_->commit(); !kept) return kept;
  return state_.measure();
}

}  // namespace tocsin::store
