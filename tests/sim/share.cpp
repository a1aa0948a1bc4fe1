#include "tests/sim/share.h"

#include <cstdlib>

namespace tocsin::sim {
namespace {

#if defined(__SANITIZE_ADDRESS__)
constexpr bool slow = true;
#elif defined(__has_feature)
constexpr bool slow = __has_feature(address_sanitizer);
#else
constexpr bool slow = false;
#endif

constexpr int hours_of_seed = 46;          // and four quiet ones
constexpr std::uint64_t seeds_whole = 14;  // what fits into three minutes of two cores
constexpr std::uint64_t real_every = 50;

}  // namespace

bool is_slow() {
  return slow;
}

bool is_whole() {
  const char* proofs = std::getenv("TOCSIN_PROOFS");
  return !slow && proofs != nullptr && std::string(proofs) == "whole";
}

std::vector<Options> share(Suite suite, std::uint64_t part, std::uint64_t parts) {
  std::vector<Options> mine;
  const bool real = suite == Suite::real;
  // Without all proofs: a seed for each part, and one with the real cryptography.
  const bool whole = is_whole() && !real;
  const std::uint64_t first = real ? real_every : 1;
  const std::uint64_t count = real ? 1 : whole ? seeds_whole : parts;
  for (std::uint64_t seed = first; seed < first + count; ++seed) {
    if ((seed % real_every == 0) != real || seed % parts + 1 != part) continue;
    Options options;
    options.seed = seed;
    options.hours = whole ? hours_of_seed : slow ? 1 : 4;
    options.posts = 5;
    options.communes = 25;
    options.relays = 2;
    mine.push_back(options);
  }
  return mine;
}

}  // namespace tocsin::sim
