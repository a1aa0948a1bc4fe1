// What waits to be sent to one mailbox, and when. Rows are plain values: the owner keeps them in its tables,
// these functions say what to send now and how a row changes. A row ends only with the recipient's signed
// receipt, which is for its owner to verify. Pure.
#pragma once
#include <optional>
#include <span>
#include <vector>

#include "protocol/time.h"
#include "relay/message.h"

namespace tocsin::relay {

struct OutboxRow {
  std::uint64_t number;  // the order of queueing and the `reference` on the line
  Lane lane = Lane::rest;
  Instant due{};               // not sent before; for a row in flight, when its answer counts as lost
  std::uint32_t attempts = 0;  // sends since the line last came up
  std::size_t bytes = 0;       // of the parcel
  bool in_flight = false;      // sent on the line that is up, not answered yet
  bool ahead = false;  // before all others of its lane, and past the lane's share: a cancel waits for nobody
  bool operator==(const OutboxRow&) const = default;
};

// What may be under way to one mailbox at once; at least window_parcels_min.
struct Window {
  std::uint32_t parcels = window_parcels_max;
  std::size_t bytes = 1u << 20;
};

constexpr std::size_t ahead_parcels_max = 8;  // of a lane, beyond its share of the window

constexpr seconds answer_wait{20};  // a send without an answer is repeated after this
constexpr seconds retry_min{1};
constexpr minutes retry_max{5};
constexpr minutes relay_stored_wait{15};  // stored by a relay, no receipt yet: send again after this

// Numbers of the rows to send now: due, not in flight, lane by lane (control first), ascending in each lane,
// as far as the lane's share of the window reaches. Rows in flight use up their lane's share until they are
// due. Rows `ahead` come first, at most ahead_parcels_max at a time beyond the share. A lane with nothing in
// flight may always send one parcel, however large, so that nothing waits for ever. `rows` in any order.
std::vector<std::uint64_t> choose(std::span<const OutboxRow> rows, const Window& window, Instant now);

// How long to wait after the n-th failed send (n from 1): doubles from 1 s to 5 min, between half and the
// whole of it as `random` says, always within 1 s … 5 min.
Duration retry_after(std::uint32_t attempts, std::uint32_t random);

// How a row changes. `sent` gives the peer 20 s to answer at first, longer with every send.
void sent(OutboxRow& row, Instant now);
// No sooner than the mailbox asked (at most retry_max) and than `retry_after`.
void answered_busy(OutboxRow& row, std::uint32_t retry_after_ms, Instant now, std::uint32_t random);
// A relay keeps it: no delivery, so the row stays.
void stored_at_relay(OutboxRow& row, Instant now);
// `send` on the socket said no, or the line went down: back in the queue.
void not_sent(OutboxRow& row, Instant now, std::uint32_t random);
// The line came up: nothing is in flight on it, everything is due at once, attempts start again.
void line_up(OutboxRow& row, Instant now);

// When `choose` can next say something new by the passing of time alone; nullopt without rows.
std::optional<Instant> next_due(std::span<const OutboxRow> rows);

}  // namespace tocsin::relay
