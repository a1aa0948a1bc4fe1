// Sealing on the referent's own device, and taking back.
#include "node/client/referent.h"
#include "policy/decide.h"
#include "protocol/wire/desk.h"

namespace tocsin::client {

Answer<AlertId> Referent::seal(const Observation& observation) {
  return seal_observation({AlertKind::device, own_.mandate.mandate, commune_, roster_, *keys_, *profile_,
                           ledger_, tools_, clock_offset_},
                          observation);
}

Answer<AlertView> Referent::withdraw(const AlertId& alert) {
  AlertEntry* entry = ledger_.find(alert);
  if (entry == nullptr)
    return failure(Errc::not_found, "no such alert on this device: `tocsin referent status`");
  if (entry->sequence == 0)
    return failure(Errc::not_found, "this alert was sent from a former phone: call the post to take it back");
  policy::WithdrawalFacts facts;
  facts.sender = Role::referent;
  facts.own_alert = true;
  facts.over = is_over(*entry);
  const auto verdict = policy::decide_withdrawal(facts).verdict;
  if (!verdict.permitted())
    return refusal(static_cast<std::uint8_t>(verdict.rule), std::string(policy::slug(verdict.detail)));
  if (entry->withdrawal.empty()) {
    auto document =
        seal::draft(wire::Withdrawal{entry->alert, sealed_under(*entry), entry->header_hash, node_now()});
    seal::add_signature(document, keys_->signing, seal::Tag::withdrawal);
    entry->withdrawal = wire::encode(document);
    auto kept = ledger_.update(*entry);
    if (!kept) return pass_on(kept);
  }
  auto flushed = flush();
  if (!flushed) return pass_on(flushed);
  return view_of(*ledger_.find(alert));
}

std::vector<EnteredAlert> Referent::entered() const {
  return entered_alerts(*profile_, node_now());
}

Answer<bool> Referent::confirm(const AlertId& alert) {
  for (const auto& each : entered()) {
    if (each.header.alert != alert) continue;
    auto document =
        seal::draft(wire::DeskConfirmation{alert, each.header.mandate, each.header_hash, node_now()});
    seal::add_signature(document, keys_->signing, seal::Tag::desk_confirmation);
    auto session = connected();
    if (!session) return pass_on(session);
    wire::Request request;
    request.verb = wire::Verb::confirm;
    request.data = wire::encode(document);
    auto reply = (*session)->ask(std::move(request));
    if (!reply) disconnect();
    auto accepted = accept(reply);
    if (!accepted) return pass_on(accepted);
    if (auto kept = note_confirmed(*profile_, each); !kept) return pass_on(kept);
    return true;
  }
  return failure(Errc::not_found,
                 "no alert was entered for you under this id: `tocsin referent status` lists them");
}

}  // namespace tocsin::client
