// Who listens at a post (R33, R34): its node's newest statement, good for three minutes and kept in memory
// only. A node that has none believes that nobody listens.
#pragma once
#include "node/core/context.h"
#include "protocol/wire/documents.h"
#include "protocol/wire/message.h"

namespace tocsin::node {

// Until when somebody listens there, by the newest statement; nullopt: none has come since the start.
std::optional<Instant> presence_until(Turn& turn, const PostId& post);
void keep_presence(Turn& turn, const wire::Presence& presence, const wire::SignedDocument& document);
// Taken from the post's own node alone, and passed on to nobody.
wire::Reply accept_presence(Turn& turn, const wire::SignedDocument& document,
                            const std::optional<KeyId>& from);
// The verb `presence`: what is good now.
wire::Reply list_presence(Turn& turn);
// The newest, good or not; empty before the first.
Bytes newest_presence(Turn& turn, const PostId& post);
void add_presence_status(Turn& turn, wire::Reply& reply);

}  // namespace tocsin::node
