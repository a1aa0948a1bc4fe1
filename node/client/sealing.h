// From what a person saw to sealed bytes, on the referent's own device or at a town hall's desk. The
// plaintext does not outlive the sealing; what is answered is durable, and nothing has been sent.
#pragma once
#include <optional>
#include <vector>

#include "node/client/documents.h"
#include "node/client/ledger.h"
#include "node/client/profile.h"
#include "protocol/wire/alert.h"

namespace tocsin::client {

// What a person reports, as chosen on the screen.
struct Observation {
  Category category{};
  std::uint64_t conducts = 0;  // wire::bit of each
  SectorId sector = 0;
  wire::Place place;
  std::optional<Instant> observed;  // now, when empty
  std::optional<wire::Vehicle> vehicle;
  std::uint8_t person_count = 0;  // at least persons.size()
  std::vector<wire::Person> persons;
  Urgency urgency = Urgency::ordinary;
  bool called17 = false;
  bool exercise = false;
};

// Who seals, and for whose mandate. Borrowed; all must outlive the call.
struct Sealer {
  AlertKind kind = AlertKind::device;
  MandateId mandate;
  Insee commune;
  const Roster& roster;
  const DeviceKeys& keys;
  const Profile& profile;  // holds the tag key
  Ledger& ledger;
  const Tools& tools;
  Duration clock_offset{0};  // last signed node time less this device's clock
};
// Judges as the nodes will (R5-R9, R27), seals and keeps. expired: no epoch key at hand for the day that this
// device's clock says, call 17.
Answer<AlertId> seal_observation(const Sealer& sealer, const Observation& observation);

}  // namespace tocsin::client
