#include "policy/standing.h"

#include "world.h"

namespace tocsin::policy {
namespace {

using namespace world;

TEST_CASE("R1 a charter without its three signatures accepts nothing") {
  auto alert = an_alert();
  alert.charter.signed_by_all = false;
  CHECK(at_commune(alert) == refuse(Rule::R1, Detail::charter_unsigned));
}
TEST_CASE("R1 a charter is in force from its first instant until just before its last") {
  auto charter = a_charter();
  CHECK(r1_charter_in_force(charter, charter.from) == allow());
  CHECK(r1_charter_in_force(charter, charter.from - 1ms) == refuse(Rule::R1, Detail::charter_not_yet));
  CHECK(r1_charter_in_force(charter, charter.until - 1ms) == allow());
  CHECK(r1_charter_in_force(charter, charter.until) == refuse(Rule::R1, Detail::charter_ended));
}
TEST_CASE("R1 a suspended commune accepts no alert, even on a node whose clock is behind") {
  auto charter = a_charter();
  charter.suspended_at = noon;
  CHECK(r1_charter_in_force(charter, noon) == refuse(Rule::R1, Detail::node_suspended));
  CHECK(r1_charter_in_force(charter, noon - 3h) == refuse(Rule::R1, Detail::node_suspended));
}
TEST_CASE("R1 an alert accepted before the suspension is still delivered") {
  auto charter = a_charter();
  charter.suspended_at = noon;
  CHECK(r1_at_acceptance(charter, noon - 1ms) == allow());
  CHECK(r1_at_acceptance(charter, noon) == refuse(Rule::R1, Detail::node_suspended));
}

TEST_CASE("R1 of two charters with one number neither holds, and what was accepted before is delivered") {
  auto charter = a_charter();
  charter.forked = true;
  CHECK(r1_charter_in_force(charter, noon) == refuse(Rule::R1, Detail::charter_forked));
  CHECK(r1_at_acceptance(charter, noon) == allow());
}
TEST_CASE("R1 alerts are taken in until the other office's node has been silent for three days") {
  auto alert = an_alert();
  alert.charter.heard = alert.now - 72h + 1ms;
  CHECK(at_commune(alert).permitted());
  alert.charter.heard = alert.now - 72h;
  CHECK(at_commune(alert) == refuse(Rule::R1, Detail::not_heard));
}
TEST_CASE("R1 what grants closes after one day of silence, and before anything was ever heard") {
  auto charter = a_charter();
  CHECK(r1_heard(charter, heard_for_granting, noon + 24h - 1ms) == allow());
  CHECK(r1_heard(charter, heard_for_granting, noon + 24h) == refuse(Rule::R1, Detail::not_heard));
  CHECK(r1_heard(CharterFacts{}, heard_for_intake, noon) == refuse(Rule::R1, Detail::not_heard));
}
TEST_CASE("R1 the post's silence keeps nobody from revoking, suspending and tightening") {
  CHECK(decide_mandate_act({.now = noon,
                            .act = MandateAct::revoke,
                            .issuer = Role::mayor,
                            .commission = a_term(),
                            .own_side = true,
                            .reason_given = true})
            .permitted());
  CHECK(decide_node_suspension({.mairie = true}, true).permitted());
}

TEST_CASE("R3 a mandate is in force from its first instant until just before its last") {
  auto term = a_term();
  CHECK(r3_in_force(term, term.from) == allow());
  CHECK(r3_in_force(term, term.from - 1ms) == refuse(Rule::R3, Detail::not_yet_in_force));
  CHECK(r3_in_force(term, term.until - 1ms) == allow());
  CHECK(r3_in_force(term, term.until) == refuse(Rule::R3, Detail::no_longer_in_force));
}
TEST_CASE("R3 a revocation acts at once, even on a node whose clock is behind") {
  auto term = a_term();
  term.revoked_at = noon;
  CHECK(r3_in_force(term, noon) == refuse(Rule::R3, Detail::revoked));
  CHECK(r3_in_force(term, noon - 1h) == refuse(Rule::R3, Detail::revoked));
}
TEST_CASE("R3 a suspension ends by itself at its last instant") {
  auto term = a_term();
  term.suspended_from = noon - 72h;
  term.suspended_until = noon;
  CHECK(r3_in_force(term, noon - 1ms) == refuse(Rule::R3, Detail::suspended));
  CHECK(r3_in_force(term, noon) == allow());
}
TEST_CASE("R3 the post judges dates at the instant of acceptance") {
  auto term = a_term();
  term.until = noon;
  CHECK(r3_at_acceptance(term, noon - 1ms, noon + days(2)) == allow());
  CHECK(r3_at_acceptance(term, noon, noon) == refuse(Rule::R3, Detail::no_longer_in_force));
}
TEST_CASE("R3 an alert sent before the revocation is shown with a mark, not dropped") {
  auto term = a_term();
  term.revoked_at = noon;
  CHECK(r3_at_acceptance(term, noon - 1ms, noon) ==
        flagged(Rule::R3, Detail::revoked, flag::revoked_after_sending));
  CHECK(r3_at_acceptance(term, noon, noon) == refuse(Rule::R3, Detail::revoked));
}
TEST_CASE("R3 an alert sent before a suspension is marked while the suspension lasts") {
  auto term = a_term();
  term.suspended_from = noon;
  term.suspended_until = noon + 72h;
  CHECK(r3_at_acceptance(term, noon - 1ms, noon + 1h).flags == flag::suspended_after_sending);
  CHECK(r3_at_acceptance(term, noon - 1ms, noon + 72h) == allow());
  CHECK(r3_at_acceptance(term, noon + 1h, noon + 2h) == refuse(Rule::R3, Detail::suspended));
  CHECK(r3_at_acceptance(term, noon + 72h, noon + 73h) == allow());
}

TEST_CASE("The worse of two verdicts names its rule and the marks of both stay") {
  auto quota = flagged(Rule::R10, Detail::quota_of_day, flag::above_quota);
  auto target = held(Rule::R11, Detail::same_target_again, flag::same_target);
  auto no = refuse(Rule::R9, Detail::call_17_first);
  CHECK(both(quota, target).rule == Rule::R11);
  CHECK(both(quota, target).outcome == Outcome::hold);
  CHECK(both(quota, target).flags == (flag::above_quota | flag::same_target));
  CHECK(both(quota, no) == no);
  CHECK(both(allow(), allow()) == allow());
  CHECK(both(no, violation(Rule::R11, Detail::false_tag)).outcome == Outcome::violation);
}

}  // namespace
}  // namespace tocsin::policy
