// How many messages one connection may send. Pure: `now` is any clock that does not step, in milliseconds.
#pragma once
#include <chrono>
#include <cstdint>

namespace tocsin::relay {

struct Rate {
  std::uint32_t per_second = 0;  // 0: nothing is ever refilled
  std::uint32_t burst = 0;       // most that can be taken at once
};

// Full when made. Value: copies count on their own.
class Bucket {
 public:
  Bucket(Rate rate, std::chrono::milliseconds now);
  // True, and one fewer left. False when empty. A `now` before the last one refills nothing.
  bool take(std::chrono::milliseconds now);

 private:
  Rate rate_;
  std::uint64_t thousandths_;  // of a token
  std::chrono::milliseconds last_;
};

}  // namespace tocsin::relay
