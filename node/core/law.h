// What a commune's limits are made of here, beyond its charter: the prefecture's limits that its signatories
// have agreed to, overlays, and the charter that waits to loosen them (R24). Reading, and the rows behind it.
#pragma once
#include "node/core/roster.h"
#include "policy/change.h"

namespace tocsin::node {

struct OverlayHere {
  wire::SignedDocument document;
  wire::Overlay overlay;
  policy::OverlayFacts facts;
};
// Of the charter with this name, in force or not.
std::vector<OverlayHere> overlays_of(Turn& turn, const Insee& commune, const Hash& charter);
std::optional<OverlayHere> overlay_of(Turn& turn, const Insee& commune, const Hash& overlay);
// Its lapse loosens: it waits for a clock that can be believed.
bool in_force(Turn& turn, const OverlayHere& overlay);

struct WaitingCharter {
  wire::SignedDocument document;
  wire::Charter charter;
  Hash hash;
  Instant in_force{};  // from then on
};
std::optional<WaitingCharter> waiting_charter(Turn& turn, const Insee& commune);
void put_waiting(Turn& turn, const Insee& commune, const wire::SignedDocument& document, Instant in_force);
void erase_waiting(Turn& turn, const Insee& commune);

// The prefecture's limits as they count in a commune: those of the rules under which its charter was signed,
// tightened by every issue since.
policy::Limits agreed_rules(Turn& turn, const Insee& commune);
policy::Limits newest_rules(Turn& turn);
// Newer rules tighten at once.
void tighten_agreed(Turn& turn, const policy::Limits& rules);
// The commune's three signatories signed a charter under the newest rules.
void agree_to_newest(Turn& turn, const Insee& commune);

// A document about this charter may come before the charter: it waits, or is still on its way.
bool may_come(Turn& turn, const Insee& commune, const Hash& charter);

// Two nodes hear of one charter at two moments: the post does not refuse what the commune has just begun to
// take, or still took.
constexpr hours nodes_differ_by{1};

// Of the charter alone; its categories are a limit too.
policy::Limits limits_in(const wire::Charter& charter);
// What decides on an alert that the commune has accepted: nothing that tightened since can stop it.
// `sequence`: of the charter in its header; `accepted`: when.
policy::Limits limits_at_delivery(Turn& turn, const CharterHere& here, std::uint32_t sequence,
                                  Instant accepted);

}  // namespace tocsin::node
