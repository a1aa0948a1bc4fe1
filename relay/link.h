// The life of one dialled line, as values: when it counts as up, when as silent and to be dialled anew, and
// when the outbox starts again from its shortest wait. Pure; the socket is relay/io/dial.h.
#pragma once
#include <optional>

#include "protocol/time.h"

namespace tocsin::relay {

enum class LinkPhase : std::uint8_t { connecting = 1, up = 2, down = 3 };

// What the socket or the loop saw.
enum class LinkSignal : std::uint8_t {
  connected = 1,    // the handshake succeeded: the peer holds the expected key and admits ours
  lost = 2,         // closed by the peer, or its transport heartbeat stayed out
  refused = 3,      // the peer answered the handshake with a refusal: it does not admit our key
  unreachable = 4,  // nobody listens there, or the handshake stayed without answer
  heard = 5,        // any message from the peer
  sent = 6,         // a message that will be answered went out
};

struct Link {
  LinkPhase phase = LinkPhase::connecting;
  Instant since{};                    // when this phase began
  Instant last_sign{};                // the last signal of any kind
  std::optional<Instant> awaiting{};  // the first send since the peer was last heard
  std::uint32_t failures = 0;         // in a row, until connected
  bool refused = false;               // the last failure was a refusal: an operator must act
  bool operator==(const Link&) const = default;
};

// What the owner of the link does about a change.
enum class LinkDuty : std::uint8_t {
  none = 0,
  restart_outbox = 1,  // came up: `way_up` for each row
  return_rows = 2,     // went down: `way_down` for each row
  dial_again = 3,      // silent: close the socket, dial anew, and `way_down` for each row
};

// After this without a sign the socket is dialled anew. A line that is up owes a sign only while an answer is
// awaited: a half-open connection is noticed by the transport's heartbeat (5 s + 15 s), a peer whose
// transport lives and whose loop is stuck by this. A line that is not up shows a sign at every attempt, at
// most 14 s apart; none means that ZeroMQ gave it up, as it does for good after a refusal or a malformed
// handshake.
constexpr seconds link_silent{20};

// How a line begins that is dialled now.
inline Link new_link(Instant now) {
  return Link{LinkPhase::connecting, now, now, std::nullopt, 0, false};
}

LinkDuty on(Link& link, LinkSignal signal, Instant now);
// The passing of time. A clock that stepped back starts the wait anew and never ends a line early.
LinkDuty tick(Link& link, Instant now);
// When `tick` can next say something; nullopt for a line that is up and owes nothing.
std::optional<Instant> next_tick(const Link& link);

}  // namespace tocsin::relay
