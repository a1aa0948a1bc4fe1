#include "node/client/gateway_line.h"

#include <algorithm>
#include <chrono>
#include <variant>

#include "protocol/seal/tunnel.h"
#include "relay/gate.h"

namespace tocsin::client {
namespace {

using Clock = std::chrono::steady_clock;
using relay::GateMessage;
using relay::Lane;

Duration left_until(Clock::time_point end) {
  return std::max(Duration(0), std::chrono::ceil<Duration>(end - Clock::now()));
}

tl::unexpected<Error> over(relay::EndCode code) {
  return fail(code == relay::EndCode::crowded ? Errc::busy : Errc::unreachable, said_of(code));
}

// The gateway's side of a session: what it carried, or why it is over. Answers Held by bringing the same
// again.
class Carried {
 public:
  explicit Carried(relay::io::Line line) : line_(std::move(line)) {}

  Status send(GateMessage message) {
    last_ = relay::encode(message);
    again_at_.reset();
    return line_.send(last_);
  }
  Result<Bytes> receive(Duration timeout) {
    const auto end = Clock::now() + timeout;
    for (;;) {
      const auto until = std::min({end, again_at_.value_or(end), still_at()});
      auto received = line_.receive(left_until(until));
      if (received) {
        heard_ = Clock::now();
        auto bytes = hear(*received);
        if (!bytes || bytes->has_value()) return bytes ? Result<Bytes>(std::move(**bytes)) : pass_on(bytes);
        continue;
      }
      if (received.error().code != Errc::unreachable || Clock::now() < until)
        return received;  // it went down
      if (again_at_ && Clock::now() >= *again_at_) {
        again_at_.reset();
        if (auto sent = line_.send(last_); !sent) return tl::unexpected<Error>(sent.error());
      } else if (Clock::now() >= end) {
        return received;
      } else if (auto stands = still_here(); !stands) {
        return tl::unexpected<Error>(stands.error());
      }
    }
  }
  void hang_up() { static_cast<void>(line_.send(relay::encode(relay::Ended{0, relay::EndCode::done}))); }

 private:
  // Bytes carried; nothing where the message asked for patience or said that all is well.
  Result<std::optional<Bytes>> hear(const Bytes& received) {
    auto message = relay::decode_gate(received);
    if (!message) return pass_on(message);
    if (auto* carry = std::get_if<relay::Carry>(&*message)) {
      again_at_.reset();
      return std::optional<Bytes>(std::move(carry->bytes));
    }
    if (const auto* ended = std::get_if<relay::Ended>(&*message)) return over(ended->code);
    if (const auto* held = std::get_if<relay::Held>(&*message)) {
      constexpr std::uint32_t held_ms_max = 5000;
      again_at_ = Clock::now() + std::chrono::milliseconds(std::min(held->retry_after_ms, held_ms_max));
    } else if (!std::holds_alternative<relay::Still>(*message)) {
      return fail(Errc::malformed, "the gateway says what gateways do not say");
    }
    return std::optional<Bytes>{};
  }
  Clock::time_point still_at() const { return std::max(heard_, stilled_) + relay::still_every; }
  // A gateway that says nothing twice as long as it may is not there.
  Status still_here() {
    if (stilled_ > heard_) return fail(Errc::unreachable, "the gateway does not answer any more");
    stilled_ = Clock::now();
    return line_.send(relay::encode(GateMessage(relay::Still{})));
  }

  relay::io::Line line_;
  Bytes last_;
  std::optional<Clock::time_point> again_at_;
  Clock::time_point heard_ = Clock::now(), stilled_{};
};

class GatewayLine final : public FrameLine {
 public:
  GatewayLine(Carried line, seal::Tunnel tunnel) : line_(std::move(line)), tunnel_(std::move(tunnel)) {}
  ~GatewayLine() override { line_.hang_up(); }
  GatewayLine(const GatewayLine&) = delete;
  GatewayLine& operator=(const GatewayLine&) = delete;

  Status send(ByteView frame) override {
    if (frame.size() + seal::tunnel_overhead > relay::carried_bytes_max)
      return fail(Errc::too_large, "too long for one message");
    return line_.send(relay::Carry{0, lane_, false, tunnel_.seal(frame)});
  }
  void set_urgent(bool urgent) override { lane_ = urgent ? Lane::in_progress : Lane::rest; }
  Result<Bytes> receive(Duration timeout) override {
    auto sealed = line_.receive(timeout);
    if (!sealed) return sealed;
    auto frame = tunnel_.open(*sealed);
    if (!frame)
      return fail(Errc::unreachable,
                  "what came through the gateway is not what the node sent; the line is closed");
    return std::move(*frame);
  }

 private:
  Carried line_;
  seal::Tunnel tunnel_;
  Lane lane_ = Lane::rest;
};

}  // namespace

std::string said_of(relay::EndCode code) {
  using relay::EndCode;
  switch (code) {
    case EndCode::not_connected:
      return "the node is not connected to this gateway; nothing was sent. In danger, call 17";
    case EndCode::node_lost:
      return "the gateway lost the node; whether the last message arrived is not known. In danger, call 17";
    case EndCode::crowded: return "the gateway has no room just now; nothing was sent. In danger, call 17";
    case EndCode::idle: return "the gateway closed the line: nothing was said for long";
    case EndCode::done: return "the node closed the line";
    case EndCode::malformed: return "the line was closed: something on the way was not understood";
    case EndCode::unknown: return "the gateway does not know this line any more";
  }
  return "the gateway closed the line";
}

Result<std::unique_ptr<FrameLine>> open_gateway_line(relay::io::Line line, const BoxPublic& node,
                                                     Duration timeout) {
  seal::SystemEntropy entropy;
  const auto call = seal::call_tunnel(entropy);
  Carried carried(std::move(line));
  if (auto sent = carried.send(relay::Call{Lane::control, node, call.bytes}); !sent)
    return tl::unexpected<Error>(sent.error());
  auto answer = carried.receive(timeout);
  if (!answer) return pass_on(answer);
  auto tunnel = seal::join_tunnel(call, node, *answer);
  if (!tunnel)
    return fail(Errc::cannot_open, "who answers behind the gateway is not the node; nothing was sent");
  return std::unique_ptr<FrameLine>(std::make_unique<GatewayLine>(std::move(carried), std::move(*tunnel)));
}

}  // namespace tocsin::client
