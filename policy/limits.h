// How much is allowed, as a lattice: a limit can be tightened by one and loosened only by all.
// effective = ceiling ⊓ rules ⊓ charter ⊓ overlay ⊓ mandate, field by field, each taking the tighter value.
// Counting windows (24 h, 30 days, 90 days) are constants beside their rule, not limits.
#pragma once
#include <cstdint>
#include <span>
#include <string_view>

#include "protocol/time.h"
#include "protocol/vocabulary.h"

namespace tocsin::policy {

// Plain values; the unit is the last word of the name. The table in limits.cpp gives each its order, bounds,
// default and reason. A value-initialised `Limits` means nothing: start from one of the functions below.
struct Limits {
  std::uint32_t alerts_per_day = 0;
  std::uint32_t alerts_per_30_days = 0;
  std::uint32_t hard_cap_per_day = 0;
  std::uint32_t hard_cap_per_30_days = 0;
  std::uint32_t desk_entries_per_day = 0;
  std::uint32_t same_target_count = 0;  // the alert that makes this many on one target is held
  std::uint32_t patrol_sectors = 0;     // this many sectors in 12 h are flagged
  std::uint32_t categories = 0;         // bit = value of Category
  std::uint32_t undo_seconds = 0;
  std::uint32_t accepted_within_seconds = 0;
  std::uint32_t delivered_within_seconds = 0;
  std::uint32_t keep_ended_hours = 0;     // refused, withdrawn, expired, violation
  std::uint32_t keep_not_taken_days = 0;  // from arrival
  std::uint32_t keep_taken_days = 0;      // from the last change
  std::uint32_t keep_at_most_days = 0;    // from arrival, whatever happens
  std::uint32_t mandate_months = 0;
  std::uint32_t training_months = 0;
  std::uint32_t exercise_window_hours = 0;
  std::uint32_t mask_minimum = 0;       // a count below it is shown as "<5"
  std::uint32_t table_inhabitants = 0;  // below, no table by sector
  std::uint32_t notice_hours = 0;
  std::uint32_t witness_call_hours = 0;
  std::uint32_t notices_per_week = 0;  // per sector
  std::uint32_t loosening_wait_days = 0;
  std::uint32_t cool_down_hours = 0;

  bool operator==(const Limits&) const = default;
};

// Numbers written in documents as (limit u8, value u32): append only, never renumber.
enum class Limit : std::uint8_t {
  alerts_per_day = 1,
  alerts_per_30_days = 2,
  hard_cap_per_day = 3,
  hard_cap_per_30_days = 4,
  desk_entries_per_day = 5,
  same_target_count = 6,
  patrol_sectors = 7,
  categories = 8,
  undo_seconds = 9,
  accepted_within_seconds = 10,
  delivered_within_seconds = 11,
  keep_ended_hours = 12,
  keep_not_taken_days = 13,
  keep_taken_days = 14,
  keep_at_most_days = 15,
  mandate_months = 16,
  training_months = 17,
  exercise_window_hours = 18,
  mask_minimum = 19,
  table_inhabitants = 20,
  notice_hours = 21,
  witness_call_hours = 22,
  notices_per_week = 23,
  loosening_wait_days = 24,
  cool_down_hours = 25,
};
constexpr std::uint8_t limit_count = 25;

enum class Order : std::uint8_t { smaller_is_tighter = 1, larger_is_tighter = 2, fewer_bits_is_tighter = 3 };
enum class Unit : std::uint8_t {
  alerts = 1,
  reports,
  sectors,
  categories,
  seconds,
  hours,
  days,
  months,
  inhabitants,
  notices
};

struct LimitRow {
  Limit id;
  std::uint32_t Limits::*field;
  std::string_view slug;  // the field's spelling
  Order order;
  Unit unit;
  // The loosest value there can ever be: in code, no signature raises it.
  std::uint32_t ceiling;
  // What a prefecture's rules say when they do not say it.
  std::uint32_t prefecture;
  // The tightest value a document may carry: tightening may slow or stop new alerts, it may not destroy what
  // was accepted or make the sender's screen lie.
  std::uint32_t floor;
  std::string_view reason_fr, reason_en;
};
std::span<const LimitRow> limit_table();
// nullptr for a number that is not in the table.
const LimitRow* find_limit(std::uint8_t id);

constexpr std::uint32_t bit(Category category) {
  return 1u << static_cast<unsigned>(category);
}
constexpr bool has(std::uint32_t categories, Category category) {
  return (categories & bit(category)) != 0;
}

// The neutral element: meet(ceiling(), x) == x for every x a document may carry.
Limits ceiling();
// What rules that state nothing mean.
Limits prefecture_default();
// What a charter that states nothing means: the ceiling, but INC and DEP must be named (proportionality).
Limits charter_default();

// False, and nothing changed, for an unknown number, a value past the floor, or bits that are no category. A
// value looser than the ceiling is stored: it has no effect in `effective`, and `no_looser_than` tells of it.
bool set(Limits& limits, std::uint8_t id, std::uint32_t value);
// 0 for an unknown number.
std::uint32_t get(const Limits& limits, std::uint8_t id);

// The tighter of both, field by field: commutative, associative, idempotent.
Limits meet(const Limits& a, const Limits& b);
// a ≤ b: a is at least as tight in every field (a ⊓ b = a).
bool no_looser_than(const Limits& a, const Limits& b);
// The first limit in which `a` is looser than `b`; nullptr when there is none. For the message to its author.
const LimitRow* first_looser(const Limits& a, const Limits& b);
// ceiling ⊓ all four; pass `ceiling()` for a document that says nothing. Several overlays: meet them first.
Limits effective(const Limits& rules, const Limits& charter, const Limits& overlay, const Limits& mandate);

// `from` moved by calendar months; a day that the month does not have becomes its last day.
Instant add_months(Instant from, std::uint32_t months);

std::string_view slug(Order);
std::string_view slug(Unit);

}  // namespace tocsin::policy
