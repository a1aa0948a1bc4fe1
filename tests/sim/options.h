// What one run is asked for. With the same options the same happens, bit for bit.
#pragma once
#include <cstdint>
#include <functional>
#include <string>

#include "tests/sim/faults.h"

namespace tocsin::sim {

struct Options {
  std::uint64_t seed = 1;
  int hours = 24;                            // of traffic and faults; quiet hours follow
  int communes = 0, posts = 0, relays = -1;  // as the seed says, unless given
  int referents = 2;                         // a commune
  int alert_every = 180;                     // minutes between two alerts of one referent, on average
  int act_every = 1800;                      // minutes between two acts of one commune's offices
  bool faults = true;
  bool traffic = true;
  bool supervised = false;  // the first post is the operations centre of the others, which close at night
  bool liars = true;        // one seed in three has a node whose owner lies
  int leap =
      -1;  // from the second hour to the third this node's clock is a year ahead, and it starts in between
  Plant plant = Plant::none;
  std::uint64_t until_step = 0;  // 0: to the end
  bool later = false;            // also the months after, until everything has been erased
  std::function<void(const std::string&)> trace;
};

// With every size as the seed says it: one in twenty has five posts, 25 communes and two relays, the others
// one to three posts with one to three communes each, and up to two relays.
Options sized(Options options);

struct Report {
  FaultCounts faults;
  std::uint64_t steps = 0, frames = 0, digest = 0;
  std::uint64_t accepted = 0, delivered = 0, carried = 0, refused = 0, withdrawn = 0, expired = 0,
                violations = 0, taken = 0, closed = 0, receipts_verified = 0, revoked = 0;
  double hours = 0;       // of virtual time, of the whole federation
  double node_hours = 0;  // the same, each node for itself
  // Where a promise was broken; empty otherwise.
  std::string invariant, what;
  std::string at;  // virtual time of it
};

Report run(const Options& options);

}  // namespace tocsin::sim
