// Parcels for other nodes, durable until the recipient has signed for them. What to send when is
// relay/outbox.h's; here are the rows.
#pragma once
#include "node/core/context.h"
#include "protocol/wire/message.h"
#include "relay/outbox.h"

namespace tocsin::node {

// Another node, as its charter or record names it.
struct PeerNode {
  KeyId id;
  SigningPublic signing;
  BoxPublic parcel;
  std::string address;  // of its mailbox
  BoxPublic server;
  MailboxId mailbox;
};

// `ahead`: before everything that waits in its lane.
enum class Place : std::uint8_t { in_order, ahead };
// Seals and stores a parcel; `pump` sends it at the end of the batch.
void queue_parcel(Turn& turn, const PeerNode& to, relay::Lane lane, wire::ParcelKind kind, ByteView bytes,
                  Place place = Place::in_order);
// Sends what is due to one peer, as far as the window reaches.
void pump(Turn& turn, const PeerNode& to);

void on_link_change(Turn& turn, const PeerNode& peer, bool up);
// The answer to a put. A row ends only by the recipient's signature.
void on_link_answer(Turn& turn, const PeerNode& peer, ByteView frame);
std::uint64_t waiting_parcels(Turn& turn);

}  // namespace tocsin::node
