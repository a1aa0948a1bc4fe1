#include "node/store/memory.h"

#include <cassert>
#include <utility>

#include "node/txn/overlay.h"

namespace tocsin::store {

namespace {

MemoryStore::Row* find(MemoryStore::Rows& rows, txn::Table table, ByteView key) {
  auto in = rows.find(table);
  if (in == rows.end()) return nullptr;
  auto found = in->second.find(key);
  return found == in->second.end() ? nullptr : &found->second;
}

}  // namespace

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
      rows_[table].emplace(Bytes(key.begin(), key.end()), std::move(row));
  }
  void erase(txn::Table table, ByteView key) override {
    auto in = rows_.find(table);
    if (in == rows_.end()) return;
    if (auto found = in->second.find(key); found != in->second.end()) in->second.erase(found);
  }
  void scan(txn::Table table, ByteView first, const Visit& visit) override {
    auto in = rows_.find(table);
    if (in == rows_.end()) return;
    for (auto row = in->second.lower_bound(first); row != in->second.end(); ++row) {
      if (failure_) return;
      if (row->second.damaged) {
        ++damaged_;
      } else if (!visit(row->first, row->second.value)) {
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
  rows.erase(rows.lower_bound(txn::Table::volatile_first), rows.end());
  return rows;
}

void MemoryStore::restore(Rows rows) {
  assert(!open_);
  rows_ = std::move(rows);
  restart();
}

void MemoryStore::restart() {
  assert(!open_);
  rows_.erase(rows_.lower_bound(txn::Table::volatile_first), rows_.end());
  broken_ = false;
}

}  // namespace tocsin::store
