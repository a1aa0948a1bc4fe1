#include "node/core/confirmations.h"

#include "node/core/alerts.h"
#include "node/core/keep.h"
#include "node/core/log.h"
#include "node/core/tables.h"
#include "protocol/seal/desk.h"

namespace tocsin::node {
namespace {

struct Signer {
  SigningPublic key;
  Role role = Role::citizen;
  policy::ConfirmedBy by{};
  policy::Term term;
  PostId post;
};

// Whose key it is, as this node knows it; the signature is verified with it afterwards.
std::optional<Signer> signer_of(Turn& turn, const wire::SignedDocument& document,
                                const ReferentId& referent) {
  if (document.signatures.size() != 1) return std::nullopt;
  auto id = document.signatures.front().key;
  if (auto commission = commission_of(turn, id))
    return Signer{commission->key, commission->role, policy::ConfirmedBy::call_back,
                  term_of(turn, wire::ActTarget::commission, id.view(), commission->from, commission->until),
                  commission->post};
  for (const auto& each : mandates(turn))
    if (each.mandate.referent == referent && !each.mandate.device.is_zero() &&
        seal::key_id(each.mandate.device) == id)
      return Signer{each.mandate.device, Role::referent, policy::ConfirmedBy::device, each.term, PostId{}};
  return std::nullopt;
}

// To all other nodes that have the alert: from one post to the other by way of the commune.
void pass_on(Turn& turn, const wire::SignedDocument& document, const AlertRecord& record,
             const std::optional<KeyId>& from) {
  std::vector<PeerNode> others;
  auto add = [&](std::optional<PeerNode> peer) {
    if (peer && (!from || peer->id != *from)) others.push_back(std::move(*peer));
  };
  if (turn.identity.kind == NodeKind::post) {
    add(peer_of_commune(turn, record.header().commune));
  } else {
    if (record.queued) add(peer_of_post(turn, own_post(turn)));
    if (!record.other_post.is_zero()) add(peer_of_post(turn, record.other_post));
  }
  for (const auto& other : others)
    queue_parcel(turn, other, relay::Lane::control, wire::ParcelKind::document, wire::encode(document));
}

}  // namespace

std::vector<DeskHere> desks_of(Turn& turn, const Insee& commune) {
  std::vector<DeskHere> desks;
  for (const auto& document : stored_documents(turn, wire::DocumentType::commission)) {
    auto commission = wire::decode<wire::Commission>(document.bytes);
    if (!commission || commission->role != Role::desk || commission->commune != commune) continue;
    auto id = seal::key_id(commission->key);
    desks.push_back(
        {id, commission->key, commission->tag_commitment,
         term_of(turn, wire::ActTarget::commission, id.view(), commission->from, commission->until)});
  }
  return desks;
}

Bytes waiting_row(Instant accepted, ByteView alert_key) {
  return ByteWriter().sorted64(to_ms(accepted + policy::desk_confirmed_within)).raw(alert_key).take();
}

wire::Reply accept_confirmation(Turn& turn, const wire::SignedDocument& document,
                                const std::optional<KeyId>& from) {
  auto draft = wire::decode<wire::DeskConfirmation>(document.bytes);
  if (!draft) return reply_of(turn, draft.error());
  auto key = *AlertKey::from(ByteWriter().raw(draft->alert).raw(draft->mandate).view());
  auto record = load_alert(turn, key);
  if (!record && from && comes_no_more(turn, key, *from))
    return ok(turn);  // it is over and erased here: nothing is left to say
  if (!record) return failed(turn, Errc::not_found, "no such alert here, or it is erased");
  auto signer = signer_of(turn, document, record->referent);
  if (!signer)
    return failed(turn, Errc::bad_signature,
                  "a confirmation carries one signature: the referent's device's, or an officer's");
  auto verified = seal::verify_desk_confirmation(document, std::span(&signer->key, 1));
  if (!verified) return reply_of(turn, verified.error());
  if (verified->confirmation.header_hash != record->header_hash())
    return failed(turn, Errc::conflict, "the confirmation is about other bytes than the alert held here");
  auto header = record->header();
  auto here = charter_of(turn, header.commune);
  if (!here) return failed(turn, Errc::not_found, "no charter of " + to_string(header.commune) + " here");
  policy::ConfirmFacts facts;
  facts.now = turn.now;
  facts.by = signer->by;
  facts.signer = signer->role;
  facts.term = signer->term;
  // Either post that it is sealed to may have made the call.
  auto record_of_post = stored<wire::PostRecord>(turn, here->charter.post.view());
  facts.at_addressed_post =
      !signer->post.is_zero() &&
      (signer->post == here->charter.post || (record_of_post && signer->post == record_of_post->supervising));
  facts.own_alert = signer->by == policy::ConfirmedBy::device;
  facts.desk_entry = header.kind == AlertKind::desk;
  facts.confirmed = (record->flags & policy::flag::unconfirmed) == 0;
  facts.work = policy::work_of(record->history());
  if (from && facts.desk_entry && facts.confirmed) return ok(turn);  // both sides confirmed it
  if (auto verdict = policy::decide_confirmation(facts); !verdict.permitted()) return refused(turn, verdict);
  record->flags &= ~policy::flag::unconfirmed;
  save_alert(turn, key, *record, limits_of(turn, here->charter, nullptr));
  turn.txn.erase(table::desk_waiting, waiting_row(record->accepted, key.view()));
  append_log(turn, LogKind::confirmation,
             ByteWriter()
                 .raw(record->header_hash())
                 .u8(static_cast<std::uint8_t>(signer->by))
                 .raw(seal::key_id(signer->key))
                 .view());
  turn.event(EventCode::entry_confirmed, to_hex(record->header_hash().view().first(8)),
             static_cast<std::uint64_t>(signer->by));
  if (turn.identity.kind == NodeKind::post) tell_of_flags(turn, key, *record);
  if (!from || turn.identity.kind == NodeKind::commune) pass_on(turn, document, *record, from);
  return ok(turn);
}

}  // namespace tocsin::node
