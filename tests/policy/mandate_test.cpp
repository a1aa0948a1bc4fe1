#include "policy/mandate.h"

#include "world.h"

namespace tocsin::policy {
namespace {

using namespace world;

Verdict logged(const MandateFacts& mandate) {
  return decide_mandate(mandate, a_charter(), limits(), noon);
}

MandateActFacts an_act(MandateAct act, Role issuer) {
  MandateActFacts facts;
  facts.now = noon;
  facts.act = act;
  facts.issuer = issuer;
  facts.commission = a_term();
  facts.own_side = facts.issued_by_same_side = facts.reason_given = facts.lost_device = true;
  facts.from = noon;
  facts.until = noon + 72h;
  return facts;
}

TEST_CASE("R21 a mandate nominated and vetted by two keys is logged") {
  CHECK(logged(a_mandate()) == allow());
  CHECK_FALSE(decide_mandate({}, {}, limits(), noon).permitted());
}
TEST_CASE("R21 neither the mayor nor the post makes a referent alone") {
  auto mandate = a_mandate();
  mandate.nominated = false;
  CHECK(logged(mandate) == refuse(Rule::R21, Detail::not_nominated));
  mandate = a_mandate();
  mandate.vetted = false;
  CHECK(logged(mandate) == refuse(Rule::R21, Detail::not_vetted));
  mandate = a_mandate();
  mandate.keys_distinct = false;
  CHECK(logged(mandate) == refuse(Rule::R21, Detail::keys_not_distinct));
}
TEST_CASE("R21 an officer, an elected official or a candidate is no referent") {
  auto mandate = a_mandate();
  for (auto tie : {Tie::officer, Tie::elected, Tie::candidate, Tie{}}) {
    mandate.tie = tie;
    CHECK(logged(mandate) == refuse(Rule::R21, Detail::conflict_of_interest));
  }
}
TEST_CASE("R21 another conflict of interest is for the mayor and the commander to weigh, and bars nobody") {
  auto mandate = a_mandate();
  mandate.tie = Tie::other;
  CHECK(logged(mandate) == allow());
}
TEST_CASE("R21 a referent who becomes a candidate sends nothing more") {
  auto alert = an_alert();
  alert.mandate.tie = Tie::candidate;
  CHECK(at_commune(alert) == refuse(Rule::R21, Detail::conflict_of_interest));
  CHECK(at_commune(in_progress(alert)) == refuse(Rule::R21, Detail::conflict_of_interest));
}
TEST_CASE(
    "R21 a mandate on a new phone ends the one on the old phone, a renewal on the same phone does not") {
  auto term = a_term();
  CHECK(ended_by_successor(term, noon, false).until == noon);
  CHECK(ended_by_successor(term, noon, true).until == term.until);
  CHECK(ended_by_successor(term, term.until + 1h, false).until == term.until);
}
TEST_CASE("R21 a renewal is due in the last thirty days") {
  auto term = a_term();
  CHECK_FALSE(renewal_due(term, term.until - days(30) - 1ms));
  CHECK(renewal_due(term, term.until - days(30)));
  CHECK(renewal_due(term, term.until - 1ms));
  CHECK_FALSE(renewal_due(term, term.until));
  term.revoked_at = noon;
  CHECK_FALSE(renewal_due(term, term.until - 1h));
}
TEST_CASE("R21 a mandate ends with the charter at the latest") {
  auto mandate = a_mandate();
  auto charter = a_charter();
  charter.until = mandate.term.until;
  CHECK(decide_mandate(mandate, charter, limits(), noon) == allow());
  charter.until -= 1ms;
  CHECK(decide_mandate(mandate, charter, limits(), noon) == refuse(Rule::R21, Detail::outlives_charter));
}
TEST_CASE("R3 a mandate lasts twelve months at most") {
  auto mandate = a_mandate();
  mandate.term.from = date(2026, 3, 1);
  mandate.term.until = date(2027, 3, 1);
  CHECK(logged(mandate) == allow());
  mandate.term.until += 1ms;
  CHECK(logged(mandate) == refuse(Rule::R3, Detail::longer_than_allowed));
}
TEST_CASE("R21 a mandate may be logged before its first day, never after its last") {
  auto mandate = a_mandate();
  mandate.term.from = noon + days(10);
  CHECK(logged(mandate) == allow());
  mandate = a_mandate();
  mandate.term.until = noon;
  CHECK(logged(mandate) == refuse(Rule::R3, Detail::no_longer_in_force));
  mandate = a_mandate();
  mandate.term.revoked_at = noon;
  CHECK(logged(mandate) == refuse(Rule::R3, Detail::revoked));
}
TEST_CASE("R4 an untrained person is given no mandate") {
  auto mandate = a_mandate();
  mandate.trained_at = {};
  CHECK(logged(mandate) == refuse(Rule::R4, Detail::untrained));
}

TEST_CASE("R22 the mayor and the commander each revoke and suspend alone") {
  for (auto role : {Role::mayor, Role::commander})
    for (auto act : {MandateAct::revoke, MandateAct::suspend, MandateAct::lift})
      CHECK(decide_mandate_act(an_act(act, role)) == allow());
}
TEST_CASE("R22 an officer suspends a mandate for seventy-two hours and no longer") {
  auto act = an_act(MandateAct::suspend, Role::officer);
  CHECK(decide_mandate_act(act) == allow());
  act.until += 1ms;
  CHECK(decide_mandate_act(act) == refuse(Rule::R22, Detail::suspension_too_long));
  act = an_act(MandateAct::suspend, Role::officer);  // dated ahead, it would last longer than it says
  act.from = noon + 6min;
  act.until = act.from + 72h;
  CHECK(decide_mandate_act(act) == refuse(Rule::R22, Detail::suspension_too_long));
  act.from = noon + 5min;  // a clock that is a little ahead
  act.until = act.from + 72h;
  CHECK(decide_mandate_act(act) == allow());
  CHECK(decide_mandate_act(an_act(MandateAct::revoke, Role::officer)).rule == Rule::R2);
  CHECK(decide_mandate_act(an_act(MandateAct::lift, Role::officer)).rule == Rule::R2);
}
TEST_CASE("R22 an officer alone suspends for a lost device, the commander for any reason") {
  auto act = an_act(MandateAct::suspend, Role::officer);
  act.lost_device = false;
  CHECK(decide_mandate_act(act) == refuse(Rule::R22, Detail::not_a_lost_device));
  act.issuer = Role::commander;
  CHECK(decide_mandate_act(act) == allow());
}
TEST_CASE("R22 a suspension without an end, or of no length, is refused") {
  auto act = an_act(MandateAct::suspend, Role::mayor);
  act.until = act.from;
  CHECK(decide_mandate_act(act) == refuse(Rule::R22, Detail::suspension_too_long));
  act.until = {};
  CHECK(decide_mandate_act(act) == refuse(Rule::R22, Detail::suspension_too_long));
}
TEST_CASE("R22 a revocation needs a reason, the own side and a commission in force") {
  auto act = an_act(MandateAct::revoke, Role::mayor);
  act.reason_given = false;
  CHECK(decide_mandate_act(act) == refuse(Rule::R22, Detail::reason_missing));
  act = an_act(MandateAct::revoke, Role::mayor);
  act.own_side = false;
  CHECK(decide_mandate_act(act) == refuse(Rule::R22, Detail::not_this_side));
  act = an_act(MandateAct::revoke, Role::mayor);
  act.commission.revoked_at = noon;
  CHECK(decide_mandate_act(act) == refuse(Rule::R3, Detail::revoked));
}
TEST_CASE("R22 only the side that suspended lifts the suspension") {
  auto act = an_act(MandateAct::lift, Role::mayor);
  act.issued_by_same_side = false;
  CHECK(decide_mandate_act(act) == refuse(Rule::R22, Detail::lifted_by_other_side));
}
TEST_CASE("R22 no clerk, referent, auditor or citizen revokes") {
  for (auto role : {Role::clerk, Role::referent, Role::auditor, Role::citizen, Role::prefect, Role::desk})
    for (auto act : {MandateAct::revoke, MandateAct::suspend, MandateAct::lift})
      CHECK(decide_mandate_act(an_act(act, role)) == refuse(Rule::R2, Detail::role_may_not));
}

TEST_CASE("R23 any one signatory suspends the node, all three resume it") {
  for (int mask = 0; mask < 8; ++mask) {
    Signatories by{.root = (mask & 1) != 0, .mairie = (mask & 2) != 0, .post = (mask & 4) != 0};
    CHECK(decide_node_suspension(by, true).permitted() == (mask != 0));
    CHECK(decide_node_resumption(by).permitted() == (mask == 7));
  }
  CHECK(decide_node_suspension({.mairie = true}, false) == refuse(Rule::R23, Detail::reason_missing));
  CHECK(decide_node_resumption({.root = true, .post = true}) == refuse(Rule::R23, Detail::signature_missing));
}

}  // namespace
}  // namespace tocsin::policy
