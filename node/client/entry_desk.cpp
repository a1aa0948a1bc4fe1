#include "node/client/entry_desk.h"

namespace tocsin::client {

Answer<EntryDesk> EntryDesk::open(Official& official, Profile& profile) {
  if (official.office().is_post() || !profile.has("tag.key")) {
    return failure(Errc::configuration,
                   "this device was not made for a desk: `tocsin mairie device --desk`, then a commission "
                   "with --role desk");
  }
  auto ledger = Ledger::open(profile);
  if (!ledger) return pass_on(ledger);
  EntryDesk desk(official, profile, std::move(*ledger));
  const auto keys = desk.issuers();
  for (const auto& entry : desk.ledger_.entries()) name_issuers(*desk.ledger_.find(entry.alert), keys);
  return desk;
}

IssuerKeys EntryDesk::issuers() const {
  const Roster& roster = official_->roster();
  const Insee& commune = official_->office().commune;
  const PostId post = roster.charter(commune)->value.post;
  const auto* record = roster.record(post);
  return issuer_keys(roster, commune, post, record == nullptr ? PostId{} : record->value.supervising,
                     official_->tools().clock());
}

Answer<AlertId> EntryDesk::enter(const MandateId& mandate, const Observation& observation) {
  auto session = official_->connected();
  if (!session) return pass_on(session);
  return seal_observation(
      {AlertKind::desk, mandate, official_->office().commune, official_->roster(), official_->keys(),
       *profile_, ledger_, official_->tools(), (*session)->clock_offset().value_or(Duration{0})},
      observation);
}

Status EntryDesk::take(AlertEntry& entry, ByteView signed_receipt) {
  auto receipt = believe_receipt(signed_receipt, entry.header_hash, issuers());
  if (!receipt) return tocsin::pass_on(receipt);
  if (add_receipt(entry, *receipt, signed_receipt, official_->tools().clock()) == Added::known) return {};
  return ledger_.update(entry);
}

Answer<std::size_t> EntryDesk::flush() {
  std::vector<AlertId> waiting;
  for (const AlertEntry& entry : ledger_.entries()) {
    if (to_submit(entry)) waiting.push_back(entry.alert);
  }
  std::optional<Failure> first;
  std::size_t answered = 0;
  for (const AlertId& id : waiting) {
    auto sent = submit(*ledger_.find(id));
    if (sent) ++answered;
    if (!sent && !official_->is_connected()) return pass_on(sent);
    if (!sent && !first) first = sent.error();
  }
  if (first) return tl::unexpected<Failure>(*first);
  return answered;
}

Answer<bool> EntryDesk::submit(AlertEntry& entry) {
  auto session = official_->connected();
  if (!session) return pass_on(session);
  wire::Request request;
  request.verb = wire::Verb::submit;
  request.command.bytes = entry.alert.bytes;
  request.data = entry.envelope;
  auto reply = (*session)->ask(std::move(request));
  if (!reply) {
    official_->disconnect();
    return pass_on(reply);
  }
  if (reply->data.size() != wire::signed_receipt_bytes) {
    auto accepted = accept(reply);
    if (!accepted) return pass_on(accepted);
    return failure(Errc::malformed, "the node answered without a receipt: the entry is kept");
  }
  if (auto taken = take(entry, reply->data); !taken) return pass_on(taken);
  return true;
}

Answer<bool> EntryDesk::catch_up() {
  wire::Request request;
  request.verb = wire::Verb::follow;
  auto reply = official_->ask(std::move(request));
  if (!reply) return pass_on(reply);
  for (const auto& item : reply->items) {
    AlertEntry* entry = ledger_.find(*AlertId::from(item.id));
    if (entry == nullptr) continue;
    auto taken = take(*entry, item.data);
    if (!taken && taken.error().code != Errc::bad_signature && taken.error().code != Errc::conflict)
      return pass_on(taken);
  }
  return true;
}

const AlertEntry* EntryDesk::find(const AlertId& alert) {
  return ledger_.find(alert);
}

}  // namespace tocsin::client
