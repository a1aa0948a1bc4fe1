#include "policy/mandate.h"

#include "policy/alert.h"
#include "policy/roles.h"
#include "protocol/limits.h"

namespace tocsin::policy {

bool bars(Tie tie) {
  return tie != Tie::none && tie != Tie::other;
}

Verdict r21_two_sided(const MandateFacts& mandate, bool asks_statement) {
  if (!mandate.nominated) return refuse(Rule::R21, Detail::not_nominated);
  if (!mandate.vetted) return refuse(Rule::R21, Detail::not_vetted);
  if (!mandate.keys_distinct) return refuse(Rule::R21, Detail::keys_not_distinct);
  if (bars(mandate.tie)) return refuse(Rule::R21, Detail::conflict_of_interest);
  if (asks_statement && !mandate.statement_out) return refuse(Rule::R21, Detail::statement_not_out);
  return allow();
}

Term ended_by_successor(const Term& term, Instant successor_from, bool same_device) {
  Term ended = term;
  if (!same_device && successor_from < ended.until) ended.until = successor_from;
  return ended;
}

bool renewal_due(const Term& term, Instant now) {
  return !term.revoked_at && now >= term.until - renewal_due_before && now < term.until;
}

Verdict r21_length(const Term& term, const CharterFacts& charter, const Limits& limits) {
  if (term.until > charter.until) return refuse(Rule::R21, Detail::outlives_charter);
  if (term.until > add_months(term.from, limits.mandate_months))
    return refuse(Rule::R3, Detail::longer_than_allowed);
  return allow();
}

Verdict decide_mandate(const MandateFacts& mandate, const CharterFacts& charter, const Limits& limits,
                       Instant now) {
  Verdict verdict = r1_charter_in_force(charter, now);
  if (verdict.permitted()) verdict = r21_two_sided(mandate, false);
  if (verdict.permitted()) verdict = r21_length(mandate.term, charter, limits);
  if (!verdict.permitted()) return verdict;
  // A mandate may be logged before its first day, never after its last nor once revoked.
  Instant judged = now < mandate.term.from ? mandate.term.from : now;
  verdict = r3_in_force(mandate.term, judged);
  if (verdict.permitted()) verdict = r4_trained(mandate, limits, now);
  return verdict;
}

Verdict decide_mandate_act(const MandateActFacts& facts) {
  Action action{};
  bool lost_device_only = false;
  switch (facts.act) {
    case MandateAct::revoke: action = Action::revoke_mandate; break;
    case MandateAct::lift: action = Action::lift_suspension; break;
    case MandateAct::suspend:
      lost_device_only = !may(facts.issuer, Action::suspend_mandate);
      action = lost_device_only ? Action::suspend_mandate_72h : Action::suspend_mandate;
      break;
  }
  if (auto role = decide_action(facts.issuer, action); !role.permitted()) return role;
  if (auto term = r3_in_force(facts.commission, facts.now); !term.permitted()) return term;
  if (!facts.own_side) return refuse(Rule::R22, Detail::not_this_side);
  if (facts.act == MandateAct::lift)
    return facts.issued_by_same_side ? allow() : refuse(Rule::R22, Detail::lifted_by_other_side);
  if (!facts.reason_given) return refuse(Rule::R22, Detail::reason_missing);
  if (facts.act == MandateAct::suspend) {
    if (facts.until <= facts.from) return refuse(Rule::R22, Detail::suspension_too_long);
    if (lost_device_only && !facts.lost_device) return refuse(Rule::R22, Detail::not_a_lost_device);
    // Dated ahead it would begin at once all the same and last longer: only a clock's error is passed over.
    bool too_long = facts.until > facts.from + officer_suspension_max;
    bool ahead = facts.from > facts.now + limits::clock_ahead_noted;
    if (lost_device_only && (too_long || ahead)) return refuse(Rule::R22, Detail::suspension_too_long);
  }
  return allow();
}

Verdict decide_node_suspension(const Signatories& by, bool reason_given) {
  if (!by.root && !by.mairie && !by.post) return refuse(Rule::R23, Detail::not_a_signatory);
  if (!reason_given) return refuse(Rule::R23, Detail::reason_missing);
  return allow();
}

Verdict decide_node_resumption(const Signatories& by) {
  if (!by.root && !by.mairie && !by.post) return refuse(Rule::R23, Detail::not_a_signatory);
  if (!by.root || !by.mairie || !by.post) return refuse(Rule::R23, Detail::signature_missing);
  return allow();
}

}  // namespace tocsin::policy
