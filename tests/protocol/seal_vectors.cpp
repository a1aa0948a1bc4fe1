#include "tests/protocol/seal_vectors.h"

#include <nlohmann/json.hpp>

#include "protocol/seal/log.h"
#include "protocol/seal/session.h"
#include "protocol/seal/tunnel.h"
#include "protocol/wire/handed.h"
#include "protocol/wire/standing.h"
#include "tests/protocol/seal_fixture.h"

namespace tocsin::tests {
namespace {

using json = nlohmann::ordered_json;

template <class Id>
std::string text(const Id& id) {
  return to_hex(id.view());
}
std::string text(const Bytes& bytes) {
  return to_hex(bytes);
}
template <std::size_t N>
std::string text(const std::array<std::uint8_t, N>& bytes) {
  return to_hex(bytes);
}

json signing_key(const SigningKey& key) {
  return {{"seed", text(key.seed)},
          {"public_key", text(key.public_key)},
          {"key_id", text(seal::key_id(key.public_key))}};
}
json box_key(const seal::BoxKey& key) {
  return {{"secret", text(key.secret)}, {"public_key", text(key.public_key)}};
}

json keys(const World& world) {
  json all = json::array();
  for (const SigningKey* key : {&world.device, &world.mayor, &world.commune_node.signing})
    all.push_back(signing_key(*key));
  return all;
}

// The same bytes under every tag of the registry.
json signatures(const World& world) {
  json all = json::array();
  for (int tag = 1; tag <= 53; tag++) {
    if ((tag > 33 && tag < 40) || (tag > 43 && tag < 50)) continue;
    Bytes bytes(static_cast<std::size_t>(tag), static_cast<std::uint8_t>(tag));
    all.push_back({{"tag", tag},
                   {"bytes", text(bytes)},
                   {"signature", text(seal::sign(world.device, static_cast<Tag>(tag), bytes))}});
  }
  return {{"key", signing_key(world.device)}, {"signatures", all}};
}

json sealed_box(World& world) {
  SeededEntropy entropy("box");
  Bytes plain(bytes_of("à ouvrir par la brigade seule").begin(),
              bytes_of("à ouvrir par la brigade seule").end());
  Bytes sealed = seal::seal_to(world.epoch.public_key, plain, entropy);
  return {{"recipient", box_key(world.epoch)},
          {"ephemeral_secret", text(entropy.draws().at(0))},
          {"plain", text(plain)},
          {"sealed", text(sealed)}};
}

json alert(World& world, const char* seed, bool supervised) {
  seal::AlertDraft draft = world.draft_alert();
  SeededEntropy entropy(seed);
  auto sealed = seal::seal_alert(draft, world.device, world.tag_key, world.epoch.public_key,
                                 supervised ? &world.supervising_epoch.public_key : nullptr, entropy);
  auto header = seal::verify_envelope(sealed.envelope, world.device.public_key);
  wire::AlertContent content = draft.content;
  content.category = header->category;
  content.sector = header->sector;
  content.mandate = header->mandate;
  content.alert = header->alert;
  std::copy_n(world.tag_key.data(), 32, content.tag_key.begin());

  const auto& draws = entropy.draws();
  std::size_t draw = 0;
  json made{{"device", signing_key(world.device)}, {"post_epoch", box_key(world.epoch)}};
  made["supervising_epoch"] = supervised ? box_key(world.supervising_epoch) : json(nullptr);
  made["tag_key"] = text(world.tag_key);
  made["tag_commitment"] = text(seal::tag_commitment(world.tag_key));
  made["content_key"] = text(draws.at(draw++));
  made["wrap_0_ephemeral_secret"] = text(draws.at(draw++));
  if (!supervised) made["discarded_secret"] = text(draws.at(draw++));
  made["wrap_1_ephemeral_secret"] = text(draws.at(draw++));
  made["body_nonce"] = text(draws.at(draw++));
  made["content"] = text(wire::encode(content));
  made["place_tag"] = text(header->place_tag);
  made["plate_tag"] = text(header->plate_tag);
  made["commitment"] = text(header->commitment);
  made["wrap_0_binding"] = text(seal::wrap_binding(header->mandate, header->alert, 0));
  made["wrap_1_binding"] = text(seal::wrap_binding(header->mandate, header->alert, 1));
  made["body_binding"] = text(seal::body_binding(ByteView(sealed.envelope).first(limits::header_bytes)));
  made["envelope"] = text(sealed.envelope);
  made["header_hash"] = text(sealed.header_hash);
  return made;
}

json target_tags(const World& world) {
  json all = json::array();
  auto add = [&](const wire::Place& place, const char* plate) {
    wire::AlertContent content;
    content.alert.bytes.fill(0xa1);
    content.place = place;
    if (plate) content.vehicle = wire::Vehicle{VehicleType::car, {}, {}, plate};
    json each{{"place_kind", static_cast<int>(place.kind)},
              {"latitude_udeg", place.latitude_udeg},
              {"longitude_udeg", place.longitude_udeg},
              {"street", place.street},
              {"number", place.number},
              {"plate", plate ? plate : ""},
              {"alert", text(content.alert)}};
    each["place_tag"] = text(seal::place_tag(world.tag_key, content));
    each["plate_tag"] = text(seal::plate_tag(world.tag_key, content));
    all.push_back(each);
  };
  add({wire::PlaceKind::sector, 0, 0, 0, 0}, nullptr);
  add({wire::PlaceKind::point, 47'106'200, 6'143'100, 0, 0}, "AB123CD");
  add({wire::PlaceKind::point, 47'107'099, 6'143'100, 0, 0}, "AB123CE");
  add({wire::PlaceKind::point, -21'115'141, -1, 0, 0}, "");
  add({wire::PlaceKind::street, 0, 0, 300, 0}, "1234AB25");
  add({wire::PlaceKind::street, 0, 0, 300, 119}, nullptr);
  return {{"tag_key", text(world.tag_key)}, {"targets", all}};
}

json receipts(World& world, const Hash& header_hash) {
  json all = json::array();
  for (NodeKind kind : {NodeKind::commune, NodeKind::post}) {
    const auto& node = kind == NodeKind::commune ? world.commune_node : world.post_node;
    all.push_back(
        {{"node", signing_key(node.signing)},
         {"issuer_kind", static_cast<int>(kind)},
         {"signed_receipt", text(seal::sign_receipt(world.receipt(kind, header_hash), node.signing))}});
  }
  return all;
}

void add_document(json& to, const SignedDocument& document, std::initializer_list<By> signatures) {
  json by = json::array();
  for (const auto& each : signatures)
    by.push_back({{"seed", text(each.key.seed)}, {"tag", static_cast<int>(each.tag)}});
  SignedDocument made = document;
  for (const auto& each : signatures) seal::add_signature(made, each.key, each.tag);
  to.push_back({{"type", wire::slug(document.type)},
                {"signed_by", by},
                {"container", text(wire::encode(made))},
                {"document_hash", text(seal::document_hash(made))}});
}

wire::HandOver hand_over_of(const World& world, const AlertId& alert, const Hash& content) {
  wire::HandOver given;
  given.alert = alert;
  given.header_hash = seal::hash256(bytes_of("header"));
  given.commune = world.charter.commune;
  given.created = world.now - hours(1);
  given.exercise = true;
  given.post = world.record.post;
  given.procedure = "00421/2026";
  given.reason = HandOverReason::procedure;
  given.leaf = 421;
  given.at = world.now;
  given.content = content;
  return given;
}

json documents(World& world) {
  json all = json::array();
  auto add = [&](const auto& value, std::initializer_list<By> by) {
    add_document(all, seal::draft(value), by);
  };
  const auto& root = world.root_keys;
  Hash charter = seal::document_hash(world.signed_charter());
  auto node_id = seal::key_id(world.commune_node.signing.public_key);
  auto header = world.draft_alert().header;

  add(world.root, {{root[0], Tag::root_new}, {root[1], Tag::root_new}});
  add(world.rules, {{root[0], Tag::rules}, {root[2], Tag::rules}});
  add(world.record,
      {{root[0], Tag::record_root}, {root[1], Tag::record_root}, {world.post_office, Tag::record_post}});
  add(world.charter, {{root[0], Tag::charter_root},
                      {root[1], Tag::charter_root},
                      {root[2], Tag::charter_root},
                      {world.mairie, Tag::charter_mairie},
                      {world.post_office, Tag::charter_post}});
  add(world.commission, {{world.mairie, Tag::commission_mairie}});
  add(world.mandate, {{world.mayor, Tag::mandate_nominate}, {world.commander, Tag::mandate_vet}});
  add(wire::MandateInForce{seal::document_hash(world.signed_mandate()), 7, world.now},
      {{world.commune_node.signing, Tag::mandate_in_force}});
  wire::Overlay overlay;
  overlay.commune = world.charter.commune;
  overlay.charter = charter;
  overlay.limits = {{1, 2}};
  overlay.reason = ActReason::review;
  overlay.at = world.now;
  add(overlay, {{world.mairie, Tag::overlay_mairie}, {world.post_office, Tag::overlay_post}});
  add(wire::OverlayWithdrawal{world.charter.commune, seal::document_hash(seal::draft(overlay)), world.now},
      {{world.mayor, Tag::overlay_withdrawal_mairie}});
  add(wire::CharterRenewal{world.charter.commune, charter, 1, world.charter.until + days(1'000), world.now},
      {{root[0], Tag::renewal_root},
       {root[2], Tag::renewal_root},
       {world.mairie, Tag::renewal_mairie},
       {world.post_office, Tag::renewal_post}});
  wire::Act act;
  act.id = seal::time_ordered_id<CommandId>(world.now, world.entropy);
  act.kind = wire::ActKind::suspend;
  act.target = wire::ActTarget::mandate;
  act.subject = world.mandate.mandate.bytes;
  act.commune = world.charter.commune;
  act.reason = ActReason::device_lost;
  act.at = world.now;
  act.until = world.now + hours(72);
  add(act, {{world.officer, Tag::act_post}});
  wire::NodeAct node_act{
      wire::NodeActKind::suspend, world.charter.commune, charter, 1, ActReason::review, world.now};
  add(node_act, {{world.mayor, Tag::node_suspend_mairie}});
  node_act.kind = wire::NodeActKind::resume;
  add(node_act, {{root[0], Tag::node_resume_root},
                 {root[1], Tag::node_resume_root},
                 {world.mayor, Tag::node_resume_mairie},
                 {world.commander, Tag::node_resume_post}});
  wire::RevocationList list{node_id, 1, {seal::hash256(wire::encode(act))}};
  add(list, {{world.commune_node.signing, Tag::revocation_list_node}});
  list.issuer = seal::issuer_of_root(world.root);
  add(list, {{root[0], Tag::revocation_list_root}, {root[1], Tag::revocation_list_root}});
  list.issuer = node_id;
  add(wire::Freshness{node_id, 1, seal::hash256(wire::encode(list)), world.now},
      {{world.commune_node.signing, Tag::freshness}});
  add(wire::Presence{world.record.post, world.now, world.now + limits::presence_valid},
      {{world.post_node.signing, Tag::presence}});
  add(wire::EpochKey{world.record.post, day_of(world.now), world.epoch.public_key},
      {{world.post_node.signing, Tag::epoch_key}});
  add(wire::EpochLoss{world.record.post, {day_of(world.now)}, world.now},
      {{world.post_node.signing, Tag::epoch_loss}});
  add(wire::MandateLink{world.mandate.mandate, MandateId{header.alert.bytes}, world.now},
      {{world.commander, Tag::mandate_link}});
  add(wire::Withdrawal{header.alert, header.mandate, seal::hash256(bytes_of("header")), world.now},
      {{world.device, Tag::withdrawal}});
  wire::Review review{CommandId{act.id.bytes},     world.charter.commune, 14,       ReviewSubject::mandate,
                      world.mandate.mandate.bytes, NodeKind::post,        world.now};
  for (auto [key, tag] : {std::pair(&world.device, Tag::review_referent),
                          std::pair(&world.commune_node.signing, Tag::review_node),
                          std::pair(&world.stranger, Tag::review_auditor)})
    add(review, {{*key, tag}});
  wire::ReviewAnswer answer{review.id, review.commune, ReviewOutcome::lifted, world.now};
  add(answer, {{world.commander, Tag::review_answer_post}});
  add(answer, {{world.mayor, Tag::review_answer_mairie}});
  wire::Notice notice;
  notice.id.bytes.fill(0x21);
  notice.commune = world.charter.commune;
  notice.post = world.record.post;
  notice.kind = NoticeKind::missing_person;
  notice.sectors = {1};
  notice.facts_from = world.now - hours(4);
  notice.facts_until = notice.written = world.now;
  notice.until = world.now + hours(24);
  add(notice, {{world.officer, Tag::notice_post}, {world.commander, Tag::notice_post}});
  add(wire::NoticeCancel{notice.id, notice.commune, notice.post, CancelReason::over, world.now},
      {{world.officer, Tag::notice_cancel}});
  add(wire::NoticeDisplay{notice.id, seal::hash256(wire::encode(notice)), world.mandate.mandate, world.now},
      {{world.device, Tag::notice_display}});
  CommandId window;
  window.bytes.fill(0x22);
  add(wire::ExerciseWindow{window, world.record.post, world.charter.commune, world.now, world.now + hours(2),
                           world.now},
      {{world.commander, Tag::exercise_window}});
  add(wire::DeskConfirmation{header.alert, header.mandate, seal::hash256(bytes_of("header")), world.now},
      {{world.device, Tag::desk_confirmation}});
  PostId above = *parse_post_id("P25-000");
  add(wire::Forward{header.alert, header.mandate, seal::hash256(bytes_of("header")), world.record.post, above,
                    HandOverReason::closing_time, world.now},
      {{world.officer, Tag::forward_officer}, {world.post_node.signing, Tag::forward_post}});
  add(hand_over_of(world, header.alert, seal::hash256(bytes_of("content"))),
      {{world.officer, Tag::hand_over}});
  add(world.streets(), {});
  add(world.map(), {});
  add(
      wire::Directory{
          1,
          {},
          world.now,
          {{world.record.post, {}, world.record.sequence, seal::hash256(wire::encode(world.record))}},
          {{world.charter.commune, world.record.post, world.charter.sequence, charter}}},
      {{root[0], Tag::directory}, {root[1], Tag::directory}});
  add(wire::TieDeclaration{world.mandate.mandate, Tie::candidate, world.now},
      {{world.device, Tag::tie_declaration}});
  add(wire::Deputising{world.mandate.mandate, MandateId{header.alert.bytes}, 1, world.now,
                       world.now + days(14), world.now},
      {{world.device, Tag::deputising}});
  add(wire::ConductSignature{world.mandate.mandate, world.charter.conduct_charter, world.now},
      {{world.device, Tag::conduct_signature}});
  auto request = seal::invite_request_key(*seal::Secret16::from(Bytes(16, 0x16)));
  add(world.enrolment, {{request, Tag::enrolment_invite}, {world.device, Tag::enrolment_device}});
  return all;
}

json session(World& world) {
  auto boot = seal::Secret32::random(world.entropy);
  KeyId device = seal::key_id(world.device.public_key);
  Challenge challenge = seal::challenge_for(boot, device, world.now);
  wire::Request request;
  request.command = seal::time_ordered_id<CommandId>(world.now, world.entropy);
  request.verb = wire::Verb::status;
  Bytes bytes = wire::encode(request);
  return {{"device", signing_key(world.device)},
          {"node", signing_key(world.commune_node.signing)},
          {"boot_secret", text(boot)},
          {"now_ms", to_ms(world.now)},
          {"challenge", text(challenge)},
          {"hello", text(seal::sign_hello(world.commune_node.signing, device, challenge, world.now))},
          {"counter", 7},
          {"request", text(bytes)},
          {"command_hash", text(seal::command_hash(bytes))},
          {"signed_request", text(seal::sign_request(world.device, world.commune_node.signing.public_key,
                                                     challenge, 7, bytes))}};
}

json parcel(World& world) {
  Bytes bytes(100, 0x50);
  KeyId recipient = seal::key_id(world.post_node.signing.public_key);
  KeyId sender = seal::key_id(world.commune_node.signing.public_key);
  auto randomness = [&] {
    return seal::parcel_entropy(world.commune_node.parcel, sender, recipient, 9, seal::hash256(bytes));
  };
  auto entropy = randomness(), same = randomness();
  seal::Secret32 ephemeral = seal::Secret32::random(same);
  auto sealed = seal::seal_parcel(world.commune_node.signing, {recipient, world.post_node.parcel.public_key},
                                  9, bytes, entropy);
  return {{"sender", signing_key(world.commune_node.signing)},
          {"recipient", signing_key(world.post_node.signing)},
          {"sender_parcel", box_key(world.commune_node.parcel)},
          {"recipient_parcel", box_key(world.post_node.parcel)},
          {"sequence", 9},
          {"bytes", text(bytes)},
          {"ephemeral_secret", text(ephemeral)},
          {"parcel", text(*sealed)},
          {"acknowledgement",
           text(seal::acknowledge_parcel(world.post_node.signing, sender, 9, seal::hash256(bytes)))}};
}

json tunnel(World& world) {
  SeededEntropy entropy("tunnel");
  auto call = seal::call_tunnel(entropy);
  auto answer = *seal::answer_tunnel(world.commune_node.curve, call.bytes, entropy);
  auto device = *seal::join_tunnel(call, world.commune_node.curve.public_key, answer.bytes);
  json frames = json::array();
  for (std::uint8_t i = 1; i <= 3; i++) {
    Bytes frame(i, i);
    frames.push_back({{"frame", text(frame)},
                      {"to_node", text(device.seal(frame))},
                      {"to_device", text(answer.tunnel.seal(frame))}});
  }
  return {{"node_curve", box_key(world.commune_node.curve)},
          {"device_ephemeral", box_key(call.ephemeral)},
          {"node_ephemeral_secret", text(entropy.draws().at(1))},
          {"call", text(call.bytes)},
          {"answer", text(answer.bytes)},
          {"frames", frames}};
}

json enrolment(World& world) {
  auto secret = *seal::Secret16::from(Bytes(16, 0x16));
  const auto& e = world.enrolment;
  return {{"card_secret", text(secret)},
          {"request_key", signing_key(seal::invite_request_key(secret))},
          {"transport_key", box_key(seal::invite_transport_key(secret))},
          {"invitation", text(e.invitation)},
          {"device", text(e.device)},
          {"transport", text(e.transport)},
          {"tag_commitment", text(e.tag_commitment)},
          {"root_hash", text(e.root)},
          {"charter_hash", text(e.charter)},
          {"post_office", text(world.post_office.public_key)},
          {"words", seal::enrolment_words(e, e.root, e.charter, world.post_office.public_key)},
          {"charter_words", seal::document_words(e.charter)}};
}

json handed_over(World& world) {
  const auto draft = world.draft_alert();
  auto content = draft.content;
  content.category = draft.header.category;
  content.sector = draft.header.sector;
  content.alert.bytes.fill(0x11);
  content.mandate = world.mandate.mandate;
  content.tag_key.fill(0x22);
  const auto shown = wire::shown(content);
  auto statement =
      signed_by(hand_over_of(world, content.alert, seal::hash256(shown)), {{world.officer, Tag::hand_over}});
  return {{"officer", signing_key(world.officer)},
          {"content", to_hex(wire::encode(content))},
          {"line", wire::to_text(wire::HandedOver{statement, Bytes(shown.begin(), shown.end())})}};
}

json passphrase(World& world) {
  SeededEntropy entropy("passphrase");
  return {{"secret", text(world.mairie.seed)},
          {"label", "mairie 25434"},
          {"passphrase", "agrafe cheval pile correct"},
          {"file", text(seal::protect_with_passphrase(world.mairie.seed, "mairie 25434",
                                                      "agrafe cheval pile correct", entropy))},
          {"salt", text(entropy.draws().at(0))},
          {"nonce", text(entropy.draws().at(1))}};
}

json log(World& world) {
  json leaves = json::array();
  seal::TreeEdge edge;
  for (std::uint8_t i = 1; i <= 7; i++) {
    auto salt = seal::Secret32::random(world.entropy);
    Bytes event(i, i);
    Instant when = world.now + hours(i);
    Bytes leaf = seal::log_leaf(i, when, salt, event);
    seal::append(edge, seal::leaf_hash(leaf));
    leaves.push_back({{"kind", i},
                      {"at_ms", to_ms(when)},
                      {"salt", text(salt)},
                      {"event", text(event)},
                      {"leaf", text(leaf)},
                      {"leaf_hash", text(seal::leaf_hash(leaf))},
                      {"root_after", text(seal::root_of(edge))}});
  }
  const SigningKey& key = world.commune_node.log;
  return {{"key", signing_key(key)},
          {"origin", "tocsin/25434"},
          {"verifier_key", seal::note_verifier_key("tocsin/25434", key.public_key)},
          {"leaves", leaves},
          {"edge", text(seal::encode(edge))},
          {"checkpoint", seal::sign_checkpoint(key, "tocsin/25434", edge)}};
}

}  // namespace

std::string make_seal_vectors() {
  World world("vectors");
  json all;
  all["about"] =
      "Byte strings are hexadecimal; what each means is in protocol/README.md. Secrets are worth nothing: "
      "they come "
      "from a fixed seed. Written by make_seal_vectors.";
  all["keys"] = keys(world);
  all["signatures"] = signatures(world);
  all["sealed_box"] = sealed_box(world);
  all["alert"] = alert(world, "alert", true);
  all["alert_without_supervising_post"] = alert(world, "alert without supervising post", false);
  all["target_tags"] = target_tags(world);
  all["receipts"] = receipts(world, seal::hash256(bytes_of("header")));
  all["documents"] = documents(world);
  all["session"] = session(world);
  all["parcel"] = parcel(world);
  all["tunnel"] = tunnel(world);
  all["enrolment"] = enrolment(world);
  all["hand_over"] = handed_over(world);
  all["passphrase"] = passphrase(world);
  all["log"] = log(world);
  return all.dump(1) + '\n';
}

}  // namespace tocsin::tests
