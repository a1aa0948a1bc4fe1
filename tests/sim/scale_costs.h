// What the steps of the model cost, measured from the real code in this run, or taken from
// tests/bench/README.md.
#pragma once
#include "scale_model.h"

namespace tocsin::scale {

// A relay's keeper over its durable store in `folder`, batches of one and of 64. Throws std::runtime_error.
Costs measure(const std::string& folder);
std::string text_of(const Costs& costs);

}  // namespace tocsin::scale
