// R30: what passes an alert on, as the two other nodes verify it.
#pragma once
#include "node/core/roster.h"
#include "protocol/wire/desk.h"

namespace tocsin::node {

// Signed by an officer whose commission of that post is known here, and by that post's node; nullopt: not, or
// the commission has not come yet.
std::optional<wire::Forward> verified_forward(Turn& turn, const wire::SignedDocument& document,
                                              const wire::PostRecord& by);

}  // namespace tocsin::node
