// Referents and officers: mandates, alerts, contents.
#include "try.h"

namespace tocsin::policy::walk {

using namespace promise;

const char* Try::sign_mandate(bool nomination) const {
  auto& subject = person();
  if (nomination ? subject.nominated : subject.vetted) return nullptr;
  if (!d.action(role, nomination ? Action::nominate : Action::vet).permitted()) return nullptr;
  if (!own_side() || !let_in(state, act.actor, d)) return nullptr;  // the seal layer: whose commission it is
  bool rightly = role == (nomination ? Role::mayor : Role::commander) && !key_revoked(state, act.actor);
  if (nomination)
    subject.nominated = 1;
  else
    subject.vetted = 1;
  if (nomination)
    subject.truly_nominated = rightly;
  else
    subject.truly_vetted = rightly;
  return changed();
}
const char* Try::log_mandate() const {
  auto& subject = person();
  const auto& home = state.commune[static_cast<std::size_t>(commune_of(act.object))];
  if (subject.in_force) return nullptr;
  if (!d.mandate(mandate_of(subject), charter_of(home), limits_of(home), now_of(state)).permitted())
    return nullptr;
  subject.in_force = 1;
  return subject.truly_nominated && subject.truly_vetted ? nullptr : alone;
}
const char* Try::act_on_mandate(MandateAct what) const {
  auto& subject = person();
  bool by_mairie = role == Role::mayor;
  bool mine = by_mairie ? subject.suspended_by_mairie : subject.suspended_by_post;
  MandateActFacts facts{.now = now_of(state), .act = what, .issuer = role};
  facts.commission = term_of(state, act.actor);
  facts.own_side = own_side();
  facts.issued_by_same_side = mine;
  facts.reason_given = act.verb != Verb::revoke_silently;
  facts.lost_device = true;
  facts.from = now_of(state);
  facts.until = now_of(state) + 72h;
  if (!subject.in_force || !d.mandate_act(facts).permitted()) return nullptr;
  switch (what) {
    case MandateAct::revoke:
      if (subject.revoked) return nullptr;
      subject.revoked = 1;
      if (!facts.reason_given)
        state.commune[static_cast<std::size_t>(commune_of(act.object))].silenced_unseen = 1;
      break;
    case MandateAct::suspend:
      if (mine) return nullptr;
      if (by_mairie)
        subject.suspended_by_mairie = 1;
      else
        subject.suspended_by_post = 1;
      break;
    case MandateAct::lift:
      if (!mine) return nullptr;
      if (by_mairie)
        subject.suspended_by_mairie = 0;
      else
        subject.suspended_by_post = 0;
      break;
  }
  return changed();
}
const char* Try::send() const {
  auto& mine = alert();
  const auto& self = person();
  auto stage = static_cast<Stage>(mine.stage);
  bool busy =
      stage == Stage::accepted || ((stage == Stage::delivered || stage == Stage::held) && !mine.closed);
  if (busy || mine.sent == 3) return nullptr;
  AlertFacts facts;
  facts.now = now_of(state);
  facts.charter = charter_of(commune_of_alert());
  facts.sender = role;
  facts.to_the_post = act.verb != Verb::send_to_neighbour;
  facts.mandate = mandate_of(self);
  facts.commune_in_mandate = true;
  facts.sector_in_mandate = act.verb != Verb::send_elsewhere;
  facts.category = Category::intrusion;
  bool in_progress = act.verb == Verb::send_in_progress || act.verb == Verb::send_without_call;
  facts.urgency = in_progress ? Urgency::in_progress : Urgency::ordinary;
  facts.called17 = act.verb == Verb::send_in_progress;
  facts.real.last_day = facts.real.last_30_days = state.weeks == 0 ? mine.sent : 0;
  facts.real.same_place_tag = act.verb == Verb::send_again ? 2 : 0;
  facts.pause = pause_of(state, act.object);
  auto verdict = d.alert_at_commune(facts, limits_of(commune_of_alert()));
  if (!verdict.permitted()) {
    bool in_order = self.truly_nominated && self.truly_vetted && self.in_force;
    // Refused: the person is told which rule; and what stopped her stands where all can see it.
    return verdict.rule == Rule::none || (in_order && commune_of_alert().silenced_unseen) ? silent : nullptr;
  }
  if (act.verb == Verb::send_to_neighbour) return to_neighbour;
  if (self.revoked || self.suspended_by_mairie || self.suspended_by_post) return revoked_acts;
  if (!is_referent(act.actor)) return alone;
  if (mine.marks >= 2 && (state.weeks == 0 || mine.marks == 3)) return paused_acts;
  auto sent = static_cast<std::uint16_t>((mine.sent + 1) & 3), marks = std::uint16_t{mine.marks};
  mine = Alert{};
  mine.marks = marks & 3;
  mine.sent = sent & 3;
  mine.stage = static_cast<std::uint16_t>(Stage::accepted) & 7;
  mine.repeated = act.verb == Verb::send_again;
  mine.accepted_rightly = self.truly_nominated && self.truly_vetted;
  return nullptr;
}
const char* Try::deliver() const {
  auto& one = alert();
  if (static_cast<Stage>(one.stage) != Stage::accepted) return nullptr;
  ContentFacts facts;
  facts.accepted = accepted_at();
  facts.now = now_of(state);
  facts.charter = charter_of(commune_of_alert());
  facts.mandate = term_of(person());
  facts.category = Category::intrusion;
  facts.same_category = facts.same_sector = facts.same_mandate = true;
  facts.place_tag_true = facts.plate_tag_true = true;
  facts.conducts = std::uint64_t{1} << static_cast<unsigned>(Conduct::testing_doors_or_gates);
  facts.same_place = one.repeated ? 2 : 0;
  facts.referents_on_target = 1;
  facts.review_since = pause_of(state, act.object).under_review ? now_of(state) : Instant::max();
  auto verdict = d.alert_at_post(facts, limits_of(commune_of_alert()));
  auto stage = verdict.outcome == Outcome::hold ? Stage::held
               : verdict.permitted()            ? Stage::delivered
                                                : Stage::ended;
  one.stage = static_cast<std::uint16_t>(stage) & 7;
  if (stage == Stage::ended) return one.accepted_rightly ? lost : nullptr;
  return person().truly_nominated && person().truly_vetted ? nullptr : one_sided;
}
const char* Try::withdraw() const {
  auto& one = alert();
  auto stage = static_cast<Stage>(one.stage);
  if (stage == Stage::none) return nullptr;
  WithdrawalFacts facts;
  facts.sender = role;
  facts.own_alert = act.actor == act.object;
  facts.queued_for_post = stage != Stage::accepted;
  facts.over = stage == Stage::withdrawn || stage == Stage::ended || one.closed;
  if (is_referent(act.actor)) {
    facts.now = now_of(state);
    facts.mandate = term_of(state.person[act.actor]);
  }
  auto decision = d.withdrawal(facts);
  if (!decision.verdict.permitted() || one.noted) return nullptr;
  if (decision.effect == Withdrawal::ends_the_alert)
    one.stage = static_cast<std::uint16_t>(Stage::withdrawn) & 7;
  else
    one.noted = 1;
  return act.actor == act.object ? changed() : reads_other;
}
const char* Try::read_states() const {
  if (static_cast<Stage>(alert().stage) == Stage::none || !d.action(role, Action::read_own).permitted())
    return nullptr;
  bool own = act.actor == act.object || reach(role, Action::read_own) != Reach::own;
  return own && act.actor != act.object ? reads_other : nullptr;
}
const char* Try::read_list(Action list) const {
  if (!let_in(state, act.actor, d) || !d.action(role, list).permitted()) return nullptr;
  if (is_referent(act.actor)) return reads_other;
  if (list == Action::read_inbox && role != Role::officer && role != Role::commander) return mairie_content;
  return changed();
}
const char* Try::read_counts(bool closed) const {
  if (!let_in(state, act.actor, d)) return nullptr;
  auto period = quarter_of(closed ? accepted_at() - days(100) : accepted_at());
  if (!d.counts(role, period, now_of(state)).permitted()) return nullptr;
  if (is_referent(act.actor)) return reads_other;
  return closed ? changed() : early_counts;
}
const char* Try::open() const {
  OpenFacts facts{officer_of(state, act.actor, act.object), act.verb != Verb::open_without_reason,
                  act.verb != Verb::open_unlogged};
  if (!d.open(facts).permitted()) return nullptr;
  alert().opened = 1;
  if (is_referent(act.actor)) return reads_other;
  if (role != Role::officer && role != Role::commander) return mairie_content;
  if (act.verb != Verb::open || !own_side()) return wrong_reader;
  return changed();
}
const char* Try::work(Action action) const {
  auto& one = alert();
  WorkFacts facts{.officer = officer_of(state, act.actor, act.object), .action = action};
  facts.code_given = act.verb != Verb::close_without_code;
  bool second = action == Action::release_held && one.one_asks && act.actor != officer_0;
  facts.officers_asking = second ? 2 : 1;
  auto verdict = d.officer_action(facts);
  if (!verdict.permitted()) return nullptr;
  bool seen = one.opened;
  switch (action) {
    case Action::take: one.taken = 1; break;
    case Action::close:
      one.closed = 1;
      if (act.verb == Verb::close_as_abusive && one.marks < 3) one.marks = (one.marks + 1u) & 3;
      break;
    case Action::reopen: one.closed = one.taken = 0; break;
    case Action::release_held:
      if (verdict.outcome == Outcome::hold) {
        one.one_asks = 1;
        return changed();
      }
      one.stage = static_cast<std::uint16_t>(Stage::delivered) & 7;
      if (role != Role::commander && !second) return alone;
      break;
    default: break;
  }
  if (role != Role::officer && role != Role::commander) return mairie_content;
  if (!own_side() || (action == Action::take && !seen)) return wrong_reader;
  return changed();
}

}  // namespace tocsin::policy::walk
