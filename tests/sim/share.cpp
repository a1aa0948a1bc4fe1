#include "tests/sim/share.h"

#include <algorithm>
#include <cstdlib>

namespace tocsin::sim {
namespace {

#ifdef TOCSIN_SANITIZED
constexpr bool slow = true;
#else
constexpr bool slow = false;
#endif

constexpr int hours_of_crisis = 46, hours_of_seed = 260, hours_sanitized = 21;  // and four quiet ones
constexpr int hours_of_few = slow ? 1 : 4;
constexpr std::uint64_t seeds_whole = 40, seeds_sanitized = 4;
constexpr std::uint64_t real_every = 50;
// Most seeds live eleven days as a federation does, with four times the alerts of a mean day (SCALE.md); each
// twentieth two days as in a crisis, with fifty times those.
constexpr std::uint64_t crisis_every = 20;
constexpr int quieter = 50, fewer_acts = 20;

bool all_proofs() {
  const char* proofs = std::getenv("TOCSIN_PROOFS");
  return proofs != nullptr && std::string(proofs) == "whole";
}

}  // namespace

bool is_slow() {
  return slow;
}

bool is_whole() {
  return !slow && all_proofs();
}

std::vector<Options> share(Suite suite, std::uint64_t part, std::uint64_t parts) {
  std::vector<Options> mine;
  const bool real = suite == Suite::real, sanitized = slow && all_proofs();
  // Without all proofs: a seed for each part, and one with the real cryptography.
  const std::uint64_t first = real ? real_every : 1;
  const std::uint64_t last = real ? first : is_whole() ? seeds_whole : sanitized ? seeds_sanitized : parts;
  for (std::uint64_t seed = first; seed <= last; ++seed) {
    if ((seed % real_every == 0) != real || seed % parts + 1 != part) continue;
    Options options;
    options.seed = seed;
    options.posts = 5;
    options.communes = 25;
    options.relays = 2;
    // Half of each of two parts; the crises odd and even in turn.
    options.supervised = seed % 4 < 2;
    const bool crisis = is_whole() && (real || seed % crisis_every == 1 + seed / crisis_every % 2);
    const bool few = !is_whole() && (real || !sanitized);
    options.hours = few         ? hours_of_few
                    : sanitized ? hours_sanitized
                    : crisis    ? hours_of_crisis
                                : hours_of_seed;
    if (!few && !crisis) {
      options.alert_every *= quieter;
      options.act_every *= fewer_acts;
    }
    mine.push_back(options);
  }
  return mine;
}

}  // namespace tocsin::sim
