// How a referent's device comes to a mandate: from a card to keys, six words, and a mandate verified as in
// force.
#pragma once
#include <optional>
#include <string>

#include "node/client/documents.h"
#include "node/client/profile.h"
#include "protocol/wire/message.h"

namespace tocsin::client {

struct Enrolled {
  std::string words;  // six, to be compared at the post
  std::string commune, post, telephone;
};
// Verifies root, rules, post record and charter against the card before any key is made, then asks for a
// mandate. Safe to repeat with the same card: the same keys and the same bytes. untrusted: the card leads to
// a false root or to a node that the charter does not name; conflict: this profile belongs to another card.
// `tie`: as the person declares it, signed with the request (R21).
Answer<Enrolled> enrol(Profile& profile, const Tools& tools, const wire::EnrolmentCard& card, Tie tie);

enum class MandateStage : std::uint8_t {
  asked = 1,      // the mairie has not nominated yet
  nominated = 2,  // the words are compared at the post next
  vetted = 3,     // both have signed; the commune's node has not stated it yet
  in_force = 4,   // both signatures and the node's statement verified on this device
};
struct EnrolmentStanding {
  MandateStage stage = MandateStage::asked;
  std::string words;  // by the charter in force now: new ones when it changed since the request
  std::optional<wire::Mandate> mandate;
};
// Asks the node, and keeps the mandate once everything about it is verified; the card's secret dies then.
Answer<EnrolmentStanding> enrolment_standing(Profile& profile, const Tools& tools);

// The mandate kept in the profile, verified again from the documents kept with it; not_found when there is
// none yet.
struct OwnMandate {
  wire::Mandate mandate;
  wire::MandateInForce statement;
};
Result<OwnMandate> own_mandate(const Profile& profile, const Roster& roster, const DeviceKeys& keys);

// A later mandate for this device among what the node answers to `enrolment_status`, verified like the first;
// nullopt: it is the one held.
struct Renewed {
  OwnMandate own;
  Bytes mandate, statement;  // containers
};
Answer<std::optional<Renewed>> renewed_mandate(const wire::Reply& reply, const Roster& roster,
                                               const Insee& commune, const Profile& profile,
                                               const DeviceKeys& keys, const wire::Mandate& held);
// Whole or not at all: what a crash interrupted is finished before the profile is read again.
Status keep_own_mandate(const Profile& profile, const Renewed& renewed);
Status finish_renewal(const Profile& profile);

// The documents kept in a profile, and the charter that this device is enrolled under (asserted to be there).
Result<Roster> kept_roster(const Profile& profile);
Status keep_roster(const Profile& profile, const Roster& roster);
Result<Insee> kept_commune(const Profile& profile);
// Takes newer documents from the node; those that disagree with what is held change nothing.
Answer<Roster> refreshed_roster(Session& session, Roster roster);

}  // namespace tocsin::client
