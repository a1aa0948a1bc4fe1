// When an alert passes to the supervising post (R29, R34), as each kind of node sees it. Its post marks it
// and shows it; its commune, which has the envelope sealed to both posts and hears both, carries it there,
// also when the post's node is silent. Both plan by the same policy; what was planned is looked at again when
// it is due.
#pragma once
#include "node/core/alerts.h"

namespace tocsin::node {

// Plans the instant at which the alert, as it stands, will be due; nothing when it never will, or when it is
// marked or has passed already.
void plan_roll_over(Turn& turn, const AlertKey& key, const AlertRecord& record);
// Hours or desks have changed: what is open may be due earlier than was planned.
void plan_roll_overs_again(Turn& turn);

struct DueRollOver {
  AlertKey key;
  AlertRecord record;
  policy::RollOver cause{};
};
// What is due now, at most 256; the rest at the next Tick, which it asks for.
std::vector<DueRollOver> due_roll_overs(Turn& turn);

// A commune's node hears presences anew after a start: until then nobody is taken to have left.
void note_start(Turn& turn);

}  // namespace tocsin::node
