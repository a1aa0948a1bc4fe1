// What the loop tells the service manager, and what it hears from it: readiness, watchdog, the signals to
// stop.
#pragma once
#include <optional>

#include "node/files/fd.h"
#include "protocol/result.h"
#include "protocol/time.h"

namespace tocsin::node::io {

// Blocks SIGTERM and SIGINT and answers a descriptor that becomes readable when one comes; ignores SIGPIPE.
// Call before any thread is started, so that all of them inherit it.
Result<files::Fd> stop_signals();
// True if a stop was asked for; reads the descriptor dry.
bool stop_asked(const files::Fd& signals);

void tell_ready();
void tell_stopping();
void tell_alive();
// Half the watchdog's time; nullopt when nobody watches.
std::optional<Duration> alive_every();

// No core files, and no other process of this user may read this one's memory; root still may. `debug` leaves
// both.
Status close_memory(bool debug);

}  // namespace tocsin::node::io
