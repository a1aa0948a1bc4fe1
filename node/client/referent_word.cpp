// What a referent signs about herself, and the mandate that follows the one before on this device.
#include <algorithm>

#include "node/client/referent.h"
#include "protocol/bytes.h"

namespace tocsin::client {
namespace {

constexpr const char* former_item = "former";  // last sequence u64 ‖ mandate id, of each mandate before

}  // namespace

std::vector<Referent::Former> Referent::former() const {
  std::vector<Former> all;
  auto bytes = profile_->read(former_item);
  if (!bytes) return all;
  for (ByteReader read(*bytes); read.left() >= sizeof(std::uint64_t) + MandateId::size;) {
    Former each;
    each.last_sequence = read.u64();
    each.mandate = read.id<MandateId>();
    all.push_back(each);
  }
  return all;
}

MandateId Referent::sealed_under(const AlertEntry& entry) const {
  for (const auto& each : former())
    if (entry.sequence <= each.last_sequence) return each.mandate;
  return own_.mandate.mandate;
}

Status Referent::keep_former(const MandateId& mandate) {
  ByteWriter all;
  for (const auto& each : former()) all.u64(each.last_sequence).raw(each.mandate);
  all.u64(ledger_.chain_end().sequence).raw(mandate);
  return profile_->write(former_item, all.view());
}

Answer<bool> Referent::learn_standing() {
  auto session = connected();
  if (!session) return pass_on(session);
  wire::Request request;
  request.verb = wire::Verb::enrolment_status;
  auto reply = accept((*session)->ask(std::move(request)));
  if (!reply) {
    if (reply.error().error.code == Errc::unreachable) disconnect();
    return pass_on(reply);
  }
  auto renewed = renewed_mandate(*reply, roster_, commune_, *profile_, *keys_, own_.mandate);
  if (!renewed) return pass_on(renewed);
  if (*renewed) {
    if (auto kept = keep_former(own_.mandate.mandate); !kept) return pass_on(kept);
    if (auto kept = keep_own_mandate(*profile_, **renewed); !kept) return pass_on(kept);
    own_ = std::move((*renewed)->own);
  }
  standing_ = {};
  for (const auto& item : reply->items) take_standing_item(standing_, item);
  return renewed->has_value();
}

// By links that a commander of the post has signed, one after another, to a mandate of this device.
bool Referent::is_linked(const MandateId& mandate) const {
  auto reached = mandate;
  for (std::size_t i = 0; i <= standing_.links.size(); ++i) {
    const auto before = reached;
    for (const auto& document : standing_.links) {
      auto link = wire::decode<wire::MandateLink>(document.bytes);
      if (!link || link->old_mandate != reached) continue;
      for (const auto& key : roster_.keys_of(Role::commander, charter().post))
        if (seal::verify_single<wire::MandateLink>(document, key, seal::Tag::mandate_link))
          reached = link->new_mandate;
    }
    if (reached == before) return false;
    if (reached == own_.mandate.mandate) return true;
    for (const auto& each : former())
      if (each.mandate == reached) return true;
  }
  return false;
}

// An alert that this person sent from a phone that is lost: its header comes with the commune's acceptance.
Status Referent::inherit(const wire::Item& item) {
  if (item.extra.size() != limits::header_bytes) return {};
  auto header = wire::decode_header(item.extra);
  if (!header || header->kind != AlertKind::device) return {};
  if (!is_linked(header->mandate)) (void)learn_standing();
  if (!is_linked(header->mandate)) return {};
  AlertEntry entry;
  entry.alert = header->alert;
  entry.header_hash = seal::header_hash(item.extra);
  entry.category = header->category;
  entry.urgency = header->urgency;
  entry.flags = header->flags;
  entry.sector = header->sector;
  entry.created = entry.sent = from_tens(header->created);
  auto receipt = believe_receipt(item.data, entry.header_hash, issuers());
  if (!receipt) {
    ++forged_;
    return {};
  }
  add_receipt(entry, *receipt, item.data, tools_.clock());
  return ledger_.inherit(std::move(entry));
}

Answer<wire::SignedDocument> Referent::say(wire::SignedDocument document, seal::Tag tag) {
  seal::add_signature(document, keys_->signing, tag);
  auto session = connected();
  if (!session) return pass_on(session);
  auto reply = publish(**session, document);
  if (!reply) return pass_on(reply);
  if (auto known = learn_standing(); !known) return pass_on(known);
  return document;
}

Answer<bool> Referent::declare(Tie tie) {
  if (auto fresh = refresh(); !fresh) return fresh;
  if (auto known = learn_standing(); !known) return known;
  auto said = say(seal::draft(wire::TieDeclaration{own_.mandate.mandate, tie, node_now()}),
                  seal::Tag::tie_declaration);
  if (!said) return pass_on(said);
  return true;
}

const DeputisingView* Referent::own_absence() const {
  for (const auto& each : standing_.deputising)
    if (seal::has_signature(each.document, keys_->signing.public_key, seal::Tag::deputising)) return &each;
  return nullptr;
}

Answer<wire::Deputising> Referent::deputise(const MandateId& deputy, Instant from, Instant until) {
  if (auto fresh = refresh(); !fresh) return pass_on(fresh);
  if (auto known = learn_standing(); !known) return pass_on(known);
  std::uint32_t before = 0;
  for (const auto& each : standing_.deputising)
    if (each.deputising.absent == own_.mandate.mandate || &each == own_absence())
      before = std::max(before, each.deputising.sequence);
  wire::Deputising statement{own_.mandate.mandate, deputy, before + 1, from, until, node_now()};
  if (auto fits = wire::check(statement); !fits) return pass_on(fits);
  auto said = say(seal::draft(statement), seal::Tag::deputising);
  if (!said) return pass_on(said);
  return statement;
}

Answer<wire::Deputising> Referent::end_deputising() {
  if (auto fresh = refresh(); !fresh) return pass_on(fresh);
  if (auto known = learn_standing(); !known) return pass_on(known);
  const auto* absence = own_absence();
  if (absence == nullptr || !absence->runs(node_now()))
    return failure(Errc::not_found, "nobody stands in for you: there is nothing to end");
  return deputise(MandateId{}, Instant{}, Instant{});
}

bool Referent::conduct_is_signed() const {
  const auto& text = charter().conduct_charter;
  return own_.mandate.conduct_charter == text || signed_conduct(standing_, keys_->signing.public_key, text);
}

Answer<bool> Referent::sign_conduct() {
  if (auto fresh = refresh(); !fresh) return fresh;
  if (auto known = learn_standing(); !known) return known;
  if (conduct_is_signed()) return false;
  auto said =
      say(seal::draft(wire::ConductSignature{own_.mandate.mandate, charter().conduct_charter, node_now()}),
          seal::Tag::conduct_signature);
  if (!said) return pass_on(said);
  return true;
}

}  // namespace tocsin::client
