// What waits to be sent to one recipient, when, and to which of its mailboxes. Rows are plain values: the
// owner keeps them in its tables, these functions say what to send now and how a row changes. A row ends only
// with the recipient's signed receipt, which is for its owner to verify. Pure.
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
  std::uint8_t way = 0;        // the recipient's mailbox it was last sent to, as it lists them
  std::uint8_t tried = 0;      // bit by bit: the mailboxes it was sent to in this round
  bool ahead = false;  // before all others of its lane, and past the lane's share: a cancel waits for nobody
  bool operator==(const OutboxRow&) const = default;
};

// The recipient's mailboxes whose line is up, bit by bit.
using Ways = std::uint8_t;
constexpr std::size_t ways_max = 8;

// What may be under way to one recipient at once; at least window_parcels_min.
struct Window {
  std::uint32_t parcels = window_parcels_max;
  std::size_t bytes = 1u << 20;
};

constexpr std::size_t ahead_parcels_max = 8;  // of a lane, beyond its share of the window

constexpr seconds answer_wait{20};  // a send without an answer is repeated after this
constexpr seconds retry_min{1};
constexpr minutes retry_max{5};
constexpr minutes relay_stored_wait{15};  // stored by a relay, no receipt yet: send again after this
// The same, where another of its mailboxes has not had it yet: a relay that drops costs no more than this.
constexpr seconds next_relay_wait{30}, urgent_next_relay_wait{5};  // urgent: in progress, control

// Numbers of the rows to send now: due (or further ahead than any wait, by a clock that stepped back), not in
// flight, lane by lane (control first), ascending in each lane, as far as the lane's share of the window
// reaches. Rows in flight use up their lane's share until they are due. Rows `ahead` come first, at most
// ahead_parcels_max at a time beyond the share. A lane with nothing in flight may always send one parcel,
// however large, so that nothing waits for ever. `rows` in any order.
std::vector<std::uint64_t> choose(std::span<const OutboxRow> rows, const Window& window, Instant now);

// How long to wait after the n-th failed send (n from 1): doubles from 1 s to 5 min, between half and the
// whole of it as `random` says, always within 1 s … 5 min.
Duration retry_after(std::uint32_t attempts, std::uint32_t random);

// The mailbox to send a row to: the first that is up and has not had it in this round; when all have, a new
// round begins. Precondition: `up` is not 0.
std::uint8_t next_way(const OutboxRow& row, Ways up);

// How a row changes. `sent` gives the mailbox 20 s to answer at first, longer with every send.
void sent(OutboxRow& row, std::uint8_t way, Ways up, Instant now);
// To the next mailbox at once, if there is one that has not had it (`up`); otherwise no sooner than it asked
// (at most retry_max) and than `retry_after`.
void answered_busy(OutboxRow& row, std::uint32_t retry_after_ms, Ways up, Instant now, std::uint32_t random);
// A relay keeps it: no delivery, so the row stays.
void stored_at_relay(OutboxRow& row, Ways up, Instant now);
// The line to this mailbox went down: what was in flight on it is due, for another or for when it comes back.
void way_down(OutboxRow& row, std::uint8_t way, Instant now);
// It came up: what was last sent there is due at once and from the shortest wait; what another keeps goes
// there soon too.
void way_up(OutboxRow& row, std::uint8_t way, Instant now);

// When `choose` can next say something new by the passing of time alone; nullopt without rows.
std::optional<Instant> next_due(std::span<const OutboxRow> rows);

}  // namespace tocsin::relay
