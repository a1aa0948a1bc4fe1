// Instants, days and the two ways the wire writes them. Everything inside is UTC.
#pragma once
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

namespace tocsin {

using Instant = std::chrono::sys_time<std::chrono::milliseconds>;
using Duration = std::chrono::milliseconds;
using Day = std::uint32_t;  // days since 1970-01-01 UTC

using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;
constexpr hours days(int n) {
  return hours(24 * n);
}

// The day that holds `at`; instants before 1970 give day 0.
constexpr Day day_of(Instant at) {
  auto count = std::chrono::floor<std::chrono::days>(at).time_since_epoch().count();
  return count < 0 ? 0 : static_cast<Day>(count);
}
constexpr Instant start_of(Day day) {
  return Instant(std::chrono::days(day));
}

// Milliseconds since 1970, as documents, receipts and the store write instants.
constexpr std::uint64_t to_ms(Instant at) {
  auto ms = at.time_since_epoch().count();
  return ms < 0 ? 0 : static_cast<std::uint64_t>(ms);
}
// Values above the year 9999 are clamped to it, so that arithmetic on instants cannot overflow.
constexpr std::uint64_t ms_max = 253'402'300'799'000;
constexpr Instant from_ms(std::uint64_t ms) {
  return Instant(milliseconds(static_cast<std::int64_t>(ms < ms_max ? ms : ms_max)));
}

// Units of 10 s since 1970, as alert headers write instants; rounds down.
constexpr std::uint32_t to_tens(Instant at) {
  return static_cast<std::uint32_t>(to_ms(at) / 10'000);
}
constexpr Instant from_tens(std::uint32_t tens) {
  return from_ms(std::uint64_t{tens} * 10'000);
}

// "2026-11-22T21:04:05Z", always UTC.
std::string to_iso(Instant at);
// "2026-11-22" or "2026-11-22T21:04:05Z", from 1970 to 9999; nullopt for anything else.
std::optional<Instant> parse_iso(const std::string& text);

// What a clock on the wall in France shows, since weekdays and opening hours are written in it
// (Europe/Paris).
struct WallTime {
  std::uint8_t weekday;  // 1 Monday … 7 Sunday
  std::uint16_t minute;  // of the day, 0 … 1439
};
WallTime wall_time(Instant at);
// How far Europe/Paris is ahead of UTC: one hour, two from the last Sunday of March to the last of October,
// changing at 01:00 UTC. The rule in force since 1996; no time zone file is read.
hours paris_offset(Instant at);

}  // namespace tocsin
