#include <array>
#include <vector>

#include "words.h"

namespace tocsin::policy::model {
namespace {

Answer grant(Words& in) {
  auto mandate = read_mandate(in);
  auto charter = read_charter(in);
  auto limits = read_limits(in);
  return {decide_mandate(mandate, charter, limits, in.instant())};
}
Answer mandate_act(Words& in) {
  MandateActFacts facts;
  facts.now = in.instant();
  facts.act = in.number<MandateAct>();
  facts.issuer = in.number<Role>();
  facts.commission = read_term(in);
  facts.own_side = in.yes();
  facts.issued_by_same_side = in.yes();
  facts.reason_given = in.yes();
  facts.lost_device = in.yes();
  facts.from = in.instant();
  facts.until = in.instant();
  return {decide_mandate_act(facts)};
}
Answer deputising(Words& in) {
  DeputisingFacts facts;
  facts.now = in.instant();
  facts.absent = read_mandate(in);
  facts.deputy = read_mandate(in);
  facts.same_commune = in.yes();
  facts.another_person = in.yes();
  facts.may_deputise = in.yes();
  facts.from = in.instant();
  facts.until = in.instant();
  bool same_device = in.yes();
  return {decide_deputising(facts),
          Fold()
              .add(covers({facts.absent, facts.from, facts.until}, facts.now))
              .add(ended_by_successor(facts.absent.term, facts.from, same_device).until)
              .add(renewal_due(facts.absent.term, facts.now))
              .sum()};
}
Answer node_act(Words& in) {
  bool suspends = in.yes();
  auto by = read_signatories(in);
  bool reason = in.yes();
  return {suspends ? decide_node_suspension(by, reason) : decide_node_resumption(by)};
}
Answer act_of_role(Words& in) {
  auto role = in.number<Role>();
  return {decide_action(role, in.number<Action>())};
}
Answer notice(Words& in) {
  NoticeFacts facts;
  facts.now = in.instant();
  facts.charter = read_charter(in);
  facts.kind = in.number<NoticeKind>();
  facts.keys_distinct = in.yes();
  facts.by_the_post = in.yes();
  facts.by_the_mairie = in.yes();
  facts.without_person = in.yes();
  facts.sectors_named = in.yes();
  facts.written = in.instant();
  facts.until = in.instant();
  facts.this_week = in.number<std::uint32_t>();
  facts.election_period = in.yes();
  facts.exercise = in.yes();
  facts.exercise_window_open = in.yes();
  auto limits = read_limits(in);
  std::vector<NoticeSigner> signers(in.number<std::size_t>());
  for (auto& signer : signers) {
    signer.role = in.number<Role>();
    signer.commission = read_term(in);
    signer.own_office = in.yes();
  }
  facts.signers = signers;
  return {decide_notice(facts, limits)};
}
Answer cancel(Words& in) {
  CancelFacts facts;
  facts.now = in.instant();
  facts.signer.role = in.number<Role>();
  facts.signer.commission = read_term(in);
  facts.signer.own_office = in.yes();
  facts.of_mairie = in.yes();
  NoticeStanding standing;
  standing.released = in.instant();
  standing.until = in.instant();
  standing.cancelled_at = in.or_never();
  return {decide_notice_cancel(facts), static_cast<std::int64_t>(state_of(standing, facts.now))};
}
Answer review(Words& in) {
  ReviewFacts facts;
  facts.now = in.instant();
  facts.opener = in.number<Role>();
  facts.standing = read_term(in);
  facts.rule = in.number<Rule>();
  facts.subject = in.number<ReviewSubject>();
  facts.own_mandate = in.yes();
  facts.paused = in.yes();
  facts.asked_before = in.yes();
  return {decide_review(facts)};
}
Answer review_answer(Words& in) {
  ReviewAnswerFacts facts;
  facts.now = in.instant();
  facts.role = in.number<Role>();
  facts.commission = read_term(in);
  facts.asked = in.yes();
  facts.answered = in.yes();
  facts.about_himself = in.yes();
  facts.subject = in.number<ReviewSubject>();
  facts.outcome = in.number<ReviewOutcome>();
  auto opened = in.instant();
  return {decide_review_answer(facts),
          Fold().add(answer_due(opened)).add(is_overdue(opened, facts.answered, facts.now)).sum()};
}
Answer issue(Words& in) {
  IssueFacts facts;
  facts.now = in.instant();
  facts.first = in.yes();
  facts.by = read_signatories(in);
  facts.before = read_limits(in);
  facts.after = read_limits(in);
  return {decide_issue(facts), Fold().add(waits_until(facts)).sum()};
}
OverlayFacts read_overlay(Words& in) {
  OverlayFacts overlay;
  overlay.at = in.instant();
  overlay.by_mairie = in.yes();
  overlay.by_post = in.yes();
  overlay.mairie_withdrew = in.yes();
  overlay.post_withdrew = in.yes();
  return overlay;
}
Answer tightening(Words& in) {
  TighteningFacts facts;
  facts.now = in.instant();
  facts.issuer = in.number<Role>();
  facts.commission = read_term(in);
  facts.own_side = in.yes();
  facts.reason_given = in.yes();
  facts.joins = in.yes();
  facts.first_hand = in.yes();
  facts.at = in.instant();
  facts.before = read_limits(in);
  facts.asked = read_limits(in);
  facts.held = read_overlay(in);
  return {decide_tightening(facts), in_force(facts.held, facts.now)};
}
Answer overlay_withdrawal(Words& in) {
  OverlayWithdrawalFacts facts;
  facts.now = in.instant();
  facts.issuer = in.number<Role>();
  facts.commission = read_term(in);
  facts.side = in.yes() ? Office::mairie : Office::post;
  facts.own_side = in.yes();
  facts.first_hand = in.yes();
  facts.at = in.instant();
  facts.overlay = read_overlay(in);
  return {decide_overlay_withdrawal(facts)};
}
Answer renewal(Words& in) {
  RenewalFacts facts;
  facts.now = in.instant();
  facts.by = read_signatories(in);
  facts.charter = read_charter(in);
  facts.until = in.instant();
  return {decide_renewal(facts)};
}
Answer nomination(Words& in) {
  auto now = in.instant();
  bool in_office = in.yes();
  std::vector<ElectionPeriod> periods(in.number<std::size_t>());
  for (auto& period : periods) {
    period.from = in.instant();
    period.until = in.instant();
  }
  bool running = election(periods, now);
  return {r25_nomination(running, in_office), running};
}

}  // namespace

Answer answer_offices(int kind, Words& in) {
  switch (kind) {
    case 20: return grant(in);
    case 21: return mandate_act(in);
    case 22: return node_act(in);
    case 23: return act_of_role(in);
    case 24: return notice(in);
    case 25: return cancel(in);
    case 26: return review(in);
    case 27: return review_answer(in);
    case 28: return issue(in);
    case 29: return tightening(in);
    case 30: return overlay_withdrawal(in);
    case 31: return renewal(in);
    case 33: return deputising(in);
    case 32: return nomination(in);
    default: std::abort();
  }
}

}  // namespace tocsin::policy::model
