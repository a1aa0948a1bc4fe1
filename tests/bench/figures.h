// Samples of one figure, in microseconds, and how all programs of the bench print them.
#pragma once
#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdio>
#include <vector>

namespace tocsin::bench {

using SteadyClock = std::chrono::steady_clock;

inline double micros_since(SteadyClock::time_point start) {
  return std::chrono::duration<double, std::micro>(SteadyClock::now() - start).count();
}

// The smallest sample that at least `share` (0 … 1) of all are not above; 0 of none. Sorts the samples.
inline double percentile(std::vector<double>& samples, double share) {
  if (samples.empty()) return 0;
  std::sort(samples.begin(), samples.end());
  const auto rank = static_cast<std::size_t>(share * static_cast<double>(samples.size()) + 0.999999);
  return samples[std::clamp<std::size_t>(rank, 1, samples.size()) - 1];
}

// One line of JSON on stdout: tests/bench/run reads them.
inline void print_samples(const char* name, std::vector<double>& samples) {
  std::printf("{\"name\": \"%s\", \"samples\": %zu, \"p50_us\": %.2f, \"p99_us\": %.2f, \"max_us\": %.2f}\n",
              name, samples.size(), percentile(samples, 0.50), percentile(samples, 0.99),
              percentile(samples, 1));
  std::fflush(stdout);
}

}  // namespace tocsin::bench
