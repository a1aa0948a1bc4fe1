// A node whose owner lies, from the outside: the core is the honest one, and whoever holds its keys keeps
// parcels back, sends old ones again, and signs what is not so. The checks speak of all the others.
#pragma once
#include "tests/sim/clockwork.h"

namespace tocsin::sim {

class Liars {
 public:
  Liars(Town& town, Agenda& agenda, Random& random, Network& network, Oracle& oracle, Clockwork& clockwork,
        Report& report);
  // One node, of either kind, until `end`.
  void begin(Instant end);

 private:
  bool pass(std::size_t node, const node::LineSend& what);
  void lie();
  void replay();
  // As a commune: an `accepted` for an envelope that its own core may have refused, with a bit changed or
  // not; the end of an alert that has not ended.
  void forge_to_post(const AlertTruth& alert);
  // As a post: any state of any alert, also of one that is another post's.
  void forge_to_commune(const AlertTruth& alert);
  wire::Receipt statement(const AlertTruth& alert, AlertState state) const;
  void put(const wire::NodeKeys& to, const std::vector<wire::Mailbox>& mailboxes, wire::ParcelKind kind,
           Bytes bytes);
  void count(Fault fault) { ++report_.faults.of[static_cast<std::size_t>(fault)]; }
  const tests::NodeSecrets& secrets() const;

  Town& town_;
  Agenda& agenda_;
  Random& random_;
  Network& network_;
  Oracle& oracle_;
  Clockwork& clockwork_;
  Report& report_;
  std::size_t node_ = 0;
  Instant end_{};
  std::uint64_t next_number_ = std::uint64_t{1} << 40;  // above those that its core has given
  std::vector<node::LineSend> said_;
};

}  // namespace tocsin::sim
