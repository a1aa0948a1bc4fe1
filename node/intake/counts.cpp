#include "policy/counts.h"

#include <set>

#include "node/core/mandates.h"
#include "node/core/tables.h"
#include "node/intake/intake.h"

namespace tocsin::node::intake {
namespace {

// R32: how many of the alerts closed in each sector had no ground. By sector only where enough people live.
void add_unfounded(Turn& turn, wire::Reply& reply, Day quarter, bool exercise,
                   std::span<const std::uint16_t> sectors, const policy::Limits& limits) {
  std::vector<std::uint32_t> parts, wholes;
  for (auto sector : sectors) {
    parts.push_back(counted(turn, quarter, exercise, CountKind::unfounded_in_sector, sector));
    wholes.push_back(counted(turn, quarter, exercise, CountKind::closed_in_sector, sector));
  }
  add_shares(reply, shares_by_sector, sectors, parts, wholes, limits);
}

// Persons, not mandates: a renewed one is the same person's.
std::uint32_t referents(Turn& turn) {
  std::set<ReferentId> persons;
  for (const auto& mandate : mandates(turn))
    if (mandate.mandate.commune == self_of(turn).commune && stands(turn, mandate).permitted())
      persons.insert(mandate.mandate.referent);
  return static_cast<std::uint32_t>(persons.size());
}

std::optional<CountKind> delay_until(AlertState state) {
  if (state == AlertState::delivered) return CountKind::delivered_in;
  if (state == AlertState::taken) return CountKind::taken_in;
  if (state == AlertState::closed) return CountKind::closed_in;
  return std::nullopt;
}

}  // namespace

void count_delay(Turn& turn, const AlertRecord& record, AlertState state, Instant at) {
  if (auto kind = delay_until(state))
    count(turn, record.header().exercise(), *kind, policy::delay_band(at - record.accepted));
}

wire::Reply counts(Turn& turn, Role reader, std::uint64_t first_day) {
  auto here = charter_of(turn, self_of(turn).commune);
  if (!here) return failed(turn, Errc::not_found, "no charter here yet");
  auto limits = limits_of(turn, here->charter, nullptr);
  auto period = counted_period(turn, first_day);
  if (auto verdict = policy::decide_counts(reader, period, turn.now); !verdict.permitted())
    return refused(turn, verdict);
  auto quarter = day_of(period.from);
  auto reply = ok(turn);
  reply.data = about_counts(turn, period, here->charter.exercise, limits);
  std::vector<std::uint16_t> categories, sectors, outcomes;
  for (std::uint16_t value = 1; value <= category_count; ++value) categories.push_back(value);
  for (const auto& sector : here->charter.sectors) sectors.push_back(sector.id);
  for (std::uint16_t value = 1; is_known<ClosingCode>(static_cast<std::uint8_t>(value)); ++value)
    outcomes.push_back(value);
  bool exercise = here->charter.exercise;
  // One table per period, so that no two can be subtracted from each other: by category, or, where enough
  // people live, by sector too.
  add_table(turn, reply, quarter, exercise, CountKind::category, categories, limits, true);
  bool by_sector =
      policy::table_for(here->charter.population, limits) == policy::CountTable::by_sector_and_category;
  if (by_sector) add_table(turn, reply, quarter, exercise, CountKind::sector, sectors, limits, false);
  add_table(turn, reply, quarter, exercise, CountKind::outcome, outcomes, limits, false);
  if (by_sector) add_unfounded(turn, reply, quarter, exercise, sectors, limits);
  add_refusals(turn, reply, quarter, exercise, limits);
  add_drift(turn, reply, quarter, exercise, reader, limits);
  add_delays(turn, reply, quarter, exercise, limits);
  add_number(reply, erased_total, counted(turn, quarter, exercise, CountKind::erased, 1), limits);
  add_number(reply, referents_now, referents(turn), limits);
  return reply;
}

}  // namespace tocsin::node::intake
