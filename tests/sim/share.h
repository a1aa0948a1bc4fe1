// What a test run plays: federations of 30 nodes, by seeds 1, 2, 3 …, every fiftieth with libsodium's own
// cryptography, in parts that can run side by side.
#pragma once
#include <vector>

#include "tests/sim/options.h"

namespace tocsin::sim {

// Which programs play a seed: the cheap cryptography's, or the one with libsodium's own.
enum class Suite : std::uint8_t { cheap, real };

// The part'th (from 1) of `parts`. 10,186 federation-hours altogether where TOCSIN_PROOFS=whole asks for all
// proofs, 100 with the sanitizers; else a few.
std::vector<Options> share(Suite suite, std::uint64_t part, std::uint64_t parts);
// A sanitizer is compiled in.
bool is_slow();
bool is_whole();

}  // namespace tocsin::sim
