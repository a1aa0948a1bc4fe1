// A line to a node as a session needs it: whole frames out, whole frames in. One thread.
#pragma once
#include <memory>
#include <string>

#include "protocol/result.h"
#include "protocol/seal/keys.h"
#include "protocol/time.h"
#include "protocol/wire/documents.h"

namespace tocsin::client {

class FrameLine {
 public:
  virtual ~FrameLine() = default;
  // unreachable: the line is down; it stays so, open another.
  virtual Status send(ByteView frame) = 0;
  // What is sent from now on concerns danger under way, or no longer does: for ways that have lanes.
  virtual void set_urgent(bool) {}
  // unreachable: the line is down, or nothing came in `timeout`.
  virtual Result<Bytes> receive(Duration timeout) = 0;
};

// Opens lines. `server` must be proved by whoever listens at `address`; `own` is how it will know us.
class Connector {
 public:
  virtual ~Connector() = default;
  // unreachable: nobody there, or nobody with that key; not_allowed: our key is not admitted.
  virtual Result<std::unique_ptr<FrameLine>> connect(const std::string& address, const BoxPublic& server,
                                                     const seal::BoxKey& own) = 0;
  // To a node that only dials out, by a gateway, which sees sizes, times and which node, and learns no key of
  // the device's. `node` must be proved by who answers behind it. unreachable: nobody there, or its node is
  // not connected, which the detail says; busy: no room there.
  virtual Result<std::unique_ptr<FrameLine>> connect_by(const wire::Gateway& gateway, const BoxPublic& node);
};

// Over ZeroMQ CURVE. Must outlive its lines.
Result<std::unique_ptr<Connector>> make_curve_connector(Duration connect_timeout = seconds(5));

}  // namespace tocsin::client
