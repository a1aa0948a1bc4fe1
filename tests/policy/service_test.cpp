#include "policy/service.h"

#include "world.h"

namespace tocsin::policy {
namespace {

using namespace world;

// Monday to Friday 8-12 and 14-18, Saturday 9-12.
constexpr Spell week[] = {{1, 480, 720}, {1, 840, 1080}, {2, 480, 720}, {2, 840, 1080},
                          {3, 480, 720}, {3, 840, 1080}, {4, 480, 720}, {4, 840, 1080},
                          {5, 480, 720}, {5, 840, 1080}, {6, 540, 720}};
// Friday 20:00 to Saturday 06:00.
constexpr Spell night[] = {{5, 1200, 1440}, {6, 0, 360}};

Instant at(const char* utc) {
  return *parse_iso(utc);
}

TEST_CASE("R33 a post listens in its opening hours, to the minute, on France's clock") {
  const Service post{true, week, {}};
  CHECK_FALSE(in_service(post, at("2026-11-26T06:59:59Z")));  // Thursday, 07:59 in Ornans
  CHECK(in_service(post, at("2026-11-26T07:00:00Z")));
  CHECK(in_service(post, at("2026-11-26T10:59:59Z")));
  CHECK_FALSE(in_service(post, at("2026-11-26T11:00:00Z")));
  CHECK_FALSE(in_service(post, at("2026-11-29T09:00:00Z")));  // Sunday
  CHECK(in_service(post, at("2026-07-02T06:00:00Z")));        // in summer an hour earlier for UTC
  CHECK_FALSE(in_service(post, at("2026-07-02T05:59:59Z")));
}
TEST_CASE("R33 a post without hours always listens, one that is not known never") {
  CHECK(in_service({true, {}, {}}, at("2026-11-29T03:00:00Z")));
  CHECK_FALSE(in_service({}, at("2026-11-26T09:00:00Z")));
}
TEST_CASE("R33 presence, where a post states it, ends at its instant whatever the hours say") {
  const Service post{true, {}, noon};
  CHECK(in_service(post, noon - 1ms));
  CHECK_FALSE(in_service(post, noon));
}
TEST_CASE("R34 closing time is the end of the spell, over midnight where the next one joins it") {
  CHECK(closes_after(week, at("2026-11-26T09:00:00Z")) == at("2026-11-26T11:00:00Z"));
  CHECK_FALSE(closes_after(week, at("2026-11-26T12:00:00Z")));
  CHECK(closes_after(night, at("2026-11-27T20:00:00Z")) == at("2026-11-28T05:00:00Z"));
  constexpr Spell always[] = {{1, 0, 1440}, {2, 0, 1440}, {3, 0, 1440}, {4, 0, 1440},
                              {5, 0, 1440}, {6, 0, 1440}, {7, 0, 1440}};
  CHECK_FALSE(closes_after(always, noon));
  CHECK_FALSE(closes_after({}, noon));
}
TEST_CASE("R33 a date that the record names has hours of its own, or none") {
  const auto date = [](const char* noon_there) {
    return static_cast<std::uint16_t>(to_ms(at(noon_there)) / 86'400'000);
  };
  const auto christmas = date("2026-12-25T12:00:00Z"), second = date("2026-12-26T12:00:00Z");
  const Spell feast[] = {{4, 480, 720}, {5, 480, 720}, {5, 0, 0, christmas}, {6, 600, 660, second}};
  CHECK(in_service({true, feast, {}}, at("2026-12-18T09:00:00Z")));        // a Friday
  CHECK_FALSE(in_service({true, feast, {}}, at("2026-12-25T09:00:00Z")));  // the Friday that is closed
  CHECK(in_service({true, feast, {}}, at("2026-12-26T09:30:00Z")));        // a Saturday by its date alone
  CHECK_FALSE(in_service({true, feast, {}}, at("2026-12-19T09:30:00Z")));
  CHECK(opens_after(feast, at("2026-12-24T12:00:00Z")) == at("2026-12-26T09:00:00Z"));
  const Spell but_one[] = {{5, 0, 0, christmas}};  // else at any hour
  CHECK(in_service({true, but_one, {}}, at("2026-12-24T22:59:59Z")));
  CHECK_FALSE(in_service({true, but_one, {}}, at("2026-12-24T23:00:00Z")));
  CHECK(closes_after(but_one, at("2026-12-01T09:00:00Z")) == at("2026-12-24T23:00:00Z"));
  CHECK_FALSE(closes_after(but_one, at("2026-11-01T09:00:00Z")));  // beyond what an alert lives
  CHECK(opens_after(but_one, at("2026-12-25T09:00:00Z")) == at("2026-12-25T23:00:00Z"));
  std::vector<Spell> shut{{1, 480, 720}};  // a record's hundred dates, one after the other
  for (std::uint16_t day = christmas; day < christmas + 100; ++day)
    shut.push_back({static_cast<std::uint8_t>((day + 3) % 7 + 1), 0, 0, day});
  CHECK(opens_after(shut, at("2026-12-25T09:00:00Z")) == at("2027-04-05T06:00:00Z"));
}
TEST_CASE("R34 a night in which the clock changes closes when the wall says so") {
  constexpr Spell sunday[] = {{7, 0, 360}};
  CHECK(closes_after(sunday, at("2026-03-29T00:30:00Z")) == at("2026-03-29T04:00:00Z"));
  CHECK(closes_after(sunday, at("2026-10-24T23:30:00Z")) == at("2026-10-25T05:00:00Z"));
}
TEST_CASE("R34 an hour that summer time leaves out opens and closes when the wall jumps past it") {
  constexpr Spell from_two[] = {{7, 120, 660}}, until_half_past_two[] = {{7, 0, 150}};
  CHECK(opens_after(from_two, at("2026-03-28T22:30:00Z")) == at("2026-03-29T01:00:00Z"));
  CHECK(closes_after(until_half_past_two, at("2026-03-29T00:30:00Z")) == at("2026-03-29T01:00:00Z"));
}
TEST_CASE("R33 the next opening is known, over the week's end") {
  CHECK(opens_after(week, at("2026-11-26T11:30:00Z")) == at("2026-11-26T13:00:00Z"));
  CHECK(opens_after(week, at("2026-11-28T12:00:00Z")) == at("2026-11-30T07:00:00Z"));
  CHECK_FALSE(opens_after(week, at("2026-11-26T09:00:00Z")));
  constexpr Spell mondays[] = {{1, 480, 720}};
  CHECK(opens_after(mondays, at("2026-11-23T11:00:00Z")) == at("2026-11-30T07:00:00Z"));
}

}  // namespace
}  // namespace tocsin::policy
