// Who listens at a post whose record says that its desks tell (R33, R34): from a desk's word to the commune,
// and what becomes of alerts when nobody does.
#include <catch2/catch.hpp>

#include "node/core/lines.h"
#include "node/core/tables.h"
#include "protocol/seal/trust.h"
#include "tests/node/pair.h"

namespace tocsin::tests {
namespace {

using wire::Outcome;
using wire::Verb;

WorldWish telling(int relays = 0) {
  WorldWish wish;
  wish.presence = true;
  wish.relays = relays;
  return wish;
}

struct Service : Pair {
  explicit Service(int relay_count = 0) : Pair(7, telling(relay_count)) {}
  TestDevice sender = device(world.referent.device);
  TestDevice officer = device(world.post.officer_a.device), second = device(world.post.officer_b.device);
  TestDevice mayor = device(world.commune.mayor.device);

  wire::Reply serve(TestDevice& by, bool listens = true) {
    auto reply = ask(post, by, Verb::serve, {}, {}, listens ? 1 : 0);
    deliver();
    return reply;
  }
  // What the referent's node tells her: until when somebody listens.
  std::optional<Instant> heard() {
    auto reply = ask(commune, sender, Verb::presence);
    REQUIRE(reply.outcome == Outcome::ok);
    if (reply.items.empty()) return std::nullopt;
    REQUIRE(reply.items.size() == 1);
    auto document = wire::decode_document(reply.items[0].data);
    REQUIRE(document);
    auto presence =
        seal::verify_single<wire::Presence>(*document, post.identity.signing.public_key, seal::Tag::presence);
    REQUIRE(presence);
    return presence->until;
  }
  AlertId send() {
    AlertWish wish;
    wish.place.kind = wire::PlaceKind::point;
    wish.place.latitude_udeg = 47'100'000 + 10'000 * ++places_;
    wish.place.longitude_udeg = 6'140'000;
    auto alert = world.seal_alert(world.referent, world.commune, world.post, wish);
    auto reply = ask(commune, sender, Verb::submit, alert.envelope);
    INFO(reply.detail);
    REQUIRE(reply.outcome == Outcome::ok);
    pass(minutes(2), seconds(5));  // past the hold
    return wire::decode_header(ByteView(alert.envelope).first(limits::header_bytes))->alert;
  }
  std::uint64_t due() const { return post.count(node::EventCode::roll_over_due); }
  wire::SignedDocument statement(const seal::SigningKey& by, Instant at, Instant until) {
    return world.sign_single(wire::Presence{world.post.record.post, at, until}, by, seal::Tag::presence);
  }
  std::uint64_t parcels_sent = 9000;
  int places_ = 0;
};

}  // namespace

TEST_CASE_METHOD(Service,
                 "R33 a desk's word reaches the referent within the turn, and is good for three minutes") {
  CHECK_FALSE(heard());
  auto reply = serve(officer);
  REQUIRE(reply.outcome == Outcome::ok);
  CHECK_FALSE(reply.data.empty());
  CHECK(heard() == now + limits::presence_valid);
  pass(seconds(179));
  CHECK(heard());
  pass(seconds(2));
  CHECK_FALSE(heard());
}

TEST_CASE_METHOD(Service, "R33 the last desk that leaves says so at once, the first of two does not") {
  serve(officer);
  pass(seconds(20));
  serve(second);
  serve(officer, false);
  CHECK(heard());
  serve(second, false);
  CHECK_FALSE(heard());
}

TEST_CASE_METHOD(Service, "R33 somebody is heard without a gap while a desk says so each minute") {
  for (int minute = 0; minute < 10; ++minute) {
    serve(officer);
    for (int part = 0; part < 12; ++part) {
      pass(seconds(5), seconds(5));
      REQUIRE(heard());
    }
  }
}

TEST_CASE_METHOD(Service,
                 "R34 at a post whose desks tell, an alert is due elsewhere at once when none does") {
  serve(officer);
  send();
  CHECK(due() == 0);
  serve(officer, false);
  pass(seconds(5), seconds(1));
  CHECK(due() == 1);  // the last desk left before anybody had taken it
  send();
  CHECK(due() == 2);
}

TEST_CASE_METHOD(Service, "R34 an alert waits for no other post while desks go on saying that they listen") {
  serve(officer);
  send();
  for (int minute = 0; minute < 30; ++minute) {
    serve(officer);
    pass(seconds(60));
  }
  CHECK(due() == 0);
  pass(limits::presence_valid + seconds(1));
  CHECK(due() == 1);
}

TEST_CASE_METHOD(Service, "R2 only an officer goes into service, and a stranger is not told who listens") {
  serve(officer);
  auto refused = ask(post, mayor, Verb::serve, {}, {}, 1);
  CHECK(refused.outcome != Outcome::ok);
  for (auto* each : {&mayor, &sender}) {
    auto at_home = ask(commune, *each, Verb::serve, {}, {}, 1);
    CHECK((at_home.outcome == Outcome::refused && at_home.rule == 2));
  }
  auto unsigned_request = request(Verb::presence);
  wire::ClientFrame frame{wire::FrameKind::open_request, 1, wire::encode(unsigned_request)};
  commune.run({node::ClientMessage{999, "", wire::encode(frame)}}, now);
  REQUIRE_FALSE(commune.replies.empty());
  auto answered = wire::decode_client_frame(commune.replies.back().frame);
  commune.replies.clear();
  REQUIRE(answered);
  auto reply = wire::decode_reply(answered->bytes);
  REQUIRE(reply);
  CHECK(reply->outcome == Outcome::failed);
}

TEST_CASE_METHOD(Service,
                 "a presence is taken from the post's own node only, the newest of those not dated ahead") {
  auto handed_in = ask(commune, mayor, Verb::publish,
                       wire::encode(statement(post.identity.signing, now, now + minutes(3))));
  CHECK(handed_in.outcome == Outcome::failed);
  CHECK_FALSE(heard());
  auto arrive = [&](const wire::SignedDocument& document) {
    auto content = wire::encode(wire::ParcelContent{wire::ParcelKind::document, wire::encode(document)});
    auto parcel = seal::seal_parcel(
        post.identity.signing,
        {seal::key_id(commune.identity.signing.public_key), commune.identity.parcel.public_key},
        ++parcels_sent, content, world.entropy);
    REQUIRE(parcel);
    auto user = "node:" + to_hex(seal::key_id(post.identity.signing.public_key).view());
    auto mailbox = world.commune.charter.mailboxes.at(0).id;
    commune.run(
        {node::MailboxMessage{
            1, user, relay::encode(relay::Put{mailbox, parcels_sent, relay::Lane::control, *parcel})}},
        now);
    commune.mailbox_replies.clear();
  };
  arrive(statement(world.post.office, now, now + minutes(3)));  // the office is not the node
  CHECK_FALSE(heard());
  arrive(statement(post.identity.signing, now + hours(1), now + hours(1) + minutes(3)));
  CHECK_FALSE(heard());
  arrive(statement(post.identity.signing, now, now + minutes(3)));
  CHECK(heard() == now + minutes(3));
  arrive(statement(post.identity.signing, now - minutes(1), now - seconds(30)));  // older: it says nothing
  CHECK(heard() == now + minutes(3));
  arrive(statement(post.identity.signing, now + seconds(1), now + seconds(1)));
  pass(seconds(1), seconds(1));
  CHECK_FALSE(heard());
}

TEST_CASE_METHOD(Service, "R33 a clock that steps back leaves no word of a later time behind") {
  const auto right = now;
  now += hours(2);
  serve(officer);
  CHECK(heard() == now + limits::presence_valid);
  now = right;
  CHECK_FALSE(heard());
  serve(second);
  CHECK(heard() == now + limits::presence_valid);
  serve(second, false);
  CHECK_FALSE(heard());
}

TEST_CASE_METHOD(Service,
                 "a post whose next record tells no more goes by its hours, and its desks act as before") {
  REQUIRE(serve(officer).outcome == Outcome::ok);
  const auto sent = send();
  auto& record = world.post.record;
  record.previous = seal::hash256(wire::encode(record));
  ++record.sequence;
  record.presence = false;
  auto commander = device(world.post.commander.device);
  auto next = world.sign_record(record, world.post.office);
  REQUIRE(ask(post, commander, Verb::publish, wire::encode(next)).outcome == Outcome::ok);
  pass(minutes(10), seconds(30));  // nobody has said that he listens for longer than a word is good
  for (const auto& alert : {sent, send()}) {
    auto session = seal::make_box_key(world.entropy).public_key;
    CHECK(ask(post, officer, Verb::open, Bytes(session.bytes.begin(), session.bytes.end()), alert.view(),
              static_cast<std::uint8_t>(OpenReason::assess))
              .outcome == Outcome::ok);
    CHECK(ask(post, officer, Verb::take, {}, alert.view()).outcome == Outcome::ok);
    deliver();
    CHECK(states_of(alert).back() == AlertState::taken);
  }
  CHECK(serve(officer).outcome == Outcome::ok);
}

TEST_CASE("a commune that is away for a day does not find a mailbox full of presences") {
  Service service(1);
  service.set_away(service.commune, true);
  for (int minute = 0; minute < 24 * 60; ++minute) {
    service.serve(service.officer);
    service.pass(seconds(60), seconds(60));
  }
  CHECK(service.relays[0]->parcels() < 24 * 5 + 10);
  service.set_away(service.commune, false);
  service.serve(service.officer);
  service.pass(seconds(120), seconds(30));
  service.serve(service.officer);
  CHECK(service.heard());
}

}  // namespace tocsin::tests
