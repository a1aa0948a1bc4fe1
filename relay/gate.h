// Which device's session goes to which node's line: what a gateway knows, and all that it knows. Devices come
// as strangers; nodes are those that the operator admitted. Bounded in every direction, so that nobody's
// flood keeps others out: of a node, of an origin, of a session. Pure: lines are numbers that the host gives,
// `now` is a clock that does not step. A host may be ZeroMQ (relay/host) or anything else that has lines.
#pragma once
#include <map>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "relay/bucket.h"
#include "relay/gate_message.h"

namespace tocsin::relay {

struct GateLimits {
  std::size_t sessions_max = 8192;
  std::size_t sessions_per_origin_max = 256;
  std::size_t unanswered_per_session_max = 4;             // carried to the node without their Handled
  std::size_t stranger_bytes_max = std::size_t{1} << 20;  // sent to a session whose node knows nobody there
  Rate calls_per_origin{5, 100}, messages_per_session{20, 100};
  Rate told_per_origin{20, 200};  // answers to what an origin should not have sent; beyond, silence
  std::chrono::milliseconds session_idle{90'000};  // a device says Still every still_every
  std::chrono::milliseconds node_silent{20'000};   // a node says Serve every serve_every
};
constexpr std::chrono::milliseconds still_every{20'000}, serve_every{5'000}, probe_every{5'000};

class Gate {
 public:
  explicit Gate(GateLimits limits) : limits_(limits) {}

  struct Out {
    SessionId line;
    bool to_node;  // else to a device
    GateMessage message;
  };
  using Now = std::chrono::milliseconds;

  // Which keys may serve, ascending. Who may no longer loses its sessions.
  void admit(std::vector<BoxPublic> nodes, std::vector<Out>& out);
  // One message of a device. `origin` is whom its bounds are counted for: its address.
  void from_device(SessionId line, std::string_view origin, GateMessage message, Now now,
                   std::vector<Out>& out);
  // Bytes of a device that are no message.
  void malformed(SessionId line, std::string_view origin, Now now, std::vector<Out>& out);
  // One message on a line whose far end has proved `node`.
  void from_node(SessionId line, const BoxPublic& node, GateMessage message, Now now, std::vector<Out>& out);
  // Nothing can be sent on the line any more. Safe for lines never heard of.
  void device_lost(SessionId line, std::vector<Out>& out);
  void node_lost(SessionId line, std::vector<Out>& out);
  // At least each second. Says Still to devices unheard of: a host that cannot send it says `device_lost`.
  void tick(Now now, std::vector<Out>& out);

  std::size_t sessions() const { return by_line_.size(); }
  std::size_t nodes() const { return nodes_.size(); }
  bool serves(const BoxPublic& node) const { return nodes_.count(node) > 0; }
  bool served_by(SessionId line) const;  // some node serves on it
  // Refused for want of room, and messages told to come again: for the operator's log.
  struct Counts {
    std::uint64_t calls = 0, carried = 0, held = 0, not_connected = 0, crowded = 0, malformed = 0;
  };
  const Counts& counts() const { return counts_; }

 private:
  struct Session {
    BoxPublic node;
    SessionId line;
    std::string origin;
    Now heard, probed;
    Bucket messages;
    std::size_t sent = 0;            // bytes, to the device
    std::size_t unanswered[3] = {};  // of each lane
    bool known = false;              // the node has said so
    bool over = false;               // kept only until the node has handled what it was sent
  };
  using Sessions = std::map<std::uint64_t, Session>;
  struct Usage {  // of one lane of a node's window
    std::size_t all = 0, unknown = 0;
    std::map<std::string, std::size_t, std::less<>> by_origin;
  };
  struct Node {
    SessionId line;
    Serve offer;
    Now heard;
    std::size_t sessions = 0;
    Usage used[3];
  };
  struct Origin {
    Bucket calls, told;
    std::size_t sessions = 0;
  };
  using Nodes = std::map<BoxPublic, Node>;

  void call(SessionId line, std::string_view origin, Call call, Now now, std::vector<Out>& out);
  void serve(SessionId line, const BoxPublic& key, const Serve& serve, Now now, std::vector<Out>& out);
  void handled(Node& node, const Handled& handled);
  void answer(Node& node, Carry carry, std::vector<Out>& out);
  static bool has_window(const Node& node, Lane lane, std::string_view origin, bool known);
  void carry(Node& node, std::uint64_t number, Session& session, Lane lane, Bytes bytes,
             std::vector<Out>& out);
  Origin& origin_of(std::string_view origin, Now now);
  bool make_room(const BoxPublic& node, std::string_view origin, std::vector<Out>& out);
  // Ends the stranger unheard for longest, of those that `of` names; false if there is none.
  template <class Of>
  bool end_stranger(const Of& of, std::vector<Out>& out);
  void hold(SessionId line, std::uint32_t ms, std::vector<Out>& out);
  // What an origin is told of its own excess.
  void tell(SessionId line, std::string_view origin, EndCode code, Now now, std::vector<Out>& out);
  void hold_off(SessionId line, std::string_view origin, Now now, std::vector<Out>& out);
  struct Tell {
    bool device, node;
  };
  void end(Sessions::iterator at, EndCode code, Tell tell, std::vector<Out>& out);
  void forget(Sessions::iterator at);
  void node_gone(Nodes::iterator at, EndCode code, std::vector<Out>& out);

  GateLimits limits_;
  std::vector<BoxPublic> admitted_;
  Nodes nodes_;
  // On which line a node's sessions were forgotten: should it serve there again, it hears of it first.
  std::map<BoxPublic, SessionId> forgotten_;
  Sessions sessions_;
  std::unordered_map<SessionId, std::uint64_t> by_line_;  // of devices, to sessions that are not over
  std::map<std::string, Origin, std::less<>> origins_;
  std::uint64_t last_session_ = 0;
  Counts counts_;
};

}  // namespace tocsin::relay
