// The lines by which devices reach this node through gateways: it dials, serves, and holds the tunnel of each
// guest. What a guest says is a message like any on the client port, under a name that lets nobody in. One
// thread; never blocks.
#pragma once
#include <map>
#include <optional>
#include <unordered_map>
#include <vector>

#include "node/config/config.h"
#include "node/core/turn.h"
#include "protocol/seal/tunnel.h"
#include "relay/bucket.h"
#include "relay/gate_message.h"
#include "relay/io/dial.h"

namespace tocsin::node::io {

class Gateways {
 public:
  // All must outlive it. `node` is the same key as `own`, for the tunnels.
  // `local`: which gateway is on this host, and where.
  Gateways(relay::io::Context& context, const relay::io::CurveKeys& own, const seal::BoxKey& node,
           Entropy& entropy, const config::Config::LocalGateway& local)
      : context_(context), own_(own), node_(node), entropy_(entropy), local_(local) {}

  // Dials what is new, hangs up what is wanted no longer. The errors are those of endpoints not understood.
  std::vector<Error> set(const std::vector<LineTo>& wanted, Instant now);
  // A guest's frame whose rate is exceeded: to be answered Busy, with no work.
  struct Hurried {
    SessionId session;
    Bytes frame;
  };
  // Adds what happened since the last call: at most `messages_max` messages of each line, and every change.
  void drain(std::size_t messages_max, Instant now, std::vector<Input>& inputs,
             std::vector<Hurried>& hurried);
  // What was drained is on disk and answered: its gateways may send more.
  void handled();
  bool has(SessionId session) const { return guests_.count(session) > 0; }
  // False: there is no such guest, or his gateway does not take it now.
  bool send(SessionId session, ByteView frame, bool known);
  void add_waitables(std::vector<relay::io::Waitable>& to) const;

 private:
  struct Guest {
    LineTo line;
    std::uint64_t number;  // the gateway's
    seal::Tunnel tunnel;
    relay::Bucket messages;
    bool known = false;
  };
  struct Line {
    relay::io::Dial dial;
    relay::Link link;
    relay::Bucket calls;
    std::map<std::uint64_t, SessionId> guests;
    Instant served{};  // when it was last told that this node serves
    std::optional<Instant>
        refused{};         // it does not let this node serve: dialled anew later, under its grants of then
    bool told_up = false;  // the core's view: the gateway has said Serving
  };
  Result<relay::io::Dial> dial(const LineTo& to);
  void follow(const LineTo& to, Line& line, relay::LinkDuty duty, std::vector<Input>& inputs);
  void serve(Line& line, Instant now);
  void hear(const LineTo& to, Line& line, relay::GateMessage message, Instant now, std::vector<Input>& inputs,
            std::vector<Hurried>& hurried);
  void hear_end(const LineTo& to, Line& line, std::uint64_t number, Instant now, std::vector<Input>& inputs);
  void call(const LineTo& to, Line& line, const relay::Carry& carry);
  void end(Line& line, std::uint64_t number, relay::EndCode code);
  void forget(Line& line, std::uint64_t number);
  void forget_all(Line& line);

  relay::io::Context& context_;
  const relay::io::CurveKeys& own_;
  const seal::BoxKey& node_;
  Entropy& entropy_;
  const config::Config::LocalGateway& local_;
  std::map<LineTo, Line> lines_;
  std::unordered_map<SessionId, Guest> guests_;
  std::vector<std::pair<LineTo, relay::Handled>> drained_;
  std::vector<Input> hung_up_;  // changes that `set` made, told by the next drain
};

}  // namespace tocsin::node::io
