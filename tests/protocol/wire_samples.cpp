#include "wire_samples.h"

#include <stdexcept>

#include "protocol/wire/carried.h"
#include "protocol/wire/directory.h"
#include "protocol/wire/lacking.h"
#include "protocol/wire/locality.h"
#include "protocol/wire/parcel_answers.h"

namespace tocsin::test {
namespace {

using namespace tocsin::wire;

const Instant night = *parse_iso("2026-11-22T21:04:05Z");
const Instant year_start = *parse_iso("2026-01-01");

NodeKeys node_keys(std::uint8_t first) {
  return {counted<SigningPublic>(first), counted<BoxPublic>(static_cast<std::uint8_t>(first + 1)),
          counted<BoxPublic>(static_cast<std::uint8_t>(first + 2)),
          counted<SigningPublic>(static_cast<std::uint8_t>(first + 3))};
}

Receipt accepted_receipt() {
  Receipt receipt;
  receipt.state = AlertState::accepted;
  receipt.issuer_kind = NodeKind::commune;
  receipt.clock_noted = true;
  receipt.issuer = counted<KeyId>(0x10);
  receipt.header_hash = counted<Hash>(0x40);
  receipt.number = 1;
  receipt.at = night;
  receipt.leaf = 41;
  return receipt;
}

Receipt refused_receipt() {
  auto receipt = accepted_receipt();
  receipt.state = AlertState::refused;
  receipt.clock_noted = false;
  receipt.rule = 10;
  return receipt;
}

AlertContent smallest_content() {
  AlertContent content;
  content.category = Category::natural_or_technical;
  content.sector = 1;
  content.mandate = counted<MandateId>(0x20);
  content.alert = counted<AlertId>(0x01);
  content.conducts = bit(Conduct::fire_or_smoke);
  content.place = {PlaceKind::point, 47'106'000, -6'143'000, 0, 0};
  content.observed = to_tens(night);
  return content;
}

Root sample_root() {
  Root root;
  root.keys = {counted<SigningPublic>(0x01), counted<SigningPublic>(0x31), counted<SigningPublic>(0x61)};
  root.issued = year_start;
  return root;
}
MandateInForce sample_in_force() {
  return {counted<Hash>(0x51), 12, night};
}
Directory sample_directory() {
  return {2,
          counted<Hash>(0x41),
          night,
          {{*parse_post_id("P25-000"), {}, 1, counted<Hash>(0x51)},
           {*parse_post_id("P25-014"), *parse_post_id("P25-000"), 3, counted<Hash>(0x61)}},
          {{*parse_insee("25056"), *parse_post_id("P25-000"), 1, counted<Hash>(0x71)},
           {*parse_insee("25434"), *parse_post_id("P25-014"), 4, counted<Hash>(0x81)}}};
}
Overlay sample_overlay() {
  return {*parse_insee("25434"), counted<Hash>(0x21), {{1, 3}, {2, 10}}, ActReason::review, night};
}
CharterRenewal sample_renewal() {
  return {*parse_insee("25434"), counted<Hash>(0x21), 1, night + days(1'000), night};
}
OverlayWithdrawal sample_overlay_withdrawal() {
  return {*parse_insee("25434"), counted<Hash>(0x21), night};
}
NodeAct sample_node_act() {
  return {NodeActKind::suspend, *parse_insee("25434"), counted<Hash>(0x21), 1, ActReason::technical, night};
}
RevocationList sample_revocations() {
  return {counted<KeyId>(0x10), 2, {counted<Hash>(0x02), counted<Hash>(0x03)}};
}
Freshness sample_freshness() {
  return {counted<KeyId>(0x10), 2, counted<Hash>(0x71), night};
}
Presence sample_presence() {
  return {*parse_post_id("P25-014"), night, night + limits::presence_valid};
}
EpochKey sample_epoch_key() {
  return {*parse_post_id("P25-014"), day_of(night), counted<BoxPublic>(0x81)};
}
EpochLoss sample_epoch_loss() {
  return {*parse_post_id("P25-014"), {day_of(night) - 1, day_of(night)}, night};
}
MandateLink sample_link() {
  return {counted<MandateId>(0x20), counted<MandateId>(0x30), night};
}
Withdrawal sample_withdrawal() {
  return {counted<AlertId>(0x01), counted<MandateId>(0x20), counted<Hash>(0x40), night};
}
Review sample_review() {
  return {counted<CommandId>(0x11),
          *parse_insee("25434"),
          14,
          ReviewSubject::mandate,
          id16(0x20),
          NodeKind::post,
          night};
}
ReviewAnswer sample_review_answer() {
  return {counted<CommandId>(0x11), *parse_insee("25434"), ReviewOutcome::lifted, night + days(3)};
}
Enrolment sample_enrolment() {
  return {counted<InviteId>(0x20),
          counted<SigningPublic>(0x91),
          counted<BoxPublic>(0xA1),
          counted<Hash>(0xB1),
          counted<Hash>(0xC1),
          counted<Hash>(0x21),
          night,
          Tie::other};
}
TieDeclaration sample_tie() {
  return {counted<MandateId>(0x20), Tie::elected, night};
}
Deputising sample_deputising() {
  return {counted<MandateId>(0x20), counted<MandateId>(0x30), 2, night, night + days(14), night};
}
ConductSignature sample_conduct() {
  return {counted<MandateId>(0x20), counted<Hash>(0x61), night};
}

NoticeCancel sample_notice_cancel() {
  return {counted<NoticeId>(0x21), *parse_insee("25434"), *parse_post_id("P25-014"), CancelReason::mistake,
          night};
}
NoticeDisplay sample_notice_display() {
  return {counted<NoticeId>(0x21), counted<Hash>(0x31), counted<MandateId>(0x20), night};
}
Notice sample_announcement() {
  Notice notice;
  notice.id = counted<NoticeId>(0x22);
  notice.commune = *parse_insee("2A004");
  notice.kind = NoticeKind::meeting;
  notice.venue = Venue::village_hall;
  notice.sectors = {1};
  notice.facts_from = night + hours(20);
  notice.facts_until = night + hours(22);
  notice.written = night;
  notice.until = night + hours(24);
  return notice;
}

ExerciseWindow sample_window() {
  return {counted<CommandId>(0x41), *parse_post_id("P25-014"),
          *parse_insee("25434"),    night,
          night + hours(2),         night};
}
DeskConfirmation sample_confirmation() {
  return {counted<AlertId>(0x11), counted<MandateId>(0x20), counted<Hash>(0x31), night};
}
Forward sample_forward() {
  return {counted<AlertId>(0x11),
          counted<MandateId>(0x20),
          counted<Hash>(0x31),
          *parse_post_id("P25-014"),
          *parse_post_id("P25-000"),
          HandOverReason::closing_time,
          night};
}
HandOver sample_hand_over() {
  HandOver given;
  given.alert = counted<AlertId>(0x11);
  given.header_hash = counted<Hash>(0x31);
  given.commune = *parse_insee("25434");
  given.created = night;
  given.exercise = true;
  given.post = *parse_post_id("P25-014");
  given.procedure = "00421/2026";
  given.reason = HandOverReason::procedure;
  given.leaf = 0x1122334455;
  given.at = night + hours(1);
  given.content = counted<Hash>(0x51);
  return given;
}
StreetList sample_streets() {
  return {*parse_insee("25434"), {{"Place Gustave Courbet"}, {"Rue Saint-Laurent"}, {"Rue de l’Île-Basse"}}};
}
SectorMap sample_map() {
  const MapPoint corners[] = {{47'100'000, 6'130'000}, {47'100'000, 6'160'000}, {47'120'000, 6'145'000}};
  const MapPoint south[] = {
      {-21'340'000, -55'480'000}, {-21'350'000, -55'480'000}, {-21'350'000, -55'490'000}};
  return {*parse_insee("25434"), {{0, pack(corners)}, {2, pack(corners)}, {2, pack(south)}}};
}
Bytes counting(std::size_t size) {
  Bytes bytes;
  for (std::size_t i = 0; i < size; ++i) bytes.push_back(static_cast<std::uint8_t>(i));
  return bytes;
}
Carried sample_carried() {
  return {counting(limits::envelope_bytes),
          counting(signed_receipt_bytes),
          2,
          carry_held,
          counting(signed_receipt_bytes),
          {}};
}
Elsewhere sample_elsewhere() {
  return {counted<AlertId>(0x11), counted<MandateId>(0x20), 3, 1, 2, counting(signed_receipt_bytes)};
}

SignedDocument sample_document() {
  SignedDocument document{DocumentType::epoch_key, encode(sample_epoch_key()), {}};
  document.signatures.push_back({29, counted<KeyId>(0x70), counted<Signature>(0x01)});
  document.signatures.push_back({29, counted<KeyId>(0x10), counted<Signature>(0x80)});
  return document;
}
ClientFrame sample_frame() {
  return {FrameKind::open_request, 7, encode(sample_request())};
}
SignedRequest sample_signed_request() {
  return {counted<SigningPublic>(0x10), counted<KeyId>(0x20),    counted<Challenge>(0x30), 5,
          encode(sample_request()),     counted<Signature>(0x40)};
}
std::vector<Hash> sample_lacking() {
  return {counted<Hash>(0x10), counted<Hash>(0x40)};
}
std::vector<ParcelAnswer> sample_answers() {
  return {{5, ParcelAnswer::Kind::taken, counted<Signature>(0x50), 0, 0},
          {6, ParcelAnswer::Kind::busy, {}, 2000, 0},
          {7, ParcelAnswer::Kind::refused, {}, 0, 6}};
}
ParcelContent sample_parcel() {
  return {ParcelKind::receipt, counting(32 + signed_receipt_bytes)};
}

bool same(const SignedDocument& a, const SignedDocument& b) {
  return encode(a) == encode(b);
}
bool same(const ClientFrame& a, const ClientFrame& b) {
  return encode(a) == encode(b);
}
bool same(const SignedRequest& a, const SignedRequest& b) {
  return encode(a) == encode(b);
}
bool same(const ParcelContent& a, const ParcelContent& b) {
  return encode(a) == encode(b);
}
template <class Value>
bool same(const Value& a, const Value& b) {
  return a == b;
}

template <class Value, class Decode>
Sample make(std::string name, std::string format, const Value& value, Decode decode_bytes,
            nlohmann::json fields = {}) {
  auto encoded = encode(value);
  Sample made{
      std::move(name), std::move(format), Bytes(encoded.begin(), encoded.end()), std::move(fields), {}, {}};
  made.reads_as_value = [value, decode_bytes](ByteView bytes) {
    auto read = decode_bytes(bytes);
    return read && same(*read, value);
  };
  made.read_again = [decode_bytes](ByteView bytes) -> Result<Bytes> {
    auto read = decode_bytes(bytes);
    if (!read) return pass_on(read);
    auto again = encode(*read);
    return Bytes(again.begin(), again.end());
  };
  return made;
}

template <class Document>
Sample document(const Document& value) {
  std::string name(slug(type_of<Document>()));
  return make(name, name, value, [](ByteView bytes) { return decode<Document>(bytes); });
}

std::vector<Sample> make_samples() {
  auto desk_only = sample_mandate();
  desk_only.device = {};
  desk_only.transport = {};
  desk_only.tag_commitment = {};
  auto hello = Request{{}, Verb::hello, id16(0x20), 0, 0, {}, {}};
  auto failed = Reply{};
  failed.outcome = Outcome::failed;
  failed.errc = static_cast<std::uint8_t>(Errc::busy);
  failed.retry_after_ms = 5'000;
  failed.detail = "Occupé : réessayez";
  failed.at = night;

  std::vector<Sample> all;
  all.push_back(make("alert_header", "alert_header", sample_header(), decode_header));
  all.push_back(make("alert_content", "alert_content", sample_content(), decode_content));
  all.push_back(make("alert_content_smallest", "alert_content", smallest_content(), decode_content));
  all.push_back(make("receipt_closed", "receipt", sample_receipt(), decode_receipt));
  all.push_back(make("receipt_accepted", "receipt", accepted_receipt(), decode_receipt));
  all.push_back(make("receipt_refused", "receipt", refused_receipt(), decode_receipt));
  all.push_back(document(sample_root()));
  all.push_back(document(sample_rules()));
  all.push_back(document(sample_post_record()));
  all.push_back(document(sample_charter()));
  all.push_back(document(sample_commission()));
  all.push_back(document(sample_mandate()));
  all.push_back(make("mandate_desk_only", "mandate", desk_only, decode<Mandate>));
  all.push_back(document(sample_in_force()));
  all.push_back(document(sample_directory()));
  all.push_back(document(sample_overlay()));
  all.push_back(document(sample_act()));
  all.push_back(document(sample_node_act()));
  all.push_back(document(sample_revocations()));
  all.push_back(make("revocation_list_empty", "revocation_list", RevocationList{counted<KeyId>(0x10), 0, {}},
                     decode<RevocationList>));
  all.push_back(document(sample_freshness()));
  all.push_back(document(sample_presence()));
  all.push_back(document(sample_epoch_key()));
  all.push_back(document(sample_epoch_loss()));
  all.push_back(document(sample_link()));
  all.push_back(document(sample_withdrawal()));
  all.push_back(document(sample_enrolment()));
  all.push_back(document(sample_review()));
  all.push_back(document(sample_review_answer()));
  all.push_back(document(sample_notice()));
  all.push_back(make("notice_announcement", "notice", sample_announcement(), decode<Notice>));
  all.push_back(document(sample_notice_cancel()));
  all.push_back(document(sample_notice_display()));
  all.push_back(document(sample_window()));
  all.push_back(document(sample_confirmation()));
  all.push_back(document(sample_forward()));
  all.push_back(document(sample_hand_over()));
  all.push_back(document(sample_streets()));
  all.push_back(document(sample_map()));
  all.push_back(document(sample_renewal()));
  all.push_back(document(sample_overlay_withdrawal()));
  all.push_back(document(sample_tie()));
  all.push_back(document(sample_deputising()));
  all.push_back(make("deputising_ended", "deputising",
                     Deputising{counted<MandateId>(0x20), {}, 3, {}, {}, night}, decode<Deputising>));
  all.push_back(document(sample_conduct()));
  all.push_back(make("request", "request", sample_request(), decode_request));
  all.push_back(make("request_hello", "request", hello, decode_request));
  all.push_back(make("reply", "reply", sample_reply(), decode_reply));
  all.push_back(make("reply_busy", "reply", failed, decode_reply));
  auto container = sample_document();
  all.push_back(make("signed_document", "signed_document", container, decode_document,
                     {{"type", slug(container.type)},
                      {"bytes", to_hex(container.bytes)},
                      {"signatures",
                       {{{"tag", 29},
                         {"key", to_hex(counted<KeyId>(0x10).view())},
                         {"signature", to_hex(counted<Signature>(0x80).view())}},
                        {{"tag", 29},
                         {"key", to_hex(counted<KeyId>(0x70).view())},
                         {"signature", to_hex(counted<Signature>(0x01).view())}}}}}));
  auto frame = sample_frame();
  all.push_back(make("client_frame", "client_frame", frame, decode_client_frame,
                     {{"kind", 1}, {"reference", frame.reference}, {"bytes", to_hex(frame.bytes)}}));
  auto request = sample_signed_request();
  all.push_back(make("signed_request", "signed_request", request, decode_signed_request,
                     {{"tag", request_tag},
                      {"recipient", to_hex(request.recipient.view())},
                      {"device", to_hex(request.device.view())},
                      {"challenge", to_hex(request.challenge.view())},
                      {"counter", "5"},
                      {"bytes", to_hex(request.bytes)},
                      {"signature", to_hex(request.signature.view())}}));
  auto parcel = sample_parcel();
  all.push_back(make("parcel_content", "parcel_content", parcel, decode_parcel_content,
                     {{"kind", 3}, {"bytes", to_hex(parcel.bytes)}}));
  const auto answers = sample_answers();
  all.push_back(
      make("parcel_answers", "parcel_answers", answers, decode_parcel_answers,
           {{{"sequence", "5"}, {"code", 1}, {"acknowledgement", to_hex(counted<Signature>(0x50).view())}},
            {{"sequence", "6"}, {"code", 2}, {"retry_after_ms", 2000}},
            {{"sequence", "7"}, {"code", 3}, {"refusal", 6}}}));
  const auto carried = sample_carried();
  all.push_back(make("carried_held", "carried", carried, decode_carried,
                     {{"envelope", to_hex(carried.envelope)},
                      {"accepted", to_hex(carried.accepted)},
                      {"flags", carried.flags},
                      {"cause", carried.cause},
                      {"held", to_hex(carried.held)},
                      {"forward", ""}}));
  const auto elsewhere = sample_elsewhere();
  all.push_back(make("elsewhere", "elsewhere", elsewhere, decode_elsewhere,
                     {{"alert", to_hex(elsewhere.alert.view())},
                      {"mandate", to_hex(elsewhere.mandate.view())},
                      {"order", elsewhere.order},
                      {"cause", elsewhere.cause},
                      {"holder", elsewhere.holder},
                      {"receipt", to_hex(elsewhere.receipt)}}));
  const auto lacking = sample_lacking();
  all.push_back(make("parcel_lacking", "parcel_lacking", lacking, decode_lacking,
                     {to_hex(lacking[0].view()), to_hex(lacking[1].view())}));
  return all;
}

}  // namespace

AlertHeader sample_header() {
  AlertHeader header;
  header.category = Category::intrusion;
  header.urgency = Urgency::in_progress;
  header.flags = header_flag::exercise | header_flag::called17;
  header.sector = 0x0102;
  header.commune = *parse_insee("25434");
  header.alert = counted<AlertId>(0x01);
  header.mandate = counted<MandateId>(0x20);
  header.sequence = 0x0102030405060708;
  header.created = to_tens(night);
  header.expiry = header.created + 72 * 360;
  header.charter_sequence = 3;
  header.post_epoch = day_of(night);
  header.supervising_epoch = day_of(night) - 1;
  header.body_hash = counted<Hash>(0x40);
  header.wraps_hash = counted<Hash>(0x60);
  header.previous_hash = counted<Hash>(0x80);
  header.commitment = counted<Hash>(0xA0);
  header.place_tag = counted<TargetTag>(0xC0);
  header.plate_tag = counted<TargetTag>(0xD0);
  return header;
}

AlertContent sample_content() {
  AlertContent content;
  content.category = Category::suspect_vehicle;
  content.sector = 2;
  content.mandate = counted<MandateId>(0x20);
  content.alert = counted<AlertId>(0x01);
  content.conducts =
      bit(Conduct::slow_repeated_passes) | bit(Conduct::unknown_in_area) | bit(Conduct::road_blocked);
  content.place = {PlaceKind::street, 0, 0, 17, 12};
  content.observed = to_tens(night);
  content.vehicle = Vehicle{VehicleType::van, Colour::white, std::nullopt, "AB123CD"};
  content.person_count = 3;
  content.persons.push_back(
      {HeightBand::above_180cm, Colour::black, Colour::blue, Luggage::backpack, Direction::north});
  content.persons.push_back({HeightBand::below_160cm, std::nullopt, Colour::red, std::nullopt, std::nullopt});
  for (std::size_t i = 0; i < content.tag_key.size(); ++i)
    content.tag_key[i] = static_cast<std::uint8_t>(0xE0 + i);
  return content;
}

Receipt sample_receipt() {
  auto receipt = accepted_receipt();
  receipt.state = AlertState::closed;
  receipt.issuer_kind = NodeKind::post;
  receipt.clock_noted = false;
  receipt.code = static_cast<std::uint8_t>(ClosingCode::patrol_sent);
  receipt.number = 4;
  receipt.leaf = 0x0102030405060708;
  receipt.command = counted<Hash>(0x70);
  return receipt;
}

Rules sample_rules() {
  Rules rules;
  rules.sequence = 2;
  rules.previous = counted<Hash>(0x11);
  rules.issued = year_start;
  rules.next_issue = year_start + days(100);
  rules.limits = {{1, 5}, {2, 20}, {9, 0}};
  rules.elections = {{year_start + days(10), year_start + days(24)},
                     {year_start + days(24), year_start + days(31)}};
  return rules;
}

PostRecord sample_post_record() {
  PostRecord record;
  record.post = *parse_post_id("P25-014");
  record.name = "Brigade d’Ornans";
  record.telephone = "+33 3 81 62 21 22";
  record.office = counted<SigningPublic>(0x05);
  record.node = node_keys(0x41);
  record.client_address = "tcp://poste.example.org:7101";
  record.mailboxes = {{"tcp://192.0.2.7:7102", record.node.curve, counted<MailboxId>(0x33)}};
  record.supervising = *parse_post_id("P25-001");
  record.hours = {{1, 480, 720}, {1, 840, 1080}, {6, 0, 1440}, {5, 0, 0, 20'812}};  // not on 2026-12-25
  record.issued = year_start;
  record.presence = true;
  return record;
}

Charter sample_charter() {
  Charter charter;
  charter.commune = *parse_insee("25434");
  charter.name = "Ornans";
  charter.sequence = 2;
  charter.previous = counted<Hash>(0x11);
  charter.office = counted<SigningPublic>(0x06);
  charter.node = node_keys(0x61);
  charter.client_address = "tcp://[2001:db8::7]:7201";
  charter.mailboxes = {{"tcp://relais.example.org:7300", counted<BoxPublic>(0x99), counted<MailboxId>(0x34)},
                       {"tcp://192.0.2.9:7202", charter.node.curve, counted<MailboxId>(0x35)}};
  charter.post = *parse_post_id("P25-014");
  charter.sectors = {{1, "Centre"}, {2, "Bonneille et Chantrans"}, {7, "L’Île-Basse", *parse_insee("2A004")}};
  charter.categories = 0x1F3E;  // all but INC and DEP
  charter.limits = {{1, 4}};
  charter.exercise = true;
  charter.population = 4'367;
  charter.from = year_start;
  charter.until = year_start + days(3 * 365 + 1);
  charter.conduct_charter = counted<Hash>(0x77);
  charter.street_list = counted<Hash>(0x78);
  charter.sector_map = counted<Hash>(0x79);
  charter.gateways = {{"tcp://passerelle.example.org:7619", counted<BoxPublic>(0x9A)}};
  return charter;
}

Commission sample_commission() {
  Commission commission;
  commission.role = Role::desk;
  commission.commune = *parse_insee("25434");
  commission.key = counted<SigningPublic>(0x08);
  commission.transport = counted<BoxPublic>(0x09);
  commission.tag_commitment = counted<Hash>(0x0A);
  commission.from = year_start;
  commission.until = year_start + days(366);
  return commission;
}

Mandate sample_mandate() {
  Mandate mandate;
  mandate.mandate = counted<MandateId>(0x20);
  mandate.referent = counted<ReferentId>(0x50);
  mandate.commune = *parse_insee("2A004");
  mandate.charter_sequence = 2;
  mandate.device = counted<SigningPublic>(0x91);
  mandate.transport = counted<BoxPublic>(0xA1);
  mandate.tag_commitment = counted<Hash>(0xB1);
  mandate.sectors = {1, 2, 999};
  mandate.deputy = counted<MandateId>(0x30);
  mandate.trained = year_start - days(30);
  mandate.conduct_charter = counted<Hash>(0x77);
  mandate.limits = {{1, 2}};
  mandate.from = year_start;
  mandate.until = year_start + days(365);
  mandate.tie = Tie::none;
  return mandate;
}

Act sample_act() {
  Act act;
  act.id = counted<CommandId>(0x01);
  act.kind = ActKind::suspend;
  act.target = ActTarget::mandate;
  act.subject = id16(0x20);
  act.commune = *parse_insee("25434");
  act.reason = ActReason::device_lost;
  act.at = night;
  act.until = night + hours(72);
  return act;
}

Notice sample_notice() {
  Notice notice;
  notice.id = counted<NoticeId>(0x21);
  notice.commune = *parse_insee("25434");
  notice.post = *parse_post_id("P25-014");
  notice.kind = NoticeKind::witness_call;
  notice.category = Category::intrusion;
  notice.exercise = true;
  notice.advice = bit(NoticeAdvice::observe_do_not_follow) | bit(NoticeAdvice::report_what_was_seen);
  notice.sectors = {1, 2, 7};
  notice.facts_from = night - hours(3);
  notice.facts_until = night - hours(1);
  notice.written = night;
  notice.until = night + hours(12);
  return notice;
}

Request sample_request() {
  return {counted<CommandId>(0x01),     Verb::register_person,       id16(0x20), 0, 0,
          text_bytes("Hélène Le Goff"), text_bytes("03 81 00 00 00")};
}

Reply sample_reply() {
  Reply reply;
  reply.at = night;
  reply.data = {1, 2, 3};
  reply.items = {{id16(0x01), 1, 2, {9, 8}, {}}, {id16(0x02), 0xFFFF'FFFF'FFFF'FFFF, 0, {}, {7}}};
  reply.more = true;
  return reply;
}

EnrolmentCard sample_gateway_card() {
  auto card = sample_card();
  card.address = "tcp://passerelle.example.org:7619";
  card.gateway = counted<BoxPublic>(0x9A);
  return card;
}
EnrolmentCard sample_card() {
  EnrolmentCard card;
  card.address = "tcp://mairie.example.org:7201";
  card.node = counted<BoxPublic>(0x62);
  card.root_sha256 = counted<Hash>(0x12).bytes;
  card.invitation = counted<InviteId>(0x20);
  card.secret = id16(0xF0);
  return card;
}

const std::vector<Sample>& samples() {
  static const std::vector<Sample> all = make_samples();
  return all;
}

const Sample& sample(std::string_view name) {
  for (const auto& one : samples())
    if (one.name == name) return one;
  throw std::invalid_argument("no sample of that name");
}

}  // namespace tocsin::test
