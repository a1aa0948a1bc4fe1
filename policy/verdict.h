// What the policy answers: allowed, refused, held apart or allowed with a flag, and by which rule.
// A verdict is a plain value; it carries nothing about the person or the alert.
#pragma once
#include <cstdint>

#include "policy/rules.h"

namespace tocsin::policy {

// Values are written to the audit log: append only, never renumber.
enum class Outcome : std::uint8_t {
  allow = 1,
  refuse = 2,     // the rule names why; the person is told what to do
  hold = 3,       // delivered, but apart, until released; for an act: noted, it waits for a second signature
  flag = 4,       // allowed; `flags` says what the post and the auditor are to see
  violation = 5,  // post only: the sender's program lied; it is signed and counts against the mandate
};

// Which line of the rule. Values travel in receipts and replies: append only, never renumber.
enum class Detail : std::uint8_t {
  none = 0,
  charter_unsigned = 1,            // R1
  charter_not_yet = 2,             // R1
  charter_ended = 3,               // R1
  node_suspended = 4,              // R1
  role_may_not = 5,                // R2
  not_yet_in_force = 6,            // R3
  no_longer_in_force = 7,          // R3
  revoked = 8,                     // R3
  suspended = 9,                   // R3
  longer_than_allowed = 10,        // R1, R3
  untrained = 11,                  // R4
  training_too_old = 12,           // R4
  conduct_charter_unsigned = 13,   // R4
  other_commune = 14,              // R5
  other_sector = 15,               // R5
  category_off = 16,               // R6
  category_needs_notice = 17,      // R6
  no_conduct = 18,                 // R7
  unknown_alone = 19,              // R7
  conduct_of_other_category = 20,  // R7
  persons_without_conduct = 21,    // R7
  plate_in_other_category = 22,    // R8
  plate_shape = 23,                // R8
  call_17_first = 24,              // R9
  quota_of_day = 25,               // R10
  quota_of_30_days = 26,           // R10
  hard_cap_of_day = 27,            // R10
  hard_cap_of_30_days = 28,        // R10
  same_target_again = 29,          // R11
  second_officer_needed = 30,      // R11, R17
  still_held = 31,                 // R11
  not_held = 32,                   // R11
  not_to_the_post = 33,            // R15
  reason_missing = 34,             // R19, R22-R24
  not_at_this_post = 35,           // R19
  not_logged_first = 36,           // R19
  period_not_closed = 37,          // R20
  not_nominated = 38,              // R21
  not_vetted = 39,                 // R21
  keys_not_distinct = 40,          // R17, R21
  conflict_of_interest = 41,       // R21
  outlives_charter = 42,           // R21
  statement_not_out = 43,          // R21: the commune node has not yet logged the mandate
  not_this_side = 44,              // R22, R24: the issuer's office is not one of the two concerned
  suspension_too_long = 45,        // R22
  lifted_by_other_side = 46,       // R22
  not_a_signatory = 47,            // R23
  signature_missing = 48,          // R23, R24
  exercise_only = 49,              // R27
  no_exercise_window = 50,         // R27
  not_own_alert = 51,              // R28
  already_over = 52,         // R2, R28: refused, withdrawn, expired, violation: nothing can be done with it
  not_opened = 53,           // R2: the state of the alert does not allow the act
  already_taken = 54,        // R2
  not_taken = 55,            // R2
  already_closed = 56,       // R2
  not_closed = 57,           // R2
  code_missing = 58,         // R2
  false_mandate = 59,        // R3, violation
  false_sector = 60,         // R5, violation
  false_category = 61,       // R6, violation
  false_tag = 62,            // R11, violation
  desk_quota = 63,           // R35
  not_this_office = 64,      // R16, R18
  names_a_person = 65,       // R17
  sectors_missing = 66,      // R17
  notice_without_end = 67,   // R17
  notice_too_long = 68,      // R17
  notices_of_week = 69,      // R17
  election_period = 70,      // R25
  several_sectors = 71,      // R12
  several_referents = 72,    // R13
  cooling_down = 73,         // R14
  under_review = 74,         // R14
  nothing_to_contest = 75,   // R14
  contested_already = 76,    // R14
  not_asked = 77,            // R32: the review asks the other office
  about_oneself = 78,        // R32
  answered_already = 79,     // R32
  answer_unfit = 80,         // R32
  many_openings = 81,        // R36
  loosening_waits = 82,      // R24, hold: accepted and public, in force after the wait
  loosens_alone = 83,        // R24
  overlay_over = 84,         // R24
  dated_ahead = 85,          // R24
  not_its_issuer = 86,       // R24
  withdrawal_too_late = 87,  // R24
  renewal_too_early = 88,    // R1
  not_a_lost_device = 89,    // R22: an officer alone suspends for a lost device only
  not_the_deputy = 90,  // R5: oneself, a person of another mandate, or not the deputy that the mandate names
  deputising_too_long = 91,         // R5: no length, over, or longer than 60 days
  deputising_outside_mandate = 92,  // R5: it begins before or ends after one of the two mandates
  desk_never_confirmed = 93,        // R35
  desk_unconfirmed = 94,            // R35, a flag
  not_a_desk_entry = 95,            // R35
  already_confirmed = 96,           // R35
  window_too_long = 97,             // R27
  window_only_shorter = 98,         // R27
  recipient_not_named = 99,         // R30
  not_a_group = 100,                // R31
  with_other_post = 101,            // R34: the other post has it in hand
  not_heard = 102,                  // R1: the other office's node has said nothing for too long
  charter_forked = 103,             // R1: two charters of one number
  exercise_beside_real = 104,       // R27: in one group
  border_not_agreed = 105,          // R5: the neighbour's charter does not open the border as well
};
constexpr std::uint8_t detail_count = 105;

// Bits of `Verdict::flags`; they travel with the alert to the post. Append only.
namespace flag {
constexpr std::uint32_t above_quota = 1;              // R10: in progress, above the quota
constexpr std::uint32_t same_target = 2;              // R11
constexpr std::uint32_t revoked_after_sending = 4;    // R3: the sender was revoked after the acceptance
constexpr std::uint32_t suspended_after_sending = 8;  // R3
constexpr std::uint32_t patrol = 16;                  // R12: several sectors in 12 hours
constexpr std::uint32_t pile_on = 32;                 // R13: several referents on this target in 24 hours
constexpr std::uint32_t unconfirmed = 64;             // R35: entered by a desk, call the referent
constexpr std::uint32_t roll_over = 128;              // R29, R34: due at the supervising post
constexpr std::uint32_t handed_over = 256;            // R30
constexpr std::uint32_t grouped = 512;                // R31
constexpr std::uint32_t by_post = roll_over | handed_over | grouped;  // never believed from a commune
constexpr std::uint32_t all = 1023;
}  // namespace flag

struct Verdict {
  Outcome outcome = Outcome::refuse;
  Rule rule = Rule::none;  // `none` only for a plain allow
  Detail detail = Detail::none;
  std::uint32_t flags = 0;

  // True when the act goes on: allowed, flagged, or delivered apart.
  constexpr bool permitted() const { return outcome != Outcome::refuse && outcome != Outcome::violation; }
  bool operator==(const Verdict&) const = default;
};

constexpr Verdict allow() {
  return {Outcome::allow, Rule::none, Detail::none, 0};
}
constexpr Verdict refuse(Rule rule, Detail detail) {
  return {Outcome::refuse, rule, detail, 0};
}
constexpr Verdict violation(Rule rule, Detail detail) {
  return {Outcome::violation, rule, detail, 0};
}
constexpr Verdict flagged(Rule rule, Detail detail, std::uint32_t flags) {
  return {Outcome::flag, rule, detail, flags};
}
constexpr Verdict held(Rule rule, Detail detail, std::uint32_t flags) {
  return {Outcome::hold, rule, detail, flags};
}

// Two verdicts on one act: the worse outcome names its rule, the flags of both are kept unless it is refused.
// Among equals the first speaks. Worst first: violation, refuse, hold, flag, allow.
Verdict both(const Verdict& first, const Verdict& second);

// What exactly was wrong, one sentence; empty for a value that is not in the list.
struct DetailText {
  Detail detail;
  std::string_view slug, fr, en;
};
std::string_view slug(Detail);
Words words(Detail);

std::string_view slug(Outcome);

}  // namespace tocsin::policy
