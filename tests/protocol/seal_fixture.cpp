#include "tests/protocol/seal_fixture.h"

#include <algorithm>
#include <cassert>

#include "protocol/bytes.h"

namespace tocsin::tests {

SeededEntropy::SeededEntropy(std::string_view name) {
  seal::initialise();
  key_.assign(name.begin(), name.end());
  key_.resize(32);
}

void SeededEntropy::fill(std::uint8_t* out, std::size_t count) {
  for (std::size_t done = 0; done < count;) {
    ByteWriter number;
    Hash block = seal::keyed_hash256(key_, number.u64(block_++).view());
    std::size_t some = std::min(count - done, Hash::size);
    std::copy_n(block.bytes.begin(), some, out + done);
    done += some;
  }
  draws_.emplace_back(out, out + count);
}

ByteView bytes_of(std::string_view text) {
  return ByteView(reinterpret_cast<const std::uint8_t*>(text.data()), text.size());
}

Bytes hex(std::string_view text) {
  auto bytes = from_hex(text);
  assert(bytes);
  return *bytes;
}

Instant at(const char* iso) {
  auto instant = parse_iso(iso);
  assert(instant);
  return *instant;
}

Bytes flipped(ByteView bytes, std::size_t bit) {
  Bytes copy(bytes.begin(), bytes.end());
  copy[bit / 8] = static_cast<std::uint8_t>(copy[bit / 8] ^ (1u << (bit % 8)));
  return copy;
}

wire::NodeKeys NodeSecrets::publics() const {
  return {signing.public_key, curve.public_key, parcel.public_key, log.public_key};
}

namespace {

NodeSecrets make_node(Entropy& entropy) {
  NodeSecrets node;
  node.signing = seal::make_signing_key(entropy);
  node.curve = seal::make_box_key(entropy);
  node.parcel = seal::make_box_key(entropy);
  node.log = seal::make_signing_key(entropy);
  return node;
}

template <class Id>
Id random_id(Entropy& entropy) {
  Id id;
  entropy.fill(id.bytes.data(), Id::size);
  return id;
}

}  // namespace

World::World(std::string_view seed) : entropy(seed) {
  for (auto& key : root_keys) key = make_key();
  for (SigningKey* key : {&mairie, &post_office, &mayor, &commander, &officer, &device, &stranger})
    *key = make_key();
  commune_node = make_node(entropy);
  post_node = make_node(entropy);
  for (seal::BoxKey* key : {&device_transport, &epoch, &supervising_epoch})
    *key = seal::make_box_key(entropy);
  tag_key = seal::Secret32::random(entropy);

  for (std::size_t i = 0; i < 3; i++) root.keys[i] = root_keys[i].public_key;
  root.issued = now - days(40);
  rules.issued = now - days(30);
  rules.next_issue = now + days(60);
  rules.release_key = make_key().public_key;

  record.post = *parse_post_id("P25-014");
  record.name = "Brigade d'Ornans";
  record.telephone = "+33 3 81 00 00 00";
  record.office = post_office.public_key;
  record.node = post_node.publics();
  record.client_address = "tcp://127.0.0.1:7101";
  record.mailboxes = {{"tcp://127.0.0.1:7102", post_node.curve.public_key, random_id<MailboxId>(entropy)}};
  record.issued = now - days(20);

  charter.commune = *parse_insee("25434");
  charter.name = "Ornans";
  charter.office = mairie.public_key;
  charter.node = commune_node.publics();
  charter.client_address = "tcp://127.0.0.1:7001";
  charter.mailboxes = {
      {"tcp://127.0.0.1:7002", commune_node.curve.public_key, random_id<MailboxId>(entropy)}};
  charter.post = record.post;
  charter.sectors = {{1, "Centre"}, {2, "Gare"}};
  charter.categories = 1u << static_cast<unsigned>(Category::suspect_vehicle);
  charter.population = 4'400;
  charter.from = now - days(10);
  charter.until = now + days(700);
  charter.conduct_charter = seal::hash256(bytes_of("charte de conduite"));
  charter.street_list = seal::document_hash(seal::draft(streets()));
  charter.sector_map = seal::document_hash(seal::draft(map()));

  commission.role = Role::mayor;
  commission.commune = charter.commune;
  commission.key = mayor.public_key;
  commission.transport = seal::make_box_key(entropy).public_key;
  commission.from = now - days(5);
  commission.until = now + days(300);

  mandate.mandate = random_id<MandateId>(entropy);
  mandate.referent = random_id<ReferentId>(entropy);
  mandate.commune = charter.commune;
  mandate.charter_sequence = 1;
  mandate.device = device.public_key;
  mandate.transport = device_transport.public_key;
  mandate.tag_commitment = seal::tag_commitment(tag_key);
  mandate.sectors = {1, 2};
  mandate.trained = now - days(3);
  mandate.conduct_charter = charter.conduct_charter;
  mandate.from = now - days(1);
  mandate.until = now + days(360);
  mandate.tie = Tie::none;

  enrolment.invitation = InviteId{mandate.mandate.bytes};
  enrolment.device = device.public_key;
  enrolment.transport = device_transport.public_key;
  enrolment.tag_commitment = mandate.tag_commitment;
  enrolment.root = seal::document_hash(signed_root());
  enrolment.charter = seal::document_hash(signed_charter());
  enrolment.at = now - days(2);
  enrolment.tie = Tie::none;
}

wire::StreetList World::streets() const {
  return {charter.commune, {{"Grande Rue"}, {"Place Gustave Courbet"}}};
}

wire::SectorMap World::map() const {
  const wire::MapPoint points[] = {{47'100'000, 6'130'000}, {47'100'000, 6'160'000}, {47'120'000, 6'145'000}};
  return {charter.commune, {{1, wire::pack(points)}}};
}

SignedDocument World::signed_root() const {
  return signed_by(root, {{root_keys[0], Tag::root_new}, {root_keys[1], Tag::root_new}});
}
SignedDocument World::signed_record() const {
  return signed_by(
      record,
      {{root_keys[0], Tag::record_root}, {root_keys[2], Tag::record_root}, {post_office, Tag::record_post}});
}
SignedDocument World::signed_charter() const {
  return signed_by(charter, {{root_keys[0], Tag::charter_root},
                             {root_keys[1], Tag::charter_root},
                             {mairie, Tag::charter_mairie},
                             {post_office, Tag::charter_post}});
}
SignedDocument World::signed_mandate() const {
  return signed_by(mandate, {{mayor, Tag::mandate_nominate}, {commander, Tag::mandate_vet}});
}

seal::AlertDraft World::draft_alert() {
  seal::AlertDraft draft;
  wire::AlertHeader& header = draft.header;
  header.category = Category::suspect_vehicle;
  header.flags = header_flag::exercise;
  header.sector = 1;
  header.commune = charter.commune;
  header.alert = seal::time_ordered_id<AlertId>(now, entropy);
  header.mandate = mandate.mandate;
  header.sequence = 1;
  header.created = to_tens(now);
  header.expiry = to_tens(now + limits::alert_life);
  header.charter_sequence = 1;
  header.post_epoch = day_of(now);
  header.supervising_epoch = day_of(now);

  wire::AlertContent& content = draft.content;
  content.conducts = wire::bit(Conduct::slow_repeated_passes) | wire::bit(Conduct::looking_into_homes);
  content.place.kind = wire::PlaceKind::point;
  content.place.latitude_udeg = 47'106'200;
  content.place.longitude_udeg = 6'143'100;
  content.observed = to_tens(now - minutes(2));
  content.vehicle = wire::Vehicle{VehicleType::van, Colour::white, VehicleMake::renault, "AB123CD"};
  content.person_count = 2;
  content.persons = {{HeightBand::above_180cm, Colour::black, Colour::blue, Luggage::bag, Direction::north}};
  return draft;
}

seal::SealedAlert World::seal_alert(const seal::AlertDraft& draft, bool supervised) {
  return seal::seal_alert(draft, device, tag_key, epoch.public_key,
                          supervised ? &supervising_epoch.public_key : nullptr, entropy);
}

wire::Receipt World::receipt(NodeKind issuer, const Hash& header_hash) const {
  wire::Receipt receipt;
  receipt.issuer_kind = issuer;
  receipt.state = issuer == NodeKind::commune ? AlertState::accepted : AlertState::delivered;
  receipt.issuer = seal::key_id((issuer == NodeKind::commune ? commune_node : post_node).signing.public_key);
  receipt.header_hash = header_hash;
  receipt.number = 1;
  receipt.at = now;
  receipt.leaf = 41;
  return receipt;
}

}  // namespace tocsin::tests
