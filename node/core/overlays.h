// Taking in what one office does to a commune's limits alone: an overlay, the other office's joining it, and
// its withdrawal within the hour (R24). Called by accept_document alone.
#pragma once
#include "node/core/roster.h"

namespace tocsin::node {

wire::Reply accept_overlay(Turn& turn, const wire::SignedDocument& document,
                           const std::optional<KeyId>& from);
wire::Reply accept_overlay_withdrawal(Turn& turn, const wire::SignedDocument& document,
                                      const std::optional<KeyId>& from);

}  // namespace tocsin::node
