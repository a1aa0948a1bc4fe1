#include <vector>

#include "words.h"

namespace tocsin::policy::model {
namespace {

Answer confirmation(Words& in) {
  ConfirmFacts facts;
  facts.now = in.instant();
  facts.by = in.yes() ? ConfirmedBy::device : ConfirmedBy::call_back;
  facts.signer = in.number<Role>();
  facts.term = read_term(in);
  facts.at_addressed_post = in.yes();
  facts.own_alert = in.yes();
  facts.desk_entry = in.yes();
  facts.confirmed = in.yes();
  facts.work.over = in.yes();
  return {decide_confirmation(facts)};
}
Answer hand_over(Words& in) {
  HandOverFacts facts;
  facts.officer = read_officer(in);
  facts.reason_given = in.yes();
  facts.recipient = in.yes() ? Recipient::post : Recipient::procedure;
  facts.recipient_named = in.yes();
  facts.own_post = in.yes();
  facts.logged = in.yes();
  return {decide_hand_over(facts)};
}
Answer group(Words& in) {
  GroupFacts facts;
  facts.officer = read_officer(in);
  facts.alike = in.yes();
  facts.reason_given = in.yes();
  facts.logged = in.yes();
  std::vector<Work> alerts(in.number<std::size_t>());
  for (auto& alert : alerts) alert = read_work(in);
  facts.alerts = alerts;
  return {decide_group(facts)};
}
// The cause stands in the place of a rule: where two fall on one instant, either may be named.
Answer roll_over(Words& in) {
  RollOverFacts facts;
  facts.service.known = in.yes();
  std::vector<Spell> hours(in.number<std::size_t>());
  for (auto& spell : hours) {
    spell.weekday = in.number<std::uint8_t>();
    spell.from_minute = in.number<std::uint16_t>();
    spell.until_minute = in.number<std::uint16_t>();
    spell.day = in.number<std::uint16_t>();
  }
  facts.service.hours = hours;
  facts.since = in.instant();
  facts.service.presence_until = in.maybe();
  facts.urgency = in.number<Urgency>();
  facts.work = read_work(in);
  auto now = in.instant();
  auto due = roll_over_due(facts);
  Verdict verdict = allow();
  verdict.rule = static_cast<Rule>(due ? due->cause : RollOver::none);
  Fold fold;
  fold.add(due ? due->at : Instant::max());
  fold.add(decide_roll_over(facts, now) != RollOver::none).add(in_service(facts.service, now));
  fold.add(closes_after(hours, facts.since).value_or(Instant::max()));
  fold.add(opens_after(hours, facts.since).value_or(Instant::max()));
  return {verdict, fold.sum()};
}
Answer exercise_window(Words& in) {
  WindowFacts facts;
  facts.now = in.instant();
  facts.signer = in.number<Role>();
  facts.commission = read_term(in);
  facts.own_post = in.yes();
  facts.window.opened = in.instant();
  facts.window.closes = in.instant();
  auto opened = in.maybe();
  auto closes = in.instant();
  if (opened) facts.before = ExerciseWindow{*opened, closes};
  return {decide_exercise_window(facts, read_limits(in))};
}

Answer border(Words& in) {
  BorderFacts facts;
  facts.shared = in.yes();
  facts.accepted = in.instant();
  facts.neighbour = read_charter(in);
  facts.shares_back = in.yes();
  facts.same_kind = in.yes();
  facts.category_on = in.yes();
  return {r5_border(facts)};
}

}  // namespace

Answer answer_desk(int kind, Words& in) {
  switch (kind) {
    case 10: return confirmation(in);
    case 11: return hand_over(in);
    case 12: return group(in);
    case 13: return roll_over(in);
    case 14: return exercise_window(in);
    case 15: return border(in);
    default: std::abort();
  }
}

}  // namespace tocsin::policy::model
