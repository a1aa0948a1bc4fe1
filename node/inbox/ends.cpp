// Alerts whose envelope will not come, and withdrawals of those that have.
#include "node/core/retention.h"
#include "node/inbox/inbox.h"
#include "node/inbox/provenance.h"

namespace tocsin::node::inbox {
// Header ‖ signature ‖ the commune's signed refused, withdrawn or expired: the number of an alert that will
// not come.
Received receive_end(Turn& turn, const PeerNode& from, ByteView bytes) {
  if (bytes.size() != limits::header_bytes + 64 + wire::signed_receipt_bytes) return unwelcome;
  ByteReader read(bytes);
  auto header = read.raw(limits::header_bytes);
  auto signature = read.raw(64);
  auto mandate = mandate_named(turn, header);
  if (!mandate) return busy_a_moment;
  if (!comes_from_its_commune(turn, from, *mandate)) return unwelcome;
  auto verified = verify_parts(turn, from, *mandate, header, signature, read.rest());
  if (!verified) return unwelcome;
  note_peer_time(turn, from.id, verified->receipt.at);
  note_sequence(turn, verified->numbers, verified->header.sequence);
  return {};
}

Received receive_withdrawal(Turn& turn, const PeerNode& from, ByteView bytes) {
  auto document = wire::decode_document(bytes);
  if (!document) return unwelcome;
  auto draft = wire::decode<wire::Withdrawal>(document->bytes);
  if (!draft) return unwelcome;
  auto key = *AlertKey::from(ByteWriter().raw(draft->alert).raw(draft->mandate).view());
  auto record = load_alert(turn, key);
  if (!record)
    return comes_no_more(turn, key, from.id) ? Received{}
                                             : busy_a_moment;  // the alert itself may still be on its way
  auto mandate = mandate_of(turn, draft->mandate);
  if (!mandate || !comes_from_its_commune(turn, from, *mandate)) return unwelcome;
  // The signer may hold a later mandate of the same referent.
  auto signer = seal::signers(*document);
  std::optional<wire::Withdrawal> withdrawal;
  for (const auto& each : mandates(turn))
    if (each.mandate.referent == record->referent && signer.size() == 1 &&
        seal::key_id(each.mandate.device) == signer.front())
      if (auto verified =
              seal::verify_single<wire::Withdrawal>(*document, each.mandate.device, seal::Tag::withdrawal))
        withdrawal = *verified;
  if (!withdrawal || withdrawal->header_hash != record->header_hash()) return unwelcome;
  if (!record->has(AlertState::withdrawal_noted))
    state_and_send(turn, key, *record, {AlertState::withdrawal_noted});
  return {};
}

}  // namespace tocsin::node::inbox
