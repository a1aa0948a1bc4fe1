// Seeds that once broke a promise, by name: played in every test run.
#pragma once
#include <span>

#include "tests/sim/options.h"

namespace tocsin::sim {

struct Scenario {
  const char* name;
  const char* once;  // what broke
  Options (*options)();
};
std::span<const Scenario> scenarios();

}  // namespace tocsin::sim
