// The words of the commands for referents and officers, in French and English. The words of states,
// categories and rules are those of protocol/vocabulary.h and policy/rules.h; here are the sentences around
// them.
#pragma once
#include <string>
#include <string_view>

#include "node/client/desk.h"
#include "node/client/referent.h"
#include "policy/describe.h"
#include "protocol/vocabulary.h"

namespace tocsin::node::cli {

// French when LC_ALL, else LC_MESSAGES, else LANG begins with "fr"; English otherwise.
policy::Language language();
std::string_view say(const Words& words);
// A rule's sentence for the person refused, with what to do; empty for a number that is no rule.
std::string_view rule_sentence(std::uint8_t rule);
// What exactly was wrong, for the slug of a policy::Detail; any other text as it is.
std::string_view detail_sentence(std::string_view slug);
// "21:04" in Europe/Paris.
std::string clock_of(Instant at);

// "Close : patrouille passée", with the time, the reason of a refusal, and what to do.
std::string step_words(const client::Step& step);
// Where the alert stands in one line: the last state, and R33's sentence when nothing has arrived in time.
std::string standing_words(const client::AlertView& view);
// "Chiffrée sur ce téléphone → Reçue par la mairie 21:04 → …"
std::string trail_words(const client::AlertView& view);

namespace text {
extern const Words call_first;                                 // 17 · 112 · 114, always first
extern const Words call_17_now;                                // R33: not received
extern const Words lost_at_the_post, sealed_here;              // the state before any receipt
extern const Words keep_screen_open;                           // offline
extern const Words exercise;                                   // stripe of an exercise
extern const Words exercise_open, exercise_closed, no_window;  // what the commander is told
extern const Words real_instead, real_is_17;    // R27: how to send what is real, after an exercise
extern const Words nobody_listens;              // R33, before sending
extern const Words listening_unknown;           // the node that knows is not reached
extern const Words in_service, out_of_service;  // R34, at a desk
extern const Words listens_until, listens_always, listens_again;
extern const Words entered_for_you;   // R35: on the referent's screen
extern const Words unconfirmed_call;  // R35: on the officer's
extern const Words due_elsewhere;     // R29, R34: on the officer's
extern const Words not_carried;       // R30: the node gives nothing to a procedure by itself
extern const Words passed_on;         // R30: to the supervising post
extern const Words also_at;           // R34: on the officer's, before a post's id
extern const Words in_hand_there;     // R34: the same, when that post has taken it
extern const Words by_supervising;    // R34: after a state
extern const Words passes_to;         // R34: before a post's name, where nobody listens at one's own
extern const Words nobody_answers;
extern const Words papers_are_old;
extern const Words undo_until;                                // withdraw within the hold
extern const Words call_the_post;                             // the post asks to be called back
extern const Words contradiction;                             // one node signed two things
extern const Words clock_noted;                               // accepted, though the phone's clock is ahead
extern const Words report_again_clock, report_again_expired;  // refused for its time: what to do
extern const Words withdrawal_asked;
extern const Words do_not_follow;  // conduct sheet, in one line
extern const Words words_intro;    // before the six words
extern const Words stage_asked, stage_nominated, stage_vetted, stage_in_force;
extern const Words nothing_sent;
extern const Words kept_until;  // erased at node and post at the latest
extern const Words no_trace_yet;
extern const Words held_apart;
extern const Words inbox_empty;
extern const Words nobody_waits;
extern const Words inbox_heading;  // columns, separated by |
extern const Words sector, street, shared_with;
extern const Words refused_by_rule;
extern const Words reveal_nothing;  // before a content is shown
}  // namespace text

}  // namespace tocsin::node::cli
