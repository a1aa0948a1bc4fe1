// The town hall's desk enters the alert of a referent who is on the telephone (R35): counted apart, marked
// until somebody has spoken to the referent, and counted against the desk when nobody did.
#pragma once
#include <cstdint>

#include "policy/limits.h"
#include "policy/standing.h"
#include "policy/verdict.h"
#include "policy/work.h"

namespace tocsin::policy {

constexpr hours desk_window{24};  // entries of a commune's desks are counted over it
constexpr hours desk_confirmed_within = days(7);
constexpr hours desk_late_window = days(30);  // how long an unconfirmed entry counts against its desk

// All-default facts are refused.
struct DeskFacts {
  Instant now{};
  Role signer = Role::citizen;
  Term commission{};
  bool own_commune = false;            // the mandate's commune is the one that commissioned the desk
  std::uint32_t entries_last_day = 0;  // of all desks of the commune; exercises apart (R27)
  std::uint32_t never_confirmed = 0;   // of this desk, in the last 30 days
};
// Flagged "unconfirmed": a desk entry always is, until it is confirmed. An entry that nobody confirmed in
// seven days takes one from its desk's quota for thirty. Danger in progress passes no desk's quota: that is
// for 17.
Verdict decide_desk_entry(const DeskFacts& facts, const Limits& limits);

enum class ConfirmedBy : std::uint8_t {
  call_back = 1,  // the post called the referent and records it
  device = 2,     // the referent's own device says so
};
struct ConfirmFacts {
  Instant now{};
  ConfirmedBy by = ConfirmedBy::call_back;
  Role signer = Role::citizen;
  Term term{};                     // of the commission or the mandate
  bool at_addressed_post = false;  // call_back
  bool own_alert = false;          // device: entered for the same referent
  bool desk_entry = false;
  bool confirmed = false;  // already
  Work work{};
};
// R35, R2, R3. Not asked: the charter (it asks for nothing) and whether the alert is closed.
Verdict decide_confirmation(const ConfirmFacts& facts);

}  // namespace tocsin::policy
