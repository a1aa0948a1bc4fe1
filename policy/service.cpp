#include "policy/service.h"

#include <algorithm>

namespace tocsin::policy {
namespace {

constexpr std::uint16_t minutes_of_day = 24 * 60;
// Whoever is still open then never closes, as far as an alert that lives shorter can tell.
constexpr hours followed_max = days(32);
// As many dates as a record holds, one after the other, and a week: an opening further away is not told.
constexpr Day days_looked_ahead = 128;
constexpr Spell whole_day{1, 0, minutes_of_day};

struct Today {
  Day day;  // on the wall
  std::uint8_t weekday;
};
Today today_at(Instant at) {
  return {day_of(at + paris_offset(at)), wall_time(at).weekday};
}

bool is_weekly(const Spell& spell) {
  return spell.day == 0;
}

// What the post says of one day: of its date where any spell names it, else of its weekday, else all of it.
template <class Look>
void for_spells_of(std::span<const Spell> hours, Today today, Look look) {
  const auto names = [&](const Spell& each) { return !is_weekly(each) && each.day == today.day; };
  const bool named = std::ranges::any_of(hours, names);
  if (!named && std::ranges::none_of(hours, is_weekly)) return look(whole_day);
  for (const auto& each : hours)
    if (named ? names(each) : is_weekly(each) && each.weekday == today.weekday) look(each);
}

// The first instant at which the wall shows `minute` of the day that it shows at `at`, `days_later` days on,
// or, in the hour that summer time leaves out, the instant at which it jumps past it.
Instant at_minute(Instant at, int days_later, std::uint16_t minute) {
  auto midnight = std::chrono::floor<std::chrono::days>(at + paris_offset(at));
  auto wall = Instant(midnight) + days(days_later) + minutes(minute);
  auto then = wall - paris_offset(wall - paris_offset(at));
  bool left_out = then + paris_offset(then) != wall;
  return left_out ? Instant(std::chrono::floor<hours>(wall - hours(1))) : then;
}

std::optional<Spell> spell_at(std::span<const Spell> hours, Instant at) {
  std::optional<Spell> found;
  const auto minute = wall_time(at).minute;
  for_spells_of(hours, today_at(at), [&](const Spell& spell) {
    if (spell.from_minute <= minute && minute < spell.until_minute) found = spell;
  });
  return found;
}

}  // namespace

bool open_by_calendar(std::span<const Spell> hours, Instant at) {
  return hours.empty() || spell_at(hours, at).has_value();
}

bool in_service(const Service& service, Instant at) {
  if (!service.known || !open_by_calendar(service.hours, at)) return false;
  return !service.presence_until || at < *service.presence_until;
}

std::optional<Instant> closes_after(std::span<const Spell> hours, Instant at) {
  if (hours.empty()) return std::nullopt;
  const auto beyond = at + followed_max;
  auto spell = spell_at(hours, at);
  while (spell) {
    at = at_minute(at, spell->until_minute / minutes_of_day,
                   static_cast<std::uint16_t>(spell->until_minute % minutes_of_day));
    if (at >= beyond) return std::nullopt;
    spell = spell_at(hours, at);
    if (!spell) return at;
  }
  return std::nullopt;
}

std::optional<Instant> opens_after(std::span<const Spell> hours, Instant at) {
  if (open_by_calendar(hours, at)) return std::nullopt;
  const auto today = today_at(at);
  std::optional<Instant> first;
  for (Day later = 0; later < days_looked_ahead && !first; ++later) {
    const Today then{today.day + later, static_cast<std::uint8_t>((today.weekday - 1 + later) % 7 + 1)};
    for_spells_of(hours, then, [&](const Spell& spell) {
      if (spell.until_minute == 0) return;
      if (auto opens = at_minute(at, static_cast<int>(later), spell.from_minute);
          opens > at && (!first || opens < *first))
        first = opens;
    });
  }
  return first;
}

}  // namespace tocsin::policy
