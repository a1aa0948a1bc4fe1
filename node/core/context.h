// What every step of a turn works with.
#pragma once
#include "node/core/memo.h"
#include "node/core/turn.h"
#include "protocol/bytes.h"

namespace tocsin::node {

struct Turn {
  txn::Txn& txn;
  const Identity& identity;
  const txn::Keyring& keyring;
  Instant now;
  Entropy& entropy;
  Effects& effects;
  Memo own_memo{};  // of a turn that remembers nothing from others
  Memo& memo = own_memo;
  const KeySet* active = nullptr;  // of keys(); forgotten when another generation is taken on

  void event(EventCode code, std::string subject = {}, std::uint64_t number = 0) {
    effects.events.push_back({code, std::move(subject), number});
  }
  void wake(Instant at) {
    if (!effects.wake_at || at < *effects.wake_at) effects.wake_at = at;
  }
  // The generation that signs for this node now (rotation.cpp).
  const KeySet& keys();
  KeyId self() { return seal::key_id(keys().signing.public_key); }
};

// Names in table::meta and table::conditions.
inline ByteView named(std::string_view name) {
  return ByteView(reinterpret_cast<const std::uint8_t*>(name.data()), name.size());
}
inline std::uint64_t get_number(txn::Txn& txn, txn::Table table, ByteView key) {
  auto row = txn.get(table, key);
  return row ? ByteReader(*row).u64() : 0;
}
inline void put_number(txn::Txn& txn, txn::Table table, ByteView key, std::uint64_t value) {
  txn.put(table, key, ByteWriter().u64(value).view());
}
// Visits the rows whose key begins with `prefix`, from `first` on, which begins with it too.
inline void scan_prefix_from(txn::Txn& txn, txn::Table table, ByteView prefix, ByteView first,
                             const txn::Txn::Visit& visit) {
  txn.scan(table, first, [&](ByteView key, ByteView value) {
    if (key.size() < prefix.size() || !std::equal(prefix.begin(), prefix.end(), key.begin())) return false;
    return visit(key, value);
  });
}
inline void scan_prefix(txn::Txn& txn, txn::Table table, ByteView prefix, const txn::Txn::Visit& visit) {
  scan_prefix_from(txn, table, prefix, prefix, visit);
}

inline bool any_row(txn::Txn& txn, txn::Table table, ByteView prefix = {}) {
  bool any = false;
  scan_prefix(txn, table, prefix, [&](ByteView, ByteView) {
    any = true;
    return false;
  });
  return any;
}

}  // namespace tocsin::node
