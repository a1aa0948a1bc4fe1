// Whether a paper is in force: the charter (R1), a mandate or a commission (R3).
#pragma once
#include <optional>

#include "policy/verdict.h"
#include "protocol/time.h"

namespace tocsin::policy {

// The charter as its node or its post knows it. All-default facts are refused.
struct CharterFacts {
  bool signed_by_all = false;             // root, mairie and post, over the same bytes, verified
  Instant from{}, until{};                // in force in [from, until)
  std::optional<Instant> suspended_at{};  // by any signatory (R23); empty once resumed by all
  bool exercise = false;                  // a charter in exercise takes no real alert
  bool forked = false;                    // another one of the same number was signed too: neither holds
  // When the node of the other office, or of the supervising post, last signed that its list of revocations
  // is the one it names. The default is too long ago for everything.
  Instant heard{};
};

// How old the other node's word may be. A revocation that was signed there since is not known here.
constexpr hours heard_for_intake{72};  // R1: alerts are taken in
constexpr hours heard_for_granting{
    24};  // a nomination, a vetting, a loosening, an announcement of the mairie

// The time in which a mandate or a commission stands.
struct Term {
  Instant from{}, until{};  // in force in [from, until)
  std::optional<Instant> revoked_at{};
  std::optional<Instant> suspended_from{};  // a suspension known and not lifted
  Instant suspended_until = Instant::max();
};

// R1 as the commune node applies it, at its own receive time: a known suspension acts at once, whatever its
// date.
Verdict r1_charter_in_force(const CharterFacts& charter, Instant now);
// R1 as the post applies it: an alert accepted before the suspension is still delivered, and one accepted
// under a charter that turned out to be one of two.
Verdict r1_at_acceptance(const CharterFacts& charter, Instant accepted);

// R1: refused once `charter.heard` is `within` old. A word dated after `now` is fresh: nodes believe none
// that is. Never asked for what revokes, suspends or tightens.
Verdict r1_heard(const CharterFacts& charter, hours within, Instant now);

// R3 as the commune node applies it, at its own receive time: a known revocation acts at once, even if it is
// dated later than `now` (a clock that is behind never keeps a revoked key alive).
Verdict r3_in_force(const Term& term, Instant now);

// The part of R3 that is not about dates: neither revoked nor, at `now`, suspended.
Verdict r3_not_withdrawn(const Term& term, Instant now);

// R3 as the post applies it: the dates are judged at the instant of the commune's signed acceptance. Revoked
// or suspended at or before it: refused. Since then: flagged "revoked (suspended) after sending", not
// dropped.
Verdict r3_at_acceptance(const Term& term, Instant accepted, Instant now);

}  // namespace tocsin::policy
