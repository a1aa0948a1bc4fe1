#include "node/store/memory.h"

#include <cassert>
#include <utility>

#include "node/txn/overlay.h"

namespace tocsin::store {

namespace {

auto& rows_of(MemoryStore::Rows& rows, txn::Table table) {
  return rows[static_cast<std::size_t>(table)];
}

MemoryStore::Row* find(MemoryStore::Rows& rows, txn::Table table, ByteView key) {
  auto& in = rows_of(rows, table);
  auto found = in.find(MemoryStore::KeyRef(key));
  return found == in.end() ? nullptr : &found->second;
}

void drop_volatile(MemoryStore::Rows& rows) {
  for (auto table = static_cast<std::size_t>(txn::Table::volatile_first); table < rows.size(); ++table)
    rows[table].clear();
}

}  // namespace

MemoryStore::KeyRef::KeyRef(ByteView key) : first_eight(0), bytes(key) {
  for (std::size_t at = 0; at < 8; ++at) first_eight = first_eight << 8 | (at < key.size() ? key[at] : 0u);
}

class MemoryStore::Direct final : public txn::Txn {
 public:
  explicit Direct(Rows& rows) : rows_(rows) {}

  std::optional<Bytes> get(txn::Table table, ByteView key) override {
    const auto* row = failure_ ? nullptr : find(rows_, table, key);
    if (row == nullptr) return std::nullopt;
    if (row->damaged) {
      failure_ = Error{Errc::store_damaged, "a stored row does not verify"};
      return std::nullopt;
    }
    return row->value;
  }
  void put(txn::Table table, ByteView key, ByteView value) override {
    Row row{Bytes(value.begin(), value.end()), false};
    if (auto* held = find(rows_, table, key))
      *held = std::move(row);
    else
      rows_of(rows_, table).emplace(KeyRef(key), std::move(row));
  }
  void erase(txn::Table table, ByteView key) override {
    auto& in = rows_of(rows_, table);
    if (auto found = in.find(KeyRef(key)); found != in.end()) in.erase(found);
  }
  void scan(txn::Table table, ByteView first, const Visit& visit) override {
    auto& in = rows_of(rows_, table);
    for (auto row = in.lower_bound(KeyRef(first)); row != in.end(); ++row) {
      if (failure_) return;
      if (row->second.damaged) {
        ++damaged_;
      } else if (!visit(row->first.bytes, row->second.value)) {
        return;
      }
    }
  }
  const std::optional<Error>& failure() const override { return failure_; }
  std::uint64_t damaged() const override { return damaged_; }
  void forgive_damage() override { failure_.reset(); }

 private:
  Rows& rows_;
  std::optional<Error> failure_;
  std::uint64_t damaged_ = 0;
};

class MemoryStore::Transaction final : public txn::Transaction {
 public:
  explicit Transaction(MemoryStore& store) : store_(store), direct_(store.rows_), pending_(direct_) {
    store_.open_ = true;
  }
  ~Transaction() override { store_.open_ = false; }

  std::optional<Bytes> get(txn::Table table, ByteView key) override { return pending_.get(table, key); }
  void put(txn::Table table, ByteView key, ByteView value) override { pending_.put(table, key, value); }
  void erase(txn::Table table, ByteView key) override { pending_.erase(table, key); }
  void scan(txn::Table table, ByteView first, const Visit& visit) override {
    pending_.scan(table, first, visit);
  }
  const std::optional<Error>& failure() const override { return pending_.failure(); }
  std::uint64_t damaged() const override { return pending_.damaged(); }
  void forgive_damage() override { pending_.forgive_damage(); }

  Status commit() override {
    assert(!committed_);
    committed_ = true;
    if (failure()) return tl::unexpected<Error>(*failure());
    auto crash = std::exchange(store_.failing_, std::nullopt);
    if (crash) store_.broken_ = true;
    if (crash != Crash::before) pending_.merge();
    if (crash) return fail(Errc::io, "the disk failed, as the test asked");
    return {};
  }

 private:
  MemoryStore& store_;
  Direct direct_;
  txn::Overlay pending_;
  bool committed_ = false;
};

Result<std::unique_ptr<txn::Transaction>> MemoryStore::begin() {
  assert(!open_);
  if (broken_) return fail(Errc::io, "an earlier commit failed: restart");
  return std::unique_ptr<txn::Transaction>(std::make_unique<Transaction>(*this));
}

void MemoryStore::damage(txn::Table table, ByteView key) {
  if (auto* row = find(rows_, table, key)) row->damaged = true;
}

MemoryStore::Rows MemoryStore::snapshot() const {
  Rows rows = rows_;
  drop_volatile(rows);
  return rows;
}

void MemoryStore::restore(Rows rows) {
  assert(!open_);
  rows_ = std::move(rows);
  restart();
}

void MemoryStore::restart() {
  assert(!open_);
  drop_volatile(rows_);
  broken_ = false;
}

}  // namespace tocsin::store
