#include "tests/node/ceremony.h"

#include <cassert>

namespace tocsin::tests {

void SeededEntropy::fill(std::uint8_t* out, std::size_t count) {
  for (std::size_t at = 0; at < count;) {
    state_ += 0x9e3779b97f4a7c15;
    std::uint64_t word = state_;
    word = (word ^ (word >> 30)) * 0xbf58476d1ce4e5b9;
    word = (word ^ (word >> 27)) * 0x94d049bb133111eb;
    word ^= word >> 31;
    for (int i = 0; i < 8 && at < count; ++i) out[at++] = static_cast<std::uint8_t>(word >> (8 * i));
  }
}

wire::NodeKeys NodeSecrets::publics() const {
  return {signing.public_key, curve.public_key, parcel.public_key, log.public_key};
}

const EpochDay& Post::epoch(Day day) const {
  for (const EpochDay& each : epochs) {
    if (each.day == day) return each;
  }
  assert(false && "no epoch key of that day in this world");
  return epochs.front();
}

Instant Ceremony::default_now() {
  return *parse_iso("2026-03-02T12:00:00Z");
}

Ceremony::Ceremony(std::uint64_t seed, Instant at, const WorldWish& wish) : now(at), entropy(seed) {
  seal::initialise();
  for (auto& key : root_keys) key = seal::make_signing_key(entropy);
  for (std::size_t i = 0; i < 3; ++i) root.keys[i] = root_keys[i].public_key;
  root.issued = now - days(30);
  root_document = sign_root(root);
  rules.issued = now - days(10);
  rules.next_issue = now + days(80);
  rules_document = sign_rules(rules);
  for (int i = 0; i < wish.relays; ++i) relays.push_back(seal::make_box_key(entropy).public_key);
  for (int i = 0; i < wish.gateways; ++i)
    gateways.push_back(
        {"tcp://127.0.0.1:" + std::to_string(7651 + i), seal::make_box_key(entropy).public_key});
  if (wish.supervised) above = make_post("P25-000", "Groupement du Doubs");
  post = make_post("P25-014", "Brigade d'Ornans", above ? above->record.post : PostId{});
  if (!wish.hours.empty() || wish.presence) {
    post.record.hours = wish.hours;
    post.record.presence = wish.presence;
    post.document = sign_record(post.record, post.office);
  }
  commune = make_commune("25434", "Ornans", post, wish.exercise);
  referent = make_referent(commune, post);
}

std::vector<wire::Mailbox> Ceremony::make_mailboxes(const char* own_port, const BoxPublic& own) {
  std::vector<wire::Mailbox> mailboxes;
  if (relays.empty()) mailboxes.push_back({own_port, own, {}});
  for (std::size_t i = 0; i < relays.size(); ++i)
    mailboxes.push_back({"tcp://127.0.0.1:" + std::to_string(7601 + i), relays[i], {}});
  for (auto& mailbox : mailboxes) entropy.fill(mailbox.id.bytes.data(), MailboxId::size);
  return mailboxes;
}

Device Ceremony::make_device() {
  return {seal::make_signing_key(entropy), seal::make_box_key(entropy), seal::Secret32::random(entropy)};
}

NodeSecrets Ceremony::make_node_secrets() {
  return {seal::make_signing_key(entropy), seal::make_box_key(entropy), seal::make_box_key(entropy),
          seal::make_signing_key(entropy)};
}

Commissioned Ceremony::make_commission(Role role, const seal::SigningKey& office, const Insee& insee,
                                       const PostId& post_id) {
  Commissioned made;
  made.device = make_device();
  made.commission.role = role;
  made.commission.commune = insee;
  made.commission.post = post_id;
  made.commission.key = made.device.signing.public_key;
  made.commission.transport = made.device.transport.public_key;
  if (role == Role::desk) made.commission.tag_commitment = seal::tag_commitment(made.device.tag_key);
  made.commission.from = now - days(5);
  made.commission.until = now + days(300);
  made.document = sign_single(made.commission, office,
                              insee.is_zero() ? seal::Tag::commission_post : seal::Tag::commission_mairie);
  return made;
}

EpochDay Ceremony::make_epoch(const Post& of, Day day) {
  EpochDay made;
  made.day = day;
  made.key = seal::make_box_key(entropy);
  made.document = sign_single(wire::EpochKey{of.record.post, day, made.key.public_key}, of.node.signing,
                              seal::Tag::epoch_key);
  return made;
}

Post Ceremony::make_post(std::string_view id, std::string name, const PostId& supervising) {
  Post made;
  made.office = seal::make_signing_key(entropy);
  made.node = make_node_secrets();
  made.record.post = *parse_post_id(id);
  made.record.name = std::move(name);
  made.record.telephone = "03 81 00 00 00";
  made.record.office = made.office.public_key;
  made.record.node = made.node.publics();
  if (gateways.empty()) made.record.client_address = "tcp://127.0.0.1:7101";
  made.record.gateways = gateways;
  made.record.mailboxes = make_mailboxes("tcp://127.0.0.1:7102", made.node.curve.public_key);
  made.record.supervising = supervising;
  made.record.issued = now - days(20);
  made.document = sign_record(made.record, made.office);
  made.commander = make_commission(Role::commander, made.office, {}, made.record.post);
  made.officer_a = make_commission(Role::officer, made.office, {}, made.record.post);
  made.officer_b = make_commission(Role::officer, made.office, {}, made.record.post);
  for (Day day = day_of(now); day <= day_of(now) + limits::epoch_days_published; ++day) {
    made.epochs.push_back(make_epoch(made, day));
  }
  return made;
}

Commune Ceremony::make_commune(std::string_view insee, std::string name, const Post& of, bool exercise) {
  Commune made;
  made.office = seal::make_signing_key(entropy);
  made.node = make_node_secrets();
  wire::Charter& charter = made.charter;
  charter.commune = *parse_insee(insee);
  charter.name = std::move(name);
  charter.office = made.office.public_key;
  charter.node = made.node.publics();
  if (gateways.empty()) charter.client_address = "tcp://127.0.0.1:7001";
  charter.gateways = gateways;
  charter.mailboxes = make_mailboxes("tcp://127.0.0.1:7002", made.node.curve.public_key);
  charter.post = of.record.post;
  charter.sectors = {{1, "Centre"}, {2, "Gare"}, {3, "Bois"}};
  for (Category on :
       {Category::suspect_vehicle, Category::door_to_door, Category::intrusion, Category::damage,
        Category::theft_found, Category::vulnerable_person, Category::missing_person, Category::scam,
        Category::holiday_watch, Category::natural_or_technical}) {
    charter.categories = static_cast<std::uint16_t>(charter.categories | 1u << static_cast<unsigned>(on));
  }
  charter.exercise = exercise;
  charter.population = 4'400;
  charter.from = now - days(10);
  charter.until = now + days(3 * 365 - 20);
  const std::string conduct = "charte de conduite du référent";
  charter.conduct_charter =
      seal::hash256(ByteView(reinterpret_cast<const std::uint8_t*>(conduct.data()), conduct.size()));
  made.document = sign_charter(charter, made.office, of.office);
  made.mayor = make_commission(Role::mayor, made.office, charter.commune, {});
  made.clerk = make_commission(Role::clerk, made.office, charter.commune, {});
  return made;
}

wire::Mandate Ceremony::draft_mandate(const Commune& in, const Device& device) {
  wire::Mandate mandate;
  entropy.fill(mandate.mandate.bytes.data(), MandateId::size);
  entropy.fill(mandate.referent.bytes.data(), ReferentId::size);
  mandate.commune = in.charter.commune;
  mandate.charter_sequence = in.charter.sequence;
  mandate.device = device.signing.public_key;
  mandate.transport = device.transport.public_key;
  mandate.tag_commitment = seal::tag_commitment(device.tag_key);
  for (const wire::Sector& sector : in.charter.sectors) mandate.sectors.push_back(sector.id);
  mandate.trained = now - days(15);
  mandate.conduct_charter = in.charter.conduct_charter;
  mandate.from = now - days(1);
  mandate.until = now + days(360);
  mandate.tie = Tie::none;
  return mandate;
}

Referent Ceremony::make_referent(const Commune& in, const Post& vetting) {
  Referent made;
  made.device = make_device();
  made.mandate = draft_mandate(in, made.device);
  made.document = vet(nominate(made.mandate, in), vetting);
  made.in_force = in_force(made.document, in);
  return made;
}

}  // namespace tocsin::tests
