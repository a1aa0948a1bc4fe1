// A line to a node as a session needs it: whole frames out, whole frames in. One thread.
#pragma once
#include <memory>
#include <string>

#include "protocol/result.h"
#include "protocol/seal/keys.h"
#include "protocol/time.h"

namespace tocsin::client {

class FrameLine {
 public:
  virtual ~FrameLine() = default;
  // unreachable: the line is down; it stays so, open another.
  virtual Status send(ByteView frame) = 0;
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
};

// Over ZeroMQ CURVE. Must outlive its lines.
Result<std::unique_ptr<Connector>> make_curve_connector(Duration connect_timeout = seconds(5));

}  // namespace tocsin::client
