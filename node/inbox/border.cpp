// R5: what a sector shared with a neighbour commune rests on, from the two charters that lie here.
#include <algorithm>

#include "node/core/law.h"
#include "node/inbox/inbox.h"

namespace tocsin::node::inbox {

policy::Verdict judge_border(Turn& turn, const wire::AlertHeader& header, const wire::Charter& charter,
                             Instant accepted) {
  policy::BorderFacts facts;
  facts.accepted = accepted;
  const auto sector = std::find_if(charter.sectors.begin(), charter.sectors.end(),
                                   [&](const wire::Sector& each) { return each.id == header.sector; });
  facts.shared = sector != charter.sectors.end() && !sector->border.is_zero();
  if (!facts.shared) return policy::r5_border(facts);
  if (auto neighbour = charter_of(turn, sector->border)) {
    const auto& other = neighbour->charter;
    facts.neighbour = neighbour->facts;
    facts.shares_back = std::any_of(other.sectors.begin(), other.sectors.end(),
                                    [&](const wire::Sector& each) { return each.border == charter.commune; });
    facts.same_kind = other.exercise == charter.exercise;
    facts.category_on = policy::has(limits_of(turn, other, nullptr).categories, header.category);
  }
  return policy::r5_border(facts);
}

}  // namespace tocsin::node::inbox
