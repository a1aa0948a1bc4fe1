// A port where admitted peers send messages and get answers (ROUTER, CURVE server). One message is one frame.
#pragma once
#include "relay/io/context.h"
#include "relay/sessions.h"

namespace tocsin::relay::io {

struct ListenOptions {
  std::string endpoint;  // "tcp://ADDRESS:PORT" (port 0: any free one) or "ipc:///PATH"
  SessionLimits sessions;
  Timings timings;
};

class Listener {
 public:
  // configuration: the context has no doors, the endpoint is not as above or taken; io: an option is not in
  // force.
  static Result<Listener> open(Context& context, const CurveKeys& keys, const ListenOptions& options);
  ~Listener();
  Listener(Listener&&) noexcept;
  Listener& operator=(Listener&&) noexcept;

  // The endpoint really bound, with its port.
  const std::string& endpoint() const;
  // The next message, or nullopt when none is ready. Messages of more than one frame, above
  // limits::message_bytes_max, by a self-chosen routing id, of a user no longer admitted, or far over the
  // rate are dropped and counted; after a bounded number of those, nullopt though more may be ready (`wait`
  // tells).
  std::optional<Received> receive();
  // False: the session is gone or its queue (256) is full; nothing was sent and nothing is kept.
  bool send(SessionId session, ByteView bytes);
  // False: nothing can be sent there any more. Else a send that failed found the queue full, and may be tried
  // again.
  bool knows(SessionId session) const;

  struct Counts {
    std::uint64_t received = 0, wrong_frames = 0, too_large = 0, own_routing_id = 0, unnamed = 0,
                  no_longer_admitted = 0, over_rate = 0, dropped_over_rate = 0, not_sent = 0;
  };
  const Counts& counts() const;
  std::size_t sessions() const;
  Waitable waitable() const;

 private:
  struct State;
  explicit Listener(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace tocsin::relay::io
