#include "policy/desk.h"

#include "policy/roles.h"

namespace tocsin::policy {

Verdict decide_desk_entry(const DeskFacts& facts, const Limits& limits) {
  if (auto role = decide_action(facts.signer, Action::desk_entry); !role.permitted()) return role;
  if (auto term = r3_in_force(facts.commission, facts.now); !term.permitted()) return term;
  if (!facts.own_commune) return refuse(Rule::R5, Detail::other_commune);
  if (facts.entries_last_day >= limits.desk_entries_per_day) return refuse(Rule::R35, Detail::desk_quota);
  bool trusted = facts.never_confirmed < limits.desk_entries_per_day &&
                 facts.entries_last_day < limits.desk_entries_per_day - facts.never_confirmed;
  if (!trusted) return refuse(Rule::R35, Detail::desk_never_confirmed);
  return flagged(Rule::R35, Detail::desk_unconfirmed, flag::unconfirmed);
}

Verdict decide_confirmation(const ConfirmFacts& facts) {
  if (auto role = decide_action(facts.signer, Action::confirm_entry); !role.permitted()) return role;
  if (auto term = r3_in_force(facts.term, facts.now); !term.permitted()) return term;
  bool by_device = facts.by == ConfirmedBy::device;
  if (by_device != (facts.signer == Role::referent)) return refuse(Rule::R2, Detail::role_may_not);
  if (by_device && !facts.own_alert) return refuse(Rule::R28, Detail::not_own_alert);
  if (!by_device && !facts.at_addressed_post) return refuse(Rule::R19, Detail::not_at_this_post);
  if (!facts.desk_entry) return refuse(Rule::R35, Detail::not_a_desk_entry);
  if (facts.confirmed) return refuse(Rule::R35, Detail::already_confirmed);
  if (facts.work.over) return refuse(Rule::R2, Detail::already_over);
  return allow();
}

}  // namespace tocsin::policy
