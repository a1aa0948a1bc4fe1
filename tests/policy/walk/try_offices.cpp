// The three signatories: nodes, limits, notices, commissions.
#include "try.h"

namespace tocsin::policy::walk {

using namespace promise;

Signatories Try::signatory() const {
  Signatories by;
  by.root = role == Role::prefect;
  by.mairie = role == Role::mayor && own_side();
  by.post = role == Role::commander && own_side();
  return by;
}
const char* Try::suspend_node(bool reason) const {
  auto& here = commune();
  if (here.suspended || !d.action(role, Action::suspend_node).permitted() || !let_in(state, act.actor, d))
    return nullptr;
  if (!d.node_suspension(signatory(), reason).permitted()) return nullptr;
  here.suspended = 1;
  here.resume_root = here.resume_mairie = here.resume_post = 0;
  if (!reason) here.silenced_unseen = 1;
  return changed();
}
const char* Try::resume_node() const {
  auto& here = commune();
  if (!here.suspended || !d.action(role, Action::resume_node).permitted() || !let_in(state, act.actor, d))
    return nullptr;
  auto by = signatory();
  if (by.root) here.resume_root = 1;
  if (by.mairie) here.resume_mairie = 1;
  if (by.post) here.resume_post = 1;
  by = {here.resume_root != 0, here.resume_mairie != 0, here.resume_post != 0};
  if (d.node_resumption(by).permitted()) {
    here.suspended = 0;
    here.silenced_unseen = 0;
    bool all = by.root && by.mairie && by.post;
    here.resume_root = here.resume_mairie = here.resume_post = 0;
    if (!all) return alone;
  }
  return changed();
}
const char* Try::tighten(bool reason) const {
  auto& here = commune();
  bool by_mairie = role == Role::mayor;
  if (by_mairie ? here.overlay_mairie : here.overlay_post) return nullptr;
  TighteningFacts facts;
  facts.now = facts.at = now_of(state);
  facts.issuer = role;
  facts.commission = term_of(state, act.actor);
  facts.own_side = own_side();
  facts.reason_given = reason;
  facts.first_hand = true;
  facts.before = limits_of(here);
  facts.asked = meet(facts.before, overlay_limits(by_mairie, !by_mairie));
  if (!d.tightening(facts).permitted()) return nullptr;
  if (by_mairie)
    here.overlay_mairie = 1;
  else
    here.overlay_post = 1;
  if (!reason) here.silenced_unseen = 1;
  return changed();
}
const char* Try::take_overlay_back() const {
  auto& here = commune();
  bool by_mairie = role == Role::mayor;
  if (!(by_mairie ? here.overlay_mairie : here.overlay_post)) return nullptr;
  OverlayWithdrawalFacts facts;
  facts.now = facts.at = now_of(state);
  facts.issuer = role;
  facts.commission = term_of(state, act.actor);
  facts.side = by_mairie ? Office::mairie : Office::post;
  facts.own_side = own_side();
  facts.first_hand = true;
  facts.overlay = {.at = now_of(state) - 10min, .by_mairie = by_mairie, .by_post = !by_mairie};
  if (!d.overlay_withdrawal(facts).permitted()) return nullptr;
  if (by_mairie)
    here.overlay_mairie = 0;
  else
    here.overlay_post = 0;
  return changed();
}
const char* Try::sign_issue() const {
  auto& here = commune();
  if (here.waits || here.level == 3 || !let_in(state, act.actor, d)) return nullptr;
  auto by = signatory();
  if (by.root) here.issue_root = 1;
  if (by.mairie) here.issue_mairie = 1;
  if (by.post) here.issue_post = 1;
  return by.root || by.mairie || by.post ? changed() : nullptr;
}
const char* Try::hand_in_issue() const {
  auto& here = commune();
  if (here.waits || here.level == 3) return nullptr;
  IssueFacts facts;
  facts.now = now_of(state);
  facts.by = {here.issue_root != 0, here.issue_mairie != 0, here.issue_post != 0};
  facts.before = limits_of(here);
  facts.after = charter_limits(here.level + 1u);
  auto verdict = d.issue(facts);
  if (verdict.outcome == Outcome::hold) here.waits = 1;
  if (verdict.outcome == Outcome::allow) return rises(here);
  return nullptr;
}
const char* Try::rises(Commune& here) const {
  bool all = here.issue_root && here.issue_mairie && here.issue_post;
  bool waited = here.waits;
  here.level = (here.level + 1u) & 3;
  here.waits = here.issue_root = here.issue_mairie = here.issue_post = 0;
  return all && waited ? nullptr : policy_rises;
}
const char* Try::week_passes() const {
  if (state.weeks == 1) return nullptr;
  state.weeks = 1;
  const char* broken = nullptr;
  for (auto& here : state.commune) {
    IssueFacts facts;
    facts.now = now_of(state) - week;
    facts.before = limits_of(here);
    facts.after = charter_limits(here.level);
    if (here.waits && waits_until(facts) <= now_of(state))
      if (const char* rise = rises(here)) broken = rise;
  }
  return broken;
}
const char* Try::sign_notice() const {
  const auto commune_index = static_cast<std::size_t>(act.object);
  auto& notice = state.notice[commune_index];
  bool officer = act.actor == officer_0, commander = act.actor == commander_0 || act.actor == commander_1;
  if (notice.open || (officer && notice.by_officer) || (commander && notice.by_commander)) return nullptr;
  std::array<NoticeSigner, 2> signers{};
  std::size_t count = 0;
  if (notice.by_officer) signers[count++] = {Role::officer, term_of(state, officer_0), true};
  if (notice.by_commander)
    signers[count++] = {Role::commander, term_of(state, act.object == 0 ? commander_0 : commander_1), true};
  if (count == 2) return nullptr;
  signers[count++] = {role, term_of(state, act.actor), own_side()};
  NoticeFacts facts;
  facts.now = now_of(state);
  facts.charter = charter_of(commune());
  facts.kind = NoticeKind::witness_call;
  facts.signers = std::span(signers).first(count);
  facts.keys_distinct = true;
  facts.by_the_post = true;
  facts.without_person = facts.sectors_named = true;
  facts.written = now_of(state);
  facts.until = now_of(state) + 10h;
  facts.election_period = false;
  auto verdict = d.notice(facts, limits_of(commune()));
  if (!verdict.permitted()) return nullptr;
  if (!officer && !commander) return notice_alone;
  if (officer) notice.by_officer = 1;
  if (commander) notice.by_commander = 1;
  if (!own_side()) return notice_alone;
  if (verdict.outcome == Outcome::hold) return changed();
  notice.open = 1;
  notice.cancelled = 0;
  return notice.by_officer && notice.by_commander ? changed() : notice_alone;
}
const char* Try::cancel_notice() const {
  auto& notice = state.notice[static_cast<std::size_t>(act.object)];
  if (!notice.open || notice.cancelled) return nullptr;
  CancelFacts facts;
  facts.now = now_of(state);
  facts.signer = {role, term_of(state, act.actor), own_side()};
  if (!d.notice_cancel(facts).permitted()) return nullptr;
  notice.cancelled = 1;
  return role == Role::officer || role == Role::commander ? changed() : notice_alone;
}
// An auditor's about anyone; a referent's about the pause that R14 set on her.
const char* Try::open_review() const {
  ReviewFacts facts;
  facts.now = now_of(state);
  facts.opener = role;
  facts.standing = is_referent(act.actor) ? term_of(state.person[act.actor]) : term_of(state, act.actor);
  facts.rule = Rule::R14;
  facts.subject = ReviewSubject::mandate;
  facts.own_mandate = act.actor == act.object;
  auto pause = pause_of(state, act.object);
  facts.paused = pause.under_review || now_of(state) < pause.until;
  if (!d.review(facts).permitted() || role == Role::auditor) return nullptr;
  return is_referent(act.actor) && act.actor == act.object ? nullptr : alone;
}
const char* Try::revoke_office() const {
  state.revoked_offices = (state.revoked_offices | 1u << (act.actor - officer_0)) & 63;
  return nullptr;
}
const char* try_act(State& state, const Act& act, const Decisions& decisions) {
  const Try one{state, act, decisions};
  switch (act.verb) {
    case Verb::nominate: return one.sign_mandate(true);
    case Verb::vet: return one.sign_mandate(false);
    case Verb::log_mandate: return one.log_mandate();
    case Verb::revoke:
    case Verb::revoke_silently: return one.act_on_mandate(MandateAct::revoke);
    case Verb::suspend: return one.act_on_mandate(MandateAct::suspend);
    case Verb::lift: return one.act_on_mandate(MandateAct::lift);
    case Verb::send:
    case Verb::send_again:
    case Verb::send_in_progress:
    case Verb::send_without_call:
    case Verb::send_elsewhere:
    case Verb::send_to_neighbour: return one.send();
    case Verb::deliver: return one.deliver();
    case Verb::withdraw: return one.withdraw();
    case Verb::read_states: return one.read_states();
    case Verb::read_inbox: return one.read_list(Action::read_inbox);
    case Verb::read_roster: return one.read_list(Action::read_roster);
    case Verb::read_counts: return one.read_counts(true);
    case Verb::read_open_counts: return one.read_counts(false);
    case Verb::open:
    case Verb::open_without_reason:
    case Verb::open_unlogged: return one.open();
    case Verb::take: return one.work(Action::take);
    case Verb::close:
    case Verb::close_without_code:
    case Verb::close_as_abusive: return one.work(Action::close);
    case Verb::call_back: return one.work(Action::call_back);
    case Verb::reopen: return one.work(Action::reopen);
    case Verb::release: return one.work(Action::release_held);
    case Verb::suspend_node: return one.suspend_node(true);
    case Verb::suspend_node_silently: return one.suspend_node(false);
    case Verb::resume_node: return one.resume_node();
    case Verb::tighten: return one.tighten(true);
    case Verb::tighten_silently: return one.tighten(false);
    case Verb::take_overlay_back: return one.take_overlay_back();
    case Verb::sign_issue: return one.sign_issue();
    case Verb::hand_in_issue: return one.hand_in_issue();
    case Verb::sign_notice: return one.sign_notice();
    case Verb::cancel_notice: return one.cancel_notice();
    case Verb::open_review: return one.open_review();
    case Verb::revoke_office: return one.revoke_office();
    case Verb::week_passes: return one.week_passes();
  }
  return nullptr;
}

}  // namespace tocsin::policy::walk
