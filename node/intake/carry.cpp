// R29, R30, R34 at the commune: an alert passes to the supervising post, which it is sealed to as well; each
// of the two posts hears what the other signs. Nobody here can read it.
#include <algorithm>

#include "node/core/epoch_loss.h"
#include "node/core/forwards.h"
#include "node/core/rollover.h"
#include "node/core/tables.h"
#include "node/intake/intake.h"
#include "protocol/wire/carried.h"

namespace tocsin::node::intake {
namespace {

const StoredReceipt* held_receipt(const AlertRecord& record) {
  for (const auto& receipt : record.receipts)
    if (receipt.state == AlertState::held && !receipt.supervising && !receipt.ours) return &receipt;
  return nullptr;
}

policy::Holder holder_of(std::span<const StoredReceipt> receipts) {
  std::vector<policy::Heard> heard;
  for (const auto& each : receipts)
    if (!each.ours)
      if (auto receipt = wire::decode_receipt(ByteView(each.bytes).first(wire::receipt_bytes)))
        heard.push_back({each.state, each.supervising, receipt->number});
  return policy::holder_of(heard);
}

// Numbers what it says in the record, which its caller saves.
void tell_post(Turn& turn, AlertRecord& record, const PostId& post, ByteView receipt) {
  auto peer = peer_of_post(turn, post);
  if (!peer) return;
  auto header = record.header();
  wire::Elsewhere elsewhere;
  elsewhere.alert = header.alert;
  elsewhere.mandate = header.mandate;
  elsewhere.order = ++record.elsewhere;
  elsewhere.cause = static_cast<std::uint8_t>(record.roll_over);
  elsewhere.holder = static_cast<std::uint8_t>(holder_of(record.receipts));
  elsewhere.receipt.assign(receipt.begin(), receipt.end());
  auto lane = header.in_progress() ? relay::Lane::in_progress : relay::Lane::rest;
  queue_parcel(turn, *peer, lane, wire::ParcelKind::elsewhere, wire::encode(elsewhere));
}

// Whatever its own post has signed already is news to the post it passes to.
void tell_what_was(Turn& turn, AlertRecord& record) {
  const StoredReceipt* newest = nullptr;
  for (const auto& receipt : record.receipts)
    if (!receipt.ours && !receipt.supervising) newest = &receipt;
  if (newest != nullptr) tell_post(turn, record, record.other_post, Bytes(newest->bytes));
}

wire::Carried carried_of(const AlertRecord& record, policy::RollOver cause) {
  wire::Carried carried;
  carried.envelope = record.envelope();
  carried.accepted = record.receipts.front().bytes;
  carried.flags = record.flags;
  carried.cause = static_cast<std::uint8_t>(cause);
  if (const auto* held = held_receipt(record); held != nullptr && cause == policy::RollOver::held_unseen)
    carried.held = held->bytes;
  return carried;
}

// Nothing where the alert can only stay where it is.
void carry(Turn& turn, const AlertKey& key, AlertRecord& record, policy::RollOver cause, ByteView forward) {
  const auto supervising = supervising_post(turn);
  const auto header = record.header();
  auto peer = supervising.is_zero() ? std::nullopt : peer_of_post(turn, supervising);
  // Sealed to nobody there when the phone had no key of that post.
  if (!peer || header.supervising_epoch == 0 || record.rest.empty() || !record.other_post.is_zero()) return;
  auto carried = carried_of(record, cause);
  if (cause == policy::RollOver::held_unseen && carried.held.empty()) return;
  carried.forward.assign(forward.begin(), forward.end());
  auto lane = header.in_progress() ? relay::Lane::in_progress : relay::Lane::rest;
  queue_parcel(turn, *peer, lane, wire::ParcelKind::carried, wire::encode(carried));
  record.other_post = supervising;
  record.roll_over = cause;
  append_log(
      turn, LogKind::roll_over,
      ByteWriter().raw(record.header_hash()).u8(static_cast<std::uint8_t>(cause)).raw(supervising).view());
  turn.event(EventCode::alert_carried, to_hex(record.header_hash().view().first(8)),
             static_cast<std::uint64_t>(cause));
  tell_post(turn, record, own_post(turn), {});
  tell_what_was(turn, record);
  save_alert(turn, key, record, limits_here(turn));
}

// What the post can read no more, since it lost its keys, passes too, once for each loss. Where there is no
// supervising post, the phone says to call 17.
void carry_lost(Turn& turn) {
  const auto post = own_post(turn);
  for (const auto& loss : epoch_losses(turn, post)) {
    auto done = ByteWriter().raw(named("loss")).raw(post).u64(to_ms(loss.at)).take();
    if (turn.txn.get(table::meta, done)) continue;
    turn.txn.put(table::meta, done, {});
    std::vector<AlertKey> keys;
    turn.txn.scan(table::alerts, {}, [&](ByteView key, ByteView) {
      if (auto alert = AlertKey::from(key)) keys.push_back(*alert);
      return true;
    });
    for (const auto& key : keys) {
      auto record = load_alert(turn, key);
      if (!record || !record->queued || record->accepted >= loss.at) continue;
      const auto work = policy::work_of(record->history());
      const auto day = record->header().post_epoch;
      if (work.over || work.closed || !std::binary_search(loss.lost.begin(), loss.lost.end(), day)) continue;
      carry(turn, key, *record, policy::RollOver::nobody_in_service, {});
    }
  }
}

}  // namespace

Bytes content_for_supervising_post(const AlertRecord& record) {
  return wire::encode(carried_of(record, record.roll_over));
}

void carry_due(Turn& turn) {
  carry_lost(turn);
  for (auto& [key, record, cause] : due_roll_overs(turn)) carry(turn, key, record, cause, {});
}

void tell_other_post(Turn& turn, const AlertKey& key, AlertRecord& record, ByteView receipt,
                     bool of_supervising) {
  if (record.other_post.is_zero()) return;
  const auto issuer = of_supervising ? record.other_post : own_post(turn);
  tell_post(turn, record, of_supervising ? own_post(turn) : record.other_post, receipt);
  // Who signed it hears as well where it makes the other one's what was not, or its own what was the other's.
  const auto others = of_supervising ? policy::Holder::own_post : policy::Holder::supervising_post;
  const auto now = holder_of(record.receipts),
             before = holder_of(std::span(record.receipts).first(record.receipts.size() - 1));
  if (now != before && (now == others || before == others)) tell_post(turn, record, issuer, {});
  save_alert(turn, key, record, limits_here(turn));
}

// A signed forward, from the alert's own post.
Received receive_forward(Turn& turn, const PeerNode& from, ByteView bytes) {
  constexpr std::uint32_t commission_on_its_way_ms = 2'000;
  auto document = wire::decode_document(bytes);
  auto draft = document ? wire::decode<wire::Forward>(document->bytes)
                        : Result<wire::Forward>(fail(Errc::malformed, "no document"));
  auto post = stored<wire::PostRecord>(turn, own_post(turn).view());
  if (!draft || !post || from.id != seal::key_id(post->node.signing)) return {Received::Answer::unwelcome, 0};
  auto forward = verified_forward(turn, *document, *post);
  if (!forward) return {Received::Answer::busy, commission_on_its_way_ms};
  auto key = *AlertKey::from(ByteWriter().raw(forward->alert).raw(forward->mandate).view());
  auto record = load_alert(turn, key);
  if (!record) return {};  // erased meanwhile
  if (record->header_hash() != forward->header_hash || forward->recipient != supervising_post(turn))
    return {Received::Answer::unwelcome, 0};
  carry(turn, key, *record, policy::RollOver::passed_on, bytes);
  return {};
}

}  // namespace tocsin::node::intake
