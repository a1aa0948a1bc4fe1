// The life of a mandate (R21, R22) and of the node (R23): two to grant, one to revoke; one to stop, three to
// resume.
#pragma once
#include "policy/limits.h"
#include "policy/standing.h"
#include "policy/verdict.h"

namespace tocsin::policy {

// Whether a person with this tie can be a referent (R21). Another conflict than the three that the rule names
// bars nobody: the mayor and the commander see it before they sign.
bool bars(Tie tie);

// All-default facts are refused.
struct MandateFacts {
  bool nominated = false;      // by a mayor's commission of this commune, in force when it signed
  bool vetted = false;         // by a commander's commission of the charter's post, over the same bytes
  bool keys_distinct = false;  // nominating, vetting and device keys all differ; the device is of one person
  bool statement_out = false;  // the commune node's signed statement with its log leaf is out
  Tie tie{};                   // as declared, or found among the commissions; the zero value bars
  Term term{};
  Instant trained_at{};
  bool conduct_charter_signed = false;  // the current one, by its hash
};

// May the commune node log this mandate (R1, R21, R3 dates, R4)? `statement_out` is not asked: it is the
// consequence.
Verdict decide_mandate(const MandateFacts& mandate, const CharterFacts& charter, const Limits& limits,
                       Instant now);

// Two signatures, different keys, no tie, and the statement out when `asks_statement`.
Verdict r21_two_sided(const MandateFacts& mandate, bool asks_statement);
// R21: one person, one device. A later mandate of the same person on another device ends the one before at
// `successor_from`; on the same device both run, and the counters of R10-R14 are the person's in any case.
Term ended_by_successor(const Term& term, Instant successor_from, bool same_device);
// A renewal is a nomination and a vetting like the first; the two offices are reminded this long before the
// end.
constexpr hours renewal_due_before = days(30);
bool renewal_due(const Term& term, Instant now);
// For a mandate to be logged: no longer than the months allowed and never past the charter's end.
Verdict r21_length(const Term& term, const CharterFacts& charter, const Limits& limits);

enum class MandateAct : std::uint8_t { revoke = 1, suspend = 2, lift = 3 };
struct MandateActFacts {
  Instant now{};
  MandateAct act = MandateAct::revoke;
  Role issuer = Role::citizen;
  Term commission{};                 // the issuer's
  bool own_side = false;             // the issuer's office is this mandate's mairie or post
  bool issued_by_same_side = false;  // for `lift`: the suspension came from the issuer's office
  bool reason_given = false;         // a known reason code
  bool lost_device = false;          // the reason is a lost device or a compromised key
  Instant from{}, until{};           // of a suspension
};
constexpr hours officer_suspension_max{72};  // R22: any officer's, for a lost device, from now
// R22. No charter is asked: revoking and suspending never close.
Verdict decide_mandate_act(const MandateActFacts& facts);

// Who signed, each by a key in force, over the same bytes.
struct Signatories {
  bool root = false, mairie = false, post = false;
};
// R23: any one stops the node, with a reason code.
Verdict decide_node_suspension(const Signatories& by, bool reason_given);
// R23: only all three resume it.
Verdict decide_node_resumption(const Signatories& by);

}  // namespace tocsin::policy
