// What this office's side has revoked or suspended, as one signed list, and how a node gets the acts behind
// another's list. The list grants and takes nothing by itself: an entry without its signed act has no effect.
#pragma once
#include "node/core/roster.h"

namespace tocsin::node {

// This node's list as it last signed it; the empty one of sequence 0 before the first.
wire::RevocationList own_revocations(Turn& turn);
// Signs and shares a new list if what is in force has changed since the last.
void renew_revocations(Turn& turn);

// A peer's, or the root's.
wire::Reply accept_revocation_list(Turn& turn, const wire::SignedDocument& document, const wire::Root& root,
                                   const std::optional<KeyId>& from);
// What the root's list names, and how much of it is not here.
void add_root_list_status(Turn& turn, wire::Reply& reply);
// Asks `peer` for its list if it is not the one that it has just named, or for the acts of it that are
// missing here. Once for each list, and again after a restart.
void ask_for_lacking(Turn& turn, const KeyId& peer, const wire::Freshness& named);
// Sends what is asked for and concerns the one who asks: this node's list, acts of its side, and what is here
// of the root's. False: not the names of documents.
bool answer_lacking(Turn& turn, const PeerNode& to, ByteView names);

}  // namespace tocsin::node
