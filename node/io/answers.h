// What the loop itself answers, when the core was not asked or its work was dropped.
#pragma once
#include <optional>

#include "protocol/ids.h"
#include "protocol/result.h"
#include "protocol/time.h"

namespace tocsin::node::io {

// A failed Reply to a frame of the client port. nullopt when the frame is none that asks for an answer.
std::optional<Bytes> failed_reply(ByteView client_frame, const Error& error, Duration retry_after,
                                  Instant now);
// Busy, in answer to a Put. nullopt for anything else.
std::optional<Bytes> busy_reply(ByteView mailbox_frame, Duration retry_after);

}  // namespace tocsin::node::io
