// The relay's one thread: port, signals and store around the Keeper. Answers leave after the commit.
#pragma once
#include <cstdint>

#include "relay/host/config.h"
#include "relay/host/program.h"

namespace tocsin::relay::host {

// Runs until SIGTERM or SIGINT; SIGHUP reads the grants again, and a file that is wrong changes nothing. Logs
// to stderr: counts and codes, never contents. configuration: something in `config` cannot be used; io,
// store_*: the store failed, start again.
Status serve(const Config& config);

// Makes a folder with all that a relay needs but its grants: key, configuration, an empty list of grants, and
// relay.pub, which names the relay to nodes. conflict: there is a relay in it already; configuration: no
// address that others could dial.
Result<BoxPublic> make_relay(const InitWish& wish);

}  // namespace tocsin::relay::host
