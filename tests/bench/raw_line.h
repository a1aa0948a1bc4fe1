// A line and nobody behind it but an echo.
#pragma once
#include <vector>

namespace tocsin::bench {

// Round trips of 1.6 KB between two processes over loopback TCP and CURVE, one at a time, by the same sockets
// as a device and its node. False: something failed. Forks: call it before any thread exists.
bool round_trips(int rounds, std::vector<double>& samples_us);

}  // namespace tocsin::bench
