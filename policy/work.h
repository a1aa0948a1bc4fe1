// What the post may do with an alert it holds (R2, R3, R11, R19), and until when the alert exists (R26).
#pragma once
#include <cstdint>
#include <span>

#include "policy/limits.h"
#include "policy/roles.h"
#include "policy/standing.h"
#include "policy/verdict.h"
#include "protocol/vocabulary.h"

namespace tocsin::policy {

struct StateChange {
  AlertState state{};
  Instant at{};
};

// Where an alert stands, as its history leaves it.
struct Work {
  bool arrived = false;  // delivered, or delivered and held
  bool over = false;     // refused, withdrawn, expired or violation, and never delivered
  bool held = false;     // not released yet
  bool opened = false;   // by anyone, once
  bool taken = false;    // and not reopened since
  bool closed = false;   // and not reopened since
};
// Any history; states may repeat. `history` is in the order in which the states were signed.
Work work_of(std::span<const StateChange> history);

struct OfficerFacts {
  Instant now{};
  Role role = Role::citizen;
  Term commission{};
  bool at_addressed_post = false;  // the commission was given by the post the alert lies at
  bool with_other_post = false;    // R34: it has passed between two posts, and the other one has it in hand
  Work work{};
};

struct OpenFacts {
  OfficerFacts officer{};
  bool reason_given = false;  // a known OpenReason
  bool logged = false;        // the consultation's leaf is in this transaction, before the answer
};
// R19. A held alert may be opened: whoever releases it must be able to judge it.
Verdict decide_open(const OpenFacts& facts);

// take, close, call_back, reopen and release_held; any other action is refused (R2).
struct WorkFacts {
  OfficerFacts officer{};
  Action action{};
  bool code_given = false;           // close: a known ClosingCode
  std::uint8_t officers_asking = 1;  // release_held: distinct officers who signed it, this one included
};
// take: opened, not held, not taken, not closed. close: taken. call_back: opened, not closed. reopen: closed.
// release_held: a commander, or two officers; the first officer's act is `hold` (noted, nothing released).
// None of them while the other post has the alert in hand (R34); reading it stays open to both.
Verdict decide_officer_action(const WorkFacts& facts);

// R26: from this instant on the alert and all that was derived from it is erased. By state:
//  - refused, withdrawn, expired, violation (and never delivered): `keep_ended_hours` after that state;
//  - never taken: `keep_not_taken_days` after arrival;
//  - taken once, closed or reopened too: `keep_taken_days` after the last change (opening is reading, not a
//  change);
//  - never later than `keep_at_most_days` after the earliest state.
// An empty history is due at once (the earliest instant).
Instant erase_at(std::span<const StateChange> history, const Limits& limits);

}  // namespace tocsin::policy
