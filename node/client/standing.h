// How a node says a mandate stands: what its person has signed since, and why it is of no use just now. Items
// of the roll, for an office and for the referent's own device alike (protocol/README.md, verbs 9 and 11).
#pragma once
#include <optional>
#include <vector>

#include "policy/standing.h"
#include "protocol/seal/trust.h"
#include "protocol/wire/message.h"
#include "protocol/wire/standing.h"

namespace tocsin::client {

struct Stop {  // policy's numbers
  std::uint8_t rule = 0, detail = 0;
  bool operator==(const Stop&) const = default;
};
struct DeputisingView {
  wire::SignedDocument document;
  wire::Deputising deputising;
  std::vector<SectorId> sectors;  // of the absent person
  bool runs(Instant now) const;   // not ended, not over
};
struct Standing {
  std::optional<wire::TieDeclaration> tie;  // the latest since the enrolment
  std::vector<DeputisingView> deputising;   // where the person is away, or stands in
  std::vector<wire::SignedDocument> links;  // from mandates of former phones to later ones, unverified
  std::optional<Stop> stop;
  std::optional<wire::SignedDocument> conduct;  // the signature of the conduct charter in force, made later
};
// Passes over items that are none of these.
void take_standing_item(Standing& standing, const wire::Item& item);
// True if this device signed the text of that hash; the document comes from the node.
bool signed_conduct(const Standing& standing, const SigningPublic& device, const Hash& conduct_charter);
// The tie that counts for a new mandate of this person.
Tie tie_now(const wire::Mandate& mandate, const Standing& standing);

}  // namespace tocsin::client
