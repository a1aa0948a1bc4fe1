#include "policy/counts.h"

#include <algorithm>
#include <limits>

#include "policy/roles.h"

namespace tocsin::policy {
namespace {

// The period of `months` months that starts at the first of `month` (1 … 12).
Period months_from(std::chrono::year year, unsigned month, unsigned count) {
  std::chrono::year_month start = year / std::chrono::month(month);
  std::chrono::year_month end = start + std::chrono::months(count);
  return {Instant(std::chrono::sys_days(start / 1)), Instant(std::chrono::sys_days(end / 1))};
}
std::chrono::year_month_day date_of(Instant at) {
  return std::chrono::year_month_day(std::chrono::floor<std::chrono::days>(from_ms(to_ms(at))));
}

}  // namespace

Period quarter_of(Instant at) {
  auto date = date_of(at);
  return months_from(date.year(), (static_cast<unsigned>(date.month()) - 1) / 3 * 3 + 1, 3);
}
Period month_of(Instant at) {
  auto date = date_of(at);
  return months_from(date.year(), static_cast<unsigned>(date.month()), 1);
}

Verdict decide_counts(Role role, const Period& period, Instant now) {
  if (auto matrix = decide_action(role, Action::read_counts); !matrix.permitted()) return matrix;
  bool at_the_post = role == Role::officer || role == Role::commander;
  bool whole = period == quarter_of(period.from) || (at_the_post && period == month_of(period.from));
  if (!whole || now < period.until) return refuse(Rule::R20, Detail::period_not_closed);
  return allow();
}

CountTable table_for(std::uint32_t inhabitants, const Limits& limits) {
  return inhabitants < limits.table_inhabitants ? CountTable::by_category
                                                : CountTable::by_sector_and_category;
}

MaskedCount mask(std::span<const std::uint32_t> cells, const Limits& limits, std::span<MaskedCount> shown) {
  std::uint64_t total = 0, masked_sum = 0, masked_cells = 0;
  for (std::size_t i = 0; i < cells.size() && i < shown.size(); ++i) {
    total += cells[i];
    bool small = cells[i] < limits.mask_minimum;
    masked_sum += small ? cells[i] : 0;
    masked_cells += small ? 1 : 0;
    shown[i] = small ? MaskedCount{} : MaskedCount{false, cells[i]};
  }
  if (total < limits.mask_minimum || total > std::numeric_limits<std::uint32_t>::max()) return {};
  if (masked_cells > 0) {
    // Total less the cells shown is the sum of the masked ones. It tells nothing about any single one when
    // both "0 here" and "the most here" still leave a possible share for the others.
    std::uint64_t most = limits.mask_minimum - 1;
    if (masked_sum < most || masked_sum > most * (masked_cells - 1)) return {};
  }
  return {false, static_cast<std::uint32_t>(total)};
}

bool may_show_delay(std::uint32_t alerts, const Limits& limits) {
  return alerts >= limits.mask_minimum;
}

std::uint16_t delay_band(Duration delay) {
  auto found =
      std::find_if(delay_bands.begin(), delay_bands.end(), [&](Duration end) { return delay <= end; });
  return static_cast<std::uint16_t>(found - delay_bands.begin() + 1);
}

std::optional<std::uint16_t> median_band(std::span<const std::uint32_t> by_band, const Limits& limits) {
  std::uint64_t alerts = 0, before = 0;
  for (auto count : by_band) alerts += count;
  const auto judged = std::min<std::uint64_t>(alerts, std::numeric_limits<std::uint32_t>::max());
  if (alerts == 0 || !may_show_delay(static_cast<std::uint32_t>(judged), limits)) return std::nullopt;
  std::uint16_t band = 0;
  for (auto count : by_band) {
    ++band;
    before += count;
    if (before > alerts / 2) break;
  }
  return band;
}

}  // namespace tocsin::policy
