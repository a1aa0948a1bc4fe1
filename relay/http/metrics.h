// Numbers of a gateway in Prometheus' text format. No address, no host name, no key: nobody is in them. Pure.
#pragma once
#include <array>
#include <string>

#include "relay/gate.h"

namespace tocsin::relay::http {

struct Metrics {
  Gate::Counts gate;
  std::size_t nodes = 0, sessions = 0;                           // now
  std::size_t connections = 0, streams = 0, buffered_bytes = 0;  // now
  std::size_t origins = 0, origins_refused = 0;                  // bundles that do not match
  std::array<std::uint64_t, 6> answers{};                        // by the first digit of the status
  std::uint64_t accepted = 0, turned_away = 0, timed_out = 0, slow_streams = 0, tls_failed = 0;
};

std::string to_text(const Metrics& metrics);

}  // namespace tocsin::relay::http
