#include "node/cli/calendar.h"

#include <libical/ical.h>

#include <algorithm>
#include <array>
#include <memory>

namespace tocsin::node::cli {
namespace {

constexpr const char* zone = "Europe/Paris";
constexpr std::uint16_t whole_day = 24 * 60;
constexpr std::array<const char*, 7> days{"MO", "TU", "WE", "TH", "FR", "SA", "SU"};

struct Freed {
  void operator()(icalcomponent* component) const { icalcomponent_free(component); }
};
using Calendar = std::unique_ptr<icalcomponent, Freed>;

tl::unexpected<Error> wrong(icalcomponent* event, const char* what) {
  const char* summary = icalcomponent_get_summary(event);
  return fail(Errc::configuration,
              "event \"" + std::string(summary != nullptr ? summary : "") + "\": " + what);
}

// 1 Monday … 7 Sunday, from libical's 1 Sunday … 7 Saturday.
std::uint8_t weekday(int icals) {
  return static_cast<std::uint8_t>(icals == 1 ? 7 : icals - 1);
}

// By the file's own word: libical gives a zone that it knows another name.
bool on_the_wall(icalcomponent* event, icalproperty_kind kind, const icaltimetype& time) {
  icalproperty* property = icalcomponent_get_first_property(event, kind);
  icalparameter* tzid =
      property == nullptr ? nullptr : icalproperty_get_first_parameter(property, ICAL_TZID_PARAMETER);
  return icaltime_is_utc(time) == 0 &&
         (tzid == nullptr || std::string_view(icalparameter_get_tzid(tzid)) == zone);
}

std::uint16_t minute_of(const icaltimetype& time) {
  return static_cast<std::uint16_t>(time.hour * 60 + time.minute);
}

// On the wall's calendar; libical compares instants.
bool same_day(const icaltimetype& a, const icaltimetype& b) {
  return a.year == b.year && a.month == b.month && a.day == b.day;
}

bool has(icalcomponent* event, icalproperty_kind kind) {
  return icalcomponent_get_first_property(event, kind) != nullptr;
}

Result<std::vector<std::uint8_t>> days_of(icalcomponent* event, const icaltimetype& start) {
  icalproperty* property = icalcomponent_get_first_property(event, ICAL_RRULE_PROPERTY);
  if (property == nullptr) return wrong(event, "happens once; a record holds hours of every week");
  if (icalcomponent_get_next_property(event, ICAL_RRULE_PROPERTY) != nullptr)
    return wrong(event, "has more than one RRULE");
  const icalrecurrencetype rule = icalproperty_get_rrule(property);
  if (rule.freq != ICAL_WEEKLY_RECURRENCE || rule.interval > 1)
    return wrong(event, "does not recur every week (RRULE:FREQ=WEEKLY)");
  if (rule.count != 0 || icaltime_is_null_time(rule.until) == 0)
    return wrong(event, "ends one day (COUNT or UNTIL); a record's hours last until the next record");
  for (const short* part : {rule.by_second, rule.by_minute, rule.by_hour, rule.by_month_day, rule.by_year_day,
                            rule.by_week_no, rule.by_month, rule.by_set_pos})
    if (part[0] != ICAL_RECURRENCE_ARRAY_MAX) return wrong(event, "has another part of RRULE than BYDAY");
  std::vector<std::uint8_t> found;
  for (const short day : rule.by_day) {
    if (day == ICAL_RECURRENCE_ARRAY_MAX) break;
    if (icalrecurrencetype_day_position(day) != 0) return wrong(event, "numbers its BYDAY");
    found.push_back(weekday(icalrecurrencetype_day_day_of_week(day)));
  }
  if (found.empty()) found.push_back(weekday(icaltime_day_of_week(start)));
  return found;
}

Status add(std::vector<wire::OpeningHours>& hours, icalcomponent* event) {
  if (has(event, ICAL_EXDATE_PROPERTY) || has(event, ICAL_RDATE_PROPERTY) ||
      has(event, ICAL_RECURRENCEID_PROPERTY))
    return wrong(event, "has exceptions (EXDATE, RDATE, RECURRENCE-ID), which a record cannot hold");
  const icaltimetype start = icalcomponent_get_dtstart(event), end = icalcomponent_get_dtend(event);
  if (icaltime_is_null_time(start) != 0 || icaltime_is_null_time(end) != 0)
    return wrong(event, "has no DTSTART, or neither DTEND nor DURATION");
  if (!on_the_wall(event, ICAL_DTSTART_PROPERTY, start) || !on_the_wall(event, ICAL_DTEND_PROPERTY, end))
    return wrong(event, "is in another time zone than Europe/Paris");
  if (start.second != 0 || end.second != 0) return wrong(event, "does not begin and end on a minute");
  auto on = days_of(event, start);
  if (!on) return tl::unexpected<Error>(on.error());
  const auto from = minute_of(start);
  icaltimetype next = start;
  icaltime_adjust(&next, 1, 0, 0, 0);
  const bool same = same_day(start, end), overnight = same_day(next, end);
  const auto until = minute_of(end);
  if ((!same && !overnight) || (same && until <= from) || (overnight && until > from))
    return wrong(event, "lasts nothing, or longer than a day");
  for (const auto day : *on) {
    hours.push_back({day, from, same ? until : whole_day});
    const auto after = static_cast<std::uint8_t>(day % 7 + 1);
    if (overnight && until > 0) hours.push_back({after, 0, until});
  }
  return {};
}

std::vector<wire::OpeningHours> joined(std::vector<wire::OpeningHours> hours) {
  std::sort(hours.begin(), hours.end(), [](const auto& a, const auto& b) {
    return a.weekday != b.weekday ? a.weekday < b.weekday : a.from_minute < b.from_minute;
  });
  std::vector<wire::OpeningHours> whole;
  for (const auto& each : hours) {
    if (!whole.empty() && whole.back().weekday == each.weekday &&
        each.from_minute <= whole.back().until_minute)
      whole.back().until_minute = std::max(whole.back().until_minute, each.until_minute);
    else
      whole.push_back(each);
  }
  return whole;
}

std::string clock_of(std::uint16_t minute) {
  auto two = [](int value) { return (value < 10 ? "0" : "") + std::to_string(value); };
  return two(minute / 60 % 24) + two(minute % 60) + "00";
}

}  // namespace

std::string to_calendar(const wire::PostRecord& record) {
  const std::string id = to_string(record.post);
  Calendar calendar(icalcomponent_new(ICAL_VCALENDAR_COMPONENT));
  icalcomponent_add_property(calendar.get(), icalproperty_new_version("2.0"));
  icalcomponent_add_property(calendar.get(), icalproperty_new_prodid("-//Tocsin//hours of a post//FR"));
  for (const auto& spell : record.hours) {
    icalcomponent* event = icalcomponent_new(ICAL_VEVENT_COMPONENT);
    icalcomponent_add_component(calendar.get(), event);
    const std::string uid = id + "-" + days[spell.weekday - 1u] + "-" + clock_of(spell.from_minute);
    icalcomponent_add_property(event, icalproperty_new_uid(uid.c_str()));
    icalcomponent_add_property(event, icalproperty_new_summary(record.name.c_str()));
    icalcomponent_add_property(
        event, icalproperty_new_dtstamp(icaltime_from_timet_with_zone(
                   std::chrono::system_clock::to_time_t(record.issued), 0, icaltimezone_get_utc_timezone())));
    // 2001-01-01 was a Monday.
    auto at = [&](int day, std::uint16_t minute) {
      icaltimetype time = icaltime_from_string("20010101T000000");
      icaltime_adjust(&time, day, 0, minute, 0);
      return time;
    };
    auto add_time = [&](icalproperty* property) {
      icalproperty_add_parameter(property, icalparameter_new_tzid(zone));
      icalcomponent_add_property(event, property);
    };
    add_time(icalproperty_new_dtstart(at(spell.weekday - 1, spell.from_minute)));
    add_time(icalproperty_new_dtend(at(spell.weekday - 1, spell.until_minute)));
    const std::string rule = "FREQ=WEEKLY;BYDAY=" + std::string(days[spell.weekday - 1u]);
    icalcomponent_add_property(event, icalproperty_new_rrule(icalrecurrencetype_from_string(rule.c_str())));
  }
  const std::unique_ptr<char, void (*)(void*)> text(icalcomponent_as_ical_string_r(calendar.get()),
                                                    icalmemory_free_buffer);
  return text.get();
}

Result<std::vector<wire::OpeningHours>> hours_from_calendar(std::string_view text) {
  if (text.size() > calendar_bytes_max)
    return fail(Errc::configuration, "the calendar is larger than 256 KiB: it holds more than hours");
  icalerror_set_errors_are_fatal(0);
  const Calendar calendar(icalparser_parse_string(std::string(text).c_str()));
  if (!calendar || icalcomponent_isa(calendar.get()) != ICAL_VCALENDAR_COMPONENT)
    return fail(Errc::configuration, "this is no iCalendar file (BEGIN:VCALENDAR)");
  if (icalcomponent_count_errors(calendar.get()) > 0)
    return fail(Errc::configuration, "the iCalendar file has lines that do not read: export it again");
  std::vector<wire::OpeningHours> hours;
  for (auto* event = icalcomponent_get_first_component(calendar.get(), ICAL_VEVENT_COMPONENT);
       event != nullptr; event = icalcomponent_get_next_component(calendar.get(), ICAL_VEVENT_COMPONENT))
    if (auto added = add(hours, event); !added) return tl::unexpected<Error>(added.error());
  if (hours.empty())
    return fail(Errc::configuration, "the calendar has no event: a post that is always open needs none");
  hours = joined(std::move(hours));
  if (hours.size() > wire::opening_hours_max)
    return fail(Errc::configuration, "more than " + std::to_string(wire::opening_hours_max) +
                                         " spells a week: a record holds no more");
  return hours;
}

}  // namespace tocsin::node::cli
