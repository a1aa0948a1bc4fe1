#include "tests/sim/share.h"

#include <algorithm>
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

constexpr int hours_of_seed = 46;  // and four quiet ones
constexpr std::uint64_t seeds_whole = 40;
constexpr std::uint64_t real_every = 50;
// Most seeds live as a federation does on a busy day; each twentieth as in a crisis, with ten times the
// traffic.
constexpr std::uint64_t crisis_every = 20;
constexpr int busy = 10;

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
  const std::uint64_t first = real ? real_every : 1;
  const std::uint64_t last = is_whole() ? std::max(seeds_whole, first) : real ? first : parts;
  for (std::uint64_t seed = first; seed <= last; ++seed) {
    if ((seed % real_every == 0) != real || seed % parts + 1 != part) continue;
    Options options;
    options.seed = seed;
    options.hours = is_whole() ? hours_of_seed : slow ? 1 : 4;
    options.posts = 5;
    options.communes = 25;
    options.relays = 2;
    // Half of each of two parts; the crises odd and even in turn.
    options.supervised = seed % 4 < 2;
    const bool crisis = seed % crisis_every == 1 + seed / crisis_every % 2;
    if (is_whole() && !crisis) {
      options.alert_every *= busy;
      options.act_every *= busy;
    }
    mine.push_back(options);
  }
  return mine;
}

}  // namespace tocsin::sim
