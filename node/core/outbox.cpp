#include "node/core/outbox.h"

#include <algorithm>
#include <array>
#include <cassert>

#include "node/core/tables.h"
#include "protocol/seal/session.h"

namespace tocsin::node {
namespace {

using relay::Lane;
using relay::OutboxRow;

constexpr std::size_t looked_at_per_lane = 64;  // twice the window: enough to choose from

// Where a parcel waits. The index row sorts by it; the parcel itself is read only when it is sent.
struct Queue {
  Lane lane{};
  Place place = Place::in_order;
};
constexpr Queue queues[] = {
    {Lane::control, Place::ahead}, {Lane::control}, {Lane::in_progress}, {Lane::rest}};
std::uint8_t number_of(const Queue& queue) {
  return queue.place == Place::ahead ? 0 : static_cast<std::uint8_t>(queue.lane);
}
Bytes queue_key(const KeyId& peer, const Queue& queue) {
  return ByteWriter().raw(peer).u8(number_of(queue)).take();
}
Bytes index_key(const KeyId& peer, const Queue& queue, std::uint64_t number) {
  return ByteWriter().raw(ByteView(queue_key(peer, queue))).sorted64(number).take();
}
Bytes parcel_key(const KeyId& peer, std::uint64_t number) {
  return ByteWriter().raw(peer).sorted64(number).take();
}

bool line_is_up(Turn& turn, const KeyId& peer) {
  return turn.txn.get(table::links, peer.view()).has_value();
}

std::uint32_t random32(Turn& turn) {
  std::array<std::uint8_t, 4> bytes{};
  turn.entropy.fill(bytes.data(), bytes.size());
  return ByteReader(bytes).u32();
}

OutboxRow row_of(Turn& turn, const KeyId& peer, std::uint64_t number, const Queue& queue, std::size_t bytes) {
  OutboxRow row;
  row.number = number;
  row.lane = queue.lane;
  row.ahead = queue.place == Place::ahead;
  row.bytes = bytes;
  if (auto held = turn.txn.get(table::in_flight, parcel_key(peer, number))) {
    ByteReader read(*held);
    row.due = from_ms(read.u64());
    row.attempts = read.u32();
    row.in_flight = read.boolean();
  }
  return row;
}

void keep(Turn& turn, const KeyId& peer, const OutboxRow& row) {
  turn.txn.put(table::in_flight, parcel_key(peer, row.number),
               ByteWriter().u64(to_ms(row.due)).u32(row.attempts).boolean(row.in_flight).view());
}

struct Waiting {
  Queue queue;
  Hash content;
  std::uint32_t bytes = 0;
};
std::optional<Waiting> find(Turn& turn, const KeyId& peer, std::uint64_t number) {
  for (const auto& queue : queues)
    if (auto row = turn.txn.get(table::outbox_index, index_key(peer, queue, number))) {
      ByteReader read(*row);
      Waiting waiting;
      waiting.queue = queue;
      waiting.bytes = read.u32();
      waiting.content = read.id<Hash>();
      return waiting;
    }
  return std::nullopt;
}

}  // namespace

void queue_parcel(Turn& turn, const PeerNode& to, Lane lane, wire::ParcelKind kind, ByteView bytes,
                  Place place) {
  assert(place == Place::in_order || lane == Lane::control);
  auto content = wire::encode(wire::ParcelContent{kind, Bytes(bytes.begin(), bytes.end())});
  auto counter = ByteWriter().raw(named("parcel")).raw(to.id).take();
  auto number = get_number(turn.txn, table::meta, counter) + 1;
  auto parcel = seal::seal_parcel(turn.identity.signing, {to.id, to.parcel}, number, content, turn.entropy);
  if (!parcel) return turn.event(EventCode::parcel_refused, to_hex(to.id.view()), number);
  put_number(turn.txn, table::meta, counter, number);
  turn.txn.put(table::outbox, parcel_key(to.id, number), *parcel);
  turn.txn.put(
      table::outbox_index, index_key(to.id, {lane, place}, number),
      ByteWriter().u32(static_cast<std::uint32_t>(parcel->size())).raw(seal::hash256(content)).view());
}

void pump(Turn& turn, const PeerNode& to) {
  if (!line_is_up(turn, to.id)) return;
  std::vector<OutboxRow> rows;
  for (const auto& queue : queues) {
    std::size_t seen = 0;
    auto prefix = queue_key(to.id, queue);
    scan_prefix(turn.txn, table::outbox_index, prefix, [&](ByteView key, ByteView value) {
      auto number = ByteReader(key.subspan(prefix.size())).sorted64();
      rows.push_back(row_of(turn, to.id, number, queue, ByteReader(value).u32()));
      return ++seen < looked_at_per_lane;
    });
  }
  for (auto number : relay::choose(rows, relay::Window{}, turn.now)) {
    auto row =
        std::find_if(rows.begin(), rows.end(), [&](const auto& each) { return each.number == number; });
    auto parcel = turn.txn.get(table::outbox, parcel_key(to.id, number));
    if (row == rows.end() || !parcel) continue;
    turn.effects.send.push_back(
        {to.id, relay::encode(relay::Put{to.mailbox, number, row->lane, std::move(*parcel)})});
    relay::sent(*row, turn.now);
    keep(turn, to.id, *row);
  }
  if (auto due = relay::next_due(rows)) turn.wake(*due);
}

void on_link_change(Turn& turn, const PeerNode& peer, bool up) {
  std::vector<Bytes> rows;
  scan_prefix(turn.txn, table::in_flight, peer.id.view(), [&](ByteView key, ByteView) {
    rows.emplace_back(key.begin(), key.end());
    return true;
  });
  for (const auto& key : rows)
    turn.txn.erase(table::in_flight, key);  // nothing in flight, all due, attempts anew
  if (!up) {
    turn.txn.erase(table::links, peer.id.view());
    return turn.event(EventCode::peer_down, to_hex(peer.id.view()));
  }
  turn.txn.put(table::links, peer.id.view(), {});
  turn.event(EventCode::peer_up, to_hex(peer.id.view()));
}

void on_link_answer(Turn& turn, const PeerNode& peer, ByteView frame) {
  auto message = relay::decode(frame);
  if (!message) return turn.event(EventCode::frame_malformed, to_hex(peer.id.view()));
  if (const auto* stored = std::get_if<relay::Stored>(&*message)) {
    auto waiting = find(turn, peer.id, stored->reference);
    if (!waiting) return;  // answered before
    auto signature = Signature::from(stored->acknowledgement);
    if (!signature || !seal::verify_acknowledgement(peer.signing, turn.self(), stored->reference,
                                                    waiting->content, *signature)) {
      auto row = row_of(turn, peer.id, stored->reference, waiting->queue, waiting->bytes);
      relay::stored_at_relay(row, turn.now);
      return keep(turn, peer.id, row);
    }
    turn.txn.erase(table::outbox, parcel_key(peer.id, stored->reference));
    turn.txn.erase(table::outbox_index, index_key(peer.id, waiting->queue, stored->reference));
    turn.txn.erase(table::in_flight, parcel_key(peer.id, stored->reference));
    return turn.event(EventCode::parcel_acknowledged, to_hex(peer.id.view()), stored->reference);
  }
  auto put_back = [&](std::uint64_t reference, std::uint32_t wait_ms) {
    auto waiting = find(turn, peer.id, reference);
    if (!waiting) return;
    auto row = row_of(turn, peer.id, reference, waiting->queue, waiting->bytes);
    relay::answered_busy(row, wait_ms, turn.now, random32(turn));
    keep(turn, peer.id, row);
    turn.wake(row.due);
  };
  if (const auto* busy = std::get_if<relay::Busy>(&*message))
    return put_back(busy->reference, busy->retry_after_ms);
  if (const auto* refused = std::get_if<relay::Refused>(&*message)) {
    turn.event(EventCode::parcel_refused, to_hex(peer.id.view()), static_cast<std::uint64_t>(refused->code));
    return put_back(refused->reference, 300'000);  // kept: an operator may mend what the other side misses
  }
  turn.event(EventCode::frame_malformed, to_hex(peer.id.view()));
}

std::uint64_t waiting_parcels(Turn& turn) {
  std::uint64_t count = 0;
  turn.txn.scan(table::outbox_index, {}, [&](ByteView, ByteView) { return ++count < 1'000'000; });
  return count;
}

}  // namespace tocsin::node
