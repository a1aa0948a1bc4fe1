// Charters of which another has taken the place: each is honoured for 72 h, and kept as long as an alert that
// was accepted under it may still arrive. Instants are this node's: when it brought the next one into force.
#pragma once
#include "node/core/roster.h"

namespace tocsin::node {

constexpr hours superseded_honoured{72};
constexpr hours superseded_kept = superseded_honoured + limits::alert_life;
constexpr std::size_t superseded_max = 32;  // of one commune; more in six days: the oldest count no more

struct Superseded {
  CharterRef here;  // never nullptr
  Instant at;
};
// All that are kept, newest first. The one before the charter in force is, however old: what was sealed under
// it is still read.
std::vector<Superseded> superseded_charters(Turn& turn, const Insee& commune);
// Those superseded less than 72 h before `at`, or after it; newest first.
std::vector<CharterRef> honoured_charters(Turn& turn, const Insee& commune, Instant at);
// nullptr: none of that number is honoured at `at`. Never the one in force.
CharterRef honoured_charter(Turn& turn, const Insee& commune, std::uint32_t sequence, Instant at);
// The charter of that number was superseded 72 h before `at`, or longer, and this node knows it.
bool lapsed(Turn& turn, const Insee& commune, std::uint32_t sequence, Instant at);

// The charter in force is superseded now; the caller puts another in its place.
void supersede(Turn& turn, const Insee& commune);

}  // namespace tocsin::node
