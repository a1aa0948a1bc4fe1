// The one source of chance of a run, by seed (SplitMix64). Named draws only, so that a reader sees what is
// decided.
#pragma once
#include <cmath>
#include <cstdint>

#include "protocol/time.h"

namespace tocsin::sim {

class Random {
 public:
  explicit Random(std::uint64_t seed) : state_(seed) {}
  std::uint64_t next() {
    std::uint64_t word = state_ += 0x9e3779b97f4a7c15;
    word = (word ^ (word >> 30)) * 0xbf58476d1ce4e5b9;
    word = (word ^ (word >> 27)) * 0x94d049bb133111eb;
    return word ^ (word >> 31);
  }
  std::size_t below(std::size_t count) { return static_cast<std::size_t>(next() % count); }
  bool one_in(std::size_t count) { return below(count) == 0; }
  bool per_mille(unsigned chance) { return next() % 1000 < chance; }
  Duration between(Duration least, Duration most) {
    return least + Duration(static_cast<std::int64_t>(
                       next() % static_cast<std::uint64_t>((most - least).count() + 1)));
  }
  // Until the next of events that come at this rate.
  Duration until_next(Duration mean) {
    const double unit = (static_cast<double>(next() >> 11) + 1) / 9007199254740993.0;
    return Duration(1 + static_cast<std::int64_t>(-std::log(unit) * static_cast<double>(mean.count())));
  }

 private:
  std::uint64_t state_;
};

}  // namespace tocsin::sim
