// A federation under faults keeps its promises, and each check can fail.
#include <algorithm>
#include <catch2/catch.hpp>
#include <iostream>

#include "tests/sim/report.h"
#include "tests/sim/scenarios.h"
#include "tests/sim/share.h"

using namespace tocsin::sim;

namespace {

Options small(std::uint64_t seed, int hours) {
  Options options;
  options.seed = seed;
  options.hours = hours;
  options.posts = 1;
  options.communes = 2;
  return options;
}

// What a plant needs to be met within hours.
Options for_plant(Plant plant, std::uint64_t seed) {
  auto options = small(seed, is_slow() ? 4 : 10);
  options.plant = plant;
  options.later = plant == Plant::keep_keys;
  if (plant == Plant::forget_quota) options.alert_every = 20;
  if (plant == Plant::revoked_goes_on) options.act_every = 60;
  if (plant == Plant::loosen) options.alert_every = 30;  // more turns
  return options;
}

}  // namespace

TEST_CASE("no small federation breaks a promise, nor months after") {
  const std::uint64_t count = is_whole() ? 12 : is_slow() ? 1 : 4;
  Sum sum;
  for (std::uint64_t seed = 1; seed <= count; ++seed) {
    auto options = small(seed, 8);
    options.later = seed % 4 == 1;
    const auto report = run(options);
    sum.add(report);
    INFO(failure(options, report));
    CHECK(report.invariant.empty());
  }
  std::cout << sum.text() << "\n";
}

TEST_CASE("what once broke a promise does not break it again") {
  for (const auto& scenario : scenarios()) {
    const auto options = scenario.options();
    const auto report = run(options);
    INFO(scenario.name << ": " << failure(options, report));
    CHECK(report.invariant.empty());
  }
}

TEST_CASE("a seed is the same each time, and no two are alike") {
  const auto first = run(small(7, 4)), again = run(small(7, 4)), other = run(small(8, 4));
  CHECK(first.digest == again.digest);
  CHECK(first.steps == again.steps);
  CHECK(first.faults.of == again.faults.of);
  CHECK(first.digest != other.digest);
}

TEST_CASE("a run can be ended at a step") {
  auto options = small(7, 4);
  options.until_step = 500;
  CHECK(run(options).steps == 501);
}

TEST_CASE("every plant is found by the check it is for") {
  for (std::size_t i = 1; i < static_cast<std::size_t>(Plant::count); ++i) {
    const auto plant = static_cast<Plant>(i);
    if (is_slow() && plant != Plant::leak && plant != Plant::ahead)
      continue;  // the others: in the quick build
    std::string found;
    for (std::uint64_t seed = 1; seed <= 12 && found.empty(); ++seed) {
      const auto report = run(for_plant(plant, seed));
      INFO(failure(for_plant(plant, seed), report));
      CHECK((report.invariant.empty() || report.invariant == invariant_of(plant)));
      found = report.invariant;
    }
    INFO(name(plant));
    CHECK(found == invariant_of(plant));
  }
}

TEST_CASE("the parts of a share are the whole, each seed once, each fiftieth with the real cryptography") {
  std::vector<int> times(1);
  int hours = 0;
  const auto play = [&](const Options& options) {
    hours += options.hours + 4;  // the quiet ones
    times.resize(std::max(times.size(), options.seed + 1));
    ++times[options.seed];
  };
  for (std::uint64_t part = 1; part <= 2; ++part)
    for (const auto& options : share(Suite::cheap, part, 2)) play(options);
  const auto last = times.size() - 1;
  CHECK(last >= 2);
  for (std::uint64_t seed = 1; seed <= last; ++seed) CHECK(times[seed] == (seed % 50 == 0 ? 0 : 1));
  for (const auto& options : share(Suite::real, 1, 1)) play(options);
  CHECK(times.at(50) == 1);
  if (is_whole()) CHECK(hours > 10'000);
}
