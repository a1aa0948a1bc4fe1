#include "policy/change.h"

#include <rapidcheck.h>

#include "world.h"

namespace tocsin::policy {
namespace {

using namespace world;

constexpr Signatories all_three{.root = true, .mairie = true, .post = true};

Limits with(Limits limits, Limit id, std::uint32_t value) {
  REQUIRE(set(limits, static_cast<std::uint8_t>(id), value));
  return limits;
}
IssueFacts an_issue(const Limits& before, const Limits& after) {
  return {.now = noon, .by = all_three, .before = before, .after = after};
}
TighteningFacts a_tightening(Limit id, std::uint32_t value) {
  TighteningFacts facts;
  facts.now = facts.at = noon;
  facts.issuer = Role::mayor;
  facts.commission = a_term();
  facts.own_side = facts.reason_given = facts.first_hand = true;
  facts.before = limits();
  facts.asked = with(limits(), id, value);
  return facts;
}
OverlayFacts by_the_mairie() {
  return {.at = noon, .by_mairie = true};
}
OverlayWithdrawalFacts a_withdrawal(Instant at) {
  OverlayWithdrawalFacts facts;
  facts.now = facts.at = at;
  facts.issuer = Role::mayor;
  facts.commission = a_term();
  facts.own_side = facts.first_hand = true;
  facts.overlay = by_the_mairie();
  return facts;
}
RenewalFacts a_renewal() {
  RenewalFacts facts;
  facts.charter = a_charter();
  facts.now = facts.charter.until - days(30);
  facts.by = all_three;
  facts.until = facts.charter.until + renewal_length;
  return facts;
}
Limits any_limits() {
  Limits limits = ceiling();
  for (const auto& row : limit_table()) {
    auto value = *rc::gen::element(row.floor, row.prefecture, row.ceiling);
    if (row.order == Order::fewer_bits_is_tighter) value = *rc::gen::inRange(0u, 0x2000u) & row.ceiling;
    RC_ASSERT(set(limits, static_cast<std::uint8_t>(row.id), value));
  }
  return limits;
}

TEST_CASE("R24 a charter's first issue takes effect on its signatures, however wide") {
  auto issue = an_issue({}, ceiling());
  issue.first = true;
  CHECK(decide_issue(issue) == allow());
}
TEST_CASE("R24 one looser limit makes the whole charter wait, in public") {
  auto looser = with(with(limits(), Limit::keep_taken_days, 30), Limit::categories, 0x1ffe);
  CHECK(decide_issue(an_issue(limits(), looser)) == held(Rule::R24, Detail::loosening_waits, 0));
  CHECK(decide_issue(an_issue(limits(), limits())) == allow());
  CHECK(decide_issue(an_issue(limits(), with(limits(), Limit::alerts_per_day, 4))) == allow());
}
TEST_CASE("R24 a loosening waits seven days, or longer where the commune agreed so") {
  auto slow = with(limits(), Limit::loosening_wait_days, 30);
  CHECK(waits_until(an_issue(limits(), ceiling())) == noon + days(7));
  CHECK(waits_until(an_issue(slow, ceiling())) == noon + days(30));
  CHECK(waits_until(an_issue(limits(), slow)) == noon + days(30));
}
TEST_CASE("R24 nobody loosens with two signatures") {
  for (int mask = 0; mask < 7; ++mask) {
    auto issue = an_issue(limits(), ceiling());
    issue.by = {.root = (mask & 1) != 0, .mairie = (mask & 2) != 0, .post = (mask & 4) != 0};
    CHECK(decide_issue(issue) == refuse(Rule::R24, Detail::signature_missing));
  }
}
TEST_CASE("R24 whatever is signed, limits become looser only after the wait") {
  CHECK(rc::check([] {
    auto before = any_limits(), after = any_limits();
    auto verdict = decide_issue(an_issue(before, after));
    RC_ASSERT((verdict.outcome == Outcome::allow) == no_looser_than(after, before));
    RC_ASSERT(waits_until(an_issue(before, after)) >= noon + days(7));
  }));
}
TEST_CASE("R24 per limit, a change is the same, tighter, looser or both") {
  const auto* sent = find_limit(static_cast<std::uint8_t>(Limit::alerts_per_day));
  const auto* masked = find_limit(static_cast<std::uint8_t>(Limit::mask_minimum));
  const auto* open = find_limit(static_cast<std::uint8_t>(Limit::categories));
  CHECK(change_of(*sent, 5, 5) == Change::same);
  CHECK(change_of(*sent, 5, 4) == Change::tighter);
  CHECK(change_of(*sent, 5, 6) == Change::looser);
  CHECK(change_of(*masked, 5, 10) == Change::tighter);
  CHECK(change_of(*open, 0b0110, 0b0010) == Change::tighter);
  CHECK(change_of(*open, 0b0010, 0b0100) == Change::mixed);
  CHECK(change_of(limits(), with(with(limits(), Limit::alerts_per_day, 6), Limit::mask_minimum, 9)) ==
        Change::mixed);
}

TEST_CASE("R24 the mayor and the commander each tighten alone and at once, with a reason") {
  auto facts = a_tightening(Limit::alerts_per_day, 1);
  CHECK(decide_tightening(facts) == allow());
  facts.issuer = Role::commander;
  CHECK(decide_tightening(facts) == allow());
  facts.reason_given = false;
  CHECK(decide_tightening(facts) == refuse(Rule::R24, Detail::reason_missing));
  CHECK_FALSE(decide_tightening({}).permitted());
}
TEST_CASE("R24 nobody else tightens, and no office another commune's limits") {
  auto facts = a_tightening(Limit::alerts_per_day, 1);
  for (auto role : {Role::referent, Role::officer, Role::clerk, Role::prefect, Role::auditor, Role::citizen,
                    Role::desk}) {
    facts.issuer = role;
    CHECK(decide_tightening(facts) == refuse(Rule::R2, Detail::role_may_not));
  }
  facts.issuer = Role::mayor;
  facts.own_side = false;
  CHECK(decide_tightening(facts) == refuse(Rule::R24, Detail::not_this_side));
}
TEST_CASE("R24 an office that loosens under the name of tightening is refused") {
  CHECK(decide_tightening(a_tightening(Limit::alerts_per_day, 6)) ==
        refuse(Rule::R24, Detail::loosens_alone));
  CHECK(decide_tightening(a_tightening(Limit::alerts_per_day, 5)) == allow());
  auto passed_on = a_tightening(Limit::alerts_per_day, 6);  // the two offices tightened at the same time
  passed_on.first_hand = false;
  CHECK(decide_tightening(passed_on) == allow());
}
TEST_CASE("R24 a tightening dated ahead of the clock is refused where it is handed in") {
  auto facts = a_tightening(Limit::alerts_per_day, 1);
  facts.at = noon + 5min;
  CHECK(decide_tightening(facts) == allow());
  facts.at += 1ms;
  CHECK(decide_tightening(facts) == refuse(Rule::R24, Detail::dated_ahead));
}
TEST_CASE("R24 a tightening lapses on its ninetieth day unless the other office joins") {
  auto overlay = by_the_mairie();
  CHECK(in_force(overlay, noon + days(90) - 1ms));
  CHECK_FALSE(in_force(overlay, noon + days(90)));
  overlay.by_post = true;
  CHECK(lapses_at(overlay) == std::nullopt);
  CHECK(in_force(overlay, noon + days(900)));
  CHECK_FALSE(in_force(OverlayFacts{.at = noon}, noon));
}
TEST_CASE("R24 the other office joins while the tightening stands, not after") {
  auto facts = a_tightening(Limit::alerts_per_day, 1);
  facts.issuer = Role::commander;
  facts.joins = true;
  facts.held = by_the_mairie();
  facts.now = noon + days(89);
  CHECK(decide_tightening(facts) == allow());
  facts.now = noon + days(90);
  CHECK(decide_tightening(facts) == refuse(Rule::R24, Detail::overlay_over));
}
TEST_CASE("R24 its issuer withdraws a tightening within the hour, then no more") {
  CHECK(decide_overlay_withdrawal(a_withdrawal(noon + 1h - 1ms)) == allow());
  CHECK(decide_overlay_withdrawal(a_withdrawal(noon + 1h)) == refuse(Rule::R24, Detail::withdrawal_too_late));
  auto dated_back = a_withdrawal(noon + 1min);
  dated_back.now = noon + 2h;
  CHECK(decide_overlay_withdrawal(dated_back) == refuse(Rule::R24, Detail::withdrawal_too_late));
  dated_back.first_hand = false;  // it was on its way between the nodes
  CHECK(decide_overlay_withdrawal(dated_back) == allow());
}
TEST_CASE("R24 the other office cannot withdraw a tightening that it did not sign") {
  auto facts = a_withdrawal(noon + 1min);
  facts.issuer = Role::commander;
  facts.side = Office::post;
  CHECK(decide_overlay_withdrawal(facts) == refuse(Rule::R24, Detail::not_its_issuer));
  facts.overlay.by_post = true;
  CHECK(decide_overlay_withdrawal(facts) == allow());
}
TEST_CASE("R24 a tightening that both signed stands while one of them stands by it") {
  OverlayFacts overlay{.at = noon, .by_mairie = true, .by_post = true};
  overlay.mairie_withdrew = true;
  CHECK(in_force(overlay, noon + days(90) - 1ms));
  CHECK_FALSE(in_force(overlay, noon + days(90)));
  overlay.post_withdrew = true;
  CHECK_FALSE(in_force(overlay, noon));
}

TEST_CASE("R1 the three signatories renew a charter for three years in its last 180 days") {
  auto facts = a_renewal();
  CHECK(decide_renewal(facts) == allow());
  facts.until += 1ms;
  CHECK(decide_renewal(facts) == refuse(Rule::R1, Detail::longer_than_allowed));
  facts.until = facts.charter.until;
  CHECK(decide_renewal(facts) == refuse(Rule::R1, Detail::longer_than_allowed));
}
TEST_CASE("R1 a charter is not renewed early, nor once it has ended, nor by two") {
  auto facts = a_renewal();
  facts.now = facts.charter.until - days(180);
  CHECK(decide_renewal(facts) == allow());
  facts.now -= 1ms;
  CHECK(decide_renewal(facts) == refuse(Rule::R1, Detail::renewal_too_early));
  facts.now = facts.charter.until;
  CHECK(decide_renewal(facts) == refuse(Rule::R1, Detail::charter_ended));
  facts = a_renewal();
  facts.by.post = false;
  CHECK(decide_renewal(facts) == refuse(Rule::R1, Detail::charter_unsigned));
}

TEST_CASE("R25 in an election period nobody new is nominated") {
  const ElectionPeriod periods[] = {{noon - days(40), noon - days(10)}, {noon, noon + days(30)}};
  CHECK_FALSE(election(periods, noon - 1ms));
  CHECK(election(periods, noon));
  CHECK(election(periods, noon + days(30) - 1ms));
  CHECK_FALSE(election(periods, noon + days(30)));
  CHECK_FALSE(election({}, noon));
  CHECK(r25_nomination(true, false) == refuse(Rule::R25, Detail::election_period));
  CHECK(r25_nomination(false, false) == allow());
}
TEST_CASE("R25 a referent in office is renewed in an election period") {
  CHECK(r25_nomination(true, true) == allow());
}

}  // namespace
}  // namespace tocsin::policy
