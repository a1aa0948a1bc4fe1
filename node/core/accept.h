// Taking a document in: its signatures, what it may change, its leaf in the log, and who else must have it.
// The same checks by whatever path it came.
#pragma once
#include "node/core/roster.h"

namespace tocsin::node {

// ok, or refused with a rule, or failed with what is wrong and where. A document that is held already is ok
// and changes nothing. `from` is the peer that sent it; nullopt: a device or the operator.
wire::Reply accept_document(Turn& turn, ByteView container, const std::optional<KeyId>& from);

// Publishes this post's epoch keys that the keyring holds and the roster does not (post only).
void publish_epoch_keys(Turn& turn);

void put_admission(Turn& turn, const BoxPublic& key, const std::string& user);

}  // namespace tocsin::node
