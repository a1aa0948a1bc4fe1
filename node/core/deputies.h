// Who stands in for whom (R5): an absent referent's signed statement, and the sectors that count for the
// deputy while it runs. Quotas and counters stay each person's own.
#pragma once
#include "node/core/roster.h"
#include "protocol/wire/standing.h"

namespace tocsin::node {

wire::Reply accept_deputising(Turn& turn, const wire::SignedDocument& document,
                              const std::optional<KeyId>& from);

// The latest statement of each absent person, one that ends it included.
struct DeputisingHere {
  wire::SignedDocument document;
  wire::Deputising deputising;
  ReferentId absent, deputy;      // deputy zero: it ended
  std::vector<SectorId> sectors;  // of the absent person's mandate
};
std::vector<DeputisingHere> deputisings(Turn& turn);

// Whether this sector is the mandate's own, or of somebody it stands in for at `at`. At the commune `at` is
// now, and what is known acts at once; at the post it is the acceptance, and what came after it takes nothing
// back.
bool has_sector(Turn& turn, const wire::Mandate& mandate, SectorId sector, Instant at);
// All of them, now; ascending.
std::vector<SectorId> all_sectors(Turn& turn, const wire::Mandate& mandate);

}  // namespace tocsin::node
