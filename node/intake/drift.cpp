// The commune's counters of drift: quotas (R10), repeated targets (R11), patrols (R12) and abuse (R14). Of a
// closing that comes back it looks at the code alone.
#include "node/core/drift.h"

#include "node/core/log.h"
#include "node/core/retention.h"
#include "node/core/reviews.h"
#include "node/core/tables.h"
#include "node/intake/intake.h"

namespace tocsin::node::intake {
namespace {

using policy::Rule;

void log_drift(Turn& turn, bool exercise, Rule rule, const Hash& header_hash) {
  append_log(turn, LogKind::drift, ByteWriter().u8(static_cast<std::uint8_t>(rule)).raw(header_hash).view());
  turn.event(EventCode::drift, to_hex(header_hash.view().first(8)), static_cast<std::uint64_t>(rule));
  count(turn, exercise, CountKind::rule, static_cast<std::uint16_t>(rule));
}

// A review is opened only by alerts of the kind that the charter takes: a drill suspends nobody's mandate.
void open_if_real(Turn& turn, const wire::AlertHeader& header, Rule rule) {
  auto here = charter_of(turn, header.commune);
  auto mandate = mandate_of(turn, header.mandate);
  if (here && mandate && here->charter.exercise == header.exercise())
    open_review(turn, mandate->mandate, rule);
}

void mark(Turn& turn, const AlertRecord& record, const wire::AlertHeader& header, Instant at) {
  auto here = charter_of(turn, header.commune);
  if (!here) return;
  bool exercise = header.exercise();
  auto limits = limits_of(turn, here->charter, nullptr);
  auto before = policy::r14_cool_down_until(marks_of(turn, record.referent, exercise), limits);
  add_mark(turn, record.referent, exercise, header.alert, at);
  auto marks = marks_of(turn, record.referent, exercise);
  if (policy::r14_cool_down_until(marks, limits) > std::max(before, turn.now))
    log_drift(turn, exercise, Rule::R14, record.header_hash());
  if (policy::r14_review_due(marks, turn.now)) open_if_real(turn, header, Rule::R14);
}

void note_patrol(Turn& turn, const AlertRecord& record, const wire::AlertHeader& header) {
  if ((record.flags & policy::flag::patrol) == 0) return;
  auto prefix = drift_row(DriftRow::spell).raw(record.referent).boolean(header.exercise()).take();
  auto spells = instants_after(turn, prefix);
  if (!policy::r12_begins_spell(spells, turn.now)) return;
  put_until(turn, table::drift, ByteWriter().raw(ByteView(prefix)).sorted64(to_ms(turn.now)).view(), {},
            turn.now + policy::patrol_repetition);
  log_drift(turn, header.exercise(), Rule::R12, record.header_hash());
  spells.push_back(turn.now);
  if (policy::r12_review_due(spells, turn.now)) open_if_real(turn, header, Rule::R12);
}

}  // namespace

std::uint32_t sectors_now(Turn& turn, const ReferentId& referent, const wire::AlertHeader& header) {
  std::vector<policy::SentFrom> sent;
  scan_prefix(turn.txn, table::sent, ByteWriter().raw(referent).boolean(header.exercise()).view(),
              [&](ByteView key, ByteView value) {
                auto sector = ByteReader(value).u16();
                if (sector != 0) sent.push_back({sector, from_ms(ByteReader(key.subspan(17)).sorted64())});
                return true;
              });
  return policy::sectors_in_window(sent, header.sector, turn.now);
}

void note_flags(Turn& turn, const AlertRecord& record, const wire::AlertHeader& header) {
  if ((record.flags & policy::flag::above_quota) != 0)
    log_drift(turn, header.exercise(), Rule::R10, record.header_hash());
  if ((record.flags & policy::flag::same_target) != 0)
    log_drift(turn, header.exercise(), Rule::R11, record.header_hash());
  note_patrol(turn, record, header);
}

void note_outcome(Turn& turn, const AlertRecord& record, const wire::Receipt& receipt) {
  auto header = record.header();
  auto code = static_cast<ClosingCode>(receipt.code);
  bool closed = receipt.state == AlertState::closed;
  if (closed || receipt.state == AlertState::reopened)
    forget_mark(turn, record.referent, header.exercise(), header.alert);
  if (closed) {
    count(turn, header.exercise(), CountKind::closed_in_sector, header.sector);
    if (policy::is_abuse(code) || code == ClosingCode::unfounded_good_faith)
      count(turn, header.exercise(), CountKind::unfounded_in_sector, header.sector);
  }
  if ((closed && policy::is_abuse(code)) || receipt.state == AlertState::violation)
    mark(turn, record, header, receipt.at);
}

}  // namespace tocsin::node::intake
