// The gateway's one thread: ports, signals and clock around the Gate. It keeps nothing on disk.
#pragma once
#include "relay/host/gateway_config.h"
#include "relay/host/program.h"

namespace tocsin::relay::gateway {

// Runs until SIGTERM or SIGINT; SIGHUP reads the grants, the bundles and the certificates
// again, and grants that are wrong change nothing. Logs
// to stderr: counts and codes, no address, never contents. configuration: something in `config` cannot be
// used.
Status serve_gateway(const host::GatewayConfig& config);

// Makes a folder with all that a gateway needs but its grants: key, configuration, an empty list of nodes,
// and gateway.pub, which names the gateway to nodes. conflict: there is one in it already; configuration: no
// address that others could dial.
Result<BoxPublic> make_gateway(const host::InitWish& wish);

}  // namespace tocsin::relay::gateway
