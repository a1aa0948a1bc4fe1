// The gateway's one thread: port, signals and clock around the Gate. It keeps nothing on disk.
#pragma once
#include "relay/host/config.h"
#include "relay/host/program.h"

namespace tocsin::relay::host {

// Runs until SIGTERM or SIGINT; SIGHUP reads the grants again, and a file that is wrong changes nothing. Logs
// to stderr: counts and codes, no address, never contents. configuration: something in `config` cannot be
// used.
Status serve_gateway(const GatewayConfig& config);

// Makes a folder with all that a gateway needs but its grants: key, configuration, an empty list of nodes,
// and gateway.pub, which names the gateway to nodes. conflict: there is one in it already; configuration: no
// address that others could dial.
Result<BoxPublic> make_gateway(const InitWish& wish);

}  // namespace tocsin::relay::host
