#include "node/txn/overlay.h"

#include <algorithm>
#include <cassert>

namespace tocsin::txn {

const std::optional<Error>& Overlay::failure() const {
  return failure_ ? failure_ : under_.failure();
}

void Overlay::forgive_damage() {
  if (failure_ && failure_->code == Errc::store_damaged) failure_.reset();
  under_.forgive_damage();
}

std::optional<Bytes> Overlay::get(Table table, ByteView key) {
  if (failure()) return std::nullopt;
  if (auto own = writes_.find(KeyRef(table, key)); own != writes_.end()) return own->second;
  auto value = under_.get(table, key);
  if (under_.failure() && under_.failure()->code == Errc::store_damaged) {
    failure_ = under_.failure();  // this input's, not the batch's
    under_.forgive_damage();
  }
  return value;
}

void Overlay::put(Table table, ByteView key, ByteView value) {
  if (failure()) return;
  if ((failure_ = refuse_row(key, value))) return;
  Bytes bytes(value.begin(), value.end());
  if (auto own = writes_.find(KeyRef(table, key)); own != writes_.end()) {
    own->second = std::move(bytes);
  } else {
    writes_.emplace(Key{table, Bytes(key.begin(), key.end())}, std::move(bytes));
  }
}

void Overlay::erase(Table table, ByteView key) {
  if (failure() || key.size() > key_bytes_max) return;
  if (auto own = writes_.find(KeyRef(table, key)); own != writes_.end()) {
    own->second.reset();
  } else {
    writes_.emplace(Key{table, Bytes(key.begin(), key.end())}, std::nullopt);
  }
}

void Overlay::scan(Table table, ByteView first, const Visit& visit) {
  if (failure()) return;
  auto own = writes_.lower_bound(KeyRef(table, first));
  auto in_table = [&] { return own != writes_.end() && own->first.table == table; };
  auto show_own = [&] {
    auto here = own++;
    return !here->second || visit(here->first.bytes, *here->second);
  };
  bool go_on = true;
  under_.scan(table, first, [&](ByteView key, ByteView value) {
    while (go_on && in_table() && KeyLess()(own->first, KeyRef(table, key))) go_on = show_own();
    if (!go_on || failure_) return false;
    bool hidden =
        in_table() && std::equal(key.begin(), key.end(), own->first.bytes.begin(), own->first.bytes.end());
    return go_on = hidden ? show_own() : visit(key, value);
  });
  while (go_on && !failure() && in_table()) go_on = show_own();
}

void Overlay::merge() {
  assert(!failure_);
  for (const auto& [key, value] : writes_) {
    if (value) {
      under_.put(key.table, key.bytes, *value);
    } else {
      under_.erase(key.table, key.bytes);
    }
  }
  writes_.clear();
}

}  // namespace tocsin::txn
