#include "node/txn/txn.h"

#include <algorithm>

namespace tocsin::txn {

std::optional<Error> refuse_row(ByteView key, ByteView value) {
  if (key.size() > key_bytes_max) return Error{Errc::too_large, "a row's key is above key_bytes_max"};
  if (value.size() > value_bytes_max) return Error{Errc::too_large, "a row's value is above value_bytes_max"};
  return std::nullopt;
}

bool KeyLess::operator()(const KeyRef& a, const KeyRef& b) const {
  if (a.table != b.table) return a.table < b.table;
  return std::lexicographical_compare(a.bytes.begin(), a.bytes.end(), b.bytes.begin(), b.bytes.end());
}

}  // namespace tocsin::txn
