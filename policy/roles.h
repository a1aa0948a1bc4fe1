// Who may do what: one matrix, and what is not in it is refused (R2).
#pragma once
#include <cstdint>
#include <span>
#include <string_view>

#include "policy/verdict.h"
#include "protocol/vocabulary.h"

namespace tocsin::policy {

// Values are written to the audit log: append only, never renumber.
enum class Action : std::uint8_t {
  send_alert = 1,
  desk_entry = 2,  // an alert entered for a referent on the telephone
  withdraw_own = 3,
  read_own = 4,    // own alerts, states, erasure dates
  read_inbox = 5,  // the post's list: headers and states, no content
  open_content = 6,
  take = 7,
  close = 8,
  call_back = 9,  // ask the referent to call
  reopen = 10,
  hand_over = 11,
  release_held = 12,
  co_sign_notice = 13,
  invite = 14,  // print an enrolment card
  enrol = 15,   // ask for a mandate with a card
  nominate = 16,
  vet = 17,
  revoke_mandate = 18,
  suspend_mandate = 19,
  suspend_mandate_72h = 20,  // lost device
  lift_suspension = 21,      // only by the side that issued it (R22)
  commission_device = 22,
  suspend_node = 23,
  resume_node = 24,  // one of the three signatures (R23)
  tighten_limit = 25,
  publish_document = 26,  // hand a signed document to the node; its signatures decide, not the messenger
  open_exercise_window = 27,
  read_roster = 28,  // mandates, dates and states, no alert
  read_counts = 29,
  read_log = 30,
  open_review = 31,
  write_notice = 32,   // the first of the two signatures (R17)
  cancel_notice = 33,  // one's own office's (R18)
  announce = 34,       // a mairie's meeting or risk (R16)
  read_notices = 35,
  contest = 36,        // ask for the review of one's own pause (R14)
  answer_review = 37,  // for the office that the review asks
  read_reviews = 38,
  group = 39,              // put open alerts together
  confirm_entry = 40,      // what a desk entered: the referent's device, or the post after its call
  speak_for_oneself = 41,  // a tie (R21), an absence (R5), the conduct charter (R4)
  be_in_service = 42,      // say that a desk of the post listens (R34)
  read_presence = 43,      // whether somebody listens, before sending (R33)
};
constexpr std::uint8_t action_count = 43;

// How far a permission goes. The node compares the scope with its own facts.
enum class Reach : std::uint8_t {
  none = 0,
  yes = 1,
  own = 2,             // what the signer sent, or is about
  own_post = 3,        // the post that gave the commission
  own_commune = 4,     // the mairie that gave the commission
  addressed_post = 5,  // the post the alert is addressed to
  second_officer = 6,  // together with another officer
  one_of_three = 7,    // only with the two other signatories
  public_page = 8,
  checkpoints = 9,   // the log's public checkpoints, not its events
  complaint = 10,    // a complaint; the auditor opens the review
  with_card = 11,    // whoever holds an invitation that has not expired
  own_sectors = 12,  // of the mandate
};

Reach reach(Role role, Action action);
bool may(Role role, Action action);
// R2: refused, naming the rule, unless the matrix gives the action to the role. Unknown values are refused.
Verdict decide_action(Role role, Action action);

struct ActionText {
  Action action;
  std::string_view slug, fr, en;
};
// One row per action, in order.
std::span<const ActionText> actions();
std::string_view slug(Action);
Words words(Reach);

}  // namespace tocsin::policy
