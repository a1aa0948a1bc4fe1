// Breadth first through every sequence of acts, each state once.
#pragma once
#include <string>
#include <vector>

#include "world.h"

namespace tocsin::policy::walk {

// Never zero.
std::uint64_t fingerprint(const State& state);

struct Found {
  std::uint64_t states = 0;       // distinct, the beginnings included
  std::uint64_t tried = 0;        // acts
  int depth = 0;                  // every sequence of so many acts has been walked
  std::string broken;             // the promise that was broken; empty: none
  std::vector<std::string> path;  // how; when paths are kept
};
// Tries `acts` in every state, in their order. Stops at the first broken promise. States are told apart by
// fingerprints of 64 bits.
Found search(const std::vector<State>& from, const std::vector<Act>& acts, int depth,
             const Decisions& decisions, bool keep_paths);

}  // namespace tocsin::policy::walk
