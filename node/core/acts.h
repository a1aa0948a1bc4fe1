// Taking in what a mayor, a commander or an office does to what is in force: acts on mandates and
// commissions, node acts. Called by accept_document alone.
#pragma once
#include "node/core/roster.h"

namespace tocsin::node {

wire::Reply accept_act(Turn& turn, const wire::SignedDocument& document, const std::optional<KeyId>& from);
wire::Reply accept_node_act(Turn& turn, const wire::SignedDocument& document, const wire::Root& root,
                            const std::optional<KeyId>& from);

}  // namespace tocsin::node
