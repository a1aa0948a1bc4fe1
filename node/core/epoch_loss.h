// A post whose keyring is lost says so: the days whose keys are gone, signed by its node. What was sealed to
// them can be read there no more.
#pragma once
#include "node/core/roster.h"

namespace tocsin::node {

// At a post, once after each start: published keys whose private half is not in the keyring are lost; others
// can be published for those days from then on. Not while the clock cannot be believed.
void state_epoch_loss(Turn& turn);
wire::Reply accept_epoch_loss(Turn& turn, const wire::SignedDocument& document,
                              const std::optional<KeyId>& from);
// What a post has lost, oldest first.
std::vector<wire::EpochLoss> epoch_losses(Turn& turn, const PostId& post);
// Of that day the post had another key once.
bool has_lost(Turn& turn, const PostId& post, Day epoch);

}  // namespace tocsin::node
