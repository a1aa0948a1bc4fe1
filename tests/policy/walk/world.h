// A small world to walk through: two communes with a post each, three referents, three officers, two mayors,
// an auditor, the prefecture. It plays the nodes: it keeps state, asks the policy, and does what the policy
// permits.
#pragma once
#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "policy/decide.h"

namespace tocsin::policy::walk {

// 0 and 1 live in commune 0, 2 in commune 1. One alert each at a time.
constexpr int referents = 3, communes = 2;
enum Actor : std::uint8_t {
  referent_0,
  referent_1,
  referent_2,
  officer_0,    // of post 0
  commander_0,  // of post 0
  commander_1,  // of post 1
  mayor_0,
  mayor_1,
  auditor,
  prefect,
  the_nodes,  // what comes due, what is carried on
};
Role role_of(Actor actor);
int commune_of(int referent);
int commune_of(Actor actor);  // of an office; -1 for prefect and auditor

enum class Stage : std::uint8_t { none, accepted, delivered, held, withdrawn, ended };

struct Person {
  // What the documents say, and what is true: by whom they really were signed.
  std::uint8_t nominated : 1, vetted : 1, truly_nominated : 1, truly_vetted : 1, in_force : 1, revoked : 1,
      suspended_by_mairie : 1, suspended_by_post : 1;
};
struct Alert {
  std::uint16_t stage : 3, sent : 2, repeated : 1, opened : 1, taken : 1, closed : 1, noted : 1, one_asks : 1,
      accepted_rightly : 1;
  std::uint16_t marks : 2;  // of this referent's alerts, closed as abusive; they outlive the alert
};
struct Commune {
  std::uint16_t suspended : 1, resume_root : 1, resume_mairie : 1, resume_post : 1;
  std::uint16_t level : 2;  // the charter's alerts a day: level + 1
  std::uint16_t issue_root : 1, issue_mairie : 1,
      issue_post : 1;                                  // who signed the next issue, one level looser
  std::uint16_t waits : 1;                             // accepted and public, not yet in force
  std::uint16_t overlay_mairie : 1, overlay_post : 1;  // no alert at all; one alert a day
  std::uint16_t silenced_unseen : 1;  // an act that stops alerts took effect and nobody was told a reason
};
struct Notice {  // a call for witnesses, by the post of the commune
  std::uint8_t by_officer : 1, by_commander : 1, open : 1, cancelled : 1;
};
struct State {
  std::array<Person, referents> person{};
  std::uint8_t revoked_offices : 6 = 0;  // bit per actor from officer_0
  std::uint8_t weeks : 1 = 0;
  std::array<Notice, communes> notice{};
  std::array<Alert, referents> alert{};
  std::array<Commune, communes> commune{};
};
static_assert(sizeof(State) == 16);

enum class Verb : std::uint8_t {
  nominate,
  vet,
  log_mandate,
  revoke,
  revoke_silently,
  suspend,
  lift,
  send,
  send_again,
  send_in_progress,
  send_without_call,
  send_elsewhere,
  send_to_neighbour,
  deliver,
  withdraw,
  read_states,
  read_inbox,
  read_roster,
  read_counts,
  read_open_counts,
  open,
  open_without_reason,
  open_unlogged,
  take,
  close,
  close_without_code,
  close_as_abusive,
  call_back,
  reopen,
  release,
  suspend_node,
  suspend_node_silently,
  resume_node,
  tighten,
  tighten_silently,
  take_overlay_back,
  sign_issue,
  hand_in_issue,
  sign_notice,
  cancel_notice,
  open_review,
  revoke_office,
  week_passes,
};
struct Act {
  Verb verb;
  Actor actor;
  std::int8_t object;  // a referent, an alert or a commune
};
// Everything that anyone might try, allowed or not.
const std::vector<Act>& all_acts();
std::string describe(const Act& act);

// The decisions the world asks for. The default is the policy itself; a plant puts a broken one in its place.
struct Decisions {
  Verdict (*action)(Role, Action) = decide_action;
  Verdict (*in_force)(const Term&, Instant) = r3_in_force;
  Verdict (*alert_at_commune)(const AlertFacts&, const Limits&) = decide_alert_at_commune;
  Verdict (*alert_at_post)(const ContentFacts&, const Limits&) = decide_alert_at_post;
  WithdrawalVerdict (*withdrawal)(const WithdrawalFacts&) = decide_withdrawal;
  Verdict (*mandate)(const MandateFacts&, const CharterFacts&, const Limits&, Instant) = decide_mandate;
  Verdict (*mandate_act)(const MandateActFacts&) = decide_mandate_act;
  Verdict (*open)(const OpenFacts&) = decide_open;
  Verdict (*officer_action)(const WorkFacts&) = decide_officer_action;
  Verdict (*counts)(Role, const Period&, Instant) = decide_counts;
  Verdict (*node_suspension)(const Signatories&, bool) = decide_node_suspension;
  Verdict (*node_resumption)(const Signatories&) = decide_node_resumption;
  Verdict (*notice)(const NoticeFacts&, const Limits&) = decide_notice;
  Verdict (*notice_cancel)(const CancelFacts&) = decide_notice_cancel;
  Verdict (*review)(const ReviewFacts&) = decide_review;
  Verdict (*issue)(const IssueFacts&) = decide_issue;
  Verdict (*tightening)(const TighteningFacts&) = decide_tightening;
  Verdict (*overlay_withdrawal)(const OverlayWithdrawalFacts&) = decide_overlay_withdrawal;
};

// False for what the matrix refuses this role in every state.
bool given_to_role(const Act& act, const Decisions& decisions);
// What the world does when `act` is tried in `state`: `state` is changed if something changes. The answer
// names the promise that was broken, nullptr if none was.
const char* try_act(State& state, const Act& act, const Decisions& decisions);

// Where walks begin: a founded commune pair without referents; with three mandates in force; with alerts on
// their way, at the post, and in an officer's hands.
std::vector<State> beginnings();

}  // namespace tocsin::policy::walk
