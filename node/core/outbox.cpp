#include "node/core/outbox.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <set>

#include "node/core/rotation.h"
#include "node/core/tables.h"
#include "protocol/seal/session.h"

namespace tocsin::node {
namespace {

using relay::Lane;
using relay::OutboxRow;

constexpr std::size_t looked_at_per_lane = 64;  // twice the window: enough to choose from, of each sort

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

Bytes link_key(const LineTo& line) {
  return ByteWriter().raw(line.server).text(line.address).take();
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
    row.way = read.u8();
    row.tried = read.u8();
  }
  return row;
}

Queue queue_of(const OutboxRow& row) {
  return {row.lane, row.ahead ? Place::ahead : Place::in_order};
}

// A row that was sent stands among those under way, or rests until it is due: rows that rest, at a relay or
// because the recipient is busy, are passed over without being looked at.
Bytes place_key(const KeyId& peer, const OutboxRow& row) {
  auto key = ByteWriter().raw(ByteView(queue_key(peer, queue_of(row)))).boolean(!row.in_flight);
  return key.sorted64(to_ms(row.due)).sorted64(row.number).take();
}

void forget_state(Turn& turn, const KeyId& peer, const Queue& queue, std::uint64_t number) {
  auto key = parcel_key(peer, number);
  if (!turn.txn.get(table::in_flight, key)) return;
  turn.txn.erase(table::sent_rows, place_key(peer, row_of(turn, peer, number, queue, 0)));
  turn.txn.erase(table::in_flight, key);
}

void keep(Turn& turn, const KeyId& peer, const OutboxRow& row) {
  const auto queue = queue_of(row);
  forget_state(turn, peer, queue, row.number);
  auto value = ByteWriter().u64(to_ms(row.due)).u32(row.attempts).boolean(row.in_flight);
  turn.txn.put(table::in_flight, parcel_key(peer, row.number), value.u8(row.way).u8(row.tried).view());
  turn.txn.put(table::sent_rows, place_key(peer, row), {});
  auto newest = queue_key(peer, queue);
  if (get_number(turn.txn, table::sent_up_to, newest) < row.number)
    put_number(turn.txn, table::sent_up_to, newest, row.number);
}

// What may be sent of one queue, and what limits it: all that is under way; what has rested long enough, or
// longer than anything may, and the first that has not; what is new.
void look_at(Turn& turn, const KeyId& peer, const Queue& queue, std::vector<OutboxRow>& rows) {
  const auto prefix = queue_key(peer, queue);
  auto add = [&](ByteView key) {
    const auto number = ByteReader(key.last(sizeof(std::uint64_t))).sorted64();
    if (auto row = turn.txn.get(table::outbox_index, index_key(peer, queue, number)))
      rows.push_back(row_of(turn, peer, number, queue, ByteReader(*row).u32()));
  };
  auto sent = [&](bool rests) { return ByteWriter().raw(ByteView(prefix)).boolean(rests).take(); };
  scan_prefix(turn.txn, table::sent_rows, sent(false), [&](ByteView key, ByteView) {
    add(key);
    return true;
  });
  std::size_t seen = 0;
  const auto beyond = to_ms(turn.now + relay::relay_stored_wait) + 1;
  scan_prefix(turn.txn, table::sent_rows, sent(true), [&](ByteView key, ByteView) {
    const auto due = ByteReader(key.subspan(prefix.size() + 1)).sorted64();
    if (due >= beyond) return false;
    add(key);
    return due <= to_ms(turn.now) && ++seen < looked_at_per_lane;
  });
  const auto too_far = ByteWriter().raw(ByteView(sent(true))).sorted64(beyond).take();
  scan_prefix_from(turn.txn, table::sent_rows, sent(true), too_far, [&](ByteView key, ByteView) {
    add(key);
    return ++seen < looked_at_per_lane;
  });
  seen = 0;
  const auto first_new = get_number(turn.txn, table::sent_up_to, prefix) + 1;
  scan_prefix_from(turn.txn, table::outbox_index, prefix, index_key(peer, queue, first_new),
                   [&](ByteView key, ByteView) {
                     add(key);
                     return ++seen < looked_at_per_lane;
                   });
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

OutboxRow row_of(Turn& turn, const KeyId& peer, std::uint64_t number, const Waiting& waiting) {
  return row_of(turn, peer, number, waiting.queue, waiting.bytes);
}

constexpr std::uint32_t refused_wait_ms = 300'000;  // kept: an operator may mend what the other side misses

// By either's keys: the parcel may have gone out before one of them changed its own.
bool is_signed_for(Turn& turn, const PeerNode& peer, std::uint64_t number, const Hash& content,
                   const Signature& signature) {
  for (const auto* set : honoured_sets(turn))
    for (const auto& key : signing_keys(peer, turn.now, Formers::honoured))
      if (seal::verify_acknowledgement(key, seal::key_id(set->signing.public_key), number, content,
                                       signature))
        return true;
  return false;
}

Result<Bytes> sealed(Turn& turn, const PeerNode& to, std::uint64_t number, ByteView content) {
  const auto& own = set_for(turn, to);
  auto entropy = seal::parcel_entropy(own.parcel, seal::key_id(own.signing.public_key), to.id, number,
                                      seal::hash256(content));
  return seal::seal_parcel(own.signing, {to.id, to.parcel}, number, content, entropy);
}

// What a parcel of ours holds, by whichever generation of our keys it was sealed, to whichever of the peer's.
std::optional<Bytes> content_of(Turn& turn, const PeerNode& peer, std::uint64_t number, const Hash& content,
                                ByteView parcel) {
  std::vector<std::pair<KeyId, BoxPublic>> recipients{{peer.id, peer.parcel}};
  for (const auto& former : peer.former)
    recipients.emplace_back(seal::key_id(former.keys.signing), former.keys.parcel);
  std::vector<const KeySet*> own{&turn.identity};
  for (const auto& other : turn.identity.others) own.push_back(&other);
  for (const auto* set : own)
    for (const auto& [id, box] : recipients) {
      auto sender = seal::key_id(set->signing.public_key);
      if (auto bytes = seal::reopen_parcel(seal::parcel_entropy(set->parcel, sender, id, number, content),
                                           box, parcel))
        return bytes;
    }
  return std::nullopt;
}

struct Moved {
  Queue queue;
  std::uint64_t number = 0;
};
std::vector<Moved> all_for(Turn& turn, const KeyId& peer) {
  std::vector<Moved> all;
  for (const auto& queue : queues) {
    auto prefix = queue_key(peer, queue);
    scan_prefix(turn.txn, table::outbox_index, prefix, [&](ByteView key, ByteView) {
      all.push_back({queue, ByteReader(key.subspan(prefix.size())).sorted64()});
      return true;
    });
  }
  return all;
}

void erase(Turn& turn, const KeyId& peer, const Queue& queue, std::uint64_t number) {
  turn.txn.erase(table::outbox, parcel_key(peer, number));
  turn.txn.erase(table::outbox_index, index_key(peer, queue, number));
  forget_state(turn, peer, queue, number);
}

// True if the recipient has signed for it: the row is gone.
bool ends(Turn& turn, const PeerNode& peer, std::uint64_t number, const Waiting& waiting,
          const std::optional<Signature>& signature) {
  if (!signature || !is_signed_for(turn, peer, number, waiting.content, *signature)) return false;
  erase(turn, peer.id, waiting.queue, number);
  turn.event(EventCode::parcel_acknowledged, to_hex(peer.id.view()), number);
  heard_of(turn, peer, waiting.content);
  return true;
}

void refused(Turn& turn, const PeerNode& peer, std::uint64_t code) {
  turn.event(EventCode::parcel_refused, to_hex(peer.id.view()), code);
}

}  // namespace

LineTo line_to(const wire::Mailbox& mailbox) {
  return {mailbox.address, mailbox.server};
}

bool is_up(Turn& turn, const LineTo& line) {
  return turn.txn.get(table::links, link_key(line)).has_value();
}

relay::Ways ways_up(Turn& turn, const PeerNode& peer) {
  unsigned up = 0;
  for (std::size_t way = 0; way < peer.mailboxes.size(); ++way)
    if (is_up(turn, line_to(peer.mailboxes[way]))) up |= 1u << way;
  return static_cast<relay::Ways>(up);
}

void set_up(Turn& turn, const LineTo& line, bool up) {
  if (up)
    turn.txn.put(table::links, link_key(line), {});
  else
    turn.txn.erase(table::links, link_key(line));
}

std::optional<Numbered> seal_next(Turn& turn, const PeerNode& to, ByteView content) {
  auto counter = ByteWriter().raw(named("parcel")).raw(to.id).take();
  auto number = get_number(turn.txn, table::meta, counter) + 1;
  auto parcel = sealed(turn, to, number, content);
  if (!parcel) {
    refused(turn, to, number);
    return std::nullopt;
  }
  put_number(turn.txn, table::meta, counter, number);
  return Numbered{number, std::move(*parcel)};
}

bool queue_parcel(Turn& turn, const PeerNode& to, Lane lane, wire::ParcelKind kind, ByteView bytes,
                  Place place) {
  assert(place == Place::in_order || lane == Lane::control);
  auto content = wire::encode(wire::ParcelContent{kind, Bytes(bytes.begin(), bytes.end())});
  auto made = seal_next(turn, to, content);
  if (!made) return false;
  turn.txn.put(table::outbox, parcel_key(to.id, made->number), made->parcel);
  turn.txn.put(
      table::outbox_index, index_key(to.id, {lane, place}, made->number),
      ByteWriter().u32(static_cast<std::uint32_t>(made->parcel.size())).raw(seal::hash256(content)).view());
  return true;
}

void recall_parcels(Turn& turn, const PeerNode& from, wire::ParcelKind kind,
                    std::span<const Bytes> contents) {
  std::set<Hash> names;
  for (const auto& bytes : contents)
    names.insert(seal::hash256(wire::encode(wire::ParcelContent{kind, bytes})));
  if (names.empty()) return;
  for (const auto& [queue, number] : all_for(turn, from.id))
    if (auto waiting = find(turn, from.id, number); waiting && names.count(waiting->content) != 0)
      erase(turn, from.id, queue, number);
}

void pump(Turn& turn, const PeerNode& to) {
  if (!any_row(turn.txn, table::outbox_index, to.id.view())) return;
  const auto up = ways_up(turn, to);
  if (up == 0) return;
  std::vector<OutboxRow> rows;
  for (const auto& queue : queues) look_at(turn, to.id, queue, rows);
  for (auto number : relay::choose(rows, relay::Window{}, turn.now)) {
    auto row =
        std::find_if(rows.begin(), rows.end(), [&](const auto& each) { return each.number == number; });
    auto parcel = turn.txn.get(table::outbox, parcel_key(to.id, number));
    if (row == rows.end() || !parcel) continue;
    const auto way = relay::next_way(*row, up);
    const auto& mailbox = to.mailboxes[way];
    turn.effects.send.push_back(
        {line_to(mailbox), relay::encode(relay::Put{mailbox.id, number, row->lane, std::move(*parcel)})});
    relay::sent(*row, way, up, turn.now);
    keep(turn, to.id, *row);
  }
  // What is due and was not sent waits for room in its lane, which an answer makes, or one in flight that
  // falls due: not the passing of time alone.
  std::erase_if(rows, [&](const OutboxRow& row) { return row.due <= turn.now; });
  if (auto due = relay::next_due(rows)) turn.wake(*due);
}

void on_way_change(Turn& turn, const PeerNode& peer, std::uint8_t way, bool up) {
  std::vector<std::uint64_t> numbers;
  scan_prefix(turn.txn, table::in_flight, peer.id.view(), [&](ByteView key, ByteView) {
    numbers.push_back(ByteReader(key.subspan(KeyId::size)).sorted64());
    return true;
  });
  for (const auto number : numbers) {
    auto waiting = find(turn, peer.id, number);
    if (!waiting) continue;
    auto row = row_of(turn, peer.id, number, *waiting);
    if (up)
      relay::way_up(row, way, turn.now);
    else
      relay::way_down(row, way, turn.now);
    keep(turn, peer.id, row);
  }
}

void on_way_answer(Turn& turn, const PeerNode& peer, std::uint8_t way, const relay::Message& answer) {
  const auto* stored = std::get_if<relay::Stored>(&answer);
  const auto* busy = std::get_if<relay::Busy>(&answer);
  const auto* no = std::get_if<relay::Refused>(&answer);
  if (no != nullptr) refused(turn, peer, static_cast<std::uint64_t>(no->code));
  const auto number = stored != nullptr ? stored->reference
                      : busy != nullptr ? busy->reference
                                        : no->reference;
  if (peer.mailboxes[way].server == peer.curve) turn.txn.erase(table::unheard, peer.id.view());
  auto waiting = find(turn, peer.id, number);
  if (!waiting) return;  // answered before, or sent once, without a row
  if (stored != nullptr && ends(turn, peer, number, *waiting, Signature::from(stored->acknowledgement)))
    return;
  auto row = row_of(turn, peer.id, number, *waiting);
  if (!row.in_flight || row.way != way) return;  // late: it has gone to another mailbox since
  // What the recipient says on its own port, it would say to what a relay brings as well.
  const auto up = peer.mailboxes[way].server == peer.curve ? relay::Ways{0} : ways_up(turn, peer);
  if (stored != nullptr)
    relay::stored_at_relay(row, up, turn.now);
  else
    relay::answered_busy(row, busy != nullptr ? busy->retry_after_ms : refused_wait_ms, up, turn.now,
                         random32(turn));
  keep(turn, peer.id, row);
  turn.wake(row.due);
}

void on_parcel_answer(Turn& turn, const PeerNode& peer, const wire::ParcelAnswer& answer) {
  using Kind = wire::ParcelAnswer::Kind;
  turn.txn.erase(table::unheard, peer.id.view());
  auto waiting = find(turn, peer.id, answer.sequence);
  if (!waiting) return;
  if (answer.kind == Kind::taken) {
    ends(turn, peer, answer.sequence, *waiting, answer.acknowledgement);
    return;
  }
  if (answer.kind == Kind::refused) refused(turn, peer, answer.code);
  auto row = row_of(turn, peer.id, answer.sequence, *waiting);
  const auto wait = answer.kind == Kind::busy ? answer.retry_after_ms : refused_wait_ms;
  relay::answered_busy(row, wait, 0, turn.now,
                       random32(turn));  // another mailbox would bring the same answer
  keep(turn, peer.id, row);
  turn.wake(row.due);
}

void seal_again(Turn& turn, const KeyId& was, const PeerNode& now) {
  for (const auto& [queue, number] : all_for(turn, was)) {
    auto waiting = find(turn, was, number);
    auto parcel = turn.txn.get(table::outbox, parcel_key(was, number));
    if (!waiting || !parcel) continue;
    if (auto content = content_of(turn, now, number, waiting->content, *parcel))
      if (auto again = sealed(turn, now, number, *content)) parcel = std::move(*again);
    erase(turn, was, queue, number);
    turn.txn.put(table::outbox, parcel_key(now.id, number), *parcel);
    turn.txn.put(table::outbox_index, index_key(now.id, queue, number),
                 ByteWriter().u32(waiting->bytes).raw(waiting->content).view());
  }
  for (const auto& queue : queues)  // all of it is new
    for (const auto& id : {was, now.id}) turn.txn.erase(table::sent_up_to, queue_key(id, queue));
}

std::uint64_t waiting_parcels(Turn& turn) {
  std::uint64_t count = 0;
  turn.txn.scan(table::outbox_index, {}, [&](ByteView, ByteView) { return ++count < 1'000'000; });
  return count;
}

}  // namespace tocsin::node
