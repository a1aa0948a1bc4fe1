// What an office does to the limits of its communes, alone (R24).
#include "node/client/official.h"

namespace tocsin::client {

Answer<std::vector<CommuneLaw>> Official::law() {
  auto session = connected();
  if (!session) return pass_on(session);
  return client::law(**session);
}

Answer<Hash> Official::tighten(const Insee& commune, std::vector<wire::LimitValue> limits, ActReason reason) {
  const auto* charter = roster_.charter(commune);
  if (charter == nullptr)
    return failure(Errc::not_found,
                   "no charter of " + to_string(commune) + " is held here: refresh the documents");
  auto session = connected();
  if (!session) return pass_on(session);
  if (auto known = (*session)->learn_time(); !known) return pass_on(known);
  wire::Overlay overlay;
  overlay.commune = commune;
  overlay.charter = charter->hash;
  overlay.limits = std::move(limits);
  overlay.reason = reason;
  overlay.at = tools_.clock() + (*session)->clock_offset().value_or(Duration(0));
  if (auto fits = wire::check(overlay); !fits) return pass_on(fits);
  auto document = seal::draft(overlay);
  seal::add_signature(document, keys_->signing,
                      office_.is_post() ? seal::Tag::overlay_post : seal::Tag::overlay_mairie);
  auto reply = publish(document);
  if (!reply) return pass_on(reply);
  return seal::document_hash(document);
}

Answer<wire::Reply> Official::join_overlay(wire::SignedDocument document) {
  seal::add_signature(document, keys_->signing,
                      office_.is_post() ? seal::Tag::overlay_post : seal::Tag::overlay_mairie);
  return publish(document);
}

Answer<wire::Reply> Official::withdraw_overlay(const Insee& commune, const Hash& overlay) {
  auto session = connected();
  if (!session) return pass_on(session);
  if (auto known = (*session)->learn_time(); !known) return pass_on(known);
  wire::OverlayWithdrawal withdrawal;
  withdrawal.commune = commune;
  withdrawal.overlay = overlay;
  withdrawal.at = tools_.clock() + (*session)->clock_offset().value_or(Duration(0));
  auto document = seal::draft(withdrawal);
  seal::add_signature(
      document, keys_->signing,
      office_.is_post() ? seal::Tag::overlay_withdrawal_post : seal::Tag::overlay_withdrawal_mairie);
  return publish(document);
}

}  // namespace tocsin::client
