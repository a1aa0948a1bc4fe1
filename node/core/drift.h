// What the nodes keep to see drift (R12-R14, R36): rows that go when their window is over. A row names a
// referent or an officer and an instant, never what an alert said.
#pragma once
#include "node/core/roster.h"

namespace tocsin::node {

// The first byte of a key in table::drift: append only, never renumber.
enum class DriftRow : std::uint8_t {
  mark = 1,  // ‖ referent ‖ exercise ‖ alert ‖ instant: an alert closed as abusive, or a lie (commune)
  spell = 2,       // ‖ referent ‖ exercise ‖ instant: a patrol (commune)
  review = 3,      // ‖ referent ‖ review id: a review about a mandate of this referent
  answer_due = 4,  // ‖ instant ‖ review id: waits for its answer
  target = 5,      // ‖ exercise ‖ target hash ‖ instant ‖ referent ‖ alert ‖ mandate: 24 h (post)
  opening = 6,     // ‖ officer ‖ instant ‖ leaf: 10 minutes (post)
  suspension = 7,  // ‖ referent ‖ mandate ‖ act: a suspension of the person, until it ends
};
ByteWriter drift_row(DriftRow kind);

// R14. One mark for each alert, at the instant that the post signed.
std::vector<Instant> marks_of(Turn& turn, const ReferentId& referent, bool exercise);
void add_mark(Turn& turn, const ReferentId& referent, bool exercise, const AlertId& alert, Instant at);
void forget_mark(Turn& turn, const ReferentId& referent, bool exercise, const AlertId& alert);
// Of both kinds.
void forget_marks(Turn& turn, const ReferentId& referent);

// R14 as it stands for this referent's alerts of that kind.
policy::Pause pause_of(Turn& turn, const ReferentId& referent, bool exercise, const policy::Limits& limits);
// For the kind of alert that the commune's charter takes.
policy::Pause pause_of(Turn& turn, const ReferentId& referent, const Insee& commune);
bool is_paused(Turn& turn, const ReferentId& referent, const Insee& commune);

// Instants at the end of the keys that begin with `prefix`.
std::vector<Instant> instants_after(Turn& turn, ByteView prefix);

}  // namespace tocsin::node
