#include "policy/border.h"

namespace tocsin::policy {

Verdict r5_border(const BorderFacts& facts) {
  if (!facts.shared) return allow();
  const bool in_force =
      !facts.neighbour.forked && r1_at_acceptance(facts.neighbour, facts.accepted).permitted();
  if (!in_force || !facts.shares_back || !facts.same_kind) return refuse(Rule::R5, Detail::border_not_agreed);
  return facts.category_on ? allow() : refuse(Rule::R6, Detail::category_off);
}

}  // namespace tocsin::policy
