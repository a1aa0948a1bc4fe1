#include "node/core/mandate_links.h"
#include "node/core/people.h"
#include "node/core/retention.h"
#include "node/core/rollover.h"
#include "node/core/rotation.h"
#include "node/core/tables.h"
#include "node/intake/intake.h"

namespace tocsin::node::intake {
namespace {

constexpr std::size_t events_per_reply = 128;

bool is_news(Turn& turn, const wire::AlertHeader& header, const MandateId& line) {
  return header.kind == AlertKind::desk || first_on_device(turn, header.mandate) != line;
}

}  // namespace

wire::Reply follow_own(Turn& turn, const Caller& caller) {
  auto reply = ok(turn);
  auto line = first_on_device(turn, *MandateId::from(caller.device.subject));
  ByteView mandate = line.view();
  auto first = ByteWriter().raw(mandate).sorted64(caller.request.number + 1).take();
  turn.txn.scan(table::events, first, [&](ByteView key, ByteView value) {
    if (!std::equal(mandate.begin(), mandate.end(), key.begin())) return false;
    if (reply.items.size() >= events_per_reply) {
      reply.more = true;
      return false;
    }
    ByteReader read(value);
    auto alert = read.id<AlertKey>();
    auto index = read.u16();
    auto record = load_alert(turn, alert);
    if (!record || index >= record->receipts.size()) return true;
    wire::Item item;
    std::copy_n(alert.bytes.begin(), 16, item.id.begin());
    item.number = ByteReader(key.subspan(16)).sorted64();
    item.data = record->receipts[index].bytes;
    // What a desk entered in the referent's name, or she herself from a phone that is lost, is news to her
    // device: it is told of what, not of its content.
    if (index == 0 && is_news(turn, record->header(), line))
      item.extra.assign(record->head.begin(), record->head.begin() + limits::header_bytes);
    reply.items.push_back(std::move(item));
    return true;
  });
  if (!reply.more) follow(turn, mandate, caller.session);
  return reply;
}

// Alert id ‖ mandate id ‖ signed receipt.
Received receive_receipt(Turn& turn, const PeerNode& from, ByteView bytes) {
  if (bytes.size() != AlertKey::size + wire::signed_receipt_bytes) return {Received::Answer::unwelcome, 0};
  auto key = AlertKey::from(bytes.first(AlertKey::size));
  auto signed_receipt = bytes.subspan(AlertKey::size);
  constexpr std::uint32_t paper_on_its_way_ms = 2'000;
  auto receipt = receipt_by(from, signed_receipt);
  if (!receipt && by_unknown_key(from, signed_receipt)) return {Received::Answer::busy, paper_on_its_way_ms};
  if (!receipt || receipt->issuer_kind != NodeKind::post) return {Received::Answer::unwelcome, 0};
  note_peer_time(turn, from.id, receipt->at);
  auto post = peer_of_post(turn, own_post(turn));
  const bool supervising = !post || post->id != from.id;
  auto record = load_alert(turn, *key);
  if (!record || record->header_hash() != receipt->header_hash)
    return {};  // erased meanwhile: nothing to tell
  if (supervising && record->other_post.is_zero()) return {Received::Answer::unwelcome, 0};
  const bool first = !record->has(receipt->state);
  if (!note_receipt(turn, *key, *record, *receipt, signed_receipt, supervising)) return {};
  const bool no_of_supervising = is_no_of_supervising(record->receipts.back());
  if (!no_of_supervising) note_outcome(turn, *record, *receipt);
  if (first && !no_of_supervising) count_delay(turn, *record, receipt->state, receipt->at);
  if (receipt->state == AlertState::closed) {
    record->rest.clear();  // the commune keeps an envelope until `closed`
    count(turn, record->header().exercise(), CountKind::outcome, receipt->code);
  }
  save_alert(turn, *key, *record, limits_here(turn));
  tell_other_post(turn, *key, *record, signed_receipt, supervising);
  plan_roll_over(turn, *key, *record);
  return {};
}

}  // namespace tocsin::node::intake
