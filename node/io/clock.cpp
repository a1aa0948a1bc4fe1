#include "node/io/clock.h"

#include <time.h>

namespace tocsin::node::io {

Instant wall_now() {
  return std::chrono::floor<milliseconds>(std::chrono::system_clock::now());
}

std::chrono::milliseconds since_boot() {
  timespec now{};
  ::clock_gettime(CLOCK_BOOTTIME, &now);
  return std::chrono::milliseconds(now.tv_sec * 1000 + now.tv_nsec / 1'000'000);
}

}  // namespace tocsin::node::io
