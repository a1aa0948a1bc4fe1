#include "node/core/alerts.h"

#include <algorithm>

#include "node/core/confirmations.h"
#include "node/core/mandate_links.h"
#include "node/core/retention.h"
#include "node/core/sessions.h"
#include "node/core/tables.h"
#include "node/core/tally.h"

namespace tocsin::node {
namespace {

constexpr std::uint8_t record_version = 3;

Bytes encode(const AlertRecord& record) {
  ByteWriter write;
  write.reserve(2048 + 256 * record.receipts.size());
  write.u8(record_version).sized(record.head).sized(record.rest).raw(record.referent);
  write.u64(to_ms(record.accepted)).u32(record.own_receipts).boolean(record.queued);
  write.u16(static_cast<std::uint16_t>(record.receipts.size()));
  for (const auto& receipt : record.receipts)
    write.u8(static_cast<std::uint8_t>(receipt.state))
        .u64(to_ms(receipt.at))
        .boolean(receipt.ours)
        .u64(receipt.event)
        .sized(receipt.bytes)
        .boolean(receipt.supervising);
  write.u8(static_cast<std::uint8_t>(record.roll_over)).raw(record.other_post).u32(record.elsewhere);
  write.u8(static_cast<std::uint8_t>(record.there)).boolean(record.there_leads);
  write.sized(record.content_key).u32(record.flags).raw(record.first_releaser);
  return write.raw(record.group).take();
}

std::optional<AlertRecord> decode(ByteView bytes) {
  ByteReader read(bytes);
  if (read.u8() != record_version) return std::nullopt;
  auto own = [](ByteView view) { return Bytes(view.begin(), view.end()); };
  AlertRecord record;
  record.head = own(read.sized());
  record.rest = own(read.sized());
  record.referent = read.id<ReferentId>();
  record.accepted = from_ms(read.u64());
  record.own_receipts = read.u32();
  record.queued = read.boolean();
  record.receipts.resize(read.u16());
  for (auto& receipt : record.receipts) {
    receipt.state = static_cast<AlertState>(read.u8());
    receipt.at = from_ms(read.u64());
    receipt.ours = read.boolean();
    receipt.event = read.u64();
    receipt.bytes = own(read.sized());
    receipt.supervising = read.boolean();
    if (!read.ok()) return std::nullopt;
  }
  record.roll_over = static_cast<policy::RollOver>(read.u8());
  record.other_post = read.id<PostId>();
  record.elsewhere = read.u32();
  record.there = static_cast<AlertState>(read.u8());
  record.there_leads = read.boolean();
  record.content_key = own(read.sized());
  record.flags = read.u32();
  record.first_releaser = read.id<KeyId>();
  record.group = read.id<CommandId>();
  if (!read.finished() || record.head.size() != limits::header_bytes + 64) return std::nullopt;
  return record;
}

// Numbers an event of a referent and tells the session that follows it, if any.
std::uint64_t tell_sender(Turn& turn, const AlertKey& key, const MandateId& sealed_under, std::size_t index,
                          ByteView receipt) {
  auto mandate = line_of(turn, sealed_under);
  auto counter = ByteWriter().raw(named("event")).raw(mandate).take();
  auto number = get_number(turn.txn, table::meta, counter) + 1;
  put_number(turn.txn, table::meta, counter, number);
  turn.txn.put(table::events, ByteWriter().raw(mandate).sorted64(number).view(),
               ByteWriter().raw(key).u16(static_cast<std::uint16_t>(index)).view());
  wire::Item item;
  std::copy_n(key.bytes.begin(), 16, item.id.begin());
  item.number = number;
  item.data.assign(receipt.begin(), receipt.end());
  tell_followers(turn, mandate.view(), item);
  return number;
}

void tell_officers(Turn& turn, const AlertKey& key, const AlertRecord& record, ByteView receipt) {
  wire::Item item;
  std::copy_n(key.bytes.begin(), 16, item.id.begin());
  item.number = record.flags;
  item.data = listed(record);
  item.extra.assign(receipt.begin(), receipt.end());
  tell_followers(turn, named("post"), item);
}

EventCode event_of(AlertState state) {
  switch (state) {
    case AlertState::accepted: return EventCode::alert_accepted;
    case AlertState::refused: return EventCode::alert_refused;
    case AlertState::withdrawn:
    case AlertState::withdrawal_noted:
    case AlertState::expired: return EventCode::alert_ended;
    case AlertState::delivered: return EventCode::alert_delivered;
    case AlertState::violation: return EventCode::alert_violation;
    case AlertState::held: return EventCode::alert_held;
    case AlertState::released: return EventCode::alert_released;
    case AlertState::opened: return EventCode::alert_opened;
    case AlertState::taken: return EventCode::alert_taken;
    case AlertState::call_back: return EventCode::call_back;
    case AlertState::closed: return EventCode::alert_closed;
    case AlertState::reopened: return EventCode::alert_reopened;
  }
  return EventCode::alert_ended;
}

void append(Turn& turn, const AlertKey& key, AlertRecord& record, StoredReceipt receipt) {
  if (turn.identity.kind == NodeKind::commune) {
    auto mandate = *MandateId::from(key.view().subspan(16));
    receipt.event = tell_sender(turn, key, mandate, record.receipts.size(), receipt.bytes);
  } else {
    tell_officers(turn, key, record, receipt.bytes);
  }
  record.receipts.push_back(std::move(receipt));
}

}  // namespace

bool is_no_of_supervising(const StoredReceipt& receipt) {
  return receipt.supervising &&
         (receipt.state == AlertState::refused || receipt.state == AlertState::violation);
}

AlertKey key_of(const wire::AlertHeader& header) {
  return *AlertKey::from(ByteWriter().raw(header.alert).raw(header.mandate).view());
}

wire::AlertHeader AlertRecord::header() const {
  auto decoded = wire::decode_header(ByteView(head).first(limits::header_bytes));
  return decoded ? *decoded : wire::AlertHeader{};
}
Hash AlertRecord::header_hash() const {
  return seal::header_hash(ByteView(head).first(limits::header_bytes));
}
Bytes AlertRecord::envelope() const {
  return ByteWriter().raw(ByteView(head)).raw(ByteView(rest)).take();
}

std::vector<policy::StateChange> AlertRecord::history() const {
  std::vector<policy::StateChange> changes;
  changes.reserve(receipts.size());
  for (const auto& receipt : receipts)
    if (!is_no_of_supervising(receipt)) changes.push_back({receipt.state, receipt.at});
  return changes;
}

bool AlertRecord::has(AlertState wanted) const {
  return std::any_of(receipts.begin(), receipts.end(),
                     [&](const auto& receipt) { return receipt.state == wanted; });
}

Bytes listed(const AlertRecord& record) {
  ByteWriter write;
  write.raw(ByteView(record.head).first(limits::header_bytes));
  if (record.group.is_zero() && record.roll_over == policy::RollOver::none && record.other_post.is_zero())
    return write.take();
  write.raw(record.group).u8(static_cast<std::uint8_t>(record.roll_over)).raw(record.other_post);
  return write.u8(static_cast<std::uint8_t>(record.there)).boolean(record.there_leads).take();
}

bool AlertRecord::post_has_spoken() const {
  return std::any_of(receipts.begin(), receipts.end(),
                     [](const auto& receipt) { return !receipt.ours && !is_no_of_supervising(receipt); });
}

void tell_of_flags(Turn& turn, const AlertKey& key, const AlertRecord& record) {
  tell_officers(turn, key, record, {});
}

std::optional<AlertRecord> load_alert(Turn& turn, const AlertKey& key) {
  auto row = get_dated(turn, table::alerts, key.view());
  return row ? decode(*row) : std::nullopt;
}

void save_alert(Turn& turn, const AlertKey& key, const AlertRecord& record, const policy::Limits& limits) {
  auto history = record.history();
  auto erase_at = policy::erase_at(history, limits);
  // Until the post has spoken or the alert has expired, the commune must be able to send it.
  if (turn.identity.kind == NodeKind::commune && !history.empty() &&
      history.back().state == AlertState::accepted)
    erase_at = from_tens(record.header().expiry) + hours(limits.keep_ended_hours);
  // A clock that is a year ahead, of whoever refused it, must not keep for that year what was refused
  // meanwhile.
  if (!history.empty() && history.back().state == AlertState::refused)
    erase_at =
        std::min(erase_at, std::min(turn.now, latest_believable(turn)) + hours(limits.keep_ended_hours));
  put_dated(turn, table::alerts, key.view(), encode(record), erase_at);
}

Bytes state_unkept(Turn& turn, const Hash& header_hash, std::uint32_t number, const Statement& statement) {
  ByteWriter event;
  event.raw(header_hash).u8(static_cast<std::uint8_t>(statement.state)).u8(statement.code).u8(statement.rule);
  event.u8(statement.refusal).u32(number).raw(statement.command).raw(statement.officer);
  wire::Receipt receipt;
  receipt.state = statement.state;
  receipt.issuer_kind = turn.identity.kind;
  receipt.code = statement.code;
  receipt.rule = statement.rule;
  receipt.refusal = statement.refusal;
  receipt.clock_noted = statement.clock_noted;
  receipt.issuer = turn.self();
  receipt.header_hash = header_hash;
  receipt.number = number;
  receipt.at = turn.now;
  receipt.leaf = append_log(turn, LogKind::receipt, event.view());
  receipt.command = statement.command;
  auto bytes = seal::sign_receipt(receipt, turn.keys().signing);
  turn.event(event_of(statement.state), to_hex(header_hash.view().first(8)), statement.rule);
  return Bytes(bytes.begin(), bytes.end());
}

Bytes state(Turn& turn, const AlertKey& key, AlertRecord& record, const Statement& statement) {
  auto bytes = state_unkept(turn, record.header_hash(), ++record.own_receipts, statement);
  append(turn, key, record, {statement.state, turn.now, true, 0, bytes, false});
  return bytes;
}

bool note_receipt(Turn& turn, const AlertKey& key, AlertRecord& record, const wire::Receipt& receipt,
                  ByteView bytes, bool supervising) {
  for (const auto& held : record.receipts)
    if (std::equal(bytes.begin(), bytes.end(), held.bytes.begin(), held.bytes.end())) return false;
  append(turn, key, record,
         {receipt.state, receipt.at, false, 0, Bytes(bytes.begin(), bytes.end()), supervising});
  return true;
}

void forget_alert(Turn& turn, ByteView row_key) {
  auto key = AlertKey::from(row_key);
  if (!key) return;
  auto record = load_alert(turn, *key);
  if (!record) return;
  auto mandate = line_of(turn, *MandateId::from(key->view().subspan(16)));
  for (const auto& receipt : record->receipts)
    if (receipt.event)
      turn.txn.erase(table::events, ByteWriter().raw(mandate).sorted64(receipt.event).view());
  turn.txn.erase(table::open_alerts, key->view());
  turn.txn.erase(table::desk_waiting, waiting_row(record->accepted, key->view()));
  count(turn, record->header().exercise(), CountKind::erased, 1);
  append_log(turn, LogKind::erasure, record->header_hash().view());
}

std::optional<Known> known(Turn& turn, const AlertKey& key) {
  if (auto row = turn.txn.get(table::dedup, key.view())) {
    ByteReader read(*row);
    Known found;
    found.header_hash = read.id<Hash>();
    auto receipt = read.rest();
    found.first_receipt.assign(receipt.begin(), receipt.end());
    return found;
  }
  // As long as the alert itself is here, nothing takes its place, however late it comes again.
  auto record = load_alert(turn, key);
  if (!record) return std::nullopt;
  auto first = std::ranges::find_if(record->receipts, &StoredReceipt::ours);
  if (first == record->receipts.end()) return std::nullopt;
  return Known{record->header_hash(), first->bytes};
}

bool comes_no_more(Turn& turn, const AlertKey& key, const KeyId& peer) {
  if (known(turn, key)) return true;
  const auto made = from_ms(ByteReader(key.view()).sorted64() >> 16);  // seal::time_ordered_id
  if (made > turn.now + limits::clock_ahead_max) return clock_trusted(turn);
  return is_past_for_both(turn, peer, made + limits::alert_life + limits::clock_ahead_max + hours(1));
}

Instant forgotten_at(const wire::AlertHeader& header) {
  return from_tens(header.expiry) + limits::clock_ahead_max + hours(1);
}

void remember(Turn& turn, const AlertKey& key, const Known& known, const wire::AlertHeader& header) {
  const auto until = forgotten_at(header);
  put_until(turn, table::dedup, key.view(),
            ByteWriter().raw(known.header_hash).raw(ByteView(known.first_receipt)).view(),
            std::max(until, turn.now));
}

}  // namespace tocsin::node
