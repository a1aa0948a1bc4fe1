// What a mairie's device does: invitations on cards, and nominations. It never sees a content, and the card's
// secret leaves it only on the card.
#pragma once
#include <string>
#include <vector>

#include "node/client/official.h"

namespace tocsin::client {

// An enrolment that waits for the mayor.
struct Applicant {
  InviteId invitation;
  std::string name;  // as typed when the card was made
  wire::Enrolment enrolment;
};
struct Nomination {
  std::vector<SectorId> sectors;  // empty: all of the charter
  Instant trained;
  Instant from;
  std::optional<Instant> until;  // empty: as long as the rules and the charter allow
  ReferentId referent;           // zero: a new person
  MandateId deputy;
  std::vector<wire::LimitValue> limits;
};

class Office {
 public:
  // `official` must be a mairie's and outlive this.
  explicit Office(Official& official) : official_(&official) {}

  // Makes a card and gives the node the public halves only. Valid for `life`, at most 72 h.
  Answer<wire::EnrolmentCard> invite(std::string_view name, Duration life = hours(72));
  Answer<std::vector<Applicant>> applicants();
  // The bytes of a mandate for this applicant under the charter held here. not_allowed: sectors or dates that
  // the charter does not allow, with the rule.
  Answer<wire::Mandate> compose(const Applicant& applicant, const Nomination& nomination);
  // R21: the next mandate of the same person on the same device, without a card: keys from the one that runs,
  // and what `nomination` leaves empty as before (no day of training: the same). A tie declared since is
  // taken over. untrusted: the one that runs does not carry both signatures.
  Answer<wire::Mandate> compose_renewal(const MandateRow& running, const Nomination& nomination);
  // Signs `nominate` and hands it to the node.
  Answer<MandateId> nominate(const wire::Mandate& mandate);

 private:
  Answer<wire::Mandate> complete(wire::Mandate mandate, const Nomination& nomination,
                                 const wire::Charter& charter);
  Official* official_;
};

}  // namespace tocsin::client
