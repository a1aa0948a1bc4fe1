// Standing in for a referent who is away (R5): whose sectors the deputy covers besides his own, and when.
// A cover moves no authority and no counter: the deputy sends under his own mandate and his own quotas, and
// the absent person keeps the right to send.
#pragma once
#include "policy/mandate.h"
#include "policy/standing.h"
#include "policy/verdict.h"

namespace tocsin::policy {

constexpr hours deputising_max = days(60);  // longer than a holiday: a renewal by the two offices

// What the commune node asks before it logs the absent referent's statement. All-default facts are refused.
struct DeputisingFacts {
  Instant now{};
  MandateFacts absent{}, deputy{};
  bool same_commune = false;
  bool another_person = false;  // the deputy's mandate is of another referent id
  // The absent person's mandate names this person as deputy, or names nobody: then any referent of the
  // commune, whom both offices have chosen.
  bool may_deputise = false;
  Instant from{}, until{};  // covered in [from, until)
};
Verdict decide_deputising(const DeputisingFacts& facts);

// A logged statement, and the absent person's mandate as it stands now.
struct Cover {
  MandateFacts absent{};
  Instant from{}, until{};
};
// R5: may the absent person's sectors count for the deputy at `now`? Nobody stands in for a mandate that is
// over, revoked, suspended or ended by a tie.
bool covers(const Cover& cover, Instant now);

}  // namespace tocsin::policy
