// What a device, a gateway and a node say to each other where the node dials out to the gateway: eight
// messages and their bytes. One message is one ZeroMQ frame. The bytes carried are sealed from end to end
// between device and node (protocol/seal/tunnel.h): nothing here looks inside. Pure.
#pragma once
#include <variant>

#include "protocol/ids.h"
#include "protocol/limits.h"
#include "protocol/result.h"
#include "relay/message.h"

namespace tocsin::relay {

// Why a session is over. Append only, never renumber.
enum class EndCode : std::uint8_t {
  done = 1,           // one side had no more to say
  not_connected = 2,  // no node of that key is at this gateway just now, or may be
  node_lost = 3,      // it was, and its line went down
  crowded = 4,        // no room for one more, or room was needed for another
  idle = 5,           // nothing was heard of the device for too long
  malformed = 6,      // a message that this side never sends, or bytes that do not open
  unknown = 7,        // there is no such session here, any more or yet
};

// Node → gateway, when the line comes up and then every serve_every: this node serves sessions. An admitted
// key on the line is the node's name; the newest line of a key is the one that counts.
struct Serve {
  std::uint16_t sessions;  // most that it holds at once by this line, 1 … sessions_of_node_max
  std::uint16_t window;    // carried bytes that it takes without their Handled, window_min … window_max
  bool operator==(const Serve&) const = default;
};
// Gateway → node: a Serve was heard.
struct Serving {
  bool operator==(const Serving&) const = default;
};
// Device → gateway: begin a session with this node. A device's line carries one session at a time.
struct Call {
  Lane lane;
  BoxPublic node;  // the node's CURVE key
  Bytes bytes;     // the first that are carried to it, 1 … carried_bytes_max
  bool operator==(const Call&) const = default;
};
// All ways: bytes of a session. To a node that does not know the session yet they begin it.
struct Carry {
  std::uint64_t session;  // given by the gateway; 0 on the device's line
  Lane lane;
  bool known;   // from a node: a key known there has signed in this session. Else false
  Bytes bytes;  // 1 … carried_bytes_max
  bool operator==(const Carry&) const = default;
};
// Node → gateway: one Carry of this session and lane has been dealt with.
struct Handled {
  std::uint64_t session;
  Lane lane;
  bool operator==(const Handled&) const = default;
};
// Gateway → device: the last bytes were not passed on; bring the same again no sooner than this.
struct Held {
  std::uint32_t retry_after_ms;
  bool operator==(const Held&) const = default;
};
// All ways: the session is over. Answered by nothing.
struct Ended {
  std::uint64_t session;  // 0 on the device's line
  EndCode code;
  bool operator==(const Ended&) const = default;
};
// Device → gateway, every still_every while it waits; answered by the same, or by Ended. The gateway says it
// too, unasked and unanswered, to find out which devices are gone.
struct Still {
  bool operator==(const Still&) const = default;
};
using GateMessage = std::variant<Serve, Serving, Call, Carry, Handled, Held, Ended, Still>;

constexpr std::uint16_t sessions_of_node_max = 4096;
constexpr std::uint16_t window_min = 16, window_max = 1024;
constexpr std::size_t carry_overhead = 1 + 8 + 1 + 1, call_overhead = 1 + 1 + 32;
constexpr std::size_t carried_bytes_max = limits::message_bytes_max - call_overhead;

// The bytes of relay/README.md, "Messages of a gateway". Asserts what `decode_gate` checks.
Bytes encode(const GateMessage& message);
// malformed: unknown kind, lane, code or flag, wrong length, a number out of range, anything after the end.
Result<GateMessage> decode_gate(ByteView bytes);

}  // namespace tocsin::relay
