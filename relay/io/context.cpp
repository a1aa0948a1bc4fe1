#include "relay/io/context.h"

#include <sys/random.h>
#include <zmq.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <utility>
#include <vector>

#include "frames.hpp"
#include "socket.hpp"

namespace tocsin::relay::io {
namespace {

using std::chrono::milliseconds;
using Clock = std::chrono::steady_clock;

constexpr int knocks_per_round = 64;
constexpr int sockets_max = 16'384;  // a dialled line is two
constexpr std::size_t handshake_buckets_max = 65'536;

milliseconds steady_now() {
  return std::chrono::duration_cast<milliseconds>(Clock::now().time_since_epoch());
}

// A ROUTER counts the routing ids it gives from rand(), which ZeroMQ never seeds: the first is always
// 6b8b4567. A peer that claims the id to be given next ends the process in an assertion (measured), so it
// must not be foretold.
bool seed_routing_ids() {
  unsigned seed = 0;
  if (getrandom(&seed, sizeof seed, 0) != static_cast<ssize_t>(sizeof seed)) return false;
  std::srand(seed);
  return true;
}

bool is_name(std::string_view user) {
  return !user.empty() && user.size() <= 255 &&
         std::all_of(user.begin(), user.end(), [](char c) { return c > ' ' && c <= '~'; });
}

// The frames of a ZAP 1.0 request as a ROUTER gives them.
enum Ask : std::size_t { from, gap, version, request, domain, address, identity, mechanism, key, ask_frames };

enum class Code { admitted = 200, refused_for_now = 300, refused = 400 };  // ZAP's
struct Verdict {
  Code code;
  std::string user;
};

}  // namespace

Context::State::~State() {
  if (zap != nullptr) zmq_close(zap);
  if (zmq != nullptr) zmq_ctx_term(zmq);
}

static Verdict judge(Context::State& state, const std::vector<Bytes>& ask) {
  const auto is = [&](std::size_t frame, std::string_view text) {
    return std::equal(ask[frame].begin(), ask[frame].end(), text.begin(), text.end());
  };
  if (!is(version, "1.0") || !is(domain, zap_domain) || !is(mechanism, "CURVE")) return {Code::refused, ""};
  const auto client = BoxPublic::from(ask[key]);
  if (!client) return {Code::refused, ""};
  try {
    const std::string where(ask[address].begin(), ask[address].end());
    auto user = state.doors.admit(*client, where);
    if (!user || !is_name(*user)) return {Code::refused, ""};
    const auto now = steady_now();
    if (state.handshakes.size() >= handshake_buckets_max) state.handshakes.clear();
    auto& bucket = state.handshakes.try_emplace(*client, state.doors.handshakes_per_key, now).first->second;
    if (!bucket.take(now)) return {Code::refused_for_now, ""};
    return {Code::admitted, std::move(*user)};
  } catch (...) {
    return {Code::refused, ""};
  }
}

void Context::State::answer_door(int count_max) {
  for (int i = 0; i < count_max; ++i) {
    auto ask = receive_frames(zap, ask_frames);
    if (!ask) return;
    if (ask->frames.size() != ask_frames || ask->more) {
      if (ask->frames.size() <= request) continue;  // nobody to answer; the handshake ends by its time limit
      ask->frames.resize(ask_frames);
    }
    const auto verdict = judge(*this, ask->frames);
    switch (verdict.code) {
      case Code::admitted: ++counts.admitted; break;
      case Code::refused_for_now: ++counts.refused_for_now; break;
      case Code::refused: ++counts.refused; break;
    }
    const auto text = [](std::string_view t) { return Bytes(t.begin(), t.end()); };
    send_frames(zap, {ask->frames[from],
                      {},
                      text("1.0"),
                      ask->frames[request],
                      text(std::to_string(static_cast<int>(verdict.code))),
                      {},
                      text(verdict.user),
                      {}});
  }
}

Context::Context(std::unique_ptr<State> state) : state_(std::move(state)) {}
Context::~Context() = default;
Context::Context(Context&&) noexcept = default;
Context& Context::operator=(Context&&) noexcept = default;

Result<Context> Context::for_dialling() {
  if (!seed_routing_ids()) return fail(Errc::io, "no randomness from the system");
  auto state = std::make_unique<State>();
  state->zmq = zmq_ctx_new();
  if (state->zmq == nullptr || zmq_ctx_set(state->zmq, ZMQ_MAX_SOCKETS, sockets_max) != 0)
    return fail(Errc::io, "ZeroMQ: " + last_zmq_error());
  return Context(std::move(state));
}

Result<Context> Context::with_doors(Doors doors) {
  if (!doors.admit || !doors.still_admitted) return fail(Errc::configuration, "a door without a guard");
  auto made = for_dialling();
  if (!made) return made;
  auto& state = made->state();
  state.doors = std::move(doors);
  state.zap = zmq_socket(state.zmq, ZMQ_ROUTER);
  const int zero = 0;
  if (state.zap == nullptr || zmq_setsockopt(state.zap, ZMQ_LINGER, &zero, sizeof zero) != 0 ||
      zmq_bind(state.zap, "inproc://zeromq.zap.01") != 0)
    return fail(Errc::io, "ZeroMQ authentication handler: " + last_zmq_error());
  return made;
}

Status Context::wait(std::span<Waitable> on, milliseconds timeout) {
  std::vector<zmq_pollitem_t> items;
  items.reserve(on.size() + 1);
  for (const auto& one : on) items.push_back({one.socket, one.fd, ZMQ_POLLIN, 0});
  if (state_->zap != nullptr) items.push_back({state_->zap, -1, ZMQ_POLLIN, 0});
  for (auto& one : on) one.ready = false;

  const bool for_ever = timeout < milliseconds(0);
  const auto end = Clock::now() + timeout;
  for (;;) {
    const auto left = std::max(milliseconds(0), std::chrono::ceil<milliseconds>(end - Clock::now()));
    const int ready = zmq_poll(items.data(), static_cast<int>(items.size()), for_ever ? -1 : left.count());
    if (ready < 0 && zmq_errno() == EINTR) return {};
    if (ready < 0) return fail(Errc::io, "ZeroMQ wait: " + last_zmq_error());
    if (state_->zap != nullptr && items.back().revents != 0) state_->answer_door(knocks_per_round);
    bool any = false;
    for (std::size_t i = 0; i < on.size(); ++i) any |= on[i].ready = items[i].revents != 0;
    if (any || (!for_ever && Clock::now() >= end)) return {};
  }
}

SessionId Context::new_session() {
  return ++state_->last_session;
}

Context::Counts Context::counts() const {
  return state_->counts;
}

}  // namespace tocsin::relay::io
