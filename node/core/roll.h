// The roll: every mandate held here as the two offices see it, and a person's own as her device does.
#pragma once
#include "node/core/roster.h"

namespace tocsin::node {

// What an item of the roll holds besides the mandate (protocol/README.md, verb 11).
enum class RollItem : std::uint8_t {
  mandate = 0,
  enrolment = 1,
  tie_declared = 2,
  deputising = 3,
  stopped = 4,
  conduct_signed = 5,
  linked = 6,
  name = 7,
};

// `asked_by`: the names that a mairie typed on its cards go to its own devices alone.
wire::Reply list_mandates(Turn& turn, const wire::Request& request, Role asked_by);
// What its person has signed since, and why it is of no use just now.
void add_standing_items(Turn& turn, const MandateHere& mandate, wire::Reply& reply);

}  // namespace tocsin::node
