#include <string>
#include <vector>

#include "words.h"

namespace tocsin::policy::model {
namespace {

std::optional<ExerciseWindow> read_window(Words& in) {
  auto opened = in.maybe();
  auto closes = in.instant();
  return opened ? std::optional(ExerciseWindow{*opened, closes}) : std::nullopt;
}
SentCounts read_counts(Words& in) {
  SentCounts counts;
  counts.last_day = in.number<std::uint32_t>();
  counts.last_30_days = in.number<std::uint32_t>();
  counts.same_place_tag = in.number<std::uint32_t>();
  counts.same_plate_tag = in.number<std::uint32_t>();
  return counts;
}
std::string read_text(Words& in) {
  std::string text(in.number<std::size_t>(), '\0');
  for (auto& c : text) c = in.number<char>();
  return text;
}

Answer alert_at_commune(Words& in) {
  AlertFacts facts;
  facts.now = in.instant();
  facts.charter = read_charter(in);
  facts.sender = in.number<Role>();
  facts.kind = in.number<AlertKind>();
  facts.to_the_post = in.yes();
  facts.mandate = read_mandate(in);
  facts.commune_in_mandate = in.yes();
  facts.sector_in_mandate = in.yes();
  facts.category = in.number<Category>();
  facts.urgency = in.number<Urgency>();
  facts.called17 = in.yes();
  facts.exercise = in.yes();
  facts.window = read_window(in);
  facts.missing_person_notice_open = in.yes();
  facts.real = read_counts(in);
  facts.exercises = read_counts(in);
  facts.sectors_in_12_hours = in.number<std::uint32_t>();
  facts.pause.under_review = in.yes();
  facts.pause.until = in.instant();
  facts.desk.commission = read_term(in);
  facts.desk.own_commune = in.yes();
  facts.desk.entries_last_day = in.number<std::uint32_t>();
  facts.desk.never_confirmed = in.number<std::uint32_t>();
  auto limits = read_limits(in);
  return {decide_alert_at_commune(facts, limits),
          Fold().add(hold_ends(facts.now, facts.urgency, limits)).sum()};
}
Answer alert_at_post(Words& in) {
  ContentFacts facts;
  facts.now = in.instant();
  facts.accepted = in.instant();
  facts.charter = read_charter(in);
  facts.mandate = read_term(in);
  facts.category = in.number<Category>();
  facts.same_category = in.yes();
  facts.same_sector = in.yes();
  facts.same_mandate = in.yes();
  facts.place_tag_true = in.yes();
  facts.plate_tag_true = in.yes();
  facts.urgency = in.number<Urgency>();
  facts.exercise = in.yes();
  facts.window = read_window(in);
  facts.missing_person_notice_open = in.yes();
  facts.conducts = in.number<std::uint64_t>();
  facts.persons = in.number<std::uint8_t>();
  auto plate = read_text(in);
  facts.plate = plate;
  facts.same_plate = in.number<std::uint32_t>();
  facts.same_place = in.number<std::uint32_t>();
  facts.referents_on_target = in.number<std::uint32_t>();
  facts.review_since = in.or_never();
  return {decide_alert_at_post(facts, read_limits(in))};
}
Answer withdrawal(Words& in) {
  WithdrawalFacts facts;
  facts.now = in.instant();
  facts.sender = in.number<Role>();
  facts.mandate = read_term(in);
  facts.own_alert = in.yes();
  facts.queued_for_post = in.yes();
  facts.over = in.yes();
  auto decision = decide_withdrawal(facts);
  return {decision.verdict, static_cast<std::int64_t>(decision.effect)};
}
Answer opening(Words& in) {
  OpenFacts facts;
  facts.officer = read_officer(in);
  facts.reason_given = in.yes();
  facts.logged = in.yes();
  return {decide_open(facts)};
}
Answer officer_action(Words& in) {
  WorkFacts facts;
  facts.officer = read_officer(in);
  facts.action = in.number<Action>();
  facts.code_given = in.yes();
  facts.officers_asking = in.number<std::uint8_t>();
  return {decide_officer_action(facts)};
}
std::vector<StateChange> read_history(Words& in) {
  std::vector<StateChange> history(in.number<std::size_t>());
  for (auto& change : history) {
    change.state = in.number<AlertState>();
    change.at = in.instant();
  }
  return history;
}
Answer life(Words& in) {
  auto limits = read_limits(in);
  auto history = read_history(in);
  auto work = work_of(history);
  Fold fold;
  fold.add(erase_at(history, limits));
  for (bool bit : {work.arrived, work.over, work.held, work.opened, work.taken, work.closed}) fold.add(bit);
  return {allow(), fold.sum()};
}
Answer truth_of(Words& in) {
  TruthFacts facts;
  facts.sent = in.instant();
  facts.accepted = in.maybe();
  facts.delivered = in.maybe();
  facts.expired = in.yes();
  facts.urgency = in.number<Urgency>();
  auto now = in.instant();
  auto limits = read_limits(in);
  return {allow(), Fold()
                       .add(static_cast<std::int64_t>(truth(facts, limits, now)))
                       .add(truth_changes_at(facts, limits).value_or(Instant::max()))
                       .sum()};
}
Answer plate(Words& in) {
  auto category = in.number<Category>();
  auto typed = read_text(in);
  auto canonical = canonical_plate(typed);
  Fold fold;
  fold.add(static_cast<std::int64_t>(plate_shape(typed)));
  fold.add(canonical.has_value());
  if (canonical)
    for (char c : canonical->view()) fold.add(c);
  return {r8_plate(category, typed), fold.sum()};
}
// Windows of R10–R12 and R14, over instants.
Answer windows(Words& in) {
  auto now = in.instant();
  auto sector = in.number<SectorId>();
  auto limits = read_limits(in);
  std::vector<SentFrom> sent(in.number<std::size_t>());
  std::vector<Instant> at;
  for (auto& one : sent) {
    one.sector = in.number<SectorId>();
    one.at = in.instant();
    at.push_back(one.at);
  }
  Fold fold;
  fold.add(count_in_window(at, quota_day, now)).add(count_in_window(at, quota_month, now));
  fold.add(count_in_window(at, same_target_window, now)).add(sectors_in_window(sent, sector, now));
  fold.add(r12_begins_spell(at, now)).add(r12_review_due(at, now));
  fold.add(r14_cool_down_until(at, limits)).add(r14_review_due(at, now));
  return {r12_patrol(sectors_in_window(sent, sector, now), limits), fold.sum()};
}

}  // namespace

Answer answer_alerts(int kind, Words& in) {
  switch (kind) {
    case 1: return alert_at_commune(in);
    case 2: return alert_at_post(in);
    case 3: return withdrawal(in);
    case 4: return opening(in);
    case 5: return officer_action(in);
    case 6: return life(in);
    case 7: return truth_of(in);
    case 8: return plate(in);
    case 9: return windows(in);
    default: std::abort();
  }
}

}  // namespace tocsin::policy::model
