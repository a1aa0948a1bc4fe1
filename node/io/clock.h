// The wall clock, and whether it can be believed when something is to be erased for good.
#pragma once
#include "protocol/time.h"

namespace tocsin::node::io {

Instant wall_now();
// Milliseconds since the machine started, sleep included; never steps.
std::chrono::milliseconds since_boot();

// Wall time against CLOCK_BOOTTIME since this was made. A clock that jumps a year erases nothing.
class ClockWatch {
 public:
  static constexpr minutes apart_max{10};
  ClockWatch(Instant wall, std::chrono::milliseconds boot) : wall_(wall), boot_(boot) {}
  bool steady(Instant wall, std::chrono::milliseconds boot) const {
    auto apart = (wall - wall_) - (boot - boot_);
    return apart <= apart_max && apart >= -apart_max;
  }

 private:
  Instant wall_;
  std::chrono::milliseconds boot_;
};

}  // namespace tocsin::node::io
