// A mandate's way through the two nodes: nominated at the mairie, vetted at the post, logged by the commune
// node.
#pragma once
#include "node/core/roster.h"

namespace tocsin::node {

// A referent's name stays in the registry this long after the mandate: receipts may still be asked about.
constexpr hours person_kept_after_mandate = days(30);

// At the commune: a nomination (one signature) is kept and passed to the post; the fully signed one is judged
// (R21, R4, R3), logged, and the node's statement that it is in force goes out. At the post: a nomination
// waits for the commander; the commander's own signature sends it back.
wire::Reply accept_mandate(Turn& turn, const wire::SignedDocument& document,
                           const std::optional<KeyId>& from);
// At the post: the commune node's statement.
wire::Reply accept_mandate_in_force(Turn& turn, const wire::SignedDocument& document,
                                    const std::optional<KeyId>& from);

// Whether it stands at all: both signatures, the statement, no tie known at `at` (R21), its term (R3).
policy::MandateFacts standing_facts(Turn& turn, const MandateHere& mandate, Instant at = Instant::max());
policy::Verdict stands(Turn& turn, const MandateHere& mandate);
// With what the rules about the sender are asked besides: training and conduct charter (R4).
policy::MandateFacts mandate_facts(Turn& turn, const MandateHere& mandate, const CharterHere& charter);
// Why nothing can be sent under it just now (R21, R3, R4); permitted when nothing stands against it.
policy::Verdict usable(Turn& turn, const MandateHere& mandate);

}  // namespace tocsin::node
