// Until when somebody listens at a post, by the newest statement of its node (R33): asked before sending, and
// believed only with that node's signature.
#pragma once
#include "node/client/answer.h"
#include "node/client/session.h"
#include "protocol/wire/documents.h"

namespace tocsin::client {

// On the post's clock. untrusted: it is not this post's, or not signed by its node.
Result<Instant> verified_presence(ByteView container, const wire::PostRecord& post);
// nullopt: nobody has said so for three minutes.
Answer<std::optional<Instant>> presence_at(Session& session, const wire::PostRecord& post);

}  // namespace tocsin::client
