#include "policy/standing.h"

namespace tocsin::policy {
namespace {

Verdict charter_dates(const CharterFacts& charter, Instant at) {
  if (!charter.signed_by_all) return refuse(Rule::R1, Detail::charter_unsigned);
  if (at < charter.from) return refuse(Rule::R1, Detail::charter_not_yet);
  if (at >= charter.until) return refuse(Rule::R1, Detail::charter_ended);
  return allow();
}
Verdict term_dates(const Term& term, Instant at) {
  if (at < term.from) return refuse(Rule::R3, Detail::not_yet_in_force);
  if (at >= term.until) return refuse(Rule::R3, Detail::no_longer_in_force);
  return allow();
}

}  // namespace

Verdict r1_charter_in_force(const CharterFacts& charter, Instant now) {
  if (charter.suspended_at) return refuse(Rule::R1, Detail::node_suspended);
  if (charter.forked) return refuse(Rule::R1, Detail::charter_forked);
  return charter_dates(charter, now);
}

Verdict r1_at_acceptance(const CharterFacts& charter, Instant accepted) {
  if (charter.suspended_at && *charter.suspended_at <= accepted)
    return refuse(Rule::R1, Detail::node_suspended);
  return charter_dates(charter, accepted);
}

Verdict r1_heard(const CharterFacts& charter, hours within, Instant now) {
  return now - charter.heard < within ? allow() : refuse(Rule::R1, Detail::not_heard);
}

Verdict r3_not_withdrawn(const Term& term, Instant now) {
  if (term.revoked_at) return refuse(Rule::R3, Detail::revoked);
  if (term.suspended_from && now < term.suspended_until) return refuse(Rule::R3, Detail::suspended);
  return allow();
}
Verdict r3_in_force(const Term& term, Instant now) {
  if (auto key = r3_not_withdrawn(term, now); !key.permitted()) return key;
  return term_dates(term, now);
}

Verdict r3_at_acceptance(const Term& term, Instant accepted, Instant now) {
  if (term.revoked_at && *term.revoked_at <= accepted) return refuse(Rule::R3, Detail::revoked);
  if (term.suspended_from && *term.suspended_from <= accepted && accepted < term.suspended_until)
    return refuse(Rule::R3, Detail::suspended);
  if (auto dates = term_dates(term, accepted); !dates.permitted()) return dates;
  if (term.revoked_at) return flagged(Rule::R3, Detail::revoked, flag::revoked_after_sending);
  if (term.suspended_from && now < term.suspended_until)
    return flagged(Rule::R3, Detail::suspended, flag::suspended_after_sending);
  return allow();
}

}  // namespace tocsin::policy
