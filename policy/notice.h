// What goes down to referents: who may write a notice and who may announce (R16), on what conditions (R17,
// R25), and who takes it back (R18). When an open notice lets DIS be reported (R6).
#pragma once
#include <cstdint>
#include <span>

#include "policy/limits.h"
#include "policy/roles.h"
#include "policy/standing.h"
#include "policy/verdict.h"
#include "protocol/notice_words.h"

namespace tocsin::policy {

// Counting window of `notices_per_week`: a constant of the rule.
constexpr hours notice_week = days(7);  // R17
// How far the clocks of a desk and two nodes may differ before an end counts as too far away.
constexpr minutes notice_clock_slack{5};

struct NoticeSigner {
  Role role = Role::citizen;
  Term commission{};
  bool own_office = false;  // commissioned by the post or the mairie that issues the notice
};

// All-default facts are refused: a fact that was forgotten never opens a door.
struct NoticeFacts {
  Instant now{};
  CharterFacts charter{};
  NoticeKind kind{};
  // In the order in which they signed. One key twice is one signature.
  std::span<const NoticeSigner> signers{};
  bool keys_distinct = false;
  bool by_the_post = false;     // issued in the name of the post that the charter names
  bool by_the_mairie = false;   // issued in the name of the charter's own mairie
  bool without_person = false;  // the form has no field for one, or it is empty
  bool sectors_named = false;   // at least one, and all are the charter's
  Instant written{}, until{};   // shown in [written, until)
  // What the issuing office already had given out in the last 7 days in the busiest of these sectors, risks
  // excepted; cancelled ones count. The notice under decision does not. Exercise and real apart (R27).
  std::uint32_t this_week = 0;
  bool election_period = true;  // R25: in a period set by the prefecture's rules
  bool exercise = false;
  bool exercise_window_open = false;
};

// In the order R1, R2 and R16, R3, R27, R17, R25; the first that refuses is the one named. With one of two
// signatures: `hold` (noted, shown to nobody), which waits for the second officer.
Verdict decide_notice(const NoticeFacts& facts, const Limits& limits);

// R16: a post's template by its officers, a mairie's by the mairie.
Verdict r16_by_its_office(NoticeKind kind, bool by_the_post, bool by_the_mairie);
// R17, of a value alone: no person, sectors, and an end not further than the template allows.
Verdict r17_form(const NoticeFacts& facts, const Limits& limits);
// R17: `this_week` as above. A risk is never held back by a count.
Verdict r17_week(NoticeKind kind, std::uint32_t this_week, const Limits& limits);
// R25: in an election period the mairie announces risks only.
Verdict r25_announcement(NoticeKind kind, bool election_period);
// How long a notice of this template may be shown.
hours notice_life(NoticeKind kind, const Limits& limits);
// Distinct officers whose signatures the template asks for.
std::uint8_t signatures_needed(NoticeKind kind);

struct CancelFacts {
  Instant now{};
  NoticeSigner signer{};
  bool of_mairie = false;  // the notice is the mairie's announcement
};
// R18. No charter and no count is asked: taking back never closes.
Verdict decide_notice_cancel(const CancelFacts& facts);

// Where a notice stands for its reader.
struct NoticeStanding {
  Instant released{}, until{};            // released: complete, by the node's clock
  Instant cancelled_at = Instant::max();  // by the node's clock
};
enum class NoticeState : std::uint8_t { waits = 1, open = 2, cancelled = 3, over = 4 };
// `waits`: not released, or not yet. Cancelled ones stay cancelled after their end.
NoticeState state_of(const NoticeStanding& standing, Instant at);

}  // namespace tocsin::policy
