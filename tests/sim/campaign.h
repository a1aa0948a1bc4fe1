// Many runs, added up and told.
#pragma once
#include "tests/sim/options.h"

namespace tocsin::sim {

struct Sum {
  std::uint64_t seeds = 0;
  Report all;
  double node_hours = 0, seconds = 0;
};

// One run more. False: a promise was broken, which has been printed with how to see it again.
bool add_run(Sum& sum, const Options& options);
void print(const Sum& sum);

// Asked of the functions themselves, not of how they were linked.
bool crypto_is_cheap();
const char* crypto_in_use();

}  // namespace tocsin::sim
