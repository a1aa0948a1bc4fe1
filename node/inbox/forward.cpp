// R30 and R34 between the two posts of a commune: passing an alert on, and hearing what the other has signed.
#include "node/core/rotation.h"
#include "node/inbox/inbox.h"
#include "node/inbox/provenance.h"
#include "protocol/seal/desk.h"
#include "protocol/wire/carried.h"

namespace tocsin::node::inbox {
namespace {

// What keeps an alert from being carried, in words for the officer; empty: nothing.
std::string not_to_be_carried(Turn& turn, const AlertRecord& record) {
  if (!record.other_post.is_zero()) return "the other post has it already";
  if (record.header().supervising_epoch == 0)
    return "it was sealed while the phone had no key of the supervising post: telephone them";
  if (policy::work_of(record.history()).closed) return "it is closed: reopen it first";
  auto here = charter_of(turn, record.header().commune);
  if (!here || charge_of(turn, here->charter) != Charge::own) return "it came here from the charter's post";
  return {};
}

policy::HandOverFacts facts_of(Turn& turn, const Caller& caller, const AlertRecord& record,
                               const wire::Forward& forward) {
  policy::HandOverFacts facts;
  facts.officer = officer_facts(turn, caller, record);
  facts.reason_given = true;  // decoding refuses unknown ones
  facts.recipient = policy::Recipient::post;
  facts.own_post = forward.recipient == self_of(turn).post;
  facts.recipient_named = !forward.recipient.is_zero() && forward.recipient == supervising_post(turn);
  facts.logged = true;  // below, in this transaction and before the answer is made
  return facts;
}

}  // namespace

wire::Reply forward(Turn& turn, const Caller& caller) {
  auto document = wire::decode_document(caller.request.data);
  if (!document) return failed(turn, document.error().code, document.error().detail);
  auto verified = seal::verify_forward(*document, std::span(&caller.device.key, 1), nullptr);
  if (!verified) return failed(turn, verified.error().code, verified.error().detail);
  const auto& forward = verified->forward;
  if (forward.post != self_of(turn).post)
    return failed(turn, Errc::conflict, "the document names another post than this one");
  auto key = find_alert(turn, forward.alert.view());
  auto record = key ? load_alert(turn, *key) : std::nullopt;
  if (!record) return failed(turn, Errc::not_found, "no such alert here, or it is erased");
  if (forward.header_hash != record->header_hash() || forward.mandate != record->header().mandate)
    return failed(turn, Errc::conflict, "the document is about other bytes than the alert held here");
  if (auto verdict = policy::decide_hand_over(facts_of(turn, caller, *record, forward));
      !verdict.permitted()) {
    log_command(turn, caller, verdict);
    return refused(turn, verdict);
  }
  if (auto why = not_to_be_carried(turn, *record); !why.empty())
    return failed(turn, Errc::conflict, "not passed on: " + why);
  auto commune = peer_of_commune(turn, record->header().commune);
  if (!commune) return failed(turn, Errc::not_found, "the commune's node is not known here");
  const auto reason = static_cast<std::uint8_t>(forward.reason);
  auto leaf = append_log(turn, LogKind::disclosure,
                         ByteWriter()
                             .raw(record->header_hash())
                             .u8(reason)
                             .raw(caller.id)
                             .raw(caller.command)
                             .raw(named(wire::to_text(wire::HandOverTo{forward.recipient, {}})))
                             .view());
  seal::add_signature(*document, turn.keys().signing, seal::Tag::forward_post);
  queue_parcel(turn, *commune, relay::Lane::in_progress, wire::ParcelKind::forward, wire::encode(*document));
  record->flags |= policy::flag::handed_over;
  record->roll_over = policy::RollOver::passed_on;
  save_alert(turn, *key, *record, limits_for(turn, record->header()));
  turn.event(EventCode::alert_handed_over, to_hex(record->header_hash().view().first(8)), reason);
  tell_of_flags(turn, *key, *record);
  auto reply = ok(turn);
  wire::Item item;
  std::copy_n(key->bytes.begin(), AlertId::size, item.id.begin());
  item.number = leaf;
  reply.items.push_back(std::move(item));
  return reply;
}

Received receive_elsewhere(Turn& turn, const PeerNode& from, ByteView bytes) {
  auto elsewhere = wire::decode_elsewhere(bytes);
  if (!elsewhere) return unwelcome;
  auto key = *AlertKey::from(ByteWriter().raw(elsewhere->alert).raw(elsewhere->mandate).view());
  auto record = load_alert(turn, key);
  if (!record) return comes_no_more(turn, key, from.id) ? Received{} : busy_a_moment;
  auto here = charter_of(turn, record->header().commune);
  auto commune = peer_of_commune(turn, record->header().commune);
  if (!here || !commune || commune->id != from.id) return unwelcome;
  if (elsewhere->order <= record->elsewhere) return {};
  const bool own = charge_of(turn, here->charter) == Charge::own;
  const auto other = own ? supervising_post(turn) : here->charter.post;
  if (other.is_zero()) return unwelcome;
  if (!elsewhere->receipt.empty()) {
    auto post = peer_of_post(turn, other);
    if (!post) return busy_a_moment;
    auto receipt = receipt_by(*post, elsewhere->receipt);
    if (!receipt && by_unknown_key(*post, elsewhere->receipt)) return busy_a_moment;
    if (!receipt || receipt->header_hash != record->header_hash()) return unwelcome;
    record->there = receipt->state;
    turn.event(EventCode::alert_elsewhere, to_hex(record->header_hash().view().first(8)),
               static_cast<std::uint64_t>(receipt->state));
  }
  record->elsewhere = elsewhere->order;
  record->other_post = other;
  record->roll_over = static_cast<policy::RollOver>(elsewhere->cause);
  if (own) record->flags |= policy::flag::roll_over;
  const auto holder = static_cast<policy::Holder>(elsewhere->holder);
  record->there_leads = holder == (own ? policy::Holder::supervising_post : policy::Holder::own_post);
  save_alert(turn, key, *record, limits_for(turn, record->header()));
  tell_of_flags(turn, key, *record);
  return {};
}

}  // namespace tocsin::node::inbox
