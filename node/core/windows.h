// Exercise windows (R27): taken in from the post's commander, shared with the commune, asked for each
// exercise.
#pragma once
#include "node/core/roster.h"
#include "protocol/wire/desk.h"

namespace tocsin::node {

wire::Reply accept_window(Turn& turn, const wire::SignedDocument& document, const std::optional<KeyId>& from);

// The window of this commune that holds `at`; else the latest one known; nullopt: none is.
std::optional<policy::ExerciseWindow> window_of(Turn& turn, const Insee& commune, Instant at);

}  // namespace tocsin::node
