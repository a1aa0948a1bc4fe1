// What was reached, and what broke, in words.
#pragma once
#include <chrono>

#include "tests/sim/options.h"

namespace tocsin::sim {

// Over many seeds.
class Sum {
 public:
  Sum() : began_(std::chrono::steady_clock::now()) {}
  void add(const Report& report);
  std::string text() const;

 private:
  std::chrono::steady_clock::time_point began_;
  std::uint64_t seeds_ = 0;
  Report all_;
};

// Seed, virtual time, step and invariant, and the command that shows it again.
std::string failure(const Options& options, const Report& report, const std::string& program = "tocsin_sim");

}  // namespace tocsin::sim
