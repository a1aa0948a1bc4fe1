// R11 and R13: reports that heap up on one true target; R36: openings out of measure.
#include "node/core/drift.h"

#include <algorithm>

#include "node/core/log.h"
#include "node/core/retention.h"
#include "node/core/tables.h"
#include "node/core/tally.h"
#include "node/inbox/targets.h"

namespace tocsin::node::inbox {
namespace {

using policy::Rule;

constexpr std::uint16_t delivered = 1, with_persons = 2;  // columns of CountKind::persons

struct Sighting {
  ReferentId referent;
  AlertKey alert;
};

Bytes target_row(bool exercise, const TargetHash& hash) {
  return drift_row(DriftRow::target).boolean(exercise).raw(ByteView(hash)).take();
}

// Who reported any of these targets in the last 24 hours, under the secret of this period or the one before.
std::vector<Sighting> sightings(Turn& turn, bool exercise, const std::vector<Bytes>& targets) {
  std::vector<Sighting> found;
  auto period = day_of(turn.now) / period_days;
  for (std::uint32_t back = 0; back < 2 && back <= period; ++back) {
    auto secret = secret_of(turn, period - back);
    if (!secret) continue;
    for (const auto& target : targets) {
      auto prefix = target_row(exercise, seal::keyed_hash128(*secret, target));
      scan_prefix(turn.txn, table::drift, prefix, [&](ByteView key, ByteView) {
        ByteReader read(key.subspan(prefix.size()));
        auto at = from_ms(read.sorted64());
        auto referent = read.id<ReferentId>();
        auto alert = read.id<AlertKey>();
        if (at > turn.now - policy::pile_on_window) found.push_back({referent, alert});
        return true;
      });
    }
  }
  return found;
}

std::uint32_t distinct_with(const std::vector<Sighting>& found, const ReferentId& referent) {
  std::vector<ReferentId> referents{referent};
  for (const auto& each : found) referents.push_back(each.referent);
  std::sort(referents.begin(), referents.end());
  return static_cast<std::uint32_t>(std::unique(referents.begin(), referents.end()) - referents.begin());
}

std::vector<Bytes> plate_of(const wire::AlertContent& content) {
  auto plate = plate_target(content);
  return plate.empty() ? std::vector<Bytes>{} : std::vector<Bytes>{std::move(plate)};
}

void note(Turn& turn, const AlertKey& key, const AlertRecord& record, bool exercise, const Bytes& target) {
  auto secret = current_secret(turn, day_of(turn.now) / period_days);
  auto row = ByteWriter()
                 .raw(ByteView(target_row(exercise, seal::keyed_hash128(secret, target))))
                 .sorted64(to_ms(turn.now))
                 .raw(record.referent)
                 .raw(key)
                 .take();
  put_until(turn, table::drift, row, {}, turn.now + policy::pile_on_window);
}

void log_drift(Turn& turn, Rule rule, ByteView about) {
  append_log(turn, LogKind::drift, ByteWriter().u8(static_cast<std::uint8_t>(rule)).raw(about).view());
  turn.event(EventCode::drift, to_hex(about.first(8)), static_cast<std::uint64_t>(rule));
}

// The alerts that came before show the mark as well. True if one of them did not have it: a new pile-on.
bool mark_earlier(Turn& turn, const std::vector<Sighting>& found) {
  bool fresh = true;
  for (const auto& each : found) {
    auto earlier = load_alert(turn, each.alert);
    if (!earlier) continue;
    if (earlier->flags & policy::flag::pile_on) {
      fresh = false;
      continue;
    }
    earlier->flags |= policy::flag::pile_on;
    save_alert(turn, each.alert, *earlier, limits_for(turn, earlier->header()));
  }
  return fresh;
}

}  // namespace

std::uint32_t referents_on_target(Turn& turn, const ReferentId& referent, bool exercise,
                                  const wire::AlertContent& content) {
  return std::max(distinct_with(sightings(turn, exercise, plate_of(content)), referent),
                  distinct_with(sightings(turn, exercise, place_targets(content)), referent));
}

void note_arrival(Turn& turn, const AlertKey& key, const AlertRecord& record,
                  const wire::AlertContent& content, std::uint32_t own_flags) {
  bool exercise = record.header().exercise();
  auto plates = plate_of(content), places = place_targets(content);
  if (record.flags & policy::flag::pile_on) {
    bool fresh = true;
    for (const auto* targets : {&plates, &places}) {
      auto found = sightings(turn, exercise, *targets);
      if (distinct_with(found, record.referent) >= policy::pile_on_referents)
        fresh = mark_earlier(turn, found) && fresh;
    }
    log_drift(turn, Rule::R13, record.header_hash().view());
    if (fresh) count(turn, exercise, CountKind::rule, static_cast<std::uint16_t>(Rule::R13));
  }
  if (own_flags & policy::flag::same_target) {
    log_drift(turn, Rule::R11, record.header_hash().view());
    count(turn, exercise, CountKind::rule, static_cast<std::uint16_t>(Rule::R11));
  }
  if (!plates.empty()) note(turn, key, record, exercise, plates.front());
  if (!places.empty()) note(turn, key, record, exercise, places.front());
  count(turn, exercise, CountKind::persons, delivered);
  if (content.person_count > 0) count(turn, exercise, CountKind::persons, with_persons);
}

void note_opening(Turn& turn, const KeyId& officer, bool exercise) {
  auto prefix = drift_row(DriftRow::opening).raw(officer).take();
  auto row = ByteWriter().raw(ByteView(prefix)).sorted64(to_ms(turn.now)).sorted64(log_size(turn)).take();
  put_until(turn, table::drift, row, {}, turn.now + policy::openings_window);
  auto openings = policy::count_in_window(instants_after(turn, prefix), policy::openings_window, turn.now);
  if (policy::r36_openings(openings).outcome != policy::Outcome::flag) return;
  log_drift(turn, Rule::R36, officer.view());
  // One spell counts once, however many openings it has.
  if (openings == policy::openings_max + 1)
    count(turn, exercise, CountKind::rule, static_cast<std::uint16_t>(Rule::R36));
}

}  // namespace tocsin::node::inbox
