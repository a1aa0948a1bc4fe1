#include "policy/service.h"

namespace tocsin::policy {
namespace {

constexpr std::uint16_t minutes_of_day = 24 * 60;
// More than four spells a day for a week: whoever is still open then never closes.
constexpr int spells_followed_max = 32;

// The first instant at which the wall shows `minute` of the day that it shows at `at`, `days_later` days on,
// or, in the hour that summer time leaves out, the instant at which it jumps past it.
Instant at_minute(Instant at, int days_later, std::uint16_t minute) {
  auto midnight = std::chrono::floor<std::chrono::days>(at + paris_offset(at));
  auto wall = Instant(midnight) + days(days_later) + minutes(minute);
  auto then = wall - paris_offset(wall - paris_offset(at));
  bool left_out = then + paris_offset(then) != wall;
  return left_out ? Instant(std::chrono::floor<hours>(wall - hours(1))) : then;
}

const Spell* spell_at(std::span<const Spell> hours, Instant at) {
  auto wall = wall_time(at);
  for (const auto& spell : hours)
    if (spell.weekday == wall.weekday && spell.from_minute <= wall.minute && wall.minute < spell.until_minute)
      return &spell;
  return nullptr;
}

}  // namespace

bool open_by_calendar(std::span<const Spell> hours, Instant at) {
  return hours.empty() || spell_at(hours, at) != nullptr;
}

bool in_service(const Service& service, Instant at) {
  if (!service.known || !open_by_calendar(service.hours, at)) return false;
  return !service.presence_until || at < *service.presence_until;
}

std::optional<Instant> closes_after(std::span<const Spell> hours, Instant at) {
  const auto* spell = spell_at(hours, at);
  if (spell == nullptr) return std::nullopt;
  for (int followed = 0; followed < spells_followed_max; ++followed) {
    auto end = at_minute(at, spell->until_minute / minutes_of_day,
                         static_cast<std::uint16_t>(spell->until_minute % minutes_of_day));
    spell = spell_at(hours, end);
    if (spell == nullptr) return end;
    at = end;
  }
  return std::nullopt;
}

std::optional<Instant> opens_after(std::span<const Spell> hours, Instant at) {
  if (open_by_calendar(hours, at)) return std::nullopt;
  std::optional<Instant> first;
  auto today = wall_time(at).weekday;
  for (const auto& spell : hours)
    for (int later : {(spell.weekday + 7 - today) % 7, (spell.weekday + 7 - today) % 7 + 7})
      if (auto opens = at_minute(at, later, spell.from_minute); opens > at && (!first || opens < *first))
        first = opens;
  return first;
}

}  // namespace tocsin::policy
