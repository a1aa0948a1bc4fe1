// A federation under faults keeps its promises, and each check can fail.
#include <catch2/catch.hpp>
#include <cstdlib>
#include <iostream>

#include "tests/sim/report.h"

using namespace tocsin::sim;

namespace {

#if defined(__SANITIZE_ADDRESS__)
constexpr bool slow = true;
#elif defined(__has_feature)
constexpr bool slow = __has_feature(address_sanitizer);
#else
constexpr bool slow = false;
#endif

bool whole() {
  const char* proofs = std::getenv("TOCSIN_PROOFS");
  return !slow && proofs != nullptr && std::string(proofs) == "whole";
}

Options small(std::uint64_t seed, int hours) {
  Options options;
  options.seed = seed;
  options.hours = hours;
  options.posts = 1;
  options.communes = 2;
  return options;
}

}  // namespace

TEST_CASE("no seed breaks a promise") {
  const std::uint64_t count = whole() ? 12 : slow ? 1 : 4;
  Sum sum;
  for (std::uint64_t seed = 1; seed <= count; ++seed) {
    auto options = small(seed, 8);
    options.later = seed == 1;
    const auto report = run(options);
    sum.add(report);
    INFO(failure(options, report));
    CHECK(report.invariant.empty());
  }
  std::cout << sum.text() << "\n";
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
    if (plant == Plant::forget_quota || plant == Plant::revoked_goes_on) continue;  // rare: by hand
    if (slow && plant != Plant::leak && plant != Plant::ahead) continue;  // the others: in the quick build
    std::string found;
    for (std::uint64_t seed = 1; seed <= 12 && found.empty(); ++seed) {
      auto options = small(seed, slow ? 4 : 10);
      options.plant = plant;
      options.later = plant == Plant::keep_keys;
      found = run(options).invariant;
    }
    INFO(name(plant));
    CHECK(found == invariant_of(plant));
  }
}
