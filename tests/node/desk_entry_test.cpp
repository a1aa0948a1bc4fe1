// R35: an alert entered at the town hall for a referent on the telephone, through the cores of both nodes.
#include <catch2/catch.hpp>

#include "protocol/wire/desk.h"
#include "tests/node/pair.h"

using namespace tocsin;
using namespace tocsin::tests;
using wire::Outcome;
using wire::Verb;

namespace {

struct DeskPair : Pair {
  DeskPair() : Pair(1, {.exercise = false, .hours = {}}) {
    import_desk(desk);
    clerk_device.emplace(device(at_the_desk.device));
  }
  void import_desk(const Commissioned& who) {
    for (auto* node : {&commune, &post}) node->import({wire::encode(who.document)});
  }
  Commissioned desk =
      world.make_commission(Role::desk, world.commune.office, world.commune.charter.commune, {});
  std::optional<TestDevice> clerk_device;
  TestDevice sender = device(world.referent.device);
  TestDevice officer = device(world.post.officer_a.device);

  // The referent's mandate in the desk's hands: its own keys, its own numbers.
  Referent at_the_desk{std::move(desk.device), world.referent.mandate, {}, {}, 0, {}};

  seal::SealedAlert sealed(Referent& by, AlertKind kind) {
    world.now = now;
    AlertWish wish;
    wish.kind = kind;
    wish.urgency = Urgency::in_progress;
    wish.called17 = true;
    wish.place.kind = wire::PlaceKind::point;
    wish.place.latitude_udeg = 47'100'000 + 10'000 * ++places_;
    wish.place.longitude_udeg = 6'140'000;
    return world.seal_alert(by, world.commune, world.post, wish);
  }
  wire::Reply enter() {
    last = sealed(at_the_desk, AlertKind::desk);
    auto reply = ask(commune, *clerk_device, Verb::submit, last.envelope);
    deliver();
    return reply;
  }
  AlertId id() const {
    return wire::decode_header(ByteView(last.envelope).first(limits::header_bytes))->alert;
  }
  wire::SignedDocument confirmation(const seal::SigningKey& key) {
    wire::DeskConfirmation value{id(), world.referent.mandate.mandate, last.header_hash, now};
    return world.sign_single(value, key, seal::Tag::desk_confirmation);
  }
  wire::Reply confirm(TestNode& at, TestDevice& line, const seal::SigningKey& key) {
    auto reply = ask(at, line, Verb::confirm, wire::encode(confirmation(key)));
    deliver();
    return reply;
  }
  bool marked_at_post() {
    for (const auto& item : ask(post, officer, Verb::inbox).items)
      if (AlertId::from(item.id) == id()) return (item.number & policy::flag::unconfirmed) != 0;
    throw std::runtime_error("not in the inbox");
  }
  seal::SealedAlert last;
  int places_ = 0;
};

using S = AlertState;
using States = std::vector<AlertState>;

TEST_CASE_METHOD(DeskPair, "R35 a desk's entry arrives at the post as the referent's, marked unconfirmed") {
  REQUIRE(enter().outcome == Outcome::ok);
  CHECK(states_of(id()) == States{S::accepted, S::delivered});  // her device is told
  CHECK(marked_at_post());
  // It is told of what, by the header, and the desk by the receipts.
  auto news = ask(commune, sender, Verb::follow).items;
  REQUIRE(news.size() == 2);
  CHECK(seal::header_hash(news[0].extra) == last.header_hash);
  CHECK(news[1].extra.empty());
  CHECK(ask(commune, *clerk_device, Verb::follow).items.size() == 2);
}
TEST_CASE_METHOD(DeskPair, "R35 the referent's device confirms, and the mark goes at the post") {
  REQUIRE(enter().outcome == Outcome::ok);
  REQUIRE(confirm(commune, sender, world.referent.device.signing).outcome == Outcome::ok);
  CHECK_FALSE(marked_at_post());
  CHECK(confirm(commune, sender, world.referent.device.signing).rule == 35);  // once
}
TEST_CASE_METHOD(DeskPair, "R35 the post records its call, and nothing counts against the desk") {
  REQUIRE(enter().outcome == Outcome::ok);
  REQUIRE(confirm(post, officer, world.post.officer_a.device.signing).outcome == Outcome::ok);
  CHECK_FALSE(marked_at_post());
  pass(days(8), hours(6));
  CHECK(commune.count(node::EventCode::entry_never_confirmed) == 0);
}
TEST_CASE_METHOD(DeskPair, "R35 neither the desk nor another referent confirms, and not another's alert") {
  REQUIRE(enter().outcome == Outcome::ok);
  CHECK(confirm(commune, *clerk_device, at_the_desk.device.signing).rule == 2);
  auto other = world.make_referent(world.commune, world.post);
  auto mayor = device(world.commune.mayor.device);
  REQUIRE(ask(commune, mayor, Verb::publish, wire::encode(other.document)).outcome == Outcome::ok);
  auto stranger = device(other.device);
  CHECK(confirm(commune, stranger, other.device.signing).outcome == Outcome::failed);
  CHECK(marked_at_post());
  // A signature by the right key over other bytes is no confirmation of these.
  last.header_hash.bytes[0] ^= 1;
  CHECK(confirm(commune, sender, world.referent.device.signing).outcome == Outcome::failed);
}
TEST_CASE_METHOD(DeskPair, "R35 a desk enters five in a day, and each is charged to the referent too") {
  for (int i = 0; i < 5; ++i) CHECK(enter().outcome == Outcome::ok);
  CHECK(enter().rule == 35);
  auto own = sealed(world.referent, AlertKind::device);
  CHECK(ask(commune, sender, Verb::submit, own.envelope).outcome == Outcome::ok);
  deliver();
  for (const auto& item : ask(post, officer, Verb::inbox).items)
    if (AlertId::from(item.id) == wire::decode_header(ByteView(own.envelope).first(256))->alert)
      CHECK((item.number & policy::flag::above_quota) != 0);  // danger passes her quota of five, flagged
  pass(hours(24), hours(1));
  CHECK(enter().outcome == Outcome::ok);
}
TEST_CASE_METHOD(DeskPair,
                 "R35 an entry that nobody confirmed in seven days takes one from its desk's quota") {
  REQUIRE(enter().outcome == Outcome::ok);
  pass(days(7) - hours(1), hours(12));
  CHECK(commune.count(node::EventCode::entry_never_confirmed) == 0);
  pass(hours(2), minutes(10));
  CHECK(commune.count(node::EventCode::entry_never_confirmed) == 1);
  for (int i = 0; i < 4; ++i) CHECK(enter().outcome == Outcome::ok);
  CHECK(enter().rule == 35);
}
TEST_CASE_METHOD(DeskPair, "R35 a desk seals no device's alert, and a device no desk's entry") {
  last = sealed(world.referent, AlertKind::desk);
  CHECK(ask(commune, sender, Verb::submit, last.envelope).rule == 2);
  last = sealed(at_the_desk, AlertKind::device);
  CHECK(ask(commune, *clerk_device, Verb::submit, last.envelope).rule == 2);
}
TEST_CASE_METHOD(DeskPair, "R35 a desk whose commission is revoked enters nothing more") {
  wire::Act act;
  act.id = seal::time_ordered_id<CommandId>(now, world.entropy);
  act.kind = wire::ActKind::revoke;
  act.target = wire::ActTarget::commission;
  act.subject = at_the_desk.device.id().bytes;
  act.reason = ActReason::misuse;
  act.at = now;
  auto document = world.sign_single(act, world.commune.office, seal::Tag::act_office);
  commune.import({wire::encode(document)});
  CHECK(enter().rule == 3);
}
TEST_CASE_METHOD(DeskPair, "R35 the desk's numbers have a sequence of their own at the post") {
  auto own = sealed(world.referent, AlertKind::device);
  REQUIRE(ask(commune, sender, Verb::submit, own.envelope).outcome == Outcome::ok);
  REQUIRE(enter().outcome == Outcome::ok);
  REQUIRE(enter().outcome == Outcome::ok);
  pass(hours(25), hours(1));
  CHECK(post.count(node::EventCode::sequence_gap) == 0);
}
TEST_CASE_METHOD(DeskPair, "R35 a commune has eight desks in force and no ninth") {
  for (int i = 1; i < 8; ++i)
    import_desk(world.make_commission(Role::desk, world.commune.office, world.commune.charter.commune, {}));
  auto ninth = world.make_commission(Role::desk, world.commune.office, world.commune.charter.commune, {});
  CHECK_THROWS(import_desk(ninth));
}

}  // namespace
