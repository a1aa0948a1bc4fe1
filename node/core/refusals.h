// Why a mandate with both signatures is not in force: kept with it at both nodes until it is stated after
// all, so that neither office waits for what will not come.
#pragma once
#include "node/core/roster.h"

namespace tocsin::node {

struct MandateRefusal {
  std::uint8_t rule = 0, detail = 0;  // policy's numbers
};
std::optional<MandateRefusal> refusal_of(Turn& turn, const MandateHere& mandate);

// Keeps it here and tells the other node.
void keep_refusal(Turn& turn, const wire::Mandate& mandate, const Hash& document,
                  const policy::Verdict& verdict);
void forget_refusal(Turn& turn, const MandateId& mandate);
// The other node's, about a mandate held here that is not in force.
void take_refusal(Turn& turn, const PeerNode& from, const wire::MandateRefused& refused);

}  // namespace tocsin::node
