#include "policy/alert.h"

#include <algorithm>

#include "policy/roles.h"

namespace tocsin::policy {
namespace {

Verdict sender_may(const AlertFacts& facts, const Limits& limits) {
  if (facts.kind == AlertKind::device) return decide_action(facts.sender, Action::send_alert);
  auto desk = facts.desk;
  desk.now = facts.now;
  desk.signer = facts.sender;
  return decide_desk_entry(desk, limits);
}

}  // namespace

Verdict r3_within_length(const Term& term, const Limits& limits, Instant at) {
  bool over = at >= add_months(term.from, limits.mandate_months);
  return over ? refuse(Rule::R3, Detail::no_longer_in_force) : allow();
}

Verdict r4_trained(const MandateFacts& mandate, const Limits& limits, Instant now) {
  if (mandate.trained_at == Instant{} || now < mandate.trained_at) return refuse(Rule::R4, Detail::untrained);
  if (now >= add_months(mandate.trained_at, limits.training_months))
    return refuse(Rule::R4, Detail::training_too_old);
  if (!mandate.conduct_charter_signed) return refuse(Rule::R4, Detail::conduct_charter_unsigned);
  return allow();
}

Verdict r5_in_mandate(bool commune_in_mandate, bool sector_in_mandate) {
  if (!commune_in_mandate) return refuse(Rule::R5, Detail::other_commune);
  if (!sector_in_mandate) return refuse(Rule::R5, Detail::other_sector);
  return allow();
}

Verdict r6_category(Category category, bool notice_open, const Limits& limits) {
  if (!has(limits.categories, category)) return refuse(Rule::R6, Detail::category_off);
  if (category == Category::missing_person && !notice_open)
    return refuse(Rule::R6, Detail::category_needs_notice);
  return allow();
}

Verdict r9_called_first(Urgency urgency, bool called17) {
  if (urgency == Urgency::in_progress && !called17) return refuse(Rule::R9, Detail::call_17_first);
  return allow();
}

Verdict r10_quota(const SentCounts& sent, Urgency urgency, const Limits& limits) {
  if (sent.last_day >= limits.hard_cap_per_day) return refuse(Rule::R10, Detail::hard_cap_of_day);
  if (sent.last_30_days >= limits.hard_cap_per_30_days) return refuse(Rule::R10, Detail::hard_cap_of_30_days);
  bool above_day = sent.last_day >= limits.alerts_per_day;
  bool above_month = sent.last_30_days >= limits.alerts_per_30_days;
  if (!above_day && !above_month) return allow();
  auto which = above_day ? Detail::quota_of_day : Detail::quota_of_30_days;
  if (urgency == Urgency::in_progress) return flagged(Rule::R10, which, flag::above_quota);
  return refuse(Rule::R10, which);
}

Verdict r11_same_tag(const SentCounts& sent, const Limits& limits) {
  auto earlier = std::max(sent.same_place_tag, sent.same_plate_tag);
  if (earlier < limits.same_target_count && earlier + 1 < limits.same_target_count) return allow();
  return flagged(Rule::R11, Detail::same_target_again, flag::same_target);
}

Verdict r15_to_the_post(bool to_the_post) {
  return to_the_post ? allow() : refuse(Rule::R15, Detail::not_to_the_post);
}

Verdict r27_exercise(bool alert_is_exercise, bool charter_is_exercise,
                     const std::optional<ExerciseWindow>& window, const Limits& limits, Instant at) {
  if (charter_is_exercise) return alert_is_exercise ? allow() : refuse(Rule::R27, Detail::exercise_only);
  if (!alert_is_exercise) return allow();
  bool open = window && window->opened <= at && at < window->closes &&
              at < window->opened + hours(limits.exercise_window_hours);
  return open ? allow() : refuse(Rule::R27, Detail::no_exercise_window);
}

Verdict decide_alert_at_commune(const AlertFacts& facts, const Limits& limits) {
  const auto& sent = facts.exercise ? facts.exercises : facts.real;
  Verdict verdict = r1_charter_in_force(facts.charter, facts.now);
  if (verdict.permitted()) verdict = both(verdict, r1_heard(facts.charter, heard_for_intake, facts.now));
  if (verdict.permitted()) verdict = both(verdict, sender_may(facts, limits));
  if (verdict.permitted()) verdict = both(verdict, r15_to_the_post(facts.to_the_post));
  if (verdict.permitted()) verdict = both(verdict, r21_two_sided(facts.mandate, true));
  if (verdict.permitted()) verdict = both(verdict, r3_in_force(facts.mandate.term, facts.now));
  if (verdict.permitted()) verdict = both(verdict, r3_within_length(facts.mandate.term, limits, facts.now));
  if (verdict.permitted()) verdict = both(verdict, r14_pause(facts.pause, facts.now));
  if (verdict.permitted()) verdict = both(verdict, r4_trained(facts.mandate, limits, facts.now));
  if (verdict.permitted())
    verdict = both(verdict, r5_in_mandate(facts.commune_in_mandate, facts.sector_in_mandate));
  if (verdict.permitted())
    verdict = both(verdict, r6_category(facts.category, facts.missing_person_notice_open, limits));
  if (verdict.permitted())
    verdict =
        both(verdict, r27_exercise(facts.exercise, facts.charter.exercise, facts.window, limits, facts.now));
  if (verdict.permitted()) verdict = both(verdict, r9_called_first(facts.urgency, facts.called17));
  if (verdict.permitted()) verdict = both(verdict, r10_quota(sent, facts.urgency, limits));
  if (verdict.permitted()) verdict = both(verdict, r11_same_tag(sent, limits));
  if (verdict.permitted()) verdict = both(verdict, r12_patrol(facts.sectors_in_12_hours, limits));
  return verdict;
}

std::uint32_t count_in_window(std::span<const Instant> sent, Duration window, Instant now) {
  auto start = now - window;
  return static_cast<std::uint32_t>(
      std::count_if(sent.begin(), sent.end(), [&](Instant at) { return at > start; }));
}

Instant hold_ends(Instant accepted, Urgency urgency, const Limits& limits) {
  return urgency == Urgency::in_progress ? accepted : accepted + seconds(limits.undo_seconds);
}

WithdrawalVerdict decide_withdrawal(const WithdrawalFacts& facts) {
  if (auto role = decide_action(facts.sender, Action::withdraw_own); !role.permitted()) return {role};
  if (auto key = r3_not_withdrawn(facts.mandate, facts.now); !key.permitted()) return {key};
  if (!facts.own_alert) return {refuse(Rule::R28, Detail::not_own_alert)};
  if (facts.over) return {refuse(Rule::R28, Detail::already_over)};
  return {allow(), facts.queued_for_post ? Withdrawal::is_a_mark : Withdrawal::ends_the_alert};
}

}  // namespace tocsin::policy
