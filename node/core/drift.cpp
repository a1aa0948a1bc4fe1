#include "node/core/drift.h"

#include <algorithm>

#include "node/core/retention.h"
#include "node/core/reviews.h"
#include "node/core/tables.h"

namespace tocsin::node {
namespace {

Bytes marks_row(const ReferentId& referent, bool exercise) {
  return drift_row(DriftRow::mark).raw(referent).boolean(exercise).take();
}

void erase_rows(Turn& turn, ByteView prefix) {
  std::vector<Bytes> rows;
  scan_prefix(turn.txn, table::drift, prefix, [&](ByteView key, ByteView) {
    rows.emplace_back(key.begin(), key.end());
    return true;
  });
  for (const auto& row : rows) turn.txn.erase(table::drift, row);
}

}  // namespace

ByteWriter drift_row(DriftRow kind) {
  ByteWriter row;
  row.u8(static_cast<std::uint8_t>(kind));
  return row;
}

std::vector<Instant> instants_after(Turn& turn, ByteView prefix) {
  std::vector<Instant> found;
  scan_prefix(turn.txn, table::drift, prefix, [&](ByteView key, ByteView) {
    found.push_back(from_ms(ByteReader(key.subspan(prefix.size())).sorted64()));
    return true;
  });
  return found;
}

std::vector<Instant> marks_of(Turn& turn, const ReferentId& referent, bool exercise) {
  std::vector<Instant> found;
  auto prefix = marks_row(referent, exercise);
  scan_prefix(turn.txn, table::drift, prefix, [&](ByteView key, ByteView) {
    found.push_back(from_ms(ByteReader(key.subspan(prefix.size() + AlertId::size)).sorted64()));
    return true;
  });
  return found;
}

void add_mark(Turn& turn, const ReferentId& referent, bool exercise, const AlertId& alert, Instant at) {
  forget_mark(turn, referent, exercise, alert);
  auto row = ByteWriter().raw(ByteView(marks_row(referent, exercise))).raw(alert).sorted64(to_ms(at)).take();
  put_until(turn, table::drift, row, {}, std::max(at, turn.now) + policy::marks_kept);
}

void forget_mark(Turn& turn, const ReferentId& referent, bool exercise, const AlertId& alert) {
  erase_rows(turn, ByteWriter().raw(ByteView(marks_row(referent, exercise))).raw(alert).view());
}

void forget_marks(Turn& turn, const ReferentId& referent) {
  erase_rows(turn, drift_row(DriftRow::mark).raw(referent).view());
}

policy::Pause pause_of(Turn& turn, const ReferentId& referent, bool exercise, const policy::Limits& limits) {
  policy::Pause pause;
  pause.under_review = review_since(turn, referent) != Instant::max();
  pause.until = std::max(policy::r14_cool_down_until(marks_of(turn, referent, exercise), limits),
                         upheld_until(turn, referent, limits));
  return pause;
}

policy::Pause pause_of(Turn& turn, const ReferentId& referent, const Insee& commune) {
  auto here = charter_of(turn, commune);
  if (!here) return {};
  return pause_of(turn, referent, here->charter.exercise, limits_of(turn, here->charter, nullptr));
}

bool is_paused(Turn& turn, const ReferentId& referent, const Insee& commune) {
  return !policy::r14_pause(pause_of(turn, referent, commune), turn.now).permitted();
}

}  // namespace tocsin::node
