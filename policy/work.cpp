#include "policy/work.h"

#include <algorithm>

namespace tocsin::policy {
namespace {

constexpr bool ends(AlertState state) {
  return state == AlertState::refused || state == AlertState::withdrawn || state == AlertState::expired ||
         state == AlertState::violation;
}
// Opening is reading, a withdrawal noted is a mark: neither lengthens the life of an alert.
constexpr bool is_change(AlertState state) {
  return state == AlertState::taken || state == AlertState::call_back || state == AlertState::closed ||
         state == AlertState::reopened || state == AlertState::released;
}

// Role, commission, post and presence of the alert: what every act of an officer needs.
Verdict at_work(const OfficerFacts& officer, Action action) {
  if (auto role = decide_action(officer.role, action); !role.permitted()) return role;
  if (auto term = r3_in_force(officer.commission, officer.now); !term.permitted()) return term;
  if (!officer.at_addressed_post) return refuse(Rule::R19, Detail::not_at_this_post);
  if (officer.work.over) return refuse(Rule::R2, Detail::already_over);
  if (!officer.work.arrived) return refuse(Rule::R19, Detail::not_at_this_post);
  return allow();
}

Verdict may_take(const Work& work) {
  if (work.held) return refuse(Rule::R11, Detail::still_held);
  if (work.closed) return refuse(Rule::R2, Detail::already_closed);
  if (work.taken) return refuse(Rule::R2, Detail::already_taken);
  return work.opened ? allow() : refuse(Rule::R2, Detail::not_opened);
}
Verdict may_close(const Work& work, bool code_given) {
  if (work.closed) return refuse(Rule::R2, Detail::already_closed);
  if (!work.taken) return refuse(Rule::R2, Detail::not_taken);
  return code_given ? allow() : refuse(Rule::R2, Detail::code_missing);
}
Verdict may_call_back(const Work& work) {
  if (work.closed) return refuse(Rule::R2, Detail::already_closed);
  return work.opened ? allow() : refuse(Rule::R2, Detail::not_opened);
}
Verdict may_release(const Work& work, Role role, std::uint8_t officers_asking) {
  if (!work.held) return refuse(Rule::R11, Detail::not_held);
  if (role == Role::commander || officers_asking >= 2) return allow();
  return held(Rule::R11, Detail::second_officer_needed, 0);
}

}  // namespace

Work work_of(std::span<const StateChange> history) {
  Work work;
  bool ended = false;
  for (const auto& change : history) {
    switch (change.state) {
      case AlertState::accepted:
      case AlertState::withdrawal_noted:
      case AlertState::call_back: break;
      case AlertState::refused:
      case AlertState::withdrawn:
      case AlertState::expired:
      case AlertState::violation: ended = true; break;
      case AlertState::delivered: work.arrived = true; break;
      case AlertState::held: work.arrived = work.held = true; break;
      case AlertState::released: work.held = false; break;
      case AlertState::opened: work.opened = true; break;
      case AlertState::taken: work.taken = true; break;
      case AlertState::closed: work.closed = true; break;
      case AlertState::reopened: work.closed = work.taken = false; break;
    }
  }
  work.over = ended && !work.arrived;  // of two endings the post's stands
  return work;
}

Verdict decide_open(const OpenFacts& facts) {
  if (auto officer = at_work(facts.officer, Action::open_content); !officer.permitted()) return officer;
  if (!facts.reason_given) return refuse(Rule::R19, Detail::reason_missing);
  if (!facts.logged) return refuse(Rule::R19, Detail::not_logged_first);
  return allow();
}

Verdict decide_officer_action(const WorkFacts& facts) {
  bool known = facts.action == Action::take || facts.action == Action::close ||
               facts.action == Action::call_back || facts.action == Action::reopen ||
               facts.action == Action::release_held;
  if (!known) return refuse(Rule::R2, Detail::role_may_not);
  if (auto officer = at_work(facts.officer, facts.action); !officer.permitted()) return officer;
  if (facts.officer.with_other_post) return refuse(Rule::R34, Detail::with_other_post);
  const auto& work = facts.officer.work;
  if (facts.action == Action::take) return may_take(work);
  if (facts.action == Action::close) return may_close(work, facts.code_given);
  if (facts.action == Action::call_back) return may_call_back(work);
  if (facts.action == Action::reopen) return work.closed ? allow() : refuse(Rule::R2, Detail::not_closed);
  return may_release(work, facts.officer.role, facts.officers_asking);
}

Instant erase_at(std::span<const StateChange> history, const Limits& limits) {
  if (history.empty()) return Instant{};
  Instant first = history.front().at, last_end{}, last_change{};
  bool ended = false, arrived = false, taken = false;
  for (const auto& change : history) {
    first = std::min(first, change.at);
    if (ends(change.state)) {
      ended = true;
      last_end = std::max(last_end, change.at);
    }
    if (is_change(change.state)) last_change = std::max(last_change, change.at);
    if (change.state == AlertState::delivered || change.state == AlertState::held) arrived = true;
    if (change.state == AlertState::taken) taken = true;
  }
  auto keep_days = [](std::uint32_t count) { return hours(24) * count; };
  Instant at_most = first + keep_days(limits.keep_at_most_days);
  if (ended && !arrived) return std::min(at_most, last_end + hours(limits.keep_ended_hours));
  if (!taken) return std::min(at_most, first + keep_days(limits.keep_not_taken_days));
  return std::min(at_most, last_change + keep_days(limits.keep_taken_days));
}

}  // namespace tocsin::policy
