#include "node/core/memo.h"

#include <array>
#include <utility>

#include "node/core/context.h"
#include "node/core/tables.h"

namespace tocsin::node {
namespace {

ByteView version_row() {
  return named("documents");
}

void put_new_version(txn::Txn& txn, Entropy& entropy) {
  std::array<std::uint8_t, 16> version{};
  entropy.fill(version.data(), version.size());
  txn.put(table::conditions, version_row(), version);
}

// What comes each hour, or each day in numbers, and nothing else here follows from. (When a node was heard is
// in table::meta, and freshness.cpp knows whose charters say so.)
bool is_daily(ByteView key) {
  if (key.size() < 2) return false;
  const auto type = static_cast<wire::DocumentType>(key[0] << 8 | key[1]);  // document_key
  return type == wire::DocumentType::freshness || type == wire::DocumentType::epoch_key;
}

}  // namespace

void WatchedTxn::documents_change(ByteView key) {
  if (is_daily(key)) {
    memo_.values.erase(Bytes(key.begin(), key.end()));
  } else {
    memo_ = {};
  }
  put_new_version(under_, entropy_);
}

void WatchedTxn::change(txn::Table table, ByteView key) {
  if (table == table::documents) documents_change(key);
  if (table == table::links || table == table::said_fresh) memo_.told.reset();
  if (table == table::links || table == table::fetches) memo_.fetching.reset();
}

void WatchedTxn::put(txn::Table table, ByteView key, ByteView value) {
  change(table, key);
  under_.put(table, key, value);
}

void WatchedTxn::erase(txn::Table table, ByteView key) {
  change(table, key);
  under_.erase(table, key);
}

Memo Remembered::recall(txn::Txn& txn, Entropy& entropy) {
  auto version = txn.get(table::conditions, version_row());
  auto memo = std::exchange(memo_, {});
  if (!version) put_new_version(txn, entropy);
  if (!version || *version != version_) return {};
  memo.limits.clear();
  return memo;
}

void Remembered::keep(txn::Txn& txn, Memo memo) {
  version_ = txn.get(table::conditions, version_row()).value_or(Bytes{});
  if (!version_.empty()) memo_ = std::move(memo);
}

}  // namespace tocsin::node
