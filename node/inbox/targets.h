// True targets of an alert, and the secrets under which they are hashed: for R11 and R13, nobody else.
#pragma once
#include "node/inbox/inbox.h"

namespace tocsin::node::inbox {

constexpr std::uint32_t period_days = 30;  // of one secret
using TargetHash = std::array<std::uint8_t, 16>;

std::optional<Bytes> secret_of(Turn& turn, std::uint32_t period);
// Made when it is not there yet.
Bytes current_secret(Turn& turn, std::uint32_t period);
// Empty without a plate.
Bytes plate_target(const wire::AlertContent& content);
// The place's own target first, then those that count as the same place; empty for a sector as a whole.
std::vector<Bytes> place_targets(const wire::AlertContent& content);

}  // namespace tocsin::node::inbox
