// Many inputs in one durable transaction. What they ask the world to do is known only when all of it is on
// disk.
#pragma once
#include <span>
#include <vector>

#include "node/core/turn.h"

namespace tocsin::node::io {

struct Outcome {
  std::size_t input;             // its place in the batch
  Effects effects;               // empty when dropped
  std::optional<Error> dropped;  // nothing of this input was kept
};

// Handles every input over the writes of those before it, commits, and answers one outcome per input, in
// their order. An input that fails is dropped alone. A batch that finds the store full is tried once more,
// after the store had the chance to grow; then all of it is dropped with store_full. Any other error: nothing
// may be sent and the process must end, since what is on disk is not known.
Result<std::vector<Outcome>> run_batch(const Node& node, txn::Store& store, std::span<const Input> inputs,
                                       Instant now, Entropy& entropy);

}  // namespace tocsin::node::io
