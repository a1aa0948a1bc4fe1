// The relay's one thread: port, signals and store around the Keeper. Answers leave after the commit.
#pragma once
#include <cstdint>

#include "relay/host/config.h"

namespace tocsin::relay::host {

// Runs until SIGTERM or SIGINT; SIGHUP reads the grants again, and a file that is wrong changes nothing. Logs
// to stderr: counts and codes, never contents. configuration: something in `config` cannot be used; io,
// store_*: the store failed, start again.
Status serve(const Config& config);

// Makes a folder with all that a relay needs but its grants: key, configuration, an empty list of grants, and
// relay.pub, which names the relay to nodes. conflict: there is a relay in it already; configuration: no
// address that others could dial.
struct NewRelay {
  std::string folder;
  std::string listen = "tcp://0.0.0.0:7619";
  std::string address;  // as nodes reach it; empty: the one listened on
};
Result<BoxPublic> make_relay(const NewRelay& wish);

}  // namespace tocsin::relay::host
