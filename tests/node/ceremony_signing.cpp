// The signatures, alerts and receipts of a test's world.
#include <algorithm>
#include <cassert>

#include "tests/node/ceremony.h"

namespace tocsin::tests {

SignedDocument Ceremony::sign_root(const wire::Root& value) const {
  SignedDocument document = seal::draft(value);
  for (std::size_t i = 0; i < 2; ++i) seal::add_signature(document, root_keys[i], seal::Tag::root_new);
  return document;
}

SignedDocument Ceremony::sign_rules(const wire::Rules& value) const {
  SignedDocument document = seal::draft(value);
  for (std::size_t i = 0; i < 2; ++i) seal::add_signature(document, root_keys[i], seal::Tag::rules);
  return document;
}

SignedDocument Ceremony::sign_record(const wire::PostRecord& value, const seal::SigningKey& office) const {
  SignedDocument document = seal::draft(value);
  for (std::size_t i = 0; i < 2; ++i) seal::add_signature(document, root_keys[i], seal::Tag::record_root);
  seal::add_signature(document, office, seal::Tag::record_post);
  return document;
}

SignedDocument Ceremony::sign_charter(const wire::Charter& value, const seal::SigningKey& mairie,
                                      const seal::SigningKey& post_office) const {
  SignedDocument document = seal::draft(value);
  for (std::size_t i = 0; i < 2; ++i) seal::add_signature(document, root_keys[i], seal::Tag::charter_root);
  seal::add_signature(document, mairie, seal::Tag::charter_mairie);
  seal::add_signature(document, post_office, seal::Tag::charter_post);
  return document;
}

SignedDocument Ceremony::nominate(const wire::Mandate& value, const Commune& by) const {
  return sign_single(value, by.mayor.device.signing, seal::Tag::mandate_nominate);
}

SignedDocument Ceremony::vet(SignedDocument nominated, const Post& by) const {
  seal::add_signature(nominated, by.commander.device.signing, seal::Tag::mandate_vet);
  return nominated;
}

SignedDocument Ceremony::in_force(const SignedDocument& mandate, const Commune& by,
                                  std::uint64_t leaf) const {
  return sign_single(wire::MandateInForce{seal::document_hash(mandate), leaf, now - hours(20)},
                     by.node.signing, seal::Tag::mandate_in_force);
}

std::vector<Bytes> Ceremony::public_documents(const Commune& of, const Post& at) const {
  std::vector<Bytes> all = {wire::encode(root_document), wire::encode(rules_document),
                            wire::encode(at.document), wire::encode(of.document)};
  for (const EpochDay& epoch : at.epochs) all.push_back(wire::encode(epoch.document));
  return all;
}

wire::AlertHeader Ceremony::draft_header(Referent& by, const Commune& in, const AlertWish& wish) {
  wire::AlertHeader header;
  const Instant device_now = now + wish.clock_error;
  header.kind = wish.kind;
  header.category = wish.category;
  header.urgency = wish.urgency;
  if (in.charter.exercise || wish.exercise) header.flags |= header_flag::exercise;
  if (wish.called17) header.flags |= header_flag::called17;
  header.sector = wish.sector != 0 ? wish.sector : by.mandate.sectors.front();
  header.commune = in.charter.commune;
  header.alert = seal::time_ordered_id<AlertId>(device_now, entropy);
  header.mandate = by.mandate.mandate;
  header.sequence = ++by.sequence;
  header.created = to_tens(device_now);
  header.expiry = header.created + static_cast<std::uint32_t>(limits::alert_life / seconds(10));
  header.charter_sequence = in.charter.sequence;
  header.post_epoch = day_of(now);
  header.previous_hash = by.previous;
  return header;
}

seal::SealedAlert Ceremony::seal_alert(Referent& by, const Commune& in, const Post& to, const AlertWish& wish,
                                       const Post* centre) {
  seal::AlertDraft draft;
  draft.header = draft_header(by, in, wish);
  draft.content.conducts = wish.conducts;
  draft.content.place = wish.place;
  draft.content.observed = draft.header.created;
  draft.content.vehicle = wish.vehicle;
  draft.content.persons = wish.persons;
  draft.content.person_count = static_cast<std::uint8_t>(wish.persons.size());
  const BoxPublic* supervising = nullptr;
  if (centre == nullptr && above && above->record.post == to.record.supervising) centre = &*above;
  if (centre != nullptr) {
    draft.header.supervising_epoch = draft.header.post_epoch;
    supervising = &centre->epoch(draft.header.post_epoch).key.public_key;
  }
  seal::SealedAlert sealed =
      seal::seal_alert(draft, by.device.signing, by.device.tag_key,
                       to.epoch(draft.header.post_epoch).key.public_key, supervising, entropy);
  by.previous = sealed.header_hash;
  return sealed;
}

Bytes Ceremony::receipt(const NodeSecrets& by, NodeKind kind, AlertState state, const Hash& header_hash,
                        std::uint32_t number, std::uint8_t code_or_rule) const {
  wire::Receipt receipt;
  receipt.state = state;
  receipt.issuer_kind = kind;
  if (state == AlertState::closed) {
    receipt.code = code_or_rule;
  } else {
    receipt.rule = code_or_rule;
  }
  receipt.issuer = seal::key_id(by.signing.public_key);
  receipt.header_hash = header_hash;
  receipt.number = number;
  receipt.at = now;
  receipt.leaf = number;
  if (wire::follows_a_command(state)) receipt.command.bytes.fill(0x5a);
  const auto bytes = seal::sign_receipt(receipt, by.signing);
  return Bytes(bytes.begin(), bytes.end());
}

}  // namespace tocsin::tests
