// Nodes that change their own keys while they go on working, through the real cores of a commune and its
// post: nothing is lost, both generations speak for 72 hours, and then the former one does nothing.
#include "node/core/rotation.h"

#include <algorithm>
#include <catch2/catch.hpp>

#include "policy/limits.h"
#include "relay/message.h"
#include "tests/node/pair.h"

using namespace tocsin;
using namespace tocsin::tests;
using wire::DocumentType;
using wire::Outcome;
using wire::Verb;

namespace {

struct Rotation : Pair {
  TestDevice mayor = device(world.commune.mayor.device);
  TestDevice commander = device(world.post.commander.device);
  TestDevice officer = device(world.post.officer_a.device);
  TestDevice sender = device(world.referent.device);

  wire::Reply hand_in(TestNode& at, TestDevice& by, const SignedDocument& document) {
    auto reply = ask(at, by, Verb::publish, wire::encode(document));
    deliver();
    return reply;
  }
  AlertId send() {
    world.now = now;
    AlertWish wish;
    wish.urgency = Urgency::in_progress;
    wish.called17 = true;
    wish.place.kind = wire::PlaceKind::point;
    wish.place.latitude_udeg = 47'100'000 + 10'000 * ++places_;
    wish.place.longitude_udeg = 6'140'000;
    auto sealed = world.seal_alert(world.referent, world.commune, world.post, wish);
    auto reply = ask(commune, sender, Verb::submit, sealed.envelope);
    REQUIRE(reply.outcome == Outcome::ok);
    deliver();
    return wire::decode_header(ByteView(sealed.envelope).first(limits::header_bytes))->alert;
  }
  bool reached(const AlertId& alert, AlertState state) {
    auto states = states_of(alert);
    return std::find(states.begin(), states.end(), state) != states.end();
  }
  // Keys for the next paper; the transport key stays.
  NodeSecrets next_keys(TestNode& node, const NodeSecrets& before) {
    auto next = world.make_node_secrets();
    next.curve = seal::box_key_from(before.curve.secret.clone());
    node.add_keys(next);
    return next;
  }
  SignedDocument next_charter(const wire::NodeKeys& keys) {
    auto& charter = world.commune.charter;
    charter.previous = seal::hash256(wire::encode(charter));
    ++charter.sequence;
    charter.node = keys;
    charter.from = now;
    return world.commune.document = world.sign_charter(charter, world.commune.office, world.post.office);
  }
  SignedDocument next_record(const wire::NodeKeys& keys) {
    auto& record = world.post.record;
    record.previous = seal::hash256(wire::encode(record));
    ++record.sequence;
    record.node = keys;
    return world.post.document = world.sign_record(record, world.post.office);
  }
  // Gives the newest generation up, as its owner does between two turns; why not, if it stays.
  std::optional<Error> give_up(TestNode& node) {
    auto transaction = node.store.begin();
    auto done = node::abandon_newest_keys(**transaction, node.identity, node.keyring, now, world.entropy);
    if (!done) return done.error();
    CHECK(*done == seal::key_id(node.identity.others.back().signing.public_key));
    REQUIRE((*transaction)->commit());
    node.identity.others.pop_back();
    return std::nullopt;
  }
  bool stays(TestNode& node, std::string_view why) {
    auto error = give_up(node);
    INFO((error ? error->detail : "given up"));
    return error && error->code == Errc::conflict && error->detail.find(why) != std::string::npos;
  }
  // The commune's node takes in the charter that names its next keys.
  NodeSecrets rotate_commune() {
    auto next = next_keys(commune, world.commune.node);
    REQUIRE(hand_in(commune, mayor, next_charter(next.publics())).outcome == Outcome::ok);
    commune.present = next.signing.public_key;
    return next;
  }
  NodeSecrets rotate_post() {
    auto next = next_keys(post, world.post.node);
    REQUIRE(hand_in(post, commander, next_record(next.publics())).outcome == Outcome::ok);
    post.present = next.signing.public_key;
    return next;
  }
  std::vector<SignedDocument> documents(TestNode& node, DocumentType type) {
    auto& asks = &node == &commune ? mayor : commander;
    std::vector<SignedDocument> found;
    for (const auto& item : ask(node, asks, Verb::documents, {}, {}, static_cast<std::uint8_t>(type)).items)
      found.push_back(*wire::decode_document(item.data));
    return found;
  }
  SignedDocument suspension() {
    wire::Act act;
    act.id = seal::time_ordered_id<CommandId>(now, world.entropy);
    act.kind = wire::ActKind::suspend;
    act.target = wire::ActTarget::mandate;
    act.subject = world.referent.mandate.mandate.bytes;
    act.commune = world.commune.charter.commune;
    act.reason = ActReason::misuse;
    act.at = now;
    act.until = now + hours(1);
    return world.sign_single(act, world.commune.mayor.device.signing, seal::Tag::act_mairie);
  }
  // What the post's own port answers to a parcel that somebody with these keys of the commune's node puts.
  relay::Message put_at_post(const NodeSecrets& keys, const wire::NodeKeys& to,
                             const SignedDocument& document) {
    auto content = wire::encode(wire::ParcelContent{wire::ParcelKind::document, wire::encode(document)});
    auto parcel = seal::seal_parcel(keys.signing, {seal::key_id(to.signing), to.parcel}, 4'000 + ++put_,
                                    content, world.entropy);
    auto user = "node:" + to_hex(seal::key_id(keys.signing.public_key).view());
    post.mailbox_replies.clear();
    post.run({node::MailboxMessage{9, user,
                                   relay::encode(relay::Put{world.post.record.mailboxes[0].id, 4'000 + put_,
                                                            relay::Lane::control, *parcel})}},
             now);
    REQUIRE(post.mailbox_replies.size() >= 1);
    return *relay::decode(post.mailbox_replies.front().frame);
  }
  bool knows_next(TestNode& node, const NodeSecrets& next) {
    for (const auto& document : documents(node, DocumentType::post_record))
      if (wire::decode<wire::PostRecord>(document.bytes)->node == next.publics()) return true;
    return false;
  }

  int places_ = 0;
  std::uint64_t put_ = 0;
};

bool is_taken(const relay::Message& answer) {
  const auto* stored = std::get_if<relay::Stored>(&answer);
  return stored != nullptr && !stored->acknowledgement.empty();
}

TEST_CASE_METHOD(Rotation, "a commune's node changes its keys with alerts under way, and both nodes go on") {
  auto before = send();
  REQUIRE(reached(before, AlertState::delivered));
  set_line(false);
  auto meanwhile = send();
  pass(minutes(1));  // the next charter begins after that
  auto next = rotate_commune();
  set_line(true);
  pass(seconds(20));
  CHECK(reached(meanwhile, AlertState::delivered));
  for (auto* node : {&commune, &post}) CHECK(node->count(node::EventCode::node_keys_changed) == 1);
  CHECK(reached(send(), AlertState::delivered));
  auto session = seal::make_box_key(world.entropy).public_key;
  ask(post, officer, Verb::open, Bytes(session.bytes.begin(), session.bytes.end()), before.view(),
      static_cast<std::uint8_t>(OpenReason::assess));
  deliver();
  CHECK(reached(before, AlertState::opened));
  CHECK(commune.count(node::EventCode::parcel_refused) + post.count(node::EventCode::parcel_refused) == 0);
}

TEST_CASE_METHOD(Rotation, "a post's node changes its keys, and what waits for it is sealed again") {
  auto before = send();
  set_line(false);
  auto waiting = send();
  auto next = rotate_post();
  REQUIRE(hand_in(commune, mayor, world.post.document).outcome == Outcome::ok);
  // Nothing but the new keys is left at the post.
  static_cast<node::KeySet&>(post.identity) = std::move(post.identity.others.front());
  post.identity.others.clear();
  set_line(true);
  pass(seconds(20));
  CHECK(reached(waiting, AlertState::delivered));
  CHECK(reached(before, AlertState::delivered));
  CHECK(reached(send(), AlertState::delivered));
}

TEST_CASE_METHOD(Rotation, "a post that changes its keys tells its communes by itself") {
  auto next = rotate_post();
  CHECK(knows_next(commune, next));
  auto sent = send();
  CHECK(reached(sent, AlertState::delivered));
  pass(hours(2), minutes(5));
  CHECK(post.count(node::EventCode::parcel_refused) + commune.count(node::EventCode::parcel_refused) == 0);
  SECTION("its epoch keys are signed by the new key too, for devices that never knew the old one") {
    auto today = day_of(now);
    for (auto* node : {&commune, &post})
      for (const auto& document : documents(*node, DocumentType::epoch_key))
        if (wire::decode<wire::EpochKey>(document.bytes)->day >= today)
          CHECK(seal::has_signature(document, next.signing.public_key, seal::Tag::epoch_key));
  }
}

TEST_CASE_METHOD(Rotation, "the former keys speak for 72 hours, and then are destroyed and do nothing") {
  auto old = seal::signing_key_from(world.commune.node.signing.seed.clone());
  rotate_commune();
  auto addressed_to = [&](const SigningPublic& recipient) {
    auto line = device(world.commune.mayor.device);
    auto present = std::exchange(commune.present, commune.all_signing.back());
    frame_for(commune, line, request(Verb::status));  // says hello
    commune.present = recipient;
    auto reply = ask(commune, line, Verb::status);
    commune.present = present;
    return reply.outcome;
  };
  pass(hours(71), minutes(20));
  CHECK(commune.identity.others.size() == 1);
  CHECK(commune.count(node::EventCode::node_keys_destroyed) == 0);
  CHECK(addressed_to(old.public_key) == Outcome::ok);
  CHECK(is_taken(put_at_post(world.commune.node, world.post.record.node, suspension())));
  pass(hours(1) + minutes(20), minutes(10));
  CHECK(commune.identity.others.empty());
  CHECK(commune.count(node::EventCode::node_keys_destroyed) == 1);
  CHECK(seal::key_id(commune.identity.signing.public_key) == seal::key_id(commune.present));
  CHECK(addressed_to(old.public_key) == Outcome::failed);
  CHECK(addressed_to(commune.present) == Outcome::ok);
  CHECK(std::holds_alternative<relay::Refused>(
      put_at_post(world.commune.node, world.post.record.node, suspension())));
  auto fresh = world.sign_single(
      wire::Freshness{seal::key_id(old.public_key), 0,
                      seal::hash256(wire::encode(wire::RevocationList{seal::key_id(old.public_key), 0, {}})),
                      now},
      old, seal::Tag::freshness);
  CHECK(hand_in(post, commander, fresh).outcome == Outcome::failed);
  CHECK(reached(send(), AlertState::delivered));
}

TEST_CASE_METHOD(Rotation, "a post that was away during the whole change hears of it when it is back") {
  set_line(false);
  auto next = rotate_commune();
  pass(hours(73), minutes(20));
  REQUIRE(commune.count(node::EventCode::node_keys_destroyed) == 1);
  REQUIRE(hand_in(commune, mayor, suspension()).outcome == Outcome::ok);
  CHECK(documents(post, DocumentType::act).empty());
  set_line(true);
  pass(minutes(20), seconds(30));
  CHECK(documents(post, DocumentType::act).size() == 1);
  CHECK(post.count(node::EventCode::node_keys_changed) == 1);
}

TEST_CASE_METHOD(Rotation, "nobody is introduced by a paper that does not verify, or without one") {
  auto stranger = world.make_node_secrets();
  const auto& to = world.post.record.node;
  CHECK(std::holds_alternative<relay::Refused>(put_at_post(stranger, to, suspension())));
  auto charter = world.commune.charter;
  charter.previous = seal::hash256(wire::encode(charter));
  ++charter.sequence;
  charter.node = stranger.publics();
  auto forged = world.sign_charter(charter, world.commune.office, world.commune.office);
  CHECK(std::holds_alternative<relay::Refused>(put_at_post(stranger, to, forged)));
  CHECK(post.count(node::EventCode::node_keys_changed) == 0);
}

TEST_CASE_METHOD(Rotation, "keys that no paper names are given up, and a later charter cannot name them") {
  CHECK(give_up(commune)->code == Errc::not_found);
  auto charter = world.commune.charter;
  auto next = next_keys(commune, world.commune.node);
  auto late = next_charter(next.publics());
  CHECK_FALSE(give_up(commune));
  CHECK(hand_in(commune, mayor, late).outcome == Outcome::failed);
  world.commune.charter = charter;
  CHECK(reached(send(), AlertState::delivered));
  rotate_commune();  // others come after them
  CHECK(reached(send(), AlertState::delivered));
}

TEST_CASE_METHOD(Rotation, "keys in use, keys that were replaced and keys of a paper that waits stay") {
  SECTION("in use, and then the former ones while they still open") {
    rotate_commune();
    CHECK(stays(commune, "in use"));
    std::swap(static_cast<node::KeySet&>(commune.identity), commune.identity.others.front());
    CHECK(stays(commune, "was replaced"));
  }
  SECTION("named by a charter that waits to loosen") {
    auto next = next_keys(commune, world.commune.node);
    next_charter(next.publics());
    world.commune.charter.categories |= 1u << static_cast<unsigned>(Category::incivility);
    auto looser = world.sign_charter(world.commune.charter, world.commune.office, world.post.office);
    REQUIRE(hand_in(commune, mayor, looser).outcome == Outcome::ok);
    CHECK(stays(commune, "a charter held here names it"));
    pass(days(7) + minutes(10), hours(4));
    CHECK(stays(commune, "in use"));
  }
  SECTION("of a post") {
    rotate_post();
    CHECK(stays(post, "in use"));
  }
}

TEST_CASE_METHOD(Rotation,
                 "a charter that names keys which are not here, or which were replaced, is refused") {
  auto stranger = world.make_node_secrets();
  auto charter = world.commune.charter;
  CHECK(hand_in(commune, mayor, next_charter(stranger.publics())).outcome == Outcome::failed);
  world.commune.charter = charter;
  const auto first = world.commune.node.publics();
  rotate_commune();
  auto back = hand_in(commune, mayor, next_charter(first));
  CHECK(back.errc == static_cast<std::uint8_t>(Errc::not_allowed));
  CHECK(commune.count(node::EventCode::node_keys_changed) == 1);
}

TEST_CASE_METHOD(Rotation, "an epoch key by the former key is refused after the 72 hours") {
  rotate_post();
  pass(hours(73), minutes(20));
  const auto day = day_of(now) + 20;
  auto key = world.sign_single(
      wire::EpochKey{world.post.record.post, day, seal::make_box_key(world.entropy).public_key},
      world.post.node.signing, seal::Tag::epoch_key);
  CHECK(hand_in(commune, mayor, key).errc == static_cast<std::uint8_t>(Errc::bad_signature));
}

}  // namespace
