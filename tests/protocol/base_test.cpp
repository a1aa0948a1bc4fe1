// Words, ids and times: what everything else takes for granted.
#include <catch2/catch.hpp>
#include <fstream>
#include <regex>
#include <set>
#include <string>

#include "protocol/ids.h"
#include "protocol/result.h"
#include "protocol/time.h"
#include "protocol/vocabulary.h"

namespace tocsin {
namespace {

using namespace std::chrono_literals;

constexpr Instant november_evening =
    std::chrono::sys_days{std::chrono::year{2026} / 11 / 22} + 21h + 4min + 5s;

// Every number that is an enumerator of Enum.
template <class Enum>
std::vector<Enum> all() {
  std::vector<Enum> values;
  for (int n = 0; n <= 255; ++n) {
    if (is_known<Enum>(static_cast<std::uint8_t>(n))) values.push_back(static_cast<Enum>(n));
  }
  return values;
}

// Text that a French reader takes as correct: curly apostrophes, no stray spaces.
bool is_tidy(std::string_view text) {
  return !text.empty() && text.front() != ' ' && text.back() != ' ' &&
         text.find('\'') == std::string_view::npos && text.find("  ") == std::string_view::npos;
}

template <class Enum>
void has_words_for_all(std::size_t count) {
  auto values = all<Enum>();
  CHECK(values.size() == count);
  std::set<std::string_view> french, english;
  for (auto value : values) {
    CAPTURE(static_cast<int>(value));
    auto [fr, en] = words(value);
    CHECK(is_tidy(fr));
    CHECK(is_tidy(en));
    CHECK(french.insert(fr).second);
    CHECK(english.insert(en).second);
  }
  CHECK(words(Enum{}).fr.empty());
  CHECK(words(static_cast<Enum>(255)).en.empty());
}

// The names that protocol/vocabulary.h gives the values of an enumeration, in the order of their numbers.
std::vector<std::string> declared(const std::string& enumeration) {
  std::ifstream file("protocol/vocabulary.h");
  std::string header{std::istreambuf_iterator<char>(file), {}};
  auto begin = header.find("enum class " + enumeration + " ");
  auto end = header.find("};", begin);
  REQUIRE(end != std::string::npos);
  std::string body = header.substr(begin, end - begin);
  std::vector<std::string> names;
  static const std::regex value(R"((\w+) = (\d+))");
  for (std::sregex_iterator at(body.begin(), body.end(), value), last; at != last; ++at) {
    CHECK((*at)[2].str() == std::to_string(names.size() + 1));
    names.push_back((*at)[1].str());
  }
  return names;
}

template <class Enum>
void has_slugs_for_all(const std::string& enumeration) {
  auto names = declared(enumeration);
  has_words_for_all<Enum>(names.size());
  for (std::size_t i = 0; i < names.size(); ++i) CHECK(slug(static_cast<Enum>(i + 1)) == names[i]);
  for (auto value : all<Enum>()) {
    CHECK(slug(value).find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_") == std::string_view::npos);
    CHECK(from_slug<Enum>(slug(value)) == value);
  }
  CHECK(slug(Enum{}).empty());
  CHECK_FALSE(from_slug<Enum>(""));
  CHECK_FALSE(from_slug<Enum>("no_such_word"));
}

}  // namespace

TEST_CASE("every word an alert can say exists in French and in English, once") {
  has_words_for_all<Category>(12);
  has_slugs_for_all<Conduct>("Conduct");
  has_slugs_for_all<Urgency>("Urgency");
  has_slugs_for_all<VehicleType>("VehicleType");
  has_slugs_for_all<Colour>("Colour");
  has_slugs_for_all<VehicleMake>("VehicleMake");
  has_slugs_for_all<HeightBand>("HeightBand");
  has_slugs_for_all<Luggage>("Luggage");
  has_slugs_for_all<Direction>("Direction");
}

TEST_CASE("every role, state and reason that people read exists in French and in English, once") {
  has_slugs_for_all<Role>("Role");
  has_slugs_for_all<AlertState>("AlertState");
  has_slugs_for_all<ClosingCode>("ClosingCode");
  has_slugs_for_all<OpenReason>("OpenReason");
  has_slugs_for_all<ActReason>("ActReason");
  has_slugs_for_all<ReviewSubject>("ReviewSubject");
  has_slugs_for_all<ReviewOutcome>("ReviewOutcome");
  has_slugs_for_all<HandOverReason>("HandOverReason");
  has_slugs_for_all<GroupReason>("GroupReason");
  CHECK(all<AlertKind>().size() == 2);
  CHECK(all<NodeKind>().size() == 2);
}

TEST_CASE("what people read in a state or a code is what the town hall was told it would be") {
  CHECK(words(AlertState::accepted).fr == "Reçue par la mairie");
  CHECK(words(AlertState::delivered).fr == "Arrivée au poste");
  CHECK(words(AlertState::taken).fr == "Prise en compte");
  CHECK(words(ClosingCode::patrol_sent).fr == "Patrouille passée");
}

TEST_CASE("the twelve categories have their three letters and no other") {
  std::string codes;
  for (auto category : all<Category>()) {
    codes += std::string(code(category)) + " ";
    CHECK(parse_category(code(category)) == category);
  }
  CHECK(codes == "VEH DEM INT DEG VOL INC DEP VUL DIS ESC OTV RIS ");
  CHECK_FALSE(parse_category("veh"));
  CHECK_FALSE(parse_category(""));
  CHECK_FALSE(parse_category("VEHI"));
}

TEST_CASE("every category offers conducts, and every conduct is offered somewhere") {
  std::set<Conduct> offered;
  for (auto category : all<Category>()) {
    auto list = conducts_of(category);
    std::set<Conduct> once(list.begin(), list.end());
    CHECK_FALSE(list.empty());
    CHECK(once.size() == list.size());
    offered.merge(once);
  }
  CHECK(offered.size() == conduct_count);
  CHECK(conducts_of(Category{}).empty());
}

TEST_CASE("R7 being unknown in the area is offered last, and never as the only choice") {
  for (auto category : all<Category>()) {
    auto list = conducts_of(category);
    for (std::size_t i = 0; i < list.size(); ++i) {
      if (list[i] == Conduct::unknown_in_area) CHECK((i > 0 && i + 1 == list.size()));
    }
  }
}

TEST_CASE("R9 breaking in now suggests danger; what is found afterwards does not") {
  CHECK(suggests_danger(Conduct::forcing_door_or_window));
  CHECK(suggests_danger(Conduct::fire_or_smoke));
  CHECK_FALSE(suggests_danger(Conduct::damage_found));
  CHECK_FALSE(suggests_danger(Conduct::unknown_in_area));
}

TEST_CASE("a commune's code is five digits, or Corsica's letter in second place") {
  for (const char* text : {"25434", "80238", "2A004", "2B033", "97411", "01001"}) {
    auto insee = parse_insee(text);
    REQUIRE(insee);
    CHECK(to_string(*insee) == text);
  }
  for (const char* text : {"", "2543", "254340", "2C004", "2a004", "A2004", "2543A", "25 34", "2A0B4"}) {
    CAPTURE(text);
    CHECK_FALSE(parse_insee(text));
  }
  CHECK(to_string(Insee{}).empty());
}

TEST_CASE("a post's name is P, its department, a dash and three digits") {
  for (const char* text : {"P25-014", "P2A-001", "P974-001", "P988-999"}) {
    auto post = parse_post_id(text);
    REQUIRE(post);
    CHECK(to_string(*post) == text);
  }
  for (const char* text :
       {"", "P", "-", "P-001", "25-014", "P25014", "P25-14", "P25-0145", "P2C-001", "P974-01", "p25-014",
        "P2-0014", "P123-001", "P25-01A", "P9744-001", "P25--14", "P25-014 "}) {
    CAPTURE(text);
    CHECK_FALSE(parse_post_id(text));
  }
}

TEST_CASE("hexadecimal goes both ways, and anything else is refused") {
  Bytes bytes = {0x00, 0x7f, 0xab, 0xff};
  CHECK(to_hex(bytes) == "007fabff");
  CHECK(from_hex("007FabFF") == bytes);
  CHECK(from_hex("") == Bytes{});
  CHECK_FALSE(from_hex("0"));
  CHECK_FALSE(from_hex("0g"));
  CHECK_FALSE(from_hex("0x00"));
  CHECK(id_from_hex<AlertId>(std::string(32, 'a')).has_value());
  CHECK_FALSE(id_from_hex<AlertId>(std::string(30, 'a')));
}

TEST_CASE("an instant is written and read in UTC, to the second") {
  CHECK(to_iso(november_evening) == "2026-11-22T21:04:05Z");
  CHECK(to_iso(november_evening + 999ms) == "2026-11-22T21:04:05Z");
  CHECK(parse_iso("2026-11-22T21:04:05Z") == november_evening);
  CHECK(parse_iso("2026-11-22") == start_of(day_of(november_evening)));
  CHECK(parse_iso("2028-02-29").has_value());
  CHECK(to_iso(from_ms(~std::uint64_t{0})) == "9999-12-31T23:59:59Z");
}

TEST_CASE("a date that no calendar has is refused") {
  for (const char* text : {"", "2026", "2026-13-01", "2026-02-29", "2026-00-10", "2026-11-31", "1969-12-31",
                           "2026-1-02", "2026/11/22", "2026-11-22T21:04:05", "2026-11-22T24:00:00Z",
                           "2026-11-22T21:60:00Z", "2026-11-22T21:04:60Z", "2026-11-22 21:04:05Z",
                           "2026-11-22T21:04:05+01", "2026-11-22T21:04:05Z ", "+026-11-22", "2026-11-2é"}) {
    CAPTURE(text);
    CHECK_FALSE(parse_iso(text));
  }
}

TEST_CASE("the wall shows winter time, summer time, and changes on the last Sundays of March and October") {
  auto shows = [](const char* utc, int weekday, int hour, int minute) {
    auto wall = wall_time(*parse_iso(utc));
    INFO(utc);
    CHECK(int{wall.weekday} == weekday);
    CHECK(int{wall.minute} == hour * 60 + minute);
  };
  shows("2026-11-26T20:04:59Z", 4, 21, 4);
  shows("2026-07-01T22:30:00Z", 4, 0, 30);
  shows("2026-03-29T00:59:59Z", 7, 1, 59);
  shows("2026-03-29T01:00:00Z", 7, 3, 0);
  shows("2026-10-25T00:59:59Z", 7, 2, 59);
  shows("2026-10-25T01:00:00Z", 7, 2, 0);
  shows("2027-10-31T01:00:00Z", 7, 2, 0);
}
TEST_CASE("a header's time is never later than the clock that wrote it") {
  CHECK(from_tens(to_tens(november_evening)) == november_evening - 5s);
  CHECK(from_tens(to_tens(november_evening + 4999ms)) == november_evening - 5s);
  CHECK(from_tens(to_tens(november_evening + 5s)) == november_evening + 5s);
}

TEST_CASE("instants before 1970 count as the first one, on every scale") {
  CHECK(to_ms(Instant(-1ms)) == 0);
  CHECK(day_of(Instant(-1ms)) == 0);
  CHECK(to_tens(Instant(-1ms)) == 0);
}

TEST_CASE("every failure has a name of its own") {
  std::set<std::string> names;
  for (std::uint8_t n = 1; n <= 16; ++n) CHECK(names.insert(name(static_cast<Errc>(n))).second);
  CHECK(names.count("unknown") == 0);
  CHECK(std::string(name(static_cast<Errc>(200))) == "unknown");
}

}  // namespace tocsin
