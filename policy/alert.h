// May this alert be accepted? What the commune node decides from the header, the mandate and its counters,
// without the content (R1-R6, R9-R12, R14, R15, R21, R27), and how long it then waits (R28).
#pragma once
#include <cstdint>
#include <optional>
#include <span>

#include "policy/desk.h"
#include "policy/drift.h"
#include "policy/limits.h"
#include "policy/mandate.h"
#include "policy/standing.h"
#include "policy/verdict.h"
#include "protocol/vocabulary.h"

namespace tocsin::policy {

// Counting windows: constants of the rules, no document changes them.
constexpr hours quota_day{24};                  // R10
constexpr hours quota_month = days(30);         // R10
constexpr hours same_target_window = days(90);  // R11

// What this referent already has accepted, across mandates (one referent id); the alert under decision is not
// counted. Withdrawn alerts count: undoing gives no quota back. Refused ones do not.
struct SentCounts {
  std::uint32_t last_day = 0, last_30_days = 0;          // R10
  std::uint32_t same_place_tag = 0, same_plate_tag = 0;  // R11: equal tags in 90 days
};

// A post's permission for exercise alerts on a real node.
struct ExerciseWindow {
  Instant opened{}, closes{};
};

// All-default facts are refused: a fact that was forgotten never opens a door.
struct AlertFacts {
  Instant now{};
  CharterFacts charter{};
  Role sender = Role::citizen;
  AlertKind kind = AlertKind::device;
  bool to_the_post = false;  // addressed to the post the charter names, and to nobody else (R15)
  MandateFacts mandate{};
  bool commune_in_mandate = false;  // R5
  bool sector_in_mandate = false;   // R5: of the mandate, or of the person deputised for; and in the charter
  Category category{};
  Urgency urgency = Urgency::ordinary;
  bool called17 = false;
  bool exercise = false;
  std::optional<ExerciseWindow> window{};  // the one that holds the instant, else the latest the post opened
  // R6: a missing-person notice is open in the alert's sector; an exercise answers an exercise only.
  bool missing_person_notice_open = false;
  SentCounts real{}, exercises{};         // counted apart (R27); the flag `exercise` chooses
  std::uint32_t sectors_in_12_hours = 0;  // R12: `sectors_in_window`, of the same kind
  Pause pause{};                          // R14, of the same kind
  DeskFacts desk{};                       // kind desk only; its role and instant are `sender` and `now`
};

// In the order R1, R2, R35, R15, R21, R3, R14, R4, R5, R6, R27, R9, R10, R11, R12; the first that refuses is
// the one named.
Verdict decide_alert_at_commune(const AlertFacts& facts, const Limits& limits);

// A mandate given before its length was tightened ends when the tighter length has run.
Verdict r3_within_length(const Term& term, const Limits& limits, Instant at);
Verdict r4_trained(const MandateFacts& mandate, const Limits& limits, Instant now);
Verdict r5_in_mandate(bool commune_in_mandate, bool sector_in_mandate);
// DIS only answers a notice: `notice_open` at the commune when it is received, at the post when it was
// accepted.
Verdict r6_category(Category category, bool notice_open, const Limits& limits);
Verdict r9_called_first(Urgency urgency, bool called17);
// Ordinary alerts stop at the quota; in-progress ones pass flagged until the hard caps (per 24 h and per 30
// days).
Verdict r10_quota(const SentCounts& sent, Urgency urgency, const Limits& limits);
// At the commune: equal tags are only flagged; the post decides on true targets (content.h).
Verdict r11_same_tag(const SentCounts& sent, const Limits& limits);
Verdict r15_to_the_post(bool to_the_post);
// `at`: receive time at the commune, acceptance at the post.
Verdict r27_exercise(bool alert_is_exercise, bool charter_is_exercise,
                     const std::optional<ExerciseWindow>& window, const Limits& limits, Instant at);

// R10, R11: how many of `sent` lie in the window that ends at `now`. Any order. Instants after `now` (a clock
// that stepped back) count, so that a wrong clock can only tighten; an alert exactly one window old no longer
// counts.
std::uint32_t count_in_window(std::span<const Instant> sent, Duration window, Instant now);

// R28: the instant at which an accepted alert is queued for the post: at once when in progress.
Instant hold_ends(Instant accepted, Urgency urgency, const Limits& limits);

enum class Withdrawal : std::uint8_t {
  refused = 0,
  ends_the_alert = 1,  // committed before the envelope is queued for the post
  is_a_mark = 2,       // the post keeps the alert and signs `withdrawal noted`
};
struct WithdrawalFacts {
  Instant now{};
  Role sender = Role::citizen;
  Term mandate{};                // the signer's; its dates are not asked
  bool own_alert = false;        // same referent, across mandates
  bool queued_for_post = false;  // the envelope has been queued; decided in the same transaction
  bool over = false;             // refused, withdrawn, expired, violation or closed
};
struct WithdrawalVerdict {
  Verdict verdict;
  Withdrawal effect = Withdrawal::refused;
};
// R28. An expired mandate may still withdraw: it takes back, it asks for nothing. A revoked or suspended one
// may not (R3): who holds a stolen device does not take back what its owner sent.
WithdrawalVerdict decide_withdrawal(const WithdrawalFacts& facts);

}  // namespace tocsin::policy
