#include "policy/drift.h"

#include <array>
#include <vector>

#include "world.h"

namespace tocsin::policy {
namespace {

using namespace world;

std::uint32_t sectors(std::vector<SentFrom> sent, SectorId now_in = 1) {
  return sectors_in_window(sent, now_in, noon);
}

TEST_CASE("R12 the third sector within twelve hours is flagged, and the alert still goes") {
  auto alert = an_alert();
  alert.sectors_in_12_hours = 2;
  CHECK(at_commune(alert) == allow());
  alert.sectors_in_12_hours = 3;
  CHECK(at_commune(alert) == flagged(Rule::R12, Detail::several_sectors, flag::patrol));
}
TEST_CASE("R12 a sector counts once however many alerts come from it, and leaves after twelve hours") {
  CHECK(sectors({}) == 1);
  CHECK(sectors({{1, noon - 1h}, {1, noon - 2h}}) == 1);
  CHECK(sectors({{2, noon - 1h}, {2, noon - 2h}, {3, noon - 3h}}) == 3);
  CHECK(sectors({{2, noon - 12h}, {3, noon - 12h + 1ms}}) == 2);
  // The first alert from sector 2 has left the window, the second has not.
  CHECK(sectors({{2, noon - 13h}, {2, noon - 1h}}) == 2);
}
TEST_CASE("R12 a clock that steps back hides no sector") {
  CHECK(sectors({{2, noon + 1h}, {3, noon + 2h}}) == 3);
}
TEST_CASE("R12 a charter may flag two sectors, never fewer") {
  Limits tighter = limits();
  REQUIRE(set(tighter, static_cast<std::uint8_t>(Limit::patrol_sectors), 2));
  CHECK(r12_patrol(2, tighter).outcome == Outcome::flag);
  CHECK_FALSE(set(tighter, static_cast<std::uint8_t>(Limit::patrol_sectors), 1));
}
TEST_CASE("R12 one outing is one spell, and the third spell in thirty days makes a review due") {
  std::vector<Instant> spells;
  CHECK(r12_begins_spell(spells, noon));
  spells = {noon - 11h};
  CHECK_FALSE(r12_begins_spell(spells, noon));
  spells = {noon - 12h};
  CHECK(r12_begins_spell(spells, noon));
  CHECK_FALSE(r12_review_due(std::vector{noon - days(2), noon}, noon));
  CHECK(r12_review_due(std::vector{noon - days(30) + 1ms, noon - days(2), noon}, noon));
  CHECK_FALSE(r12_review_due(std::vector{noon - days(30), noon - days(2), noon}, noon));
}

TEST_CASE("R13 the third referent on one target within a day is flagged to the post") {
  auto content = a_content();
  content.referents_on_target = 2;
  CHECK(at_post(content) == allow());
  content.referents_on_target = 3;
  CHECK(at_post(content) == flagged(Rule::R13, Detail::several_referents, flag::pile_on));
}
TEST_CASE("R11 R13 an alert that is held for its sender keeps the mark of a pile-on") {
  auto content = a_content();
  content.same_plate = 2;
  content.referents_on_target = 4;
  CHECK(at_post(content) == held(Rule::R11, Detail::same_target_again, flag::same_target | flag::pile_on));
}

TEST_CASE("R14 two abusive alerts in seven days pause the sender for a day from the second") {
  auto until = [](std::vector<Instant> marks) { return r14_cool_down_until(marks, limits()); };
  CHECK(until({}) == Instant{});
  CHECK(until({noon}) == Instant{});
  CHECK(until({noon - days(7) + 1ms, noon}) == noon + 24h);
  CHECK(until({noon - days(7), noon}) == Instant{});
  // In any order; the pause counts from the later one.
  CHECK(until({noon, noon - days(3)}) == noon + 24h);
  CHECK(until({noon - days(20), noon - days(19), noon}) == noon - days(19) + 24h);

  auto alert = an_alert();
  alert.pause.until = noon;
  CHECK(at_commune(alert) == allow());
  alert.pause.until = noon + 1ms;
  CHECK(at_commune(alert) == refuse(Rule::R14, Detail::cooling_down));
  CHECK(at_commune(in_progress(alert)) == refuse(Rule::R14, Detail::cooling_down));
}
TEST_CASE("R14 a longer cool-down of the commune is honoured") {
  Limits longer = limits();
  REQUIRE(set(longer, static_cast<std::uint8_t>(Limit::cool_down_hours), 720));
  CHECK(r14_cool_down_until(std::vector{noon, noon}, longer) == noon + days(30));
  CHECK(marks_kept >= cool_down_window + hours(longer.cool_down_hours));
}
TEST_CASE("R14 three in thirty days open a review, and the mandate is suspended until it is answered") {
  CHECK_FALSE(r14_review_due(std::vector{noon - days(30), noon - days(9), noon}, noon));
  CHECK(r14_review_due(std::vector{noon - days(30) + 1ms, noon - days(9), noon}, noon));
  auto alert = an_alert();
  alert.pause.under_review = true;
  CHECK(at_commune(alert) == refuse(Rule::R14, Detail::under_review));
}
TEST_CASE("R14 what is not known of a sender's marks is a pause") {
  CHECK_FALSE(r14_pause(Pause{}, noon).permitted());
  CHECK_FALSE(r14_at_acceptance(ContentFacts{}.review_since, noon).permitted());
}
TEST_CASE("R14 only abusive and discriminatory closings are marks; good faith is none") {
  for (std::uint8_t code = 1; is_known<ClosingCode>(code); ++code) {
    auto closing = static_cast<ClosingCode>(code);
    CHECK(is_abuse(closing) == (closing == ClosingCode::abusive || closing == ClosingCode::discriminatory));
  }
}
TEST_CASE("R14 the post refuses what was accepted under a review and marks what was accepted before") {
  auto content = a_content();
  content.review_since = content.accepted;
  CHECK(at_post(content) == refuse(Rule::R14, Detail::under_review));
  content.review_since = content.accepted + 1ms;
  CHECK(at_post(content) == flagged(Rule::R14, Detail::under_review, flag::suspended_after_sending));
}

TEST_CASE("R36 the eleventh opening in ten minutes is flagged to the auditor") {
  CHECK(r36_openings(10) == allow());
  CHECK(r36_openings(11) == flagged(Rule::R36, Detail::many_openings, 0));
}

std::vector<Share> shown(std::vector<std::uint32_t> parts, std::vector<std::uint32_t> wholes) {
  std::vector<Share> rows(parts.size());
  shares(parts, wholes, limits(), rows);
  return rows;
}
const Share hidden{};

TEST_CASE("R32 a share is shown only when neither the part nor the rest is below five") {
  CHECK(shown({5}, {10}).front() == Share{false, 5, 10});
  CHECK(shown({4}, {10}).front() == hidden);
  CHECK(shown({6}, {10}).front() == hidden);
  CHECK(shown({0}, {100}).front() == hidden);
}
TEST_CASE("R32 no subtraction narrows a masked share down") {
  // The sum of the parts is told by other tables: 1 would be left for the second sector.
  CHECK(shown({50, 1}, {100, 60}) == std::vector{hidden, hidden});
  // Two masked rows whose parts may each still be anything from 0 to 4.
  CHECK(shown({50, 2, 2}, {100, 60, 60}) == std::vector{Share{false, 50, 100}, hidden, hidden});
}
TEST_CASE("R32 more rows than a charter has sectors stay masked") {
  std::vector<std::uint32_t> parts(limits::sectors_max + 1, 10), wholes(limits::sectors_max + 1, 20);
  auto rows = shown(parts, wholes);
  CHECK(rows.front() == Share{false, 10, 20});
  CHECK(rows.back() == hidden);
}

}  // namespace
}  // namespace tocsin::policy
