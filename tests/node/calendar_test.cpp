// A post's hours and an iCalendar file say the same, or the file is refused with what is wrong.
#include "node/cli/calendar.h"

#include <catch2/catch.hpp>

namespace tocsin::node::cli {
namespace {

using Hours = std::vector<wire::OpeningHours>;

const Instant now = *parse_iso("2026-03-02T12:00:00Z");
constexpr std::uint16_t monday = 20'521;  // 2026-03-09

std::string event(const std::string& lines) {
  return "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Agenda//"
         "FR\r\nBEGIN:VEVENT\r\nUID:1\r\nSUMMARY:Accueil\r\n" +
         lines + "END:VEVENT\r\nEND:VCALENDAR\r\n";
}
std::string weekly(const std::string& start, const std::string& end, const std::string& rule) {
  return event("DTSTART;TZID=Europe/Paris:" + start + "\r\nDTEND;TZID=Europe/Paris:" + end +
               "\r\nRRULE:" + rule + "\r\n");
}
Hours read(const std::string& text) {
  auto hours = hours_from_calendar(text, now);
  INFO((hours ? std::string() : hours.error().detail));
  REQUIRE(hours);
  return *hours;
}
std::string refused(const std::string& text) {
  auto hours = hours_from_calendar(text, now);
  REQUIRE_FALSE(hours);
  CHECK(hours.error().code == Errc::configuration);
  return hours.error().detail;
}
bool says(const std::string& detail, const std::string& what) {
  return detail.find(what) != std::string::npos;
}

}  // namespace

TEST_CASE("A calendar's weekly events are hours, by BYDAY or on the day they begin") {
  CHECK(read(weekly("20260302T080000", "20260302T120000", "FREQ=WEEKLY;BYDAY=MO,WE,SU")) ==
        Hours{{1, 480, 720}, {3, 480, 720}, {7, 480, 720}});
  CHECK(read(weekly("20260303T140000", "20260303T180000", "FREQ=WEEKLY")) == Hours{{2, 840, 1080}});
  CHECK(read(event("DTSTART:20260304T090000\r\nDURATION:PT90M\r\nRRULE:FREQ=WEEKLY\r\n")) ==
        Hours{{3, 540, 630}});
}
TEST_CASE("A spell over midnight becomes two, and touching spells are one") {
  CHECK(read(weekly("20260302T220000", "20260303T060000", "FREQ=WEEKLY;BYDAY=MO,SU")) ==
        Hours{{1, 0, 360}, {1, 1320, 1440}, {2, 0, 360}, {7, 1320, 1440}});
  CHECK(read(weekly("20260302T000000", "20260303T000000", "FREQ=WEEKLY")) == Hours{{1, 0, 1440}});
  const auto two =
      "BEGIN:VEVENT\r\nUID:2\r\nDTSTART:20260302T120000\r\nDTEND:20260302T130000\r\n"
      "RRULE:FREQ=WEEKLY\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";
  auto text = weekly("20260302T080000", "20260302T120000", "FREQ=WEEKLY");
  text.replace(text.find("END:VCALENDAR"), std::string::npos, two);
  CHECK(read(text) == Hours{{1, 480, 780}});
}
TEST_CASE("A record's hours come back from the calendar that is made of them") {
  wire::PostRecord record;
  record.post = *parse_post_id("P25-014");
  record.name = "Brigade d'Ornans";
  record.issued = now;
  record.hours = {{1, 480, 720},
                  {1, 840, 1080},
                  {6, 0, 1440},
                  {7, 1320, 1440},
                  {1, 0, 0, monday},
                  {2, 0, 60, monday + 1},
                  {6, 60, 120, monday + 5},
                  {6, 840, 1440, monday + 5}};
  const auto text = to_calendar(record);
  CHECK(says(text, "SUMMARY:Brigade d'Ornans"));
  CHECK(says(text, "BEGIN:VTIMEZONE"));
  CHECK(read(text) == record.hours);
  const Hours of_every_week(record.hours.begin(), record.hours.begin() + 4);
  CHECK(*hours_from_calendar(text, now + days(30)) == of_every_week);  // the dates are over
}
TEST_CASE("A post that is closed on dates alone comes back as one that is open all days of the week") {
  wire::PostRecord record;
  record.post = *parse_post_id("P25-014");
  record.name = "Brigade d'Ornans";
  record.issued = now;
  record.hours = {{1, 0, 0, monday}};
  auto open =
      Hours{{1, 0, 1440}, {2, 0, 1440}, {3, 0, 1440}, {4, 0, 1440}, {5, 0, 1440}, {6, 0, 1440}, {7, 0, 1440}};
  open.push_back({1, 0, 0, monday});
  CHECK(read(to_calendar(record)) == open);
}
TEST_CASE("Dates that a calendar leaves out, adds or moves have hours of their own") {
  const auto morning = [](const std::string& more, const std::string& other = "") {
    auto text = event(
        "DTSTART;TZID=Europe/Paris:20260105T080000\r\nDTEND;TZID=Europe/Paris:20260105T120000\r\n"
        "RRULE:FREQ=WEEKLY;BYDAY=MO,TU\r\n" +
        more);
    return text.replace(text.find("END:VCALENDAR"), std::string::npos, other + "END:VCALENDAR\r\n");
  };
  const auto once = [](const std::string& lines) {
    return "BEGIN:VEVENT\r\nSUMMARY:Accueil\r\n" + lines + "END:VEVENT\r\n";
  };
  const auto with = [](Hours dates) {
    dates.insert(dates.begin(), {{1, 480, 720}, {2, 480, 720}});
    return dates;
  };
  CHECK(read(morning("EXDATE;TZID=Europe/Paris:20260309T080000,20260310T080000\r\n")) ==
        with({{1, 0, 0, monday}, {2, 0, 0, monday + 1}}));
  CHECK(read(morning("EXDATE;VALUE=DATE:20260309\r\nEXDATE;VALUE=DATE:20260223\r\n")) ==
        with({{1, 0, 0, monday}}));  // what is past is over
  CHECK(read(morning("RDATE;TZID=Europe/Paris:20260314T080000\r\n")) == with({{6, 480, 720, monday + 5}}));
  CHECK(read(morning("RDATE;TZID=Europe/Paris:20260309T080000\r\n")) == with({}));  // open anyway
  // an evening besides; and a night that goes on into the morning of a day with hours of its own
  CHECK(read(morning("", once("UID:2\r\nDTSTART:20260309T180000\r\nDTEND:20260309T200000\r\n"))) ==
        with({{1, 480, 720, monday}, {1, 1080, 1200, monday}}));
  CHECK(read(morning("", once("UID:2\r\nDTSTART:20260309T220000\r\nDTEND:20260310T060000\r\n"))) ==
        with({{1, 480, 720, monday},
              {1, 1320, 1440, monday},
              {2, 0, 360, monday + 1},
              {2, 480, 720, monday + 1}}));
  // one Monday is moved to its afternoon, another is given up
  CHECK(read(morning("", once("UID:1\r\nRECURRENCE-ID;TZID=Europe/Paris:20260309T080000\r\n"
                              "DTSTART:20260309T140000\r\nDTEND:20260309T160000\r\n"))) ==
        with({{1, 840, 960, monday}}));
  CHECK(read(morning(
            "", once("UID:1\r\nRECURRENCE-ID;TZID=Europe/Paris:20260309T080000\r\nSTATUS:CANCELLED\r\n"
                     "DTSTART:20260309T080000\r\nDTEND:20260309T120000\r\n"))) == with({{1, 0, 0, monday}}));
  CHECK(read(morning(
            "", once("UID:3\r\nSTATUS:CANCELLED\r\nDTSTART:20260309T180000\r\nDTEND:20260309T200000\r\n"))) ==
        with({}));
  // hours that ended are over
  CHECK(read(morning("", once("UID:3\r\nDTSTART:20250101T080000\r\nDTEND:20250101T090000\r\n"
                              "RRULE:FREQ=WEEKLY;UNTIL=20251231T000000Z\r\n"))) == with({}));
  std::string many;
  for (int week = 0; week < 101; ++week) {
    const std::chrono::year_month_day day{std::chrono::sys_days(std::chrono::days(monday + 7 * week))};
    const auto number = static_cast<int>(day.year()) * 10'000 +
                        static_cast<int>(unsigned(day.month()) * 100 + unsigned(day.day()));
    many += "EXDATE;VALUE=DATE:" + std::to_string(number) + "\r\n";
  }
  CHECK(says(refused(morning(many)), "more than 100"));
  CHECK(says(refused(morning("EXDATE;TZID=Europe/Paris:20260309T090000\r\n")), "another time of day"));
  CHECK(says(refused(morning("EXDATE:20260309T070000Z\r\n")), "time zone"));
  CHECK(says(refused(weekly("20260310T080000", "20260310T120000", "FREQ=WEEKLY")), "more than a week"));
  // its first Monday is the ninth: neither today, the second, nor tomorrow
  CHECK(read(weekly("20260309T080000", "20260309T120000", "FREQ=WEEKLY;BYDAY=MO,TU")) ==
        with({{1, 0, 0, monday - 7}, {2, 0, 0, monday - 6}}));
  const auto moved = [&](const std::string& id, const std::string& more = "") {
    return refused(morning("", once("UID:1\r\nRECURRENCE-ID" + id + "\r\n" + more +
                                    "DTSTART:20260309T140000\r\nDTEND:20260309T160000\r\n")));
  };
  CHECK(
      says(moved(";RANGE=THISANDFUTURE;TZID=Europe/Paris:20260309T080000", "STATUS:CANCELLED\r\n"), "RANGE"));
  CHECK(says(moved(":20260309T070000Z"), "time zone"));
  CHECK(says(moved(";TZID=Europe/Paris:20260309T090000"), "another time of day"));
  CHECK(says(
      refused(event("DTSTART;VALUE=DATE:20260304\r\nDTEND;VALUE=DATE:20260305\r\nRRULE:FREQ=WEEKLY\r\n")),
      "whole days"));
  CHECK(says(refused(morning("EXRULE:FREQ=WEEKLY;INTERVAL=4\r\n")), "EXRULE"));
  CHECK(says(refused(weekly("20260302T080000", "20260302T120000", "FREQ=WEEKLY;UNTIL=99991231T235959Z")),
             "UNTIL"));
  // what is over says nothing, whatever it was
  CHECK(read(morning("", once("UID:4\r\nDTSTART;VALUE=DATE:20250501\r\nDTEND;VALUE=DATE:20250502\r\n"))) ==
        with({}));
  CHECK(says(refused(morning("RDATE;VALUE=PERIOD:20260314T080000/20260314T090000\r\n")), "PERIOD"));
  CHECK(says(
      refused(morning("", once("UID:2\r\nDTSTART;VALUE=DATE:20260501\r\nDTEND;VALUE=DATE:20260502\r\n"))),
      "whole day"));
}
TEST_CASE("What a record cannot hold is refused, with the event that says it") {
  const auto at = [](const std::string& rule) { return weekly("20260302T080000", "20260302T120000", rule); };
  CHECK(says(refused(at("FREQ=DAILY")), "\"Accueil\""));
  CHECK(says(refused(at("FREQ=WEEKLY;INTERVAL=2")), "every week"));
  CHECK(says(refused(at("FREQ=WEEKLY;COUNT=3")), "COUNT"));
  CHECK(says(refused(at("FREQ=WEEKLY;UNTIL=20261231T000000Z")), "UNTIL"));
  CHECK(says(refused(at("FREQ=WEEKLY;BYMONTH=3")), "BYDAY"));
  CHECK(says(refused(event("DTSTART:20260302T080000\r\nDTEND:20260302T120000\r\n")), "every week"));
  CHECK(says(refused(event("DTSTART:20260302T080000Z\r\nDTEND:20260302T120000Z\r\nRRULE:FREQ=WEEKLY\r\n")),
             "time zone"));
  CHECK(says(refused(weekly("20260302T120000", "20260302T080000", "FREQ=WEEKLY")), "lasts"));
  CHECK(says(refused(weekly("20260302T080000", "20260304T080000", "FREQ=WEEKLY")), "lasts"));
  CHECK(says(refused(event("RRULE:FREQ=WEEKLY\r\n")), "DTSTART"));
}
TEST_CASE("What is no calendar is refused") {
  CHECK(says(refused(""), "no iCalendar"));
  CHECK(says(refused("1-5 08:00-12:00"), "no iCalendar"));
  CHECK(says(refused("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nEND:VCALENDAR\r\n"), "no event"));
  CHECK(says(refused(std::string(calendar_bytes_max + 1, 'x')), "larger"));
  auto text = weekly("20260302T080000", "20260302T120000", "FREQ=WEEKLY");
  CHECK_FALSE(hours_from_calendar(text.substr(0, text.size() / 2), now));
}

}  // namespace tocsin::node::cli
