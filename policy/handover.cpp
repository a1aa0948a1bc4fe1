#include "policy/handover.h"

#include <algorithm>

namespace tocsin::policy {
namespace {

Verdict at_the_post(const OfficerFacts& officer, Action action) {
  if (auto role = decide_action(officer.role, action); !role.permitted()) return role;
  if (auto term = r3_in_force(officer.commission, officer.now); !term.permitted()) return term;
  return officer.at_addressed_post ? allow() : refuse(Rule::R19, Detail::not_at_this_post);
}

}  // namespace

Verdict decide_hand_over(const HandOverFacts& facts) {
  if (auto officer = at_the_post(facts.officer, Action::hand_over); !officer.permitted()) return officer;
  const auto& work = facts.officer.work;
  if (work.over) return refuse(Rule::R2, Detail::already_over);
  if (!work.arrived) return refuse(Rule::R19, Detail::not_at_this_post);
  if (work.held) return refuse(Rule::R11, Detail::still_held);
  if (!work.opened) return refuse(Rule::R2, Detail::not_opened);
  if (!facts.reason_given) return refuse(Rule::R30, Detail::reason_missing);
  bool to_oneself = facts.recipient == Recipient::post && facts.own_post;
  if (!facts.recipient_named || to_oneself) return refuse(Rule::R30, Detail::recipient_not_named);
  return facts.logged ? allow() : refuse(Rule::R30, Detail::not_logged_first);
}

Verdict decide_group(const GroupFacts& facts) {
  if (auto officer = at_the_post(facts.officer, Action::group); !officer.permitted()) return officer;
  if (facts.alerts.size() < 2 || facts.alerts.size() > grouped_alerts_max)
    return refuse(Rule::R31, Detail::not_a_group);
  auto any = [&](auto&& is) { return std::any_of(facts.alerts.begin(), facts.alerts.end(), is); };
  if (any([](const Work& work) { return work.over || !work.arrived; }))
    return refuse(Rule::R2, Detail::already_over);
  if (any([](const Work& work) { return work.closed; })) return refuse(Rule::R31, Detail::already_closed);
  if (any([](const Work& work) { return work.held; })) return refuse(Rule::R11, Detail::still_held);
  if (!facts.alike) return refuse(Rule::R27, Detail::exercise_beside_real);
  if (!facts.reason_given) return refuse(Rule::R31, Detail::reason_missing);
  return facts.logged ? allow() : refuse(Rule::R31, Detail::not_logged_first);
}

}  // namespace tocsin::policy
