// A post's hours and an iCalendar file say the same, or the file is refused with what is wrong.
#include "node/cli/calendar.h"

#include <catch2/catch.hpp>

namespace tocsin::node::cli {
namespace {

using Hours = std::vector<wire::OpeningHours>;

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
  auto hours = hours_from_calendar(text);
  INFO((hours ? std::string() : hours.error().detail));
  REQUIRE(hours);
  return *hours;
}
std::string refused(const std::string& text) {
  auto hours = hours_from_calendar(text);
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
  record.issued = *parse_iso("2026-03-02T12:00:00Z");
  record.hours = {{1, 480, 720}, {1, 840, 1080}, {6, 0, 1440}, {7, 1320, 1440}};
  const auto text = to_calendar(record);
  CHECK(says(text, "SUMMARY:Brigade d'Ornans"));
  CHECK(read(text) == record.hours);
}
TEST_CASE("What a record cannot hold is refused, with the event that says it") {
  const auto at = [](const std::string& rule) { return weekly("20260302T080000", "20260302T120000", rule); };
  CHECK(says(refused(at("FREQ=DAILY")), "\"Accueil\""));
  CHECK(says(refused(at("FREQ=WEEKLY;INTERVAL=2")), "every week"));
  CHECK(says(refused(at("FREQ=WEEKLY;COUNT=3")), "COUNT"));
  CHECK(says(refused(at("FREQ=WEEKLY;UNTIL=20261231T000000Z")), "UNTIL"));
  CHECK(says(refused(at("FREQ=WEEKLY;BYMONTH=3")), "BYDAY"));
  CHECK(says(refused(event("DTSTART:20260302T080000\r\nDTEND:20260302T120000\r\n")), "once"));
  CHECK(says(refused(event("DTSTART:20260302T080000Z\r\nDTEND:20260302T120000Z\r\nRRULE:FREQ=WEEKLY\r\n")),
             "time zone"));
  CHECK(says(refused(event("DTSTART:20260302T080000\r\nDTEND:20260302T120000\r\nRRULE:FREQ=WEEKLY\r\n"
                           "EXDATE:20260309T080000\r\n")),
             "EXDATE"));
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
  CHECK_FALSE(hours_from_calendar(text.substr(0, text.size() / 2)));
}

}  // namespace tocsin::node::cli
