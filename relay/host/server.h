// The relay's one thread: port, signals and store around the Keeper. Answers leave after the commit.
#pragma once
#include <cstdint>

#include "relay/host/config.h"

namespace tocsin::relay::host {

// Runs until SIGTERM or SIGINT; SIGHUP reads the file of admitted keys again. Logs to stderr: counts and
// codes, never contents. configuration: something in `config` cannot be used; io, store_*: the store failed,
// start again.
Status serve(const Config& config);

// Makes the key file (0600); answers the public key. conflict: the file is there, and stays as it is.
Result<BoxPublic> make_key(const std::string& file);

}  // namespace tocsin::relay::host
