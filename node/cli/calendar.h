// The hours of a post as an iCalendar file (RFC 5545), so that the duty calendar that a brigade already keeps
// fills its record, and its record fills a calendar. What a file says beyond what a record holds is refused,
// never dropped; what is over is left out.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "protocol/result.h"
#include "protocol/wire/documents.h"

namespace tocsin::node::cli {

constexpr std::size_t calendar_bytes_max = 256 * 1024;

// As a record has them: those of every week first, then by date.
void sort_hours(std::vector<wire::OpeningHours>& hours);
// One VEVENT for each spell on France's clock (TZID Europe/Paris): weekly without an end, with EXDATE where a
// date has hours of its own, and those of a date once.
std::string to_calendar(const wire::PostRecord& record);
// VEVENTs that recur each week: RRULE FREQ=WEEKLY, with BYDAY or on the day of DTSTART; times in Europe/Paris
// or without a zone; a spell over midnight becomes two, spells that touch or overlap are joined. Dates come
// from EXDATE, RDATE, RECURRENCE-ID and events that happen once; those before today are over.
// configuration: what is wrong, and with which event.
Result<std::vector<wire::OpeningHours>> hours_from_calendar(std::string_view text, Instant now);

}  // namespace tocsin::node::cli
