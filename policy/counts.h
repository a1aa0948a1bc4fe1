// What the mairie sees of the alerts: counts, for closed periods, small ones masked (R20).
#pragma once
#include <array>
#include <cstdint>
#include <optional>
#include <span>

#include "policy/limits.h"
#include "policy/verdict.h"
#include "protocol/time.h"
#include "protocol/vocabulary.h"

namespace tocsin::policy {

struct Period {
  Instant from{}, until{};  // [from, until), UTC
  bool operator==(const Period&) const = default;
};
// The calendar quarter, or month, that contains `at`.
Period quarter_of(Instant at);
Period month_of(Instant at);

// R20, R2: `period` must be one whole closed quarter; officers and commanders of the post may ask for one
// month.
Verdict decide_counts(Role role, const Period& period, Instant now);

// One table per period, so that no two tables can be subtracted from each other.
enum class CountTable : std::uint8_t { by_category = 1, by_sector_and_category = 2 };
CountTable table_for(std::uint32_t inhabitants, const Limits& limits);

// A number that may be shown, or "<5".
struct MaskedCount {
  bool masked = true;
  std::uint32_t count = 0;  // 0 when masked
  bool operator==(const MaskedCount&) const = default;
};
// Masks every cell below `mask_minimum` (zero too) into `shown`, which has the size of `cells`, and returns
// the total. The total is masked with them when subtracting the cells shown would narrow down any masked one:
// after that, each masked cell can still be anything from 0 to the minimum less one. Cells are those of a
// whole table; no other sums of it are published.
MaskedCount mask(std::span<const std::uint32_t> cells, const Limits& limits, std::span<MaskedCount> shown);

// A mean or median delay over `alerts` alerts may be shown.
bool may_show_delay(std::uint32_t alerts, const Limits& limits);

// Delays are counted in bands and shown as the band of their median: minutes and seconds would lead to an
// alert. Band n, from 1, ends with `delay_bands[n - 1]`, that instant included; the last band is what takes
// longer.
constexpr std::array<Duration, 6> delay_bands = {minutes(1), minutes(5), minutes(15),
                                                 hours(1),   hours(4),   hours(24)};
constexpr std::uint16_t delay_band_count = delay_bands.size() + 1;
// Two nodes' clocks: what seems to have come before its cause took no time.
std::uint16_t delay_band(Duration delay);
// R20: the band of the median, the longer of the two in the middle; `by_band` begins with band 1. nullopt
// when they are too few.
std::optional<std::uint16_t> median_band(std::span<const std::uint32_t> by_band, const Limits& limits);

}  // namespace tocsin::policy
