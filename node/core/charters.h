// Taking in a commune's charter: at once, or to wait in public when it loosens a limit (R24); its renewal;
// and who must hear of it. Called by accept.cpp, and by the passing of time.
#pragma once
#include "node/core/roster.h"

namespace tocsin::node {

wire::Reply accept_charter(Turn& turn, const wire::SignedDocument& document, const wire::Root& root,
                           const std::optional<KeyId>& from);
wire::Reply accept_renewal(Turn& turn, const wire::SignedDocument& document, const wire::Root& root,
                           const std::optional<KeyId>& from);
// Brings into force the charters whose wait is over. Not while the clock cannot be believed.
void end_waits(Turn& turn);

// Root commissions them for every node.
constexpr bool reads_everywhere(Role role) {
  return role == Role::prefect || role == Role::auditor;
}

// Everything a peer that has just become known needs: commissions, mandates, acts, overlays, epoch keys.
void share_everything(Turn& turn, const PeerNode& peer, const Insee& commune);

// Whom this node is: the commune of its charter, or the post of its record.
void name_self(Turn& turn, const Insee& commune, const PostId& post);
void admit_node(Turn& turn, const wire::NodeKeys& keys);

}  // namespace tocsin::node
