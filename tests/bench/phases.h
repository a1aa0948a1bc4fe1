// What is measured of a running town: one sender, many at once, and as much as goes through.
#pragma once
#include <sys/types.h>

#include <string>
#include <vector>

#include "sender.h"

namespace tocsin::bench {

// CPU of a process so far, user and system; 0 when it is gone.
double cpu_seconds(pid_t process);

struct Phase {
  Tally tally;
  double seconds = 0;                                 // from the first send to the last receipt
  double own_cpu = 0, commune_cpu = 0, post_cpu = 0;  // seconds of CPU meanwhile
};
struct Watched {
  pid_t commune, post;
};

// Opens a line for each device; answers when all have said hello and follow. `first_place`: see Sender::open.
Result<std::vector<Sender>> connect(relay::io::Context& context, const Town& town,
                                    std::span<const Device> devices, std::uint32_t first_place,
                                    Entropy& entropy);

// Every sender has one alert underway at a time and presses again when it is delivered, until each has sent
// `alerts_each`. Receipts are verified as they come.
Result<Phase> one_after_another(relay::io::Context& context, std::vector<Sender>& senders,
                                std::size_t alerts_each, const Watched& watched);

// Sealed and signed ahead of the clock; every sender keeps `window` alerts underway; receipts are verified
// after the clock has stopped. So the load generator takes as little as it can of the machine it shares with
// the nodes.
Result<Phase> sustained(relay::io::Context& context, std::vector<Sender>& senders, std::size_t alerts_each,
                        std::size_t window, const Watched& watched);

}  // namespace tocsin::bench
