#include "node/cli/calendar.h"

#include <libical/ical.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <limits>
#include <map>
#include <memory>
#include <set>
#include <tuple>
#include <utility>

namespace tocsin::node::cli {
namespace {

using Hours = std::vector<wire::OpeningHours>;
using wire::weekday_of;
using Date = std::uint16_t;  // since 1970-01-01, on the wall

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
bool on_the_wall(icalproperty* property, const icaltimetype& time) {
  icalparameter* tzid =
      property == nullptr ? nullptr : icalproperty_get_first_parameter(property, ICAL_TZID_PARAMETER);
  return icaltime_is_utc(time) == 0 &&
         (tzid == nullptr || std::string_view(icalparameter_get_tzid(tzid)) == zone);
}

std::uint16_t minute_of(const icaltimetype& time) {
  return static_cast<std::uint16_t>(time.hour * 60 + time.minute);
}

// nullopt: no day that a record can name, 1970 to 2149.
std::optional<Date> date_of(const icaltimetype& time) {
  const std::chrono::year_month_day date{std::chrono::year(time.year),
                                         std::chrono::month(static_cast<unsigned>(time.month)),
                                         std::chrono::day(static_cast<unsigned>(time.day))};
  if (!date.ok()) return std::nullopt;
  const auto count = std::chrono::sys_days(date).time_since_epoch().count();
  return count > 0 && count <= std::numeric_limits<Date>::max() ? std::optional(static_cast<Date>(count))
                                                                : std::nullopt;
}

bool has(icalcomponent* event, icalproperty_kind kind) {
  return icalcomponent_get_first_property(event, kind) != nullptr;
}

// A spell of opening: each week on these weekdays but not on the dates of `without`, and on those of `on`.
struct Event {
  std::uint16_t from = 0, until = 0;
  bool overnight = false;
  std::set<std::uint8_t> weekdays;
  std::set<Date> on, without;
  bool begins_on(Date day) const {
    return !without.contains(day) && (on.contains(day) || weekdays.contains(weekday_of(day)));
  }
};

// What a calendar that is kept for years still lists.
bool is_over(icalcomponent* event, Date today) {
  if (has(event, ICAL_RDATE_PROPERTY) || has(event, ICAL_RECURRENCEID_PROPERTY)) return false;
  auto last = icalcomponent_get_dtend(event);
  if (auto* rule = icalcomponent_get_first_property(event, ICAL_RRULE_PROPERTY); rule != nullptr) {
    if (icalcomponent_get_next_property(event, ICAL_RRULE_PROPERTY) != nullptr) return false;
    last = icalproperty_get_rrule(rule).until;
  }
  const auto day = icaltime_is_null_time(last) != 0 ? std::nullopt : date_of(last);
  return day && *day < today;
}
bool is_cancelled(icalcomponent* event) {
  return icalcomponent_get_status(event) == ICAL_STATUS_CANCELLED;
}

Status read_weekdays(icalcomponent* event, Date start, Event& into) {
  icalproperty* property = icalcomponent_get_first_property(event, ICAL_RRULE_PROPERTY);
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
  for (const short day : rule.by_day) {
    if (day == ICAL_RECURRENCE_ARRAY_MAX) break;
    if (icalrecurrencetype_day_position(day) != 0) return wrong(event, "numbers its BYDAY");
    into.weekdays.insert(weekday(icalrecurrencetype_day_day_of_week(day)));
  }
  if (into.weekdays.empty()) into.weekdays.insert(weekday_of(start));
  return {};
}

// EXDATE or RDATE: dates on which the event falls out, or comes besides, at its own time of day.
Status read_dates(icalcomponent* event, icalproperty_kind kind, const Event& of, std::set<Date>& into) {
  for (auto* property = icalcomponent_get_first_property(event, kind); property != nullptr;
       property = icalcomponent_get_next_property(event, kind)) {
    const auto time = kind == ICAL_EXDATE_PROPERTY ? icalproperty_get_exdate(property)
                                                   : icalproperty_get_rdate(property).time;
    const auto day = date_of(time);
    if (!day)
      return wrong(event, "has an EXDATE or RDATE that is no date of 1970 to 2149 (a PERIOD is none)");
    if (!on_the_wall(property, time)) return wrong(event, "is in another time zone than Europe/Paris");
    if (icaltime_is_date(time) == 0 && (minute_of(time) != of.from || time.second != 0))
      return wrong(event, "has an EXDATE or RDATE at another time of day than its own");
    into.insert(*day);
  }
  return {};
}

Result<Event> read_event(icalcomponent* event, Date today) {
  const icaltimetype start = icalcomponent_get_dtstart(event), end = icalcomponent_get_dtend(event);
  if (icaltime_is_null_time(start) != 0 || icaltime_is_null_time(end) != 0)
    return wrong(event, "has no DTSTART, or neither DTEND nor DURATION");
  if (!on_the_wall(icalcomponent_get_first_property(event, ICAL_DTSTART_PROPERTY), start) ||
      !on_the_wall(icalcomponent_get_first_property(event, ICAL_DTEND_PROPERTY), end))
    return wrong(event, "is in another time zone than Europe/Paris");
  if (start.second != 0 || end.second != 0) return wrong(event, "does not begin and end on a minute");
  const auto first = date_of(start), last = date_of(end);
  if (!first || !last) return wrong(event, "is not of 1970 to 2149");
  Event read;
  read.from = minute_of(start);
  read.until = minute_of(end);
  read.overnight = *last == *first + 1;
  if ((*last != *first && !read.overnight) ||
      (read.overnight ? read.until > read.from : read.until <= read.from))
    return wrong(event, "lasts nothing, or longer than a day");
  if (icaltime_is_date(start) != 0)
    return wrong(event, "takes whole days: is the post open then, or closed? Write its hours, or EXDATE");
  if (has(event, ICAL_EXRULE_PROPERTY)) return wrong(event, "has an EXRULE; name the dates with EXDATE");
  if (has(event, ICAL_RRULE_PROPERTY)) {
    if (*first > today + 7)
      return wrong(event, "begins in more than a week; the hours of a record count from its issue");
    if (auto weekly = read_weekdays(event, *first, read); !weekly)
      return tl::unexpected<Error>(weekly.error());
    for (auto day = today; day < *first; ++day)
      if (read.weekdays.contains(weekday_of(day))) read.without.insert(day);
  } else {
    read.on.insert(*first);
  }
  for (auto [kind, dates] : {std::pair(ICAL_EXDATE_PROPERTY, &read.without), {ICAL_RDATE_PROPERTY, &read.on}})
    if (auto dated = read_dates(event, kind, read, *dates); !dated)
      return tl::unexpected<Error>(dated.error());
  return read;
}

std::string uid_of(icalcomponent* event) {
  const char* uid = icalcomponent_get_uid(event);
  return uid == nullptr ? std::string() : uid;
}

// One occurrence of another event, which the one that says so takes the place of.
struct Replaced {
  icalcomponent* by;
  std::string uid;
  Date day = 0;
  std::optional<std::uint16_t> minute;
};
Result<Replaced> read_replaced(icalcomponent* event) {
  auto* property = icalcomponent_get_first_property(event, ICAL_RECURRENCEID_PROPERTY);
  const auto time = icalproperty_get_recurrenceid(property);
  const auto day = date_of(time);
  if (!day) return wrong(event, "has a RECURRENCE-ID that is no date of 1970 to 2149");
  if (!on_the_wall(property, time)) return wrong(event, "is in another time zone than Europe/Paris");
  if (icalproperty_get_first_parameter(property, ICAL_RANGE_PARAMETER) != nullptr)
    return wrong(event, "changes all that follow (RANGE); write the hours as they are from now on");
  Replaced replaced{event, uid_of(event), *day, std::nullopt};
  if (icaltime_is_date(time) == 0) replaced.minute = minute_of(time);
  return replaced;
}

// What is left of the calendar: events, of which those that one date replaces (RECURRENCE-ID) know it.
Result<std::vector<Event>> read_events(icalcomponent* calendar, Date today) {
  std::vector<Event> events;
  std::map<std::string, std::vector<std::size_t>> by_uid;
  std::vector<Replaced> replaced;
  for (auto* event = icalcomponent_get_first_component(calendar, ICAL_VEVENT_COMPONENT); event != nullptr;
       event = icalcomponent_get_next_component(calendar, ICAL_VEVENT_COMPONENT)) {
    const bool replaces = has(event, ICAL_RECURRENCEID_PROPERTY);
    if (replaces) {
      auto one = read_replaced(event);
      if (!one) return pass_on(one);
      replaced.push_back(std::move(*one));
    }
    if (is_cancelled(event) || is_over(event, today)) continue;
    auto read = read_event(event, today);
    if (!read) return pass_on(read);
    if (!replaces) by_uid[uid_of(event)].push_back(events.size());
    events.push_back(std::move(*read));
  }
  for (const auto& one : replaced)
    for (const auto at : by_uid[one.uid]) {
      if (one.minute && *one.minute != events[at].from)
        return wrong(one.by,
                     "replaces an occurrence (RECURRENCE-ID) at another time of day than the event's");
      events[at].without.insert(one.day);
    }
  return events;
}

Hours joined(Hours hours) {
  sort_hours(hours);
  Hours whole;
  for (const auto& each : hours) {
    if (!whole.empty() && whole.back().day == each.day && whole.back().weekday == each.weekday &&
        each.from_minute <= whole.back().until_minute)
      whole.back().until_minute = std::max(whole.back().until_minute, each.until_minute);
    else
      whole.push_back(each);
  }
  return whole;
}

Hours weekly(const std::vector<Event>& events) {
  Hours hours;
  for (const auto& event : events)
    for (const auto day : event.weekdays) {
      hours.push_back({day, event.from, event.overnight ? whole_day : event.until});
      const auto after = static_cast<std::uint8_t>(day % 7 + 1);
      if (event.overnight && event.until > 0) hours.push_back({after, 0, event.until});
    }
  return joined(std::move(hours));
}

// The spells of one date, as those of a weekday: without the date, to be compared with them.
Hours on_date(const std::vector<Event>& events, Date day) {
  Hours hours;
  for (const auto& event : events) {
    if (event.begins_on(day))
      hours.push_back({weekday_of(day), event.from, event.overnight ? whole_day : event.until});
    if (event.overnight && event.until > 0 && event.begins_on(static_cast<Date>(day - 1)))
      hours.push_back({weekday_of(day), 0, event.until});
  }
  return joined(std::move(hours));
}

std::set<Date> named_dates(const std::vector<Event>& events, Date today) {
  std::set<Date> dates;
  for (const auto& event : events)
    for (const auto* named : {&event.on, &event.without})
      for (const auto day : *named) {
        dates.insert(day);
        if (event.overnight) dates.insert(static_cast<Date>(day + 1));
      }
  dates.erase(dates.begin(), dates.lower_bound(today));
  return dates;
}

std::string clock_of(std::uint16_t minute) {
  auto two = [](int value) { return (value < 10 ? "0" : "") + std::to_string(value); };
  return two(minute / 60 % 24) + two(minute % 60) + "00";
}

// The rule of 1996, as policy reads the wall's clock (protocol/time.h).
constexpr const char* zone_component =
    "BEGIN:VTIMEZONE\r\nTZID:Europe/Paris\r\n"
    "BEGIN:DAYLIGHT\r\nDTSTART:19960331T020000\r\nRRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU\r\n"
    "TZOFFSETFROM:+0100\r\nTZOFFSETTO:+0200\r\nTZNAME:CEST\r\nEND:DAYLIGHT\r\n"
    "BEGIN:STANDARD\r\nDTSTART:19961027T030000\r\nRRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU\r\n"
    "TZOFFSETFROM:+0200\r\nTZOFFSETTO:+0100\r\nTZNAME:CET\r\nEND:STANDARD\r\n"
    "END:VTIMEZONE\r\n";

// `day`: since 1970-01-01; `minute`: of the wall's clock, 1440 is the next midnight.
icaltimetype time_at(int day, std::uint16_t minute) {
  icaltimetype time = icaltime_from_string("19700101T000000");
  icaltime_adjust(&time, day, 0, minute, 0);
  return time;
}

void add_time(icalcomponent* event, icalproperty* property) {
  icalproperty_add_parameter(property, icalparameter_new_tzid(zone));
  icalcomponent_add_property(event, property);
}

void add_event(icalcomponent* calendar, const wire::PostRecord& record, const wire::OpeningHours& spell) {
  // 2001-01-01, day 11323, was a Monday.
  const int day = spell.day != 0 ? spell.day : 11'322 + spell.weekday;
  icalcomponent* event = icalcomponent_new(ICAL_VEVENT_COMPONENT);
  icalcomponent_add_component(calendar, event);
  const std::string on = spell.day != 0 ? std::to_string(spell.day) : days[spell.weekday - 1u];
  const std::string uid = to_string(record.post) + "-" + on + "-" + clock_of(spell.from_minute);
  icalcomponent_add_property(event, icalproperty_new_uid(uid.c_str()));
  icalcomponent_add_property(event, icalproperty_new_summary(record.name.c_str()));
  icalcomponent_add_property(
      event, icalproperty_new_dtstamp(icaltime_from_timet_with_zone(
                 std::chrono::system_clock::to_time_t(record.issued), 0, icaltimezone_get_utc_timezone())));
  add_time(event, icalproperty_new_dtstart(time_at(day, spell.from_minute)));
  add_time(event, icalproperty_new_dtend(time_at(day, spell.until_minute)));
  if (spell.day != 0) return;
  const std::string rule = "FREQ=WEEKLY;BYDAY=" + on;
  icalcomponent_add_property(event, icalproperty_new_rrule(icalrecurrencetype_from_string(rule.c_str())));
  Date last = 0;
  for (const auto& dated : record.hours)
    if (dated.day != 0 && dated.weekday == spell.weekday && std::exchange(last, dated.day) != dated.day)
      add_time(event, icalproperty_new_exdate(time_at(dated.day, spell.from_minute)));
}

}  // namespace

void sort_hours(Hours& hours) {
  std::ranges::sort(hours, {},
                    [](const auto& each) { return std::tuple(each.day, each.weekday, each.from_minute); });
}

std::string to_calendar(const wire::PostRecord& record) {
  Calendar calendar(icalcomponent_new(ICAL_VCALENDAR_COMPONENT));
  icalcomponent_add_property(calendar.get(), icalproperty_new_version("2.0"));
  icalcomponent_add_property(calendar.get(), icalproperty_new_prodid("-//Tocsin//hours of a post//FR"));
  icalcomponent_add_component(calendar.get(), icalcomponent_new_from_string(zone_component));
  if (record.hours.empty() || record.hours.front().day != 0)  // at any hour, but on the dates
    for (std::uint8_t weekday = 1; weekday <= 7; ++weekday)
      add_event(calendar.get(), record, {weekday, 0, whole_day});
  for (const auto& spell : record.hours)
    if (!spell.closes()) add_event(calendar.get(), record, spell);
  const std::unique_ptr<char, void (*)(void*)> text(icalcomponent_as_ical_string_r(calendar.get()),
                                                    icalmemory_free_buffer);
  return text.get();
}

Result<Hours> hours_from_calendar(std::string_view text, Instant now) {
  if (text.size() > calendar_bytes_max)
    return fail(Errc::configuration, "the calendar is larger than 256 KiB: it holds more than hours");
  icalerror_set_errors_are_fatal(0);
  const Calendar calendar(icalparser_parse_string(std::string(text).c_str()));
  if (!calendar || icalcomponent_isa(calendar.get()) != ICAL_VCALENDAR_COMPONENT)
    return fail(Errc::configuration, "this is no iCalendar file (BEGIN:VCALENDAR)");
  if (icalcomponent_count_errors(calendar.get()) > 0)
    return fail(Errc::configuration, "the iCalendar file has lines that do not read: export it again");
  const auto today = static_cast<Date>(day_of(now + paris_offset(now)));
  auto events = read_events(calendar.get(), today);
  if (!events) return pass_on(events);
  auto hours = weekly(*events);
  if (hours.empty())
    return fail(Errc::configuration,
                "the calendar has no event of every week: a post that is always open needs no calendar");
  if (hours.size() > wire::opening_hours_max)
    return fail(Errc::configuration, "more than " + std::to_string(wire::opening_hours_max) +
                                         " spells a week: a record holds no more");
  const auto of_every_week = hours;
  for (const auto day : named_dates(*events, today)) {
    auto that_day = on_date(*events, day);
    Hours usual;
    std::ranges::copy_if(of_every_week, std::back_inserter(usual),
                         [&](const auto& each) { return each.weekday == weekday_of(day); });
    if (that_day == usual) continue;
    if (that_day.empty()) that_day.push_back({weekday_of(day), 0, 0});
    for (auto& spell : that_day) spell.day = day;
    hours.insert(hours.end(), that_day.begin(), that_day.end());
  }
  if (hours.size() - of_every_week.size() > wire::dated_hours_max)
    return fail(Errc::configuration, "more than " + std::to_string(wire::dated_hours_max) +
                                         " spells on single dates to come: a record holds no more");
  return hours;
}

}  // namespace tocsin::node::cli
