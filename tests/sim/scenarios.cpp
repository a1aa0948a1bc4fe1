#include "tests/sim/scenarios.h"

namespace tocsin::sim {
namespace {

// One post with two communes.
Options small(std::uint64_t seed, int hours) {
  Options options;
  options.seed = seed;
  options.hours = hours;
  options.posts = 1;
  options.communes = 2;
  return options;
}

constexpr Scenario table[] = {
    {"next-years-keys",
     "a post that started with its clock a year ahead published next year's epoch keys, and its communes "
     "answered Busy to them until that year",
     [] {
       auto options = small(6, 8);
       options.faults = false;
       options.leap = 0;
       return options;
     }},
    {"commune-a-year-ahead",
     "a row written while a clock was a year ahead had no day key and was dropped; alerts expired while it "
     "was",
     [] {
       auto options = small(6, 8);
       options.faults = false;
       options.leap = 1;
       return options;
     }},
    {"awake-for-a-dead-key", "a destroyed day key was made again, and destroyed again, every 10 ms",
     [] {
       auto options = small(4, 8);
       options.later = true;
       return options;
     }},
    {"awake-for-a-full-lane",
     "what waited for room in its lane woke its node every 10 ms until the other side answered",
     [] {
       auto options = small(9, 8);
       options.relays = 2;
       return options;
     }},
};

}  // namespace

std::span<const Scenario> scenarios() {
  return table;
}

}  // namespace tocsin::sim
