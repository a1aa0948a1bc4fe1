// Papers that take the place of others, and what is lost: a phone, an office's key, a post's keyring; and two
// charters of one number. Through the real cores of two nodes.
#include <algorithm>
#include <catch2/catch.hpp>

#include "node/core/roster.h"
#include "node/core/tables.h"
#include "tests/node/pair.h"

using namespace tocsin;
using namespace tocsin::tests;
using wire::Outcome;
using wire::Verb;

namespace {

constexpr std::uint8_t forked_item = 6, office_key_item = 7;

struct Papers : Pair {
  TestDevice mayor = device(world.commune.mayor.device);
  TestDevice commander = device(world.post.commander.device);
  TestDevice officer = device(world.post.officer_a.device);
  TestDevice sender = device(world.referent.device);

  wire::Reply hand_in(TestNode& at, TestDevice& by, const SignedDocument& document) {
    auto reply = ask(at, by, Verb::publish, wire::encode(document));
    deliver();
    return reply;
  }
  wire::Reply send(Referent& by, TestDevice& line) {
    world.now = now;
    AlertWish wish;
    wish.urgency = Urgency::in_progress;
    wish.called17 = true;
    wish.place.kind = wire::PlaceKind::point;
    wish.place.latitude_udeg = 47'100'000 + 10'000 * ++places_;
    wish.place.longitude_udeg = 6'140'000;
    last = world.seal_alert(by, world.commune, world.post, wish);
    auto reply = ask(commune, line, Verb::submit, last.envelope);
    deliver();
    return reply;
  }
  wire::Reply send() { return send(world.referent, sender); }
  AlertId last_id() {
    return wire::decode_header(ByteView(last.envelope).first(limits::header_bytes))->alert;
  }
  wire::Charter next_charter() {
    auto next = world.commune.charter;
    next.previous = world.commune.charter_hash();
    ++next.sequence;
    return next;
  }
  SignedDocument sign(const wire::Charter& charter) {
    return world.sign_charter(charter, world.commune.office, world.post.office);
  }
  std::vector<wire::Item> pending(TestNode& node, std::uint8_t code) {
    wire::Request open;
    open.verb = Verb::pending;
    auto reply = ask_frame(
        node, sender, wire::encode(wire::ClientFrame{wire::FrameKind::open_request, 1, wire::encode(open)}));
    std::erase_if(reply.items, [&](const wire::Item& item) { return item.code != code; });
    return reply.items;
  }
  SignedDocument commission(const Device& of, Role role, const seal::SigningKey& office) {
    world.now = now;
    auto made =
        world.make_commission(role, office, role == Role::clerk ? world.commune.charter.commune : Insee{},
                              role == Role::officer ? world.post.record.post : PostId{});
    static_cast<void>(of);
    return made.document;
  }
  seal::SealedAlert last;
  int places_ = 0;
};

// ---- two charters
TEST_CASE_METHOD(Papers, "of two charters with one number neither holds, and all who can be told are") {
  auto other = world.commune.charter;
  other.name = "Ornans-Bis";
  auto reply = hand_in(commune, mayor, sign(other));
  CHECK(reply.errc == static_cast<std::uint8_t>(Errc::conflict));
  CHECK(send().rule == 1);
  for (auto* node : {&commune, &post}) {
    CHECK(node->count(node::EventCode::charter_forked) == 1);
    CHECK(pending(*node, forked_item).size() == 1);
  }
  SECTION("an unsigned one is no evidence, and the same again no news") {
    hand_in(commune, mayor, sign(other));
    other.name = "Ornans-Ter";
    hand_in(commune, mayor, world.sign_charter(other, world.commune.office, world.commune.office));
    CHECK(commune.count(node::EventCode::charter_forked) == 1);
  }
  SECTION("the next one, after either, holds") {
    auto next = next_charter();
    SECTION("after the first") {}
    SECTION("after the second") {
      next.previous = seal::document_hash(sign(other));
    }
    REQUIRE(hand_in(commune, mayor, sign(next)).outcome == Outcome::ok);
    CHECK(pending(commune, forked_item).empty());
    CHECK(pending(post, forked_item).empty());
    world.commune.charter = next;
    world.commune.document = sign(next);
    CHECK(send().outcome == Outcome::ok);
  }
  CHECK(send().outcome == (pending(commune, forked_item).empty() ? Outcome::ok : Outcome::refused));
}

TEST_CASE_METHOD(Papers, "what was accepted before the second charter came is delivered") {
  set_line(false);
  REQUIRE(send().outcome == Outcome::ok);
  auto sent = last_id();
  auto other = world.commune.charter;
  other.name = "Ornans-Bis";
  hand_in(post, commander, sign(other));
  set_line(true);
  pass(seconds(30));
  auto states = states_of(sent);
  CHECK(std::find(states.begin(), states.end(), AlertState::delivered) != states.end());
}

// ---- a lost office key
TEST_CASE_METHOD(Papers, "a mairie's lost key is dead at once, and the new one acts after a day in public") {
  auto key = seal::make_signing_key(world.entropy);
  auto next = next_charter();
  next.office = key.public_key;
  REQUIRE(hand_in(commune, mayor, world.sign_charter(next, key, world.post.office)).outcome == Outcome::ok);
  for (auto* node : {&commune, &post}) {
    REQUIRE(pending(*node, office_key_item).size() == 1);
    CHECK(from_ms(pending(*node, office_key_item)[0].number) == now + hours(24));
  }
  auto clerk = world.make_device();
  auto by_old = [&] { return hand_in(commune, mayor, commission(clerk, Role::clerk, world.commune.office)); };
  auto by_new = [&] { return hand_in(commune, mayor, commission(clerk, Role::clerk, key)); };
  CHECK(by_old().outcome == Outcome::failed);
  CHECK(by_new().errc == static_cast<std::uint8_t>(Errc::expired));
  pass(hours(24) - minutes(1), minutes(20));
  CHECK(by_new().errc == static_cast<std::uint8_t>(Errc::expired));
  pass(minutes(1));
  CHECK(by_new().outcome == Outcome::ok);
  CHECK(by_old().outcome == Outcome::failed);
  CHECK(pending(commune, office_key_item).empty());
}

TEST_CASE_METHOD(Papers, "a post's lost key is replaced by root and the supervising post together") {
  auto operations = world.make_post("P25-001", "Centre opérationnel");
  REQUIRE(hand_in(post, commander, operations.document).outcome == Outcome::ok);
  REQUIRE(hand_in(commune, mayor, operations.document).outcome == Outcome::ok);
  auto record = world.post.record;
  auto follow = [&](const wire::PostRecord& before) {
    record.previous = seal::hash256(wire::encode(before));
    record.sequence = before.sequence + 1;
  };
  follow(world.post.record);
  record.supervising = operations.record.post;
  REQUIRE(hand_in(post, commander, world.sign_record(record, world.post.office)).outcome == Outcome::ok);
  auto before = record;
  auto key = seal::make_signing_key(world.entropy);
  follow(before);
  record.office = key.public_key;
  auto document = world.sign_record(record, key);
  CHECK(hand_in(post, commander, document).outcome == Outcome::failed);
  SECTION("another post does not count") {
    seal::add_signature(document, world.commune.office, seal::Tag::record_supervising);
    CHECK(hand_in(post, commander, document).outcome == Outcome::failed);
  }
  SECTION("the supervising one does, at both nodes") {
    seal::add_signature(document, operations.office, seal::Tag::record_supervising);
    REQUIRE(hand_in(post, commander, document).outcome == Outcome::ok);
    CHECK(pending(commune, office_key_item).size() == 1);
    auto device_of = world.make_device();
    CHECK(hand_in(post, commander, commission(device_of, Role::officer, world.post.office)).outcome ==
          Outcome::failed);
    CHECK(hand_in(post, commander, commission(device_of, Role::officer, key)).outcome == Outcome::failed);
    CHECK(send().outcome == Outcome::ok);
    pass(hours(24), minutes(20));
    CHECK(hand_in(post, commander, commission(device_of, Role::officer, key)).outcome == Outcome::ok);
  }
}

// ---- a lost phone
TEST_CASE_METHOD(Papers, "the states of a lost phone's alerts pass to the new one, and to no stranger") {
  REQUIRE(send().outcome == Outcome::ok);
  auto sent = last_id();
  world.now = now;
  auto next = Referent{world.make_device(), world.referent.mandate, {}, {}, 0, {}};
  world.entropy.fill(next.mandate.mandate.bytes.data(), MandateId::size);
  next.mandate.device = next.device.signing.public_key;
  next.mandate.transport = next.device.transport.public_key;
  next.mandate.tag_commitment = seal::tag_commitment(next.device.tag_key);
  next.mandate.from = now;
  auto link = [&](const MandateId& to, const seal::SigningKey& by) {
    wire::MandateLink value{world.referent.mandate.mandate, to, now};
    return hand_in(post, commander, world.sign_single(value, by, seal::Tag::mandate_link));
  };
  auto document = world.vet(world.nominate(next.mandate, world.commune), world.post);
  CHECK(link(next.mandate.mandate, world.post.commander.device.signing).outcome == Outcome::failed);
  REQUIRE(hand_in(post, commander, document).outcome == Outcome::ok);
  auto phone = device(next.device);
  CHECK(ask(commune, phone, Verb::follow).items.empty());
  SECTION("not on an officer's word") {
    CHECK(link(next.mandate.mandate, world.post.officer_a.device.signing).outcome == Outcome::failed);
  }
  SECTION("not to another person") {
    auto stranger = Referent{world.make_device(), {}, {}, {}, 0, {}};
    stranger.mandate = world.draft_mandate(world.commune, stranger.device);
    REQUIRE(hand_in(post, commander, world.vet(world.nominate(stranger.mandate, world.commune), world.post))
                .outcome == Outcome::ok);
    CHECK(link(stranger.mandate.mandate, world.post.commander.device.signing).outcome == Outcome::failed);
  }
  SECTION("once the commander has signed") {
    REQUIRE(link(next.mandate.mandate, world.post.commander.device.signing).outcome == Outcome::ok);
    pass(seconds(30));
    auto items = ask(commune, phone, Verb::follow).items;
    REQUIRE(items.size() == 2);
    CHECK(AlertId::from(items[0].id) == sent);
    CHECK(items[0].extra.size() == limits::header_bytes);
    CHECK(ask(commune, sender, Verb::follow).items.empty());
    auto session = seal::make_box_key(world.entropy).public_key;
    ask(post, officer, Verb::open, Bytes(session.bytes.begin(), session.bytes.end()), sent.view(),
        static_cast<std::uint8_t>(OpenReason::assess));
    deliver();
    CHECK(ask(commune, phone, Verb::follow).items.size() == 3);
    CHECK(send(next, phone).outcome == Outcome::ok);
    CHECK(ask(commune, phone, Verb::follow).items.size() == 5);
  }
}

// ---- a lost keyring
TEST_CASE_METHOD(Papers, "a post that has lost its keyring says which days, and publishes other keys") {
  pass(minutes(2), seconds(30));
  REQUIRE(send().outcome == Outcome::ok);
  auto lost = post.keyring.all(txn::KeyUse::epoch);
  for (auto name : lost) post.keyring.put(name, seal::Secret32::random(world.entropy).view());
  restart(post);
  pass(minutes(2), seconds(30));
  for (auto* node : {&commune, &post}) CHECK(node->count(node::EventCode::epochs_lost) == 1);
  auto reply = send();  // sealed to the key that is gone
  REQUIRE(reply.outcome == Outcome::ok);
  CHECK(states_of(last_id()).back() == AlertState::refused);
  auto published = [&](TestNode& node) {
    auto items =
        ask(node, mayor, Verb::documents, {}, {}, static_cast<std::uint8_t>(wire::DocumentType::epoch_key))
            .items;
    std::vector<wire::EpochKey> keys;
    for (const auto& item : items)
      keys.push_back(*wire::decode<wire::EpochKey>(wire::decode_document(item.data)->bytes));
    return keys;
  };
  auto keys = published(commune);
  REQUIRE_FALSE(keys.empty());
  for (const auto& key : keys) {
    const auto* secret = post.keyring.find({txn::KeyUse::epoch, key.day});
    REQUIRE(secret != nullptr);
    CHECK(seal::box_key_from(seal::Secret32(std::span<const std::uint8_t, 32>(*secret))).public_key ==
          key.key);
  }
  restart(post);
  pass(minutes(2), seconds(30));
  CHECK(post.count(node::EventCode::epochs_lost) == 1);
}

TEST_CASE_METHOD(
    Papers, "epoch keys are taken in from thirty days ago to fourteen ahead, and the night of the change") {
  const auto key_of = [&](std::int64_t days_ahead) {
    const auto day = static_cast<Day>(day_of(now) + days_ahead);
    return world.sign_single(
        wire::EpochKey{world.post.record.post, day, seal::make_box_key(world.entropy).public_key},
        world.post.node.signing, seal::Tag::epoch_key);
  };
  const auto held = [&] {
    std::size_t days = 0;
    auto transaction = commune.store.begin();
    const auto prefix = node::document_key(wire::DocumentType::epoch_key, world.post.record.post.view());
    (*transaction)->scan(node::table::documents, prefix, [&](ByteView key, ByteView) {
      return key.size() > prefix.size() && std::equal(prefix.begin(), prefix.end(), key.begin()) &&
             ++days > 0;
    });
    return days;
  };
  deliver();
  CHECK(held() == 15);  // today and fourteen ahead
  CHECK(hand_in(commune, mayor, key_of(14)).errc ==
        static_cast<std::uint8_t>(Errc::conflict));  // a second one
  CHECK(hand_in(commune, mayor, key_of(16)).errc == static_cast<std::uint8_t>(Errc::conflict));
  CHECK(hand_in(commune, mayor, key_of(-31)).errc == static_cast<std::uint8_t>(Errc::conflict));
  CHECK(held() == 15);
  CHECK(hand_in(commune, mayor, key_of(15)).outcome == Outcome::ok);
  CHECK(hand_in(commune, mayor, key_of(-30)).outcome == Outcome::ok);
  CHECK(held() == 17);
}

}  // namespace
