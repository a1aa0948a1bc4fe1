#include "facts.h"

namespace tocsin::policy::walk {
namespace {

const Instant noon = Instant(std::chrono::sys_days(std::chrono::year(2026) / 11 / 22)) + 12h;
const Instant later = noon + 1min;

const Term commission_term = {.from = noon - days(100), .until = noon + days(200)};
const CharterFacts charter_facts = {
    .signed_by_all = true, .from = noon - days(200), .until = noon + days(800), .heard = noon + days(30)};

bool office_revoked(const State& state, Actor actor) {
  return !is_referent(actor) && (state.revoked_offices >> (actor - officer_0) & 1) != 0;
}

Work work_of_alert(const Alert& alert) {
  auto stage = static_cast<Stage>(alert.stage);
  Work work;
  work.arrived = stage == Stage::delivered || stage == Stage::held;
  work.over = stage == Stage::withdrawn || stage == Stage::ended;
  work.held = stage == Stage::held;
  work.opened = alert.opened;
  work.taken = alert.taken;
  work.closed = alert.closed;
  return work;
}

}  // namespace

Instant accepted_at() {
  return noon;
}
bool key_revoked(const State& state, Actor actor) {
  return is_referent(actor) ? state.person[actor].revoked != 0 : office_revoked(state, actor);
}
Instant now_of(const State& state) {
  return noon + 2min + week * state.weeks;
}

Term term_of(const State& state, Actor actor) {
  Term term = commission_term;
  if (office_revoked(state, actor)) term.revoked_at = later;
  return term;
}
Term term_of(const Person& person) {
  Term term = commission_term;
  if (person.revoked) term.revoked_at = later;
  if (person.suspended_by_mairie || person.suspended_by_post) term.suspended_from = later;
  return term;
}
MandateFacts mandate_of(const Person& person) {
  MandateFacts mandate;
  mandate.nominated = person.nominated;
  mandate.vetted = person.vetted;
  mandate.keys_distinct = true;
  mandate.statement_out = person.in_force;
  mandate.tie = Tie::none;
  mandate.term = term_of(person);
  mandate.trained_at = noon - days(120);
  mandate.conduct_charter_signed = true;
  return mandate;
}
CharterFacts charter_of(const Commune& commune) {
  auto facts = charter_facts;
  if (commune.suspended) facts.suspended_at = later;
  return facts;
}
const Limits& charter_limits(unsigned level) {
  static const std::array<Limits, 4> levels = [] {
    std::array<Limits, 4> made{};
    for (std::uint32_t i = 0; i < 4; ++i) {
      made[i] = meet(prefecture_default(), charter_default());
      made[i].alerts_per_day = i + 1;
    }
    return made;
  }();
  return levels[level];
}
Limits overlay_limits(bool mairie, bool post) {
  auto limits = ceiling();
  if (post) limits.alerts_per_day = 1;
  if (mairie) limits.alerts_per_day = 0;
  return limits;
}
const Limits& limits_of(const Commune& commune) {
  static const std::array<Limits, 16> all = [] {
    std::array<Limits, 16> made{};
    for (unsigned i = 0; i < 16; ++i)
      made[i] = effective(prefecture_default(), charter_limits(i & 3),
                          overlay_limits((i & 4) != 0, (i & 8) != 0), ceiling());
    return made;
  }();
  return all[commune.level + 4u * commune.overlay_mairie + 8u * commune.overlay_post];
}
Pause pause_of(const State& state, int referent) {
  const std::array<Instant, 3> at = {later, later, later};
  auto marks = std::span(at).first(state.alert[static_cast<std::size_t>(referent)].marks);
  const auto& limits = limits_of(state.commune[static_cast<std::size_t>(commune_of(referent))]);
  return {r14_review_due(marks, now_of(state)), r14_cool_down_until(marks, limits)};
}
OfficerFacts officer_of(const State& state, Actor actor, int alert) {
  return {.now = now_of(state),
          .role = role_of(actor),
          .commission = term_of(state, actor),
          .at_addressed_post = role_of(actor) != Role::mayor && commune_of(actor) == commune_of(alert),
          .work = work_of_alert(state.alert[static_cast<std::size_t>(alert)])};
}

bool let_in(const State& state, Actor actor, const Decisions& d) {
  return is_referent(actor) || d.in_force(term_of(state, actor), now_of(state)).permitted();
}

}  // namespace tocsin::policy::walk
