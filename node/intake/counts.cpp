#include "policy/counts.h"

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

}  // namespace

wire::Reply counts(Turn& turn, const Caller& caller) {
  auto here = charter_of(turn, self_of(turn).commune);
  if (!here) return failed(turn, Errc::not_found, "no charter here yet");
  auto limits = limits_of(turn, here->charter, nullptr);
  auto period = counted_period(turn, caller.request.number);
  if (auto verdict = policy::decide_counts(caller.device.role, period, turn.now); !verdict.permitted())
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
  add_drift(turn, reply, quarter, exercise, caller.device.role, limits);
  return reply;
}

}  // namespace tocsin::node::intake
