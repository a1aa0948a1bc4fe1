#include "relay/io/dial.h"

#include <zmq.h>

#include <cstring>

#include "frames.hpp"
#include "socket.hpp"

namespace tocsin::relay::io {
namespace {

constexpr int watched_events = ZMQ_EVENT_HANDSHAKE_SUCCEEDED | ZMQ_EVENT_HANDSHAKE_FAILED_NO_DETAIL |
                               ZMQ_EVENT_HANDSHAKE_FAILED_PROTOCOL | ZMQ_EVENT_HANDSHAKE_FAILED_AUTH |
                               ZMQ_EVENT_DISCONNECTED | ZMQ_EVENT_CLOSED;
constexpr int bad_messages_per_call = 64;

}  // namespace

struct Dial::State {
  State(Context::State& of, std::string name)
      : socket(of.zmq, ZMQ_DEALER), monitor(of.zmq, ZMQ_PAIR), user(std::move(name)), id(++of.last_session) {}

  ~State() {
    if (socket.get() != nullptr) zmq_socket_monitor(socket.get(), nullptr, 0);
  }

  Socket socket, monitor;
  std::string user;
  SessionId id;
  bool up = false;
  std::uint64_t wrong_frames = 0;
};

Dial::Dial(std::unique_ptr<State> state) : state_(std::move(state)) {}
Dial::~Dial() = default;
Dial::Dial(Dial&&) noexcept = default;
Dial& Dial::operator=(Dial&&) noexcept = default;

Result<Dial> Dial::open(Context& context, const CurveKeys& own, const DialOptions& options) {
  if (!is_endpoint(options.endpoint))
    return fail(Errc::configuration,
                "endpoint '" + options.endpoint + "': expected tcp://HOST:PORT or ipc:///PATH");
  auto state = std::make_unique<State>(context.state(), options.user);
  auto& socket = state->socket;
  const auto events = "inproc://tocsin.line." + std::to_string(++context.state().last_monitor);
  const bool in_force = socket.set_transport(options.timings) &&
                        socket.set_key(ZMQ_CURVE_SERVERKEY, options.server_key.view()) &&
                        socket.set_key(ZMQ_CURVE_PUBLICKEY, own.public_key.view()) &&
                        socket.set_key(ZMQ_CURVE_SECRETKEY, own.secret) &&
                        (options.endpoint.find('[') == std::string::npos || socket.set(ZMQ_IPV6, 1)) &&
                        state->monitor.get() != nullptr && state->monitor.set(ZMQ_LINGER, 0) &&
                        zmq_socket_monitor(socket.get(), events.c_str(), watched_events) == 0 &&
                        zmq_connect(state->monitor.get(), events.c_str()) == 0;
  if (!in_force) return fail(Errc::io, "a ZeroMQ option is not in force: " + last_zmq_error());
  if (zmq_connect(socket.get(), options.endpoint.c_str()) != 0)
    return fail(Errc::configuration, "cannot dial " + options.endpoint + ": " + last_zmq_error());
  return Dial(std::move(state));
}

SessionId Dial::id() const {
  return state_->id;
}

bool Dial::send(ByteView bytes) {
  // A connection that has ended takes messages for a moment longer, and loses them.
  if (!state_->up || bytes.size() > limits::message_bytes_max) return false;
  if (send_frames(state_->socket.get(), {bytes})) return true;
  // ZeroMQ looks at its own mail at most every few milliseconds and may not know yet that the line is up.
  return zmq_errno() == EAGAIN && state_->socket.can(Socket::Direction::send) &&
         send_frames(state_->socket.get(), {bytes});
}

std::optional<Received> Dial::receive() {
  for (int i = 0; i < bad_messages_per_call; ++i) {
    auto in = receive_frames(state_->socket.get(), 1);
    if (!in) return std::nullopt;
    if (in->frames.size() == 1 && !in->more)
      return Received{state_->id, state_->user, std::move(in->frames[0]), false};
    ++state_->wrong_frames;
  }
  return std::nullopt;
}

// While up, only the end of the connection counts; while not, only the end of an attempt.
std::optional<LinkSignal> Dial::signal() {
  while (auto in = receive_frames(state_->monitor.get(), 2)) {
    std::uint16_t event = 0;
    if (in->frames[0].size() < sizeof event) continue;
    std::memcpy(&event, in->frames[0].data(), sizeof event);
    switch (event) {
      case ZMQ_EVENT_HANDSHAKE_SUCCEEDED: state_->up = true; return LinkSignal::connected;
      case ZMQ_EVENT_HANDSHAKE_FAILED_AUTH: return LinkSignal::refused;
      case ZMQ_EVENT_HANDSHAKE_FAILED_NO_DETAIL:
      case ZMQ_EVENT_HANDSHAKE_FAILED_PROTOCOL: return LinkSignal::unreachable;
      case ZMQ_EVENT_CLOSED:
        if (!state_->up) return LinkSignal::unreachable;
        break;
      case ZMQ_EVENT_DISCONNECTED:
        if (std::exchange(state_->up, false)) return LinkSignal::lost;
        break;
      default: break;
    }
  }
  return std::nullopt;
}

std::array<Waitable, 2> Dial::waitables() const {
  return {Waitable{state_->socket.get(), -1, false}, Waitable{state_->monitor.get(), -1, false}};
}

std::uint64_t Dial::wrong_frames() const {
  return state_->wrong_frames;
}

}  // namespace tocsin::relay::io
