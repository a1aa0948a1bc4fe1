#include "policy/alert.h"

#include <vector>

#include "world.h"

namespace tocsin::policy {
namespace {

using namespace world;

AlertFacts after(std::uint32_t last_day, std::uint32_t last_30_days) {
  auto alert = an_alert();
  alert.real.last_day = last_day;
  alert.real.last_30_days = last_30_days;
  return alert;
}
AlertFacts an_exercise() {
  auto alert = an_alert();
  alert.charter.exercise = alert.exercise = true;
  return alert;
}

TEST_CASE("An alert in order is accepted") {
  CHECK(at_commune(an_alert()) == allow());
}
TEST_CASE("Facts that nobody filled in are refused") {
  CHECK_FALSE(decide_alert_at_commune({}, limits()).permitted());
  CHECK_FALSE(decide_alert_at_commune({}, Limits{}).permitted());
}

TEST_CASE("R2 only a referent sends an alert from a device") {
  auto alert = an_alert();
  for (std::uint8_t r = 0; r <= role_count + 1; ++r) {
    alert.sender = static_cast<Role>(r);
    CHECK(at_commune(alert).permitted() == (alert.sender == Role::referent));
  }
}
TEST_CASE(
    "R35 a desk's entry is judged as the referent's own alert, and a referent's device cannot make one") {
  auto alert = an_alert();
  alert.kind = AlertKind::desk;
  CHECK(at_commune(alert) == refuse(Rule::R2, Detail::role_may_not));
  alert.sender = Role::desk;
  CHECK_FALSE(at_commune(alert).permitted());  // nothing is known of the desk
  alert.desk.commission = a_term();
  alert.desk.own_commune = true;
  CHECK(at_commune(alert) == flagged(Rule::R35, Detail::desk_unconfirmed, flag::unconfirmed));
  alert.real.last_day = limits().alerts_per_day;
  CHECK(at_commune(alert) == refuse(Rule::R10, Detail::quota_of_day));
  alert.real.last_day = 0;
  alert.mandate.term.until = noon;
  CHECK(at_commune(alert) == refuse(Rule::R3, Detail::no_longer_in_force));
}
TEST_CASE("R3 an alert with an expired, revoked or suspended mandate is refused by the commune") {
  auto expired = an_alert(), revoked = an_alert(), suspended = an_alert();
  expired.mandate.term.until = noon;
  CHECK(at_commune(expired) == refuse(Rule::R3, Detail::no_longer_in_force));
  revoked.mandate.term.revoked_at = noon - 1ms;
  CHECK(at_commune(revoked) == refuse(Rule::R3, Detail::revoked));
  suspended.mandate.term.suspended_from = noon - 1h;
  CHECK(at_commune(suspended) == refuse(Rule::R3, Detail::suspended));
}

TEST_CASE("R3 a shorter length of mandates ends older ones in their turn, not all at once") {
  auto alert = an_alert();
  Limits shorter = limits();
  REQUIRE(set(shorter, static_cast<std::uint8_t>(Limit::mandate_months), 6));
  alert.mandate.term.from = date(2026, 5, 23);
  CHECK(decide_alert_at_commune(alert, shorter) == allow());
  alert.mandate.term.from = date(2026, 5, 22);
  CHECK(decide_alert_at_commune(alert, shorter) == refuse(Rule::R3, Detail::no_longer_in_force));
}
TEST_CASE("R4 a training is good for two years, to the day") {
  auto alert = an_alert();
  alert.mandate.trained_at = date(2024, 11, 23);
  CHECK(at_commune(alert) == allow());
  alert.mandate.trained_at = date(2024, 11, 22) + 12h + 1ms;
  CHECK(at_commune(alert) == allow());
  alert.mandate.trained_at = date(2024, 11, 22) + 12h;
  CHECK(at_commune(alert) == refuse(Rule::R4, Detail::training_too_old));
}
TEST_CASE("R4 without a training, or with one in the future, nothing is sent") {
  auto alert = an_alert();
  alert.mandate.trained_at = {};
  CHECK(at_commune(alert) == refuse(Rule::R4, Detail::untrained));
  alert.mandate.trained_at = noon;
  CHECK(at_commune(alert) == allow());
  alert.mandate.trained_at = noon + 1ms;
  CHECK(at_commune(alert) == refuse(Rule::R4, Detail::untrained));
}
TEST_CASE("R4 the current conduct charter must be signed") {
  auto alert = an_alert();
  alert.mandate.conduct_charter_signed = false;
  CHECK(at_commune(alert) == refuse(Rule::R4, Detail::conduct_charter_unsigned));
}

TEST_CASE("R5 an alert about another commune or another sector is refused") {
  auto alert = an_alert();
  alert.sector_in_mandate = false;
  CHECK(at_commune(alert) == refuse(Rule::R5, Detail::other_sector));
  alert.commune_in_mandate = false;
  CHECK(at_commune(alert) == refuse(Rule::R5, Detail::other_commune));
}

TEST_CASE("R6 incivility and dumping are off until the charter names them") {
  auto alert = an_alert();
  for (auto category : {Category::incivility, Category::dumping}) {
    alert.category = category;
    CHECK(at_commune(alert) == refuse(Rule::R6, Detail::category_off));
    CHECK(decide_alert_at_commune(alert, prefecture_default()) == allow());
  }
}
TEST_CASE("R6 a missing person is never reported without a notice of the post") {
  auto alert = an_alert();
  alert.category = Category::missing_person;
  CHECK(at_commune(alert) == refuse(Rule::R6, Detail::category_needs_notice));
  CHECK(decide_alert_at_commune(alert, ceiling()) == refuse(Rule::R6, Detail::category_needs_notice));
}
TEST_CASE("R6 a missing person is reported while a notice of the post is open") {
  auto alert = an_alert();
  alert.category = Category::missing_person;
  alert.missing_person_notice_open = true;
  CHECK(at_commune(alert) == allow());
  auto tight = limits();
  tight.categories &= ~bit(Category::missing_person);
  CHECK(decide_alert_at_commune(alert, tight) == refuse(Rule::R6, Detail::category_off));
}
TEST_CASE("R6 a category outside the list is refused") {
  auto alert = an_alert();
  for (int c : {0, 13, 31}) {
    alert.category = static_cast<Category>(c);
    CHECK(at_commune(alert) == refuse(Rule::R6, Detail::category_off));
  }
}

TEST_CASE("R9 danger in progress is reported only after the call to 17") {
  auto alert = in_progress(an_alert());
  CHECK(at_commune(alert) == allow());
  alert.called17 = false;
  CHECK(at_commune(alert) == refuse(Rule::R9, Detail::call_17_first));
}

TEST_CASE("R10 the fifth alert of a day passes and the sixth is refused") {
  CHECK(at_commune(after(4, 4)) == allow());
  CHECK(at_commune(after(5, 5)) == refuse(Rule::R10, Detail::quota_of_day));
}
TEST_CASE("R10 the twentieth alert of thirty days passes and the next is refused") {
  CHECK(at_commune(after(0, 19)) == allow());
  CHECK(at_commune(after(0, 20)) == refuse(Rule::R10, Detail::quota_of_30_days));
}
TEST_CASE("R10 danger in progress passes the quota with a mark, up to the hard caps") {
  CHECK(at_commune(in_progress(after(4, 4))) == allow());
  CHECK(at_commune(in_progress(after(5, 5))) == flagged(Rule::R10, Detail::quota_of_day, flag::above_quota));
  CHECK(at_commune(in_progress(after(19, 59))).outcome == Outcome::flag);
  CHECK(at_commune(in_progress(after(20, 20))) == refuse(Rule::R10, Detail::hard_cap_of_day));
  CHECK(at_commune(in_progress(after(0, 60))) == refuse(Rule::R10, Detail::hard_cap_of_30_days));
}
TEST_CASE("R10 no signature raises the quota above twenty a day and sixty in thirty days") {
  Limits wide = ceiling();
  REQUIRE(set(wide, static_cast<std::uint8_t>(Limit::hard_cap_per_day), 1'000));
  REQUIRE(set(wide, static_cast<std::uint8_t>(Limit::alerts_per_day), 1'000));
  REQUIRE(set(wide, static_cast<std::uint8_t>(Limit::hard_cap_per_30_days), 1'000));
  auto everything = effective(wide, wide, wide, wide);
  CHECK(decide_alert_at_commune(after(20, 20), everything).rule == Rule::R10);
  CHECK(decide_alert_at_commune(in_progress(after(0, 60)), everything).rule == Rule::R10);
}
TEST_CASE("R10 an alert leaves the window when it is a full day old") {
  auto counted = [](Instant sent) { return count_in_window(std::vector{sent}, quota_day, noon); };
  CHECK(counted(noon - 24h + 1ms) == 1);
  CHECK(counted(noon - 24h) == 0);
}
TEST_CASE("R10 a clock that steps back does not give alerts back") {
  std::vector<Instant> sent = {noon + 1h, noon + 30h, noon - 1h};
  CHECK(count_in_window(sent, quota_day, noon) == 3);
}

TEST_CASE("R11 the commune marks the third equal tag in ninety days and holds nothing") {
  auto alert = an_alert();
  alert.real.same_place_tag = 1;
  CHECK(at_commune(alert) == allow());
  alert.real.same_place_tag = 2;
  CHECK(at_commune(alert) == flagged(Rule::R11, Detail::same_target_again, flag::same_target));
  alert.real = {.same_plate_tag = 2};
  CHECK(at_commune(alert).flags == flag::same_target);
}
TEST_CASE("R11 one report at a place and one on a plate are not two on one target") {
  auto alert = an_alert();
  alert.real = {.same_place_tag = 1, .same_plate_tag = 1};
  CHECK(at_commune(alert) == allow());
}
TEST_CASE("R10 R11 an alert above the quota on the same target carries both marks") {
  auto alert = in_progress(after(5, 5));
  alert.real.same_place_tag = 2;
  CHECK(at_commune(alert).flags == (flag::above_quota | flag::same_target));
}

TEST_CASE("R15 an alert goes to the post of the charter and to nobody else") {
  auto alert = an_alert();
  alert.to_the_post = false;
  CHECK(at_commune(alert) == refuse(Rule::R15, Detail::not_to_the_post));
}
TEST_CASE("R21 an alert under the mayor's signature alone, or before the log's statement, is refused") {
  auto alone = an_alert(), early = an_alert();
  alone.mandate.vetted = false;
  CHECK(at_commune(alone) == refuse(Rule::R21, Detail::not_vetted));
  early.mandate.statement_out = false;
  CHECK(at_commune(early) == refuse(Rule::R21, Detail::statement_not_out));
}

TEST_CASE("R27 a commune in exercise refuses real alerts and takes exercises") {
  CHECK(at_commune(an_exercise()) == allow());
  auto real = an_exercise();
  real.exercise = false;
  CHECK(at_commune(real) == refuse(Rule::R27, Detail::exercise_only));
}
TEST_CASE("R27 on a real node an exercise needs a window of the post, four hours at most") {
  auto alert = an_alert();
  alert.exercise = true;
  CHECK(at_commune(alert) == refuse(Rule::R27, Detail::no_exercise_window));
  alert.window = ExerciseWindow{noon - 4h + 1ms, noon + 8h};
  CHECK(at_commune(alert) == allow());
  alert.window = ExerciseWindow{noon - 4h, noon + 8h};
  CHECK(at_commune(alert) == refuse(Rule::R27, Detail::no_exercise_window));
  alert.window = ExerciseWindow{noon - 1h, noon};
  CHECK(at_commune(alert) == refuse(Rule::R27, Detail::no_exercise_window));
  alert.window = ExerciseWindow{noon + 1ms, noon + 1h};
  CHECK(at_commune(alert) == refuse(Rule::R27, Detail::no_exercise_window));
}
TEST_CASE("R27 exercises have counters of their own with the same limits") {
  auto exercise = an_exercise();
  exercise.real = {.last_day = 20, .last_30_days = 60, .same_place_tag = 9};
  CHECK(at_commune(exercise) == allow());
  exercise.exercises.last_day = 5;
  CHECK(at_commune(exercise) == refuse(Rule::R10, Detail::quota_of_day));
  auto real = an_alert();
  real.exercises = {.last_day = 20, .last_30_days = 60, .same_place_tag = 9};
  CHECK(at_commune(real) == allow());
}

TEST_CASE("R28 an alert waits sixty seconds for second thoughts, unless it is in progress") {
  CHECK(hold_ends(noon, Urgency::ordinary, limits()) == noon + 60s);
  CHECK(hold_ends(noon, Urgency::in_progress, limits()) == noon);
}
TEST_CASE("R28 a withdrawal before the alert leaves ends it, later it is a mark") {
  WithdrawalFacts facts{.sender = Role::referent, .own_alert = true};
  CHECK(decide_withdrawal(facts).verdict == allow());
  CHECK(decide_withdrawal(facts).effect == Withdrawal::ends_the_alert);
  facts.queued_for_post = true;
  CHECK(decide_withdrawal(facts).effect == Withdrawal::is_a_mark);
}
TEST_CASE("R3 who holds a stolen device does not take back what its owner sent") {
  WithdrawalFacts facts{.now = noon, .sender = Role::referent, .mandate = a_term(), .own_alert = true};
  facts.mandate.until = noon - days(1);  // ended in the course of time: its alerts may still be taken back
  CHECK(decide_withdrawal(facts).verdict == allow());
  facts.mandate.revoked_at = noon - 1s;
  CHECK(decide_withdrawal(facts).verdict == refuse(Rule::R3, Detail::revoked));
  CHECK(decide_withdrawal(facts).effect == Withdrawal::refused);
  facts.mandate = {.from = noon - days(100), .until = noon + days(200), .suspended_from = noon - 1h};
  facts.mandate.suspended_until = noon + 1ms;
  CHECK(decide_withdrawal(facts).verdict == refuse(Rule::R3, Detail::suspended));
  facts.now = noon + 1ms;
  CHECK(decide_withdrawal(facts).verdict == allow());
}
TEST_CASE("R28 nobody withdraws another person's alert, nor one that is over") {
  WithdrawalFacts facts{.sender = Role::referent, .own_alert = false};
  CHECK(decide_withdrawal(facts).verdict == refuse(Rule::R28, Detail::not_own_alert));
  facts.own_alert = facts.over = true;
  CHECK(decide_withdrawal(facts).verdict == refuse(Rule::R28, Detail::already_over));
  facts = {.sender = Role::mayor, .own_alert = true};
  CHECK(decide_withdrawal(facts).verdict == refuse(Rule::R2, Detail::role_may_not));
  CHECK(decide_withdrawal(facts).effect == Withdrawal::refused);
}

}  // namespace
}  // namespace tocsin::policy
