// A line that this process opens to one peer and keeps open (DEALER, CURVE client): connects again by itself,
// tells how the connection fares, never blocks.
#pragma once
#include <array>

#include "relay/io/context.h"
#include "relay/link.h"

namespace tocsin::relay::io {

struct DialOptions {
  std::string endpoint;
  BoxPublic server_key;  // the peer must hold it, or the line never comes up
  std::string user;      // the name given to what is received
  Timings timings;
};

class Dial {
 public:
  // configuration: the endpoint is not understood. Reaching the peer is not waited for.
  static Result<Dial> open(Context& context, const CurveKeys& own, const DialOptions& options);
  ~Dial();
  Dial(Dial&&) noexcept;
  Dial& operator=(Dial&&) noexcept;

  SessionId id() const;
  // False: the line is not up as far as `signal` has told, its queue (256) is full, or the message is above
  // limits::message_bytes_max. True is no promise of arrival.
  bool send(ByteView bytes);
  std::optional<Received> receive();
  // What became of the connection since last asked, oldest first; nullopt when nothing more.
  // Only connected, lost, refused, unreachable.
  std::optional<LinkSignal> signal();
  // Wait on both: messages, and the connection's fate.
  std::array<Waitable, 2> waitables() const;
  std::uint64_t wrong_frames() const;  // messages of more than one frame, dropped

 private:
  struct State;
  explicit Dial(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

// A device's line to a node: the same, blocking, and it gives up at once when nobody answers.
class Line {
 public:
  // Waits until the peer has proved its key and admitted ours. unreachable: nobody listens, the handshake
  // stayed without answer (also: a peer with another key), or `timeout` is over; not_allowed: it does not
  // admit our key.
  static Result<Line> open(Context& context, const CurveKeys& own, const DialOptions& options,
                           std::chrono::milliseconds timeout);
  // unreachable: the line is down.
  Status send(ByteView bytes);
  // The next message. unreachable: the line went down, or nothing came in `timeout`.
  Result<Bytes> receive(std::chrono::milliseconds timeout);

 private:
  Line(Context& context, Dial dial);
  Context* context_;
  Dial dial_;
  bool down_ = false;
};

}  // namespace tocsin::relay::io
