#include "node/client/enrolment.h"

#include <algorithm>

#include "protocol/seal/alert.h"

namespace tocsin::client {
namespace {

Bytes bytes_of(std::string_view text) {
  return Bytes(text.begin(), text.end());
}

Result<wire::EnrolmentCard> kept_card(const Profile& profile) {
  auto text = profile.read("card");
  if (!text) return tocsin::pass_on(text);
  return wire::parse_card(std::string_view(reinterpret_cast<const char*>(text->data()), text->size()));
}

// Root → rules → post record → charter, all from this card's root, and the charter names the key of this very
// line.
Result<Roster> believe_card(const wire::EnrolmentCard& card, const std::vector<Bytes>& containers,
                            Insee& commune) {
  if (containers.empty())
    return fail(Errc::untrusted, "the node of this card shows no documents; tell the mairie");
  auto roster = Roster::from_root(containers.front(), card.root_sha256);
  if (!roster) return roster;
  auto added = roster->add_all(std::span<const Bytes>(containers).subspan(1));
  if (!added) return tocsin::pass_on(added);
  if (!roster->rules()) {
    return fail(Errc::untrusted, "the node of this card shows no rules signed by its root; tell the mairie");
  }
  for (const auto& charter : roster->charters()) {
    if (charter.value.node.curve == card.node) {
      commune = charter.value.commune;
      return roster;
    }
  }
  return fail(Errc::untrusted,
              "no charter signed by root, mairie and post names the node that this card leads to. Nothing "
              "was sent; take "
              "the card back to the mairie");
}

wire::SignedDocument make_enrolment(const wire::EnrolmentCard& card, const DeviceKeys& keys,
                                    const seal::Secret32& tag_key, const Roster& roster, const Insee& commune,
                                    Tie tie, Instant now) {
  wire::Enrolment enrolment;
  enrolment.invitation = card.invitation;
  enrolment.device = keys.signing.public_key;
  enrolment.transport = keys.transport.public_key;
  enrolment.tag_commitment = seal::tag_commitment(tag_key);
  enrolment.root = roster.root().hash;
  enrolment.charter = roster.charter(commune)->hash;
  enrolment.at = now;
  enrolment.tie = tie;
  auto document = seal::draft(enrolment);
  seal::add_signature(document, seal::invite_request_key(seal::Secret16(card.secret)),
                      seal::Tag::enrolment_invite);
  seal::add_signature(document, keys.signing, seal::Tag::enrolment_device);
  return document;
}

Result<wire::Enrolment> kept_enrolment(const Profile& profile, wire::SignedDocument& document) {
  auto bytes = profile.read("enrolment");
  if (!bytes) return tocsin::pass_on(bytes);
  auto decoded = wire::decode_document(*bytes);
  if (!decoded) return tocsin::pass_on(decoded);
  document = std::move(*decoded);
  return wire::decode<wire::Enrolment>(document.bytes);
}

std::string words_now(const wire::Enrolment& enrolment, const Roster& roster, const Insee& commune) {
  const auto* charter = roster.charter(commune);
  const auto* record = roster.record(charter->value.post);
  return seal::enrolment_words(enrolment, roster.root().hash, charter->hash, record->value.office);
}

}  // namespace

Result<Roster> kept_roster(const Profile& profile) {
  auto saved = profile.read("roster");
  if (!saved) return tocsin::pass_on(saved);
  return load_roster(*saved);
}

Status keep_roster(const Profile& profile, const Roster& roster) {
  return profile.write("roster", roster.save());
}

Result<Insee> kept_commune(const Profile& profile) {
  auto bytes = profile.read("commune");
  if (!bytes) return tocsin::pass_on(bytes);
  auto commune = Insee::from(*bytes);
  if (!commune)
    return fail(Errc::store_damaged, "the profile's commune is damaged: enrol again with a new card");
  return *commune;
}

Answer<Roster> refreshed_roster(Session& session, Roster roster) {
  auto containers = public_documents(session);
  if (!containers) return pass_on(containers);
  auto added = roster.add_all(*containers);
  if (!added && added.error().code != Errc::conflict) return pass_on(added);
  return roster;
}

Answer<Enrolled> enrol(Profile& profile, const Tools& tools, const wire::EnrolmentCard& card, Tie tie) {
  const std::string text = wire::to_text(card);
  if (profile.has("mandate")) {
    return failure(Errc::conflict,
                   "this profile holds a mandate already: give another --profile for another card");
  }
  if (profile.has("card")) {
    auto held = kept_card(profile);
    if (held && *held != card) {
      return failure(Errc::conflict, "this profile was enrolled with another card: give another --profile");
    }
  }
  const seal::SigningKey request_key = seal::invite_request_key(seal::Secret16(card.secret));
  const seal::BoxKey transport = seal::invite_transport_key(seal::Secret16(card.secret));
  // The node's signing key is known only from the charter: the first questions are unsigned.
  auto line = reach(*tools.connector, address_of(card), transport);
  if (!line) return pass_on(line);
  Session unsigned_session(std::move(*line), SigningPublic{}, request_key, *tools.entropy, tools.clock,
                           tools.session);
  auto containers = public_documents(unsigned_session);
  if (!containers) return pass_on(containers);
  Insee commune;
  auto roster = believe_card(card, *containers, commune);
  if (!roster) return pass_on(roster);
  const wire::Charter charter = roster->charter(commune)->value;

  auto keys = profile.make_keys(*tools.entropy);
  if (!keys) return pass_on(keys);
  auto tag_key = profile.make_secret("tag.key", *tools.entropy);
  if (!tag_key) return pass_on(tag_key);
  for (const auto& written : {profile.write("card", bytes_of(text)), keep_roster(profile, *roster),
                              profile.write("commune", commune.view())}) {
    if (!written) return pass_on(written);
  }
  if (!profile.has("enrolment")) {
    auto document = make_enrolment(card, *keys, *tag_key, *roster, commune, tie, tools.clock());
    auto written = profile.write("enrolment", wire::encode(document));
    if (!written) return pass_on(written);
  }
  wire::SignedDocument document;
  auto enrolment = kept_enrolment(profile, document);
  if (!enrolment) return pass_on(enrolment);
  if (enrolment->tie != tie) {
    return failure(Errc::conflict,
                   "this card was used with another answer about ties, and that answer was signed: ask the "
                   "mairie for a new card");
  }

  auto node = address_of(card);
  node.signing = charter.node.signing;
  auto session = open_session(tools, node, transport, request_key);
  if (!session) return pass_on(session);
  wire::Request request;
  request.verb = wire::Verb::enrol;
  request.command.bytes =
      card.invitation.bytes;  // one enrolment per card: the same question gets the same answer
  request.data = wire::encode(document);
  auto reply = accept(session->ask(std::move(request)));
  if (!reply) return pass_on(reply);
  const auto* record = roster->record(charter.post);
  return Enrolled{words_now(*enrolment, *roster, commune), charter.name, record->value.name,
                  record->value.telephone};
}

}  // namespace tocsin::client
