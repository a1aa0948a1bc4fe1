// A lost phone: the post's commander links the mandate of the old phone to the one that follows it on
// another, and the states of alerts sent from the old one are told to the new one from then on.
#pragma once
#include "node/core/roster.h"

namespace tocsin::node {

// At the post with the vetting, at the commune once the new mandate is stated. Both are of one person, on two
// devices; the new one is the later.
wire::Reply accept_mandate_link(Turn& turn, const wire::SignedDocument& document,
                                const std::optional<KeyId>& from);

// Under which name the events of alerts sealed under this mandate are numbered and told: that of the first
// mandate on the device which follows them now.
MandateId line_of(Turn& turn, const MandateId& mandate);

// Every link between mandates of this person, oldest mandate first.
std::vector<wire::SignedDocument> links_of(Turn& turn, const ReferentId& referent);

}  // namespace tocsin::node
