#include "policy/review.h"

namespace tocsin::policy {

Verdict decide_review(const ReviewFacts& facts) {
  bool contest = facts.opener == Role::referent;
  auto action = contest ? Action::contest : Action::open_review;
  if (auto role = decide_action(facts.opener, action); !role.permitted()) return role;
  if (find(facts.rule) == nullptr) return refuse(Rule::R32, Detail::reason_missing);
  if (!contest) {
    // A citizen's complaint goes to the auditor, who opens the review.
    if (facts.opener != Role::auditor) return refuse(Rule::R2, Detail::role_may_not);
    return r3_in_force(facts.standing, facts.now);
  }
  if (facts.rule != Rule::R14 || facts.subject != ReviewSubject::mandate || !facts.own_mandate)
    return refuse(Rule::R2, Detail::role_may_not);
  if (facts.asked_before) return refuse(Rule::R14, Detail::contested_already);
  return facts.paused ? allow() : refuse(Rule::R14, Detail::nothing_to_contest);
}

Verdict decide_review_answer(const ReviewAnswerFacts& facts) {
  if (auto role = decide_action(facts.role, Action::answer_review); !role.permitted()) return role;
  if (auto term = r3_in_force(facts.commission, facts.now); !term.permitted()) return term;
  if (!facts.asked) return refuse(Rule::R32, Detail::not_asked);
  if (facts.about_himself) return refuse(Rule::R32, Detail::about_oneself);
  if (facts.answered) return refuse(Rule::R32, Detail::answered_already);
  bool known = is_known<ReviewOutcome>(static_cast<std::uint8_t>(facts.outcome));
  bool fits = facts.outcome != ReviewOutcome::mandate_revoked || facts.subject == ReviewSubject::mandate;
  return known && fits ? allow() : refuse(Rule::R32, Detail::answer_unfit);
}

Instant answer_due(Instant opened) {
  return opened + review_answer_within;
}

bool is_overdue(Instant opened, bool answered, Instant now) {
  return !answered && now >= answer_due(opened);
}

}  // namespace tocsin::policy
