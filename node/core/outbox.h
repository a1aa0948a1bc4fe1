// Parcels for other nodes, durable until the recipient has signed for them. What to send when, and by which
// of the recipient's mailboxes, is relay/outbox.h's; here are the rows.
#pragma once
#include <span>

#include "node/core/context.h"
#include "protocol/wire/documents.h"
#include "protocol/wire/message.h"
#include "protocol/wire/parcel_answers.h"
#include "relay/outbox.h"

namespace tocsin::node {

// Keys that a node's paper named before, and until when they still speak.
struct FormerNode {
  wire::NodeKeys keys;
  Instant until;
};
// Another node, as its charter or record names it.
struct PeerNode {
  KeyId id;
  SigningPublic signing;
  BoxPublic parcel, curve;
  std::vector<wire::Mailbox> mailboxes;  // in the order in which they are used
  std::vector<FormerNode> former;        // oldest first
};
static_assert(wire::mailboxes_max <= relay::ways_max);

LineTo line_to(const wire::Mailbox& mailbox);
bool is_up(Turn& turn, const LineTo& line);
void set_up(Turn& turn, const LineTo& line, bool up);
// Which of the peer's mailboxes can be written to now.
relay::Ways ways_up(Turn& turn, const PeerNode& peer);

// `ahead`: before everything that waits in its lane.
enum class Place : std::uint8_t { in_order, ahead };
// Seals and stores a parcel; `pump` sends it at the end of the batch. False: it cannot be sealed (logged).
bool queue_parcel(Turn& turn, const PeerNode& to, relay::Lane lane, wire::ParcelKind kind, ByteView bytes,
                  Place place = Place::in_order);
// What waits for this peer with one of these contents need not go any more. One look at all that waits.
void recall_parcels(Turn& turn, const PeerNode& from, wire::ParcelKind kind, std::span<const Bytes> contents);
// A parcel with the next number of this peer, and that number. nullopt: it cannot be sealed (logged).
struct Numbered {
  std::uint64_t number;
  Bytes parcel;
};
std::optional<Numbered> seal_next(Turn& turn, const PeerNode& to, ByteView content);
// Sends what is due to one peer, as far as the window reaches.
void pump(Turn& turn, const PeerNode& to);

// The line to one of the peer's mailboxes came up or went down.
void on_way_change(Turn& turn, const PeerNode& peer, std::uint8_t way, bool up);
// What that mailbox says about a put. A row ends only by the recipient's signature.
void on_way_answer(Turn& turn, const PeerNode& peer, std::uint8_t way, const relay::Message& answer);
// What the recipient itself says about a parcel that came to it through a relay.
void on_parcel_answer(Turn& turn, const PeerNode& peer, const wire::ParcelAnswer& answer);
std::uint64_t waiting_parcels(Turn& turn);
// What waits for `was` is sealed again as it would be now, for `now`: the same node with other keys, or this
// one with others of its own. A parcel that cannot be opened here stays as it is.
void seal_again(Turn& turn, const KeyId& was, const PeerNode& now);

}  // namespace tocsin::node
