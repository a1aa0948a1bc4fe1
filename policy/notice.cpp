#include "policy/notice.h"

namespace tocsin::policy {
namespace {

Action writing(NoticeKind kind) {
  return of_mairie(kind) ? Action::announce : Action::write_notice;
}

Verdict each_signer_may(const NoticeFacts& facts) {
  if (facts.signers.empty()) return refuse(Rule::R17, Detail::second_officer_needed);
  for (const auto& signer : facts.signers) {
    auto verdict = decide_action(signer.role, writing(facts.kind));
    if (!verdict.permitted()) return refuse(Rule::R16, Detail::not_this_office);
    if (!signer.own_office) return refuse(Rule::R16, Detail::not_this_office);
    if (auto term = r3_in_force(signer.commission, facts.now); !term.permitted()) return term;
  }
  return allow();
}

Verdict signed_by_enough(const NoticeFacts& facts) {
  if (facts.signers.size() > 1 && !facts.keys_distinct) return refuse(Rule::R17, Detail::keys_not_distinct);
  if (facts.signers.size() >= signatures_needed(facts.kind)) return allow();
  return held(Rule::R17, Detail::second_officer_needed, 0);
}

Verdict exercise_or_real(const NoticeFacts& facts) {
  if (facts.charter.exercise) return facts.exercise ? allow() : refuse(Rule::R27, Detail::exercise_only);
  if (!facts.exercise || facts.exercise_window_open) return allow();
  return refuse(Rule::R27, Detail::no_exercise_window);
}

}  // namespace

std::uint8_t signatures_needed(NoticeKind kind) {
  return of_mairie(kind) ? 1 : 2;
}

hours notice_life(NoticeKind kind, const Limits& limits) {
  bool witnesses = kind == NoticeKind::witness_call;
  return hours(witnesses && limits.witness_call_hours < limits.notice_hours ? limits.witness_call_hours
                                                                            : limits.notice_hours);
}

Verdict r16_by_its_office(NoticeKind kind, bool by_the_post, bool by_the_mairie) {
  bool known = is_known<NoticeKind>(static_cast<std::uint8_t>(kind));
  bool right = of_mairie(kind) ? by_the_mairie && !by_the_post : by_the_post && !by_the_mairie;
  return known && right ? allow() : refuse(Rule::R16, Detail::not_this_office);
}

Verdict r17_form(const NoticeFacts& facts, const Limits& limits) {
  if (!facts.without_person) return refuse(Rule::R17, Detail::names_a_person);
  if (!facts.sectors_named) return refuse(Rule::R17, Detail::sectors_missing);
  if (facts.until <= facts.written || facts.until <= facts.now)
    return refuse(Rule::R17, Detail::notice_without_end);
  // From the instant it is judged too: a date of writing in the future gives no longer life.
  auto life = notice_life(facts.kind, limits);
  if (facts.until > facts.written + life || facts.until > facts.now + life + notice_clock_slack)
    return refuse(Rule::R17, Detail::notice_too_long);
  return allow();
}

Verdict r17_week(NoticeKind kind, std::uint32_t this_week, const Limits& limits) {
  if (kind == NoticeKind::risk || this_week < limits.notices_per_week) return allow();
  return refuse(Rule::R17, Detail::notices_of_week);
}

Verdict r25_announcement(NoticeKind kind, bool election_period) {
  if (kind == NoticeKind::meeting && election_period) return refuse(Rule::R25, Detail::election_period);
  return allow();
}

Verdict decide_notice(const NoticeFacts& facts, const Limits& limits) {
  Verdict verdict = r1_charter_in_force(facts.charter, facts.now);
  if (verdict.permitted()) verdict = r16_by_its_office(facts.kind, facts.by_the_post, facts.by_the_mairie);
  if (verdict.permitted()) verdict = each_signer_may(facts);
  if (verdict.permitted()) verdict = exercise_or_real(facts);
  if (verdict.permitted()) verdict = r17_form(facts, limits);
  if (verdict.permitted()) verdict = r17_week(facts.kind, facts.this_week, limits);
  if (verdict.permitted()) verdict = r25_announcement(facts.kind, facts.election_period);
  if (verdict.permitted()) verdict = signed_by_enough(facts);
  return verdict;
}

Verdict decide_notice_cancel(const CancelFacts& facts) {
  if (auto role = decide_action(facts.signer.role, Action::cancel_notice); !role.permitted()) return role;
  if (auto term = r3_in_force(facts.signer.commission, facts.now); !term.permitted()) return term;
  bool of_the_post = may(facts.signer.role, Action::write_notice);
  if (!facts.signer.own_office || of_the_post == facts.of_mairie)
    return refuse(Rule::R18, Detail::not_this_office);
  return allow();
}

NoticeState state_of(const NoticeStanding& standing, Instant at) {
  if (standing.cancelled_at <= at) return NoticeState::cancelled;
  if (standing.released == Instant{} || at < standing.released) return NoticeState::waits;
  return at < standing.until ? NoticeState::open : NoticeState::over;
}

}  // namespace tocsin::policy
