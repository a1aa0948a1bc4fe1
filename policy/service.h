// Who is listening at a post: its opening hours and its officers' presence (R33, R34). A post that is not
// known listens to nobody: the default is closed.
#pragma once
#include <cstdint>
#include <optional>
#include <span>

#include "protocol/time.h"

namespace tocsin::policy {

// A spell of opening, on the clock on the wall in France (protocol/time.h), as the post's record writes it:
// of every week, or of one date, which then follows what names it alone. From 0 to 0 the date is closed.
struct Spell {
  std::uint8_t weekday = 1;                         // 1 Monday … 7 Sunday
  std::uint16_t from_minute = 0, until_minute = 0;  // [from, until), 0 … 1440
  std::uint16_t day = 0;                            // 0: every week; else days since 1970-01-01
};
struct Service {
  bool known = false;              // the post's record is at hand
  std::span<const Spell> hours{};  // not overlapping; none of every week: always open, but on the dates
  // How long the newest statement of presence is good; empty: this post states none, its hours alone count.
  std::optional<Instant> presence_until{};
};

bool open_by_calendar(std::span<const Spell> hours, Instant at);
// R33: false is "nobody is listening now: call 17", said before sending.
bool in_service(const Service& service, Instant at);
// The end of the opening that holds `at`, over adjacent spells and midnights; nullopt when closed at `at`, or
// when nothing closes the post within 32 days.
std::optional<Instant> closes_after(std::span<const Spell> hours, Instant at);
// The next opening after `at`; nullopt when open at `at`, or when none comes within 128 days.
std::optional<Instant> opens_after(std::span<const Spell> hours, Instant at);

}  // namespace tocsin::policy
