// The hourly word of a node that its list of revocations is the newest, and what follows when no such word
// comes (R1): what grants closes after a day, taking in alerts after three. Revoking and tightening never do.
#pragma once
#include "node/core/roster.h"

namespace tocsin::node {

constexpr hours fresh_again{1};

// At the end of a batch: this node's word, new each hour and whenever its list has changed, to every peer
// that has not had it and can be reached. It is kept in no outbox: an old one would be untrue when it comes.
void say_fresh(Turn& turn);
// An act has been kept, or a peer's line has come up: the word is due again.
void acts_changed(Turn& turn);
void say_fresh_again(Turn& turn, const KeyId& peer);
wire::Reply accept_freshness(Turn& turn, const wire::SignedDocument& document,
                             const std::optional<KeyId>& from);

// When the other office was last heard: at a commune the later of its post and that post's supervising post,
// at a post the commune. Silence counts from the first charter of the commune, where nothing was heard yet.
Instant heard_of(Turn& turn, const wire::Charter& charter);
void begin_hearing(Turn& turn, const Insee& commune);
// What is granted at this node by somebody here, not passed on by the other one, which has judged it.
policy::Verdict may_grant(Turn& turn, const CharterHere& here, const std::optional<KeyId>& from);

// One line of the log whenever a commune closes or opens again.
void log_silence(Turn& turn);
void add_hearing_status(Turn& turn, wire::Reply& reply);

}  // namespace tocsin::node
