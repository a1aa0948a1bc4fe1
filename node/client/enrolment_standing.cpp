// From the request to a mandate in force, verified on the device.
#include <algorithm>

#include "node/client/enrolment.h"
#include "protocol/bytes.h"
#include "protocol/seal/alert.h"

namespace tocsin::client {
namespace {

struct Found {
  std::optional<wire::SignedDocument> mandate, statement;
  std::vector<Bytes> others;  // commissions, if the node shows them here
};

void sort_in(Found& found, const Bytes& container) {
  if (container.empty()) return;
  auto document = wire::decode_document(container);
  if (!document) return;
  if (document->type == wire::DocumentType::mandate) {
    found.mandate = std::move(*document);
  } else if (document->type == wire::DocumentType::mandate_in_force) {
    found.statement = std::move(*document);
  } else {
    found.others.push_back(container);
  }
}

// A mandate is this device's own when it names exactly what this device made.
Status names_us(const wire::Mandate& mandate, const Insee& commune, const DeviceKeys& keys,
                const Hash& tag_commitment) {
  if (mandate.commune != commune || mandate.device != keys.signing.public_key ||
      mandate.transport != keys.transport.public_key || mandate.tag_commitment != tag_commitment) {
    return fail(Errc::untrusted,
                "the mandate that came is not for this device: tell the mairie and the post");
  }
  return {};
}

Result<OwnMandate> verify_own(const wire::SignedDocument& mandate_document,
                              const wire::SignedDocument& statement_document, const Roster& roster,
                              const Insee& commune, const DeviceKeys& keys, const Hash& tag_commitment) {
  const auto* charter = roster.charter(commune);
  if (charter == nullptr) return fail(Errc::store_damaged, "the charter is missing from this profile");
  auto signatures = seal::verify_mandate(mandate_document, roster.keys_of(Role::mayor, commune),
                                         roster.keys_of(Role::commander, charter->value.post));
  if (!signatures) return tocsin::pass_on(signatures);
  if (!signatures->nominated || !signatures->vetted) {
    return fail(Errc::bad_signature,
                "the mandate does not yet carry both the mayor's and the commander's signature");
  }
  auto ours = names_us(signatures->mandate, commune, keys, tag_commitment);
  if (!ours) return tocsin::pass_on(ours);
  for (const SigningPublic& node : roster.node_keys(commune)) {
    auto statement =
        seal::verify_single<wire::MandateInForce>(statement_document, node, seal::Tag::mandate_in_force);
    if (!statement) continue;
    if (statement->mandate != seal::document_hash(mandate_document)) break;
    return OwnMandate{signatures->mandate, *statement};
  }
  return fail(Errc::bad_signature, "the commune's node has not stated that this mandate is in its log");
}

Result<wire::SignedDocument> kept_document(const Profile& profile, const char* item) {
  auto bytes = profile.read(item);
  if (!bytes) return tocsin::pass_on(bytes);
  return wire::decode_document(*bytes);
}

Result<Hash> kept_commitment(const Profile& profile) {
  auto tag_key = profile.secret("tag.key");
  if (!tag_key) return tocsin::pass_on(tag_key);
  return seal::tag_commitment(*tag_key);
}

// Commissions are not public: once the mandate stands, the node knows this device and shows them.
void learn_commissions(const Tools& tools, const DeviceKeys& keys, const NodeAddress& node, Roster& roster) {
  auto session = open_session(tools, node, keys.transport, keys.signing);
  if (!session) return;
  auto found = documents(*session, wire::DocumentType::commission);
  if (found) (void)roster.add_all(*found);
}

}  // namespace

Result<OwnMandate> own_mandate(const Profile& profile, const Roster& roster, const DeviceKeys& keys) {
  auto mandate = kept_document(profile, "mandate");
  if (!mandate) return tocsin::pass_on(mandate);
  auto statement = kept_document(profile, "in-force");
  if (!statement) return tocsin::pass_on(statement);
  auto commune = kept_commune(profile);
  if (!commune) return tocsin::pass_on(commune);
  auto commitment = kept_commitment(profile);
  if (!commitment) return tocsin::pass_on(commitment);
  return verify_own(*mandate, *statement, roster, *commune, keys, *commitment);
}

Answer<std::optional<Renewed>> renewed_mandate(const wire::Reply& reply, const Roster& roster,
                                               const Insee& commune, const Profile& profile,
                                               const DeviceKeys& keys, const wire::Mandate& held) {
  Found found;
  for (const auto& item : reply.items) sort_in(found, item.data);
  if (!found.mandate || !found.statement) return std::optional<Renewed>();
  auto named = wire::decode<wire::Mandate>(found.mandate->bytes);
  if (!named) return pass_on(named);
  if (named->mandate == held.mandate) return std::optional<Renewed>();
  auto commitment = kept_commitment(profile);
  if (!commitment) return pass_on(commitment);
  auto own = verify_own(*found.mandate, *found.statement, roster, commune, keys, *commitment);
  if (!own) return pass_on(own);
  if (own->mandate.referent != held.referent) {
    return failure(Errc::untrusted,
                   "a mandate of another person came for this device: tell the mairie and the post");
  }
  return std::optional<Renewed>(
      Renewed{std::move(*own), wire::encode(*found.mandate), wire::encode(*found.statement)});
}

Status keep_own_mandate(const Profile& profile, const Renewed& renewed) {
  auto both = ByteWriter().sized(renewed.mandate).sized(renewed.statement).take();
  if (auto written = profile.write("renewed", both); !written) return written;
  return finish_renewal(profile);
}

Status finish_renewal(const Profile& profile) {
  if (!profile.has("renewed")) return {};
  auto both = profile.read("renewed");
  if (!both) return tl::unexpected<Error>(both.error());
  ByteReader read(*both);
  auto mandate = read.sized(), statement = read.sized();
  for (const auto& written :
       {profile.write("mandate", mandate), profile.write("in-force", statement), profile.remove("renewed")}) {
    if (!written) return written;
  }
  return {};
}

Answer<EnrolmentStanding> enrolment_standing(Profile& profile, const Tools& tools) {
  auto commune = kept_commune(profile);
  if (!commune)
    return failure(Errc::not_found, "this profile is not enrolled: `tocsin referent enrol CARD` first");
  auto roster = kept_roster(profile);
  if (!roster) return pass_on(roster);
  auto keys = profile.keys();
  if (!keys) return pass_on(keys);
  EnrolmentStanding standing;
  if (auto own = own_mandate(profile, *roster, *keys)) {
    standing.stage = MandateStage::in_force;
    standing.mandate = own->mandate;
    return standing;
  }
  auto text = profile.read("card");
  if (!text) return pass_on(text);
  auto card = wire::parse_card(std::string_view(reinterpret_cast<const char*>(text->data()), text->size()));
  if (!card) return pass_on(card);
  const seal::SigningKey request_key = seal::invite_request_key(seal::Secret16(card->secret));
  const seal::BoxKey transport = seal::invite_transport_key(seal::Secret16(card->secret));
  const NodeAddress node = address_of(roster->charter(*commune)->value);
  auto by_card = address_of(*card);
  by_card.signing = node.signing;
  // The charter knows more ways than a card has room for.
  by_card.gateways.insert(by_card.gateways.end(), node.gateways.begin(), node.gateways.end());
  auto session = open_session(tools, by_card, transport, request_key);
  if (!session) return pass_on(session);
  auto fresh = refreshed_roster(*session, std::move(*roster));
  if (!fresh) return pass_on(fresh);
  fresh->learnt_at(tools.clock());
  session->ask_for_newer_key(
      [&](Session&) { return std::optional(fresh->charter(*commune)->value.node.signing); });

  wire::Request request;
  request.verb = wire::Verb::enrolment_status;
  auto reply = accept(session->ask(std::move(request)));
  if (!reply) return pass_on(reply);
  Found found;
  for (const auto& item : reply->items) {
    sort_in(found, item.data);
    sort_in(found, item.extra);
  }
  (void)fresh->add_all(found.others);

  auto enrolment_bytes = kept_document(profile, "enrolment");
  if (!enrolment_bytes) return pass_on(enrolment_bytes);
  auto enrolment = wire::decode<wire::Enrolment>(enrolment_bytes->bytes);
  if (!enrolment) return pass_on(enrolment);
  const auto* charter = fresh->charter(*commune);
  standing.words = seal::enrolment_words(*enrolment, fresh->root().hash, charter->hash,
                                         fresh->record(charter->value.post)->value.office);
  auto kept = keep_roster(profile, *fresh);
  if (!kept) return pass_on(kept);
  if (!found.mandate) return standing;
  standing.stage = seal::signers(*found.mandate).size() >= 2 ? MandateStage::vetted : MandateStage::nominated;
  if (!found.statement) return standing;

  if (fresh->keys_of(Role::commander, charter->value.post).empty() ||
      fresh->keys_of(Role::mayor, *commune).empty()) {
    learn_commissions(tools, *keys, node, *fresh);
  }
  auto commitment = kept_commitment(profile);
  if (!commitment) return pass_on(commitment);
  auto own = verify_own(*found.mandate, *found.statement, *fresh, *commune, *keys, *commitment);
  if (!own) return pass_on(own);
  if (own->mandate.tie != enrolment->tie) {
    return failure(Errc::untrusted,
                   "the mandate says another tie than you declared: tell the mairie and the post");
  }
  for (const auto& written :
       {keep_roster(profile, *fresh), profile.write("mandate", wire::encode(*found.mandate)),
        profile.write("in-force", wire::encode(*found.statement)), profile.remove("card")}) {
    if (!written) return pass_on(written);
  }
  standing.stage = MandateStage::in_force;
  standing.mandate = own->mandate;
  return standing;
}

}  // namespace tocsin::client
