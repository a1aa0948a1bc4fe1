#include "relay/bucket.h"

#include <algorithm>

namespace tocsin::relay {

Bucket::Bucket(Rate rate, std::chrono::milliseconds now)
    : rate_(rate), thousandths_(std::uint64_t{rate.burst} * 1000), last_(now) {}

bool Bucket::take(std::chrono::milliseconds now) {
  const std::uint64_t full = std::uint64_t{rate_.burst} * 1000;
  if (now > last_ && rate_.per_second > 0) {
    // One thousandth of a token a millisecond for each token a second. Waiting longer than it takes to fill
    // adds nothing, and keeps the product small.
    const std::uint64_t fills_in = full / rate_.per_second + 1;
    const auto elapsed = std::min(static_cast<std::uint64_t>((now - last_).count()), fills_in);
    thousandths_ = std::min(full, thousandths_ + elapsed * rate_.per_second);
  }
  last_ = now;
  if (thousandths_ < 1000) return false;
  thousandths_ -= 1000;
  return true;
}

}  // namespace tocsin::relay
