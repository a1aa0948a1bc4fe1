// What a commander's device does about exercises (R27): opens a window for a commune, closes it earlier.
#pragma once
#include "node/client/official.h"
#include "protocol/wire/desk.h"

namespace tocsin::client {

// As the node holds them, the latest opening last.
Answer<std::vector<wire::ExerciseWindow>> exercise_windows(Official& official);
Answer<wire::ExerciseWindow> open_exercise(Official& official, const Insee& commune, Duration length);
// The one that is open now. not_found: none is.
Answer<wire::ExerciseWindow> close_exercise(Official& official, const Insee& commune);

}  // namespace tocsin::client
