#include "node/core/superseded.h"

#include <algorithm>

#include "node/core/tables.h"

namespace tocsin::node {
namespace {

// `suffix`: its sequence u64, sorted; empty in data of the time when one was kept.
Bytes document_of(const Insee& commune, ByteView suffix) {
  return ByteWriter().raw(commune).u8('p').raw(suffix).take();
}
Bytes instant_of(const Insee& commune, ByteView suffix) {
  return ByteWriter().raw(named("superseded")).raw(commune).raw(suffix).take();
}

struct Row {
  Bytes suffix;
  Instant at;
};
std::vector<Row> rows(Turn& turn, const Insee& commune) {  // oldest first
  std::vector<Row> found;
  const auto prefix = instant_of(commune, {});
  scan_prefix(turn.txn, table::meta, prefix, [&](ByteView key, ByteView value) {
    auto suffix = key.subspan(prefix.size());
    found.push_back({Bytes(suffix.begin(), suffix.end()), from_ms(ByteReader(value).u64())});
    return true;
  });
  return found;
}

bool is_honoured(Instant superseded, Instant at) {
  return at - superseded < superseded_honoured;
}

void drop_old(Turn& turn, const Insee& commune) {
  auto kept = rows(turn, commune);
  for (std::size_t i = 0; i + 1 < kept.size(); ++i) {
    if (kept.size() - i <= superseded_max && turn.now - kept[i].at < superseded_kept) continue;
    turn.txn.erase(table::documents,
                   document_key(wire::DocumentType::charter, document_of(commune, kept[i].suffix)));
    turn.txn.erase(table::meta, instant_of(commune, kept[i].suffix));
  }
}

}  // namespace

std::vector<Superseded> superseded_charters(Turn& turn, const Insee& commune) {
  std::vector<Superseded> found;
  for (const auto& row : rows(turn, commune))
    if (auto here = charter_about(turn, document_of(commune, row.suffix)))
      found.push_back({std::move(here), row.at});
  std::reverse(found.begin(), found.end());
  return found;
}

std::vector<CharterRef> honoured_charters(Turn& turn, const Insee& commune, Instant at) {
  std::vector<CharterRef> found;
  for (auto& each : superseded_charters(turn, commune))
    if (is_honoured(each.at, at)) found.push_back(std::move(each.here));
  return found;
}

CharterRef honoured_charter(Turn& turn, const Insee& commune, std::uint32_t sequence, Instant at) {
  for (auto& each : honoured_charters(turn, commune, at))
    if (each->charter.sequence == sequence) return std::move(each);
  return nullptr;
}

bool lapsed(Turn& turn, const Insee& commune, std::uint32_t sequence, Instant at) {
  // One of a lower number went before it, also where its own row is gone.
  for (const auto& each : superseded_charters(turn, commune))
    if (each.here->charter.sequence >= sequence && !is_honoured(each.at, at)) return true;
  return false;
}

void supersede(Turn& turn, const Insee& commune) {
  auto held = charter_of(turn, commune);
  auto document = stored_document(turn, wire::DocumentType::charter, commune.view());
  const auto suffix = ByteWriter().sorted64(held->charter.sequence).take();
  turn.txn.put(table::documents, document_key(wire::DocumentType::charter, document_of(commune, suffix)),
               wire::encode(*document));
  put_number(turn.txn, table::meta, instant_of(commune, suffix), to_ms(turn.now));
  drop_old(turn, commune);
}

}  // namespace tocsin::node
