#include "protocol/time.h"

#include <array>
#include <cstdio>
#include <string_view>

namespace tocsin {
namespace {

// The digits of `text` from `at`, exactly `count` of them; nullopt if one is not a digit.
std::optional<unsigned> number(std::string_view text, std::size_t at, std::size_t count) {
  unsigned value = 0;
  for (std::size_t i = at; i < at + count; ++i) {
    if (text[i] < '0' || text[i] > '9') return std::nullopt;
    value = value * 10 + static_cast<unsigned>(text[i] - '0');
  }
  return value;
}

std::optional<Instant> parse_day(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
  auto year = number(text, 0, 4), month = number(text, 5, 2), day = number(text, 8, 2);
  if (!year || !month || !day || *year < 1970) return std::nullopt;
  std::chrono::year_month_day date{std::chrono::year(static_cast<int>(*year)), std::chrono::month(*month),
                                   std::chrono::day(*day)};
  if (!date.ok()) return std::nullopt;
  return Instant(std::chrono::sys_days(date));
}

}  // namespace

std::string to_iso(Instant at) {
  auto day = std::chrono::floor<std::chrono::days>(at);
  std::chrono::year_month_day date{day};
  std::chrono::hh_mm_ss time{std::chrono::floor<std::chrono::seconds>(at - day)};
  std::array<char, 64> text{};
  std::snprintf(text.data(), text.size(), "%04d-%02u-%02uT%02d:%02d:%02dZ", static_cast<int>(date.year()),
                static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                static_cast<int>(time.hours().count()), static_cast<int>(time.minutes().count()),
                static_cast<int>(time.seconds().count()));
  return text.data();
}

std::optional<Instant> parse_iso(const std::string& text) {
  std::string_view all = text;
  auto day = parse_day(all.substr(0, 10));
  if (!day || all.size() == 10) return day;
  if (all.size() != 20 || all[10] != 'T' || all[13] != ':' || all[16] != ':' || all[19] != 'Z') return {};
  auto hour = number(all, 11, 2), minute = number(all, 14, 2), second = number(all, 17, 2);
  if (!hour || !minute || !second || *hour > 23 || *minute > 59 || *second > 59) return std::nullopt;
  return *day + hours(*hour) + minutes(*minute) + seconds(*second);
}

hours paris_offset(Instant at) {
  auto year = std::chrono::year_month_day(std::chrono::floor<std::chrono::days>(at)).year();
  auto change = [&](std::chrono::month month) {
    return Instant(std::chrono::sys_days(year / month / std::chrono::Sunday[std::chrono::last])) + hours(1);
  };
  return at >= change(std::chrono::March) && at < change(std::chrono::October) ? hours(2) : hours(1);
}

WallTime wall_time(Instant at) {
  auto wall = at + paris_offset(at);
  auto day = std::chrono::floor<std::chrono::days>(wall);
  auto minute = std::chrono::floor<minutes>(wall - day).count();
  return {static_cast<std::uint8_t>(std::chrono::weekday(day).iso_encoding()),
          static_cast<std::uint16_t>(minute)};
}

}  // namespace tocsin
