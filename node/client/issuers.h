// Whose receipts count for the alerts of a commune, as a device's roster knows it.
#pragma once
#include "node/client/alert_entry.h"
#include "node/client/roster.h"

namespace tocsin::client {

// `supervising`: zero where the post has none, or its record is not here.
IssuerKeys issuer_keys(const Roster& roster, const Insee& commune, const PostId& post,
                       const PostId& supervising, Instant now);

}  // namespace tocsin::client
