#include "node/client/office.h"

#include <algorithm>

#include "policy/mandate.h"
#include "protocol/bytes.h"
#include "protocol/seal/session.h"

namespace tocsin::client {
namespace {

constexpr hours card_life_max{72};

Answer<bool> may_stand(const policy::Verdict& verdict) {
  if (verdict.permitted()) return true;
  return refusal(static_cast<std::uint8_t>(verdict.rule), std::string(policy::slug(verdict.detail)));
}

// A card has room for one: the first by which the node can be reached now, for the card is used soon.
wire::Gateway gateway_for(Connector& connector, const wire::Charter& charter) {
  for (const auto& gateway : charter.gateways)
    if (connector.connect_by(gateway, charter.node.curve)) return gateway;
  return charter.gateways.front();
}

}  // namespace

Answer<wire::EnrolmentCard> Office::invite(std::string_view name, Duration life) {
  if (life <= Duration::zero() || life > card_life_max) {
    return failure(Errc::configuration, "a card lives at most 72 hours");
  }
  if (name.empty() || name.size() > limits::text_bytes_max) {
    return failure(Errc::configuration, "the name on a card has 1 to 120 bytes");
  }
  const Tools& tools = official_->tools();
  const wire::Charter& charter = official_->roster().charter(official_->office().commune)->value;
  auto root = wire::decode_document(official_->roster().root().container);
  if (!root) return pass_on(root);
  wire::EnrolmentCard card;
  card.address = charter.client_address;
  if (card.address.empty()) {
    const auto gateway = gateway_for(*tools.connector, charter);
    card.address = gateway.address;
    card.gateway = gateway.server;
  }
  card.node = charter.node.curve;
  card.root_sha256 = root_fingerprint(*root);
  tools.entropy->fill(card.invitation.bytes.data(), InviteId::size);
  tools.entropy->fill(card.secret.data(), card.secret.size());
  wire::Request request;
  request.verb = wire::Verb::invite;
  request.subject = card.invitation.bytes;
  const seal::Secret16 secret(card.secret);
  request.data = ByteWriter()
                     .raw(seal::invite_request_key(secret).public_key)
                     .raw(seal::invite_transport_key(secret).public_key)
                     .u64(to_ms(tools.clock() + life))
                     .take();
  request.extra.assign(name.begin(), name.end());
  auto reply = official_->ask(std::move(request));
  if (!reply) return pass_on(reply);
  return card;
}

Answer<std::vector<Applicant>> Office::applicants() {
  wire::Request request;
  request.verb = wire::Verb::enrolments;
  auto reply = official_->ask(std::move(request));
  if (!reply) return pass_on(reply);
  std::vector<Applicant> found;
  for (const auto& item : reply->items) {
    auto document = wire::decode_document(item.data);
    if (!document || document->type != wire::DocumentType::enrolment) continue;
    auto enrolment = wire::decode<wire::Enrolment>(document->bytes);
    // The node verified the card's signature when it came; the device's own is verified here again.
    if (!enrolment || enrolment->invitation.bytes != item.id ||
        !seal::has_signature(*document, enrolment->device, seal::Tag::enrolment_device)) {
      continue;
    }
    found.push_back({enrolment->invitation, std::string(item.extra.begin(), item.extra.end()), *enrolment});
  }
  return found;
}

Answer<wire::Mandate> Office::complete(wire::Mandate mandate, const Nomination& nomination,
                                       const wire::Charter& charter) {
  if (policy::bars(mandate.tie)) {
    return pass_on(may_stand(policy::refuse(policy::Rule::R21, policy::Detail::conflict_of_interest)));
  }
  const policy::Limits limits = known_limits(official_->roster(), charter, nullptr);
  mandate.commune = charter.commune;
  mandate.charter_sequence = charter.sequence;
  mandate.sectors = nomination.sectors;
  if (mandate.sectors.empty()) {
    for (const auto& sector : charter.sectors) mandate.sectors.push_back(sector.id);
  }
  std::sort(mandate.sectors.begin(), mandate.sectors.end());
  mandate.sectors.erase(std::unique(mandate.sectors.begin(), mandate.sectors.end()), mandate.sectors.end());
  for (SectorId id : mandate.sectors) {
    if (std::none_of(charter.sectors.begin(), charter.sectors.end(),
                     [id](const auto& s) { return s.id == id; })) {
      return refusal(static_cast<std::uint8_t>(policy::Rule::R5),
                     "the charter has no sector " + std::to_string(id));
    }
  }
  mandate.deputy = nomination.deputy;
  mandate.trained = nomination.trained;
  mandate.limits = nomination.limits;
  mandate.from = nomination.from;
  mandate.until = nomination.until
                      ? *nomination.until
                      : std::min(policy::add_months(mandate.from, limits.mandate_months), charter.until);
  policy::CharterFacts facts;
  facts.from = charter.from;
  facts.until = charter.until;
  auto length = may_stand(policy::r21_length({mandate.from, mandate.until, {}, {}}, facts, limits));
  if (!length) return pass_on(length);
  return mandate;
}

Answer<wire::Mandate> Office::compose(const Applicant& applicant, const Nomination& nomination) {
  const Tools& tools = official_->tools();
  wire::Mandate mandate;
  mandate.mandate.bytes = applicant.invitation.bytes;
  mandate.referent = nomination.referent;
  if (mandate.referent.is_zero()) tools.entropy->fill(mandate.referent.bytes.data(), ReferentId::size);
  mandate.device = applicant.enrolment.device;
  mandate.transport = applicant.enrolment.transport;
  mandate.tag_commitment = applicant.enrolment.tag_commitment;
  mandate.tie = applicant.enrolment.tie;
  const wire::Charter& charter = official_->roster().charter(official_->office().commune)->value;
  mandate.conduct_charter = charter.conduct_charter;
  return complete(std::move(mandate), nomination, charter);
}

Answer<wire::Mandate> Office::compose_renewal(const MandateRow& running, const Nomination& nomination) {
  if (running.state != MandateState::in_force && running.state != MandateState::tied) {
    return failure(Errc::conflict,
                   "only a mandate in force is renewed: for any other, make a new card with `invite`");
  }
  const Insee& commune = official_->office().commune;
  const Roster& roster = official_->roster();
  const wire::Charter& charter = roster.charter(commune)->value;
  auto signatures = seal::verify_mandate(running.document, roster.keys_of(Role::mayor, commune),
                                         roster.keys_of(Role::commander, charter.post));
  if (!signatures) return pass_on(signatures);
  if (!signatures->nominated || !signatures->vetted)
    return failure(Errc::untrusted, "the mandate that runs does not carry both signatures");
  const wire::Mandate& before = signatures->mandate;
  wire::Mandate mandate = before;
  official_->tools().entropy->fill(mandate.mandate.bytes.data(), MandateId::size);
  mandate.tie = tie_now(before, running.standing);
  if (signed_conduct(running.standing, before.device, charter.conduct_charter))
    mandate.conduct_charter = charter.conduct_charter;
  Nomination as_before = nomination;
  if (as_before.sectors.empty()) as_before.sectors = before.sectors;
  if (as_before.trained == Instant{}) as_before.trained = before.trained;
  if (as_before.deputy.is_zero()) as_before.deputy = before.deputy;
  if (as_before.limits.empty()) as_before.limits = before.limits;
  return complete(std::move(mandate), as_before, charter);
}

Answer<MandateId> Office::nominate(const wire::Mandate& mandate) {
  auto document = seal::draft(mandate);
  seal::add_signature(document, official_->keys().signing, seal::Tag::mandate_nominate);
  auto reply = official_->publish(document);
  if (!reply) return pass_on(reply);
  return mandate.mandate;
}

}  // namespace tocsin::client
