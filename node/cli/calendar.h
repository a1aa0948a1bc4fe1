// The hours of a post as an iCalendar file (RFC 5545), so that the duty calendar that a brigade already keeps
// fills its record, and its record fills a calendar. A record holds weekly hours; what a file says beyond
// them is refused, never dropped.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "protocol/result.h"
#include "protocol/wire/documents.h"

namespace tocsin::node::cli {

constexpr std::size_t calendar_bytes_max = 256 * 1024;

// One VEVENT for each spell, weekly without an end, on France's clock (TZID Europe/Paris). `name`: the
// post's.
std::string to_calendar(const wire::PostRecord& record);
// VEVENTs that recur each week: RRULE FREQ=WEEKLY, with BYDAY or on the day of DTSTART; times in Europe/Paris
// or without a zone; a spell over midnight becomes two. Spells that touch or overlap are joined.
// configuration: what is wrong, and with which event.
Result<std::vector<wire::OpeningHours>> hours_from_calendar(std::string_view text);

}  // namespace tocsin::node::cli
