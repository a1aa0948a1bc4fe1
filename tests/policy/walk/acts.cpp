// What is tried, what it is called, and where walks begin.
#include "world.h"

namespace tocsin::policy::walk {
namespace {

constexpr Actor people[] = {referent_0,  referent_1, referent_2, officer_0, commander_0,
                            commander_1, mayor_0,    mayor_1,    auditor,   prefect};
constexpr const char* actor_names[] = {"referent 0",  "referent 1",  "referent 2", "officer 0",
                                       "commander 0", "commander 1", "mayor 0",    "mayor 1",
                                       "the auditor", "the prefect", "the nodes"};
// Whom a verb is tried by, and what it is about.
enum class By : std::uint8_t { everyone, senders, offices, the_nodes };
enum class About : std::uint8_t { person, commune, nothing };
struct VerbRow {
  Verb verb;
  const char* name;
  By by;
  About about;
};
constexpr VerbRow verbs[] = {
    {Verb::nominate, "nominate", By::everyone, About::person},
    {Verb::vet, "vet", By::everyone, About::person},
    {Verb::log_mandate, "log the mandate of", By::the_nodes, About::person},
    {Verb::revoke, "revoke the mandate of", By::everyone, About::person},
    {Verb::revoke_silently, "revoke without a reason the mandate of", By::everyone, About::person},
    {Verb::suspend, "suspend the mandate of", By::everyone, About::person},
    {Verb::lift, "lift the suspension of", By::everyone, About::person},
    {Verb::send, "send as", By::senders, About::person},
    {Verb::send_again, "send on the same target as", By::senders, About::person},
    {Verb::send_in_progress, "send, in progress, as", By::senders, About::person},
    {Verb::send_without_call, "send, in progress, without the call to 17, as", By::senders, About::person},
    {Verb::send_elsewhere, "send from another sector as", By::senders, About::person},
    {Verb::send_to_neighbour, "send to a neighbour as", By::senders, About::person},
    {Verb::deliver, "deliver the alert of", By::the_nodes, About::person},
    {Verb::withdraw, "withdraw the alert of", By::everyone, About::person},
    {Verb::read_states, "read the states of the alert of", By::everyone, About::person},
    {Verb::read_inbox, "read the post's list", By::everyone, About::nothing},
    {Verb::read_roster, "read the mandates", By::everyone, About::nothing},
    {Verb::read_counts, "read the counts of a closed quarter", By::everyone, About::nothing},
    {Verb::read_open_counts, "read the counts of this quarter", By::everyone, About::nothing},
    {Verb::open, "open the alert of", By::everyone, About::person},
    {Verb::open_without_reason, "open without a reason the alert of", By::everyone, About::person},
    {Verb::open_unlogged, "open unlogged the alert of", By::everyone, About::person},
    {Verb::take, "take the alert of", By::everyone, About::person},
    {Verb::close, "close the alert of", By::everyone, About::person},
    {Verb::close_without_code, "close without a code the alert of", By::everyone, About::person},
    {Verb::close_as_abusive, "close as abusive the alert of", By::everyone, About::person},
    {Verb::call_back, "ask for a call-back on the alert of", By::everyone, About::person},
    {Verb::reopen, "reopen the alert of", By::everyone, About::person},
    {Verb::release, "release the alert of", By::everyone, About::person},
    {Verb::suspend_node, "suspend the node of", By::everyone, About::commune},
    {Verb::suspend_node_silently, "suspend without a reason the node of", By::everyone, About::commune},
    {Verb::resume_node, "sign the resumption of", By::everyone, About::commune},
    {Verb::tighten, "tighten the limits of", By::everyone, About::commune},
    {Verb::tighten_silently, "tighten without a reason the limits of", By::everyone, About::commune},
    {Verb::take_overlay_back, "take back the tightening of", By::everyone, About::commune},
    {Verb::sign_issue, "sign a looser charter of", By::everyone, About::commune},
    {Verb::hand_in_issue, "hand in the looser charter of", By::the_nodes, About::commune},
    {Verb::sign_notice, "sign a warning in", By::everyone, About::commune},
    {Verb::cancel_notice, "cancel the warning in", By::everyone, About::commune},
    {Verb::open_review, "open a review of the mandate of", By::everyone, About::person},
    {Verb::revoke_office, "lose the commission", By::offices, About::nothing},
    {Verb::week_passes, "let a week pass", By::the_nodes, About::nothing},
};

std::vector<Act> list_acts() {
  std::vector<Act> acts;
  auto add = [&acts](const VerbRow& row, Actor actor) {
    int objects = row.about == About::person ? referents : row.about == About::commune ? communes : 1;
    for (int object = 0; object < objects; ++object) {
      // A signed header is its signer's: nobody sends under another's key.
      if (row.by == By::senders && actor <= referent_2 && actor != object) continue;
      acts.push_back({row.verb, actor, static_cast<std::int8_t>(object)});
    }
  };
  for (const auto& row : verbs) {
    if (row.by == By::the_nodes) add(row, the_nodes);
    for (auto actor : people) {
      bool office = actor >= officer_0 && actor <= auditor;
      if (row.by == By::everyone || row.by == By::senders || (row.by == By::offices && office))
        add(row, actor);
    }
  }
  return acts;
}

}  // namespace

Role role_of(Actor actor) {
  switch (actor) {
    case referent_0:
    case referent_1:
    case referent_2: return Role::referent;
    case officer_0: return Role::officer;
    case commander_0:
    case commander_1: return Role::commander;
    case mayor_0:
    case mayor_1: return Role::mayor;
    case auditor: return Role::auditor;
    case prefect: return Role::prefect;
    case the_nodes: return Role::citizen;
  }
  return Role::citizen;
}
int commune_of(int referent) {
  return referent == 2 ? 1 : 0;
}
int commune_of(Actor actor) {
  switch (actor) {
    case referent_0:
    case referent_1:
    case officer_0:
    case commander_0:
    case mayor_0: return 0;
    case referent_2:
    case commander_1:
    case mayor_1: return 1;
    case auditor:
    case prefect:
    case the_nodes: return -1;
  }
  return -1;
}

bool given_to_role(const Act& act, const Decisions& decisions) {
  auto may = [&](Action action) { return decisions.action(role_of(act.actor), action).permitted(); };
  switch (act.verb) {
    case Verb::nominate: return may(Action::nominate);
    case Verb::vet: return may(Action::vet);
    case Verb::revoke:
    case Verb::revoke_silently: return may(Action::revoke_mandate);
    case Verb::suspend: return may(Action::suspend_mandate) || may(Action::suspend_mandate_72h);
    case Verb::lift: return may(Action::lift_suspension);
    case Verb::send:
    case Verb::send_again:
    case Verb::send_in_progress:
    case Verb::send_without_call:
    case Verb::send_elsewhere:
    case Verb::send_to_neighbour: return may(Action::send_alert);
    case Verb::withdraw: return may(Action::withdraw_own);
    case Verb::read_states: return may(Action::read_own);
    case Verb::read_inbox: return may(Action::read_inbox);
    case Verb::read_roster: return may(Action::read_roster);
    case Verb::read_counts:
    case Verb::read_open_counts: return may(Action::read_counts);
    case Verb::open:
    case Verb::open_without_reason:
    case Verb::open_unlogged: return may(Action::open_content);
    case Verb::take: return may(Action::take);
    case Verb::close:
    case Verb::close_as_abusive:
    case Verb::close_without_code: return may(Action::close);
    case Verb::call_back: return may(Action::call_back);
    case Verb::reopen: return may(Action::reopen);
    case Verb::release: return may(Action::release_held);
    case Verb::suspend_node:
    case Verb::suspend_node_silently: return may(Action::suspend_node);
    case Verb::resume_node: return may(Action::resume_node);
    case Verb::tighten:
    case Verb::tighten_silently:
    case Verb::take_overlay_back: return may(Action::tighten_limit);
    case Verb::sign_notice: return may(Action::write_notice) || may(Action::co_sign_notice);
    case Verb::cancel_notice: return may(Action::cancel_notice);
    case Verb::open_review: return may(Action::open_review) || may(Action::contest);
    case Verb::sign_issue:
    case Verb::log_mandate:
    case Verb::deliver:
    case Verb::hand_in_issue:
    case Verb::revoke_office:
    case Verb::week_passes: return true;
  }
  return true;
}

const std::vector<Act>& all_acts() {
  static const auto acts = list_acts();
  return acts;
}
std::string describe(const Act& act) {
  for (const auto& row : verbs) {
    if (row.verb != act.verb) continue;
    std::string text = std::string(actor_names[act.actor]) + ": " + row.name;
    if (row.about == About::person) text += " referent " + std::to_string(act.object);
    if (row.about == About::commune) text += " commune " + std::to_string(act.object);
    return text;
  }
  return "?";
}

std::vector<State> beginnings() {
  State founded;
  State mandated = founded;
  for (auto& person : mandated.person) {
    person.nominated = person.vetted = person.truly_nominated = person.truly_vetted = person.in_force = 1;
  }
  State at_work = mandated;
  constexpr Stage stages[] = {Stage::delivered, Stage::held, Stage::accepted};
  for (std::size_t i = 0; i < referents; ++i) {
    auto& alert = at_work.alert[i];
    alert.stage = static_cast<std::uint16_t>(stages[i]) & 7;
    alert.accepted_rightly = 1;
    alert.sent = 1;
    alert.repeated = stages[i] == Stage::held;
    alert.opened = stages[i] == Stage::delivered;
    alert.marks = stages[i] == Stage::delivered;
  }
  return {founded, mandated, at_work};
}

}  // namespace tocsin::policy::walk
