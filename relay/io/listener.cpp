#include "relay/io/listener.h"

#include <zmq.h>

#include "frames.hpp"
#include "socket.hpp"

namespace tocsin::relay::io {
namespace {

constexpr int zap_enforce_domain = 93;  // ZMQ_ZAP_ENFORCE_DOMAIN, a draft's name for an option that is there
constexpr std::size_t own_routing_id_bytes = 5;  // a zero and a counter
constexpr int bad_messages_per_call = 64;

std::chrono::milliseconds steady_now() {
  return std::chrono::duration_cast<std::chrono::milliseconds>(
      std::chrono::steady_clock::now().time_since_epoch());
}

}  // namespace

struct Listener::State {
  State(Context::State& of, const SessionLimits& limits)
      : context(of), socket(of.zmq, ZMQ_ROUTER), sessions(limits, [&of] { return ++of.last_session; }) {}

  Context::State& context;
  Socket socket;
  Sessions sessions;
  Counts counts;
  std::string endpoint;

  std::optional<Received> judge(Frames in);
};

Listener::Listener(std::unique_ptr<State> state) : state_(std::move(state)) {}
Listener::~Listener() = default;
Listener::Listener(Listener&&) noexcept = default;
Listener& Listener::operator=(Listener&&) noexcept = default;

Result<Listener> Listener::open(Context& context, const CurveKeys& keys, const ListenOptions& options) {
  if (context.state().zap == nullptr)
    return fail(Errc::configuration, "no port without a door: CURVE alone would admit any key");
  if (!is_endpoint(options.endpoint))
    return fail(Errc::configuration,
                "endpoint '" + options.endpoint + "': expected tcp://ADDRESS:PORT or ipc:///PATH");
  auto state = std::make_unique<State>(context.state(), options.sessions);
  auto& socket = state->socket;
  // The domain first: enforcing without one skips the handler altogether.
  const bool in_force = socket.set_transport(options.timings) &&
                        socket.set_text(ZMQ_ZAP_DOMAIN, zap_domain) && socket.set(zap_enforce_domain, 1) &&
                        socket.set(ZMQ_CURVE_SERVER, 1) && socket.set_key(ZMQ_CURVE_SECRETKEY, keys.secret) &&
                        socket.set_unread(ZMQ_ROUTER_MANDATORY, 1) &&
                        socket.set_unread(ZMQ_ROUTER_HANDOVER, 0) &&
                        (options.endpoint.find('[') == std::string::npos || socket.set(ZMQ_IPV6, 1));
  if (!in_force) return fail(Errc::io, "a ZeroMQ option is not in force: " + last_zmq_error());
  if (zmq_bind(socket.get(), options.endpoint.c_str()) != 0)
    return fail(Errc::configuration, "cannot listen on " + options.endpoint + ": " + last_zmq_error());
  char bound[256];
  std::size_t size = sizeof bound;
  if (zmq_getsockopt(socket.get(), ZMQ_LAST_ENDPOINT, bound, &size) != 0)
    return fail(Errc::io, "ZeroMQ does not tell its endpoint: " + last_zmq_error());
  state->endpoint = bound;
  return Listener(std::move(state));
}

const std::string& Listener::endpoint() const {
  return state_->endpoint;
}

std::optional<Received> Listener::receive() {
  for (int i = 0; i < bad_messages_per_call; ++i) {
    auto in = receive_frames(state_->socket.get(), 2);
    if (!in) return std::nullopt;
    if (auto received = state_->judge(std::move(*in))) return received;
  }
  return std::nullopt;
}

std::optional<Received> Listener::State::judge(Frames in) {
  const auto drop = [](std::uint64_t& count) {
    ++count;
    return std::nullopt;
  };
  if (in.frames.size() != 2 || in.more) return drop(counts.wrong_frames);
  // A chosen routing id could be one that an earlier peer left: an answer to that peer would come here. (One
  // that begins with a zero byte looks like ZeroMQ's own, and would have to be guessed: see relay/README.md.)
  if (!in.chosen_routing_id.empty() || in.frames[0].size() != own_routing_id_bytes || in.frames[0][0] != 0)
    return drop(counts.own_routing_id);
  if (in.frames[1].size() > limits::message_bytes_max) return drop(counts.too_large);
  if (in.user.empty()) return drop(counts.unnamed);
  bool admitted = false;
  try {
    admitted = context.doors.still_admitted(in.user);
  } catch (...) {
  }
  if (!admitted) {
    sessions.forget_user(in.user);
    return drop(counts.no_longer_admitted);
  }
  const std::string_view routing_id(reinterpret_cast<const char*>(in.frames[0].data()), in.frames[0].size());
  const auto seen = sessions.message(routing_id, in.user, steady_now());
  if (seen.pace == Pace::drop) return drop(counts.dropped_over_rate);
  const bool over_rate = seen.pace == Pace::busy;
  ++(over_rate ? counts.over_rate : counts.received);
  return Received{seen.session, std::move(in.user), std::move(in.frames[1]), over_rate};
}

bool Listener::send(SessionId session, ByteView bytes) {
  const auto* routing_id = state_->sessions.routing_id(session);
  if (routing_id == nullptr || bytes.size() > limits::message_bytes_max) {
    ++state_->counts.not_sent;
    return false;
  }
  const ByteView to(reinterpret_cast<const std::uint8_t*>(routing_id->data()), routing_id->size());
  auto* socket = state_->socket.get();
  if (send_frames(socket, {to, bytes})) return true;
  // ZeroMQ looks at its own mail at most every few milliseconds and may not know yet that there is room
  // again.
  if (zmq_errno() == EAGAIN) {
    state_->socket.can(Socket::Direction::send);
    if (send_frames(socket, {to, bytes})) return true;
  }
  if (zmq_errno() == EHOSTUNREACH) state_->sessions.forget(session);
  ++state_->counts.not_sent;
  return false;
}

bool Listener::knows(SessionId session) const {
  return state_->sessions.routing_id(session) != nullptr;
}

const Listener::Counts& Listener::counts() const {
  return state_->counts;
}
std::size_t Listener::sessions() const {
  return state_->sessions.size();
}
Waitable Listener::waitable() const {
  return Waitable{state_->socket.get(), -1, false};
}

}  // namespace tocsin::relay::io
