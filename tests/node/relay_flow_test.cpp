// Alerts between two nodes of which neither can be dialled: everything goes through relays, honest and not.
#include <catch2/catch.hpp>
#include <map>

#include "node/core/outbox.h"
#include "node/core/roster.h"
#include "node/core/tables.h"
#include "protocol/bytes.h"
#include "tests/node/pair.h"

using namespace tocsin;
using namespace tocsin::tests;
using wire::Outcome;
using wire::Verb;

namespace {

using S = AlertState;
using States = std::vector<AlertState>;

WorldWish behind(int relays) {
  WorldWish wish;
  wish.relays = relays;
  return wish;
}

struct Town : Pair {
  explicit Town(int count) : Pair(1, behind(count)) {}
  TestDevice sender = device(world.referent.device);
  TestDevice officer = device(world.post.officer_a.device);

  AlertId submit(bool urgent = true) {
    AlertWish wish;
    wish.urgency = urgent ? Urgency::in_progress : Urgency::ordinary;
    wish.called17 = urgent;
    wish.place.kind = wire::PlaceKind::point;  // somewhere else each time, far from R11
    wish.place.latitude_udeg = 47'100'000 + 10'000 * ++places_;
    wish.place.longitude_udeg = 6'140'000;
    auto alert = world.seal_alert(world.referent, world.commune, world.post, wish);
    auto reply = ask(commune, sender, Verb::submit, alert.envelope);
    INFO(reply.detail << " R" << int(reply.rule));
    REQUIRE(reply.outcome == Outcome::ok);
    return wire::decode_header(ByteView(alert.envelope).first(limits::header_bytes))->alert;
  }
  AlertId send(bool urgent = true) {
    auto alert = submit(urgent);
    deliver();
    return alert;
  }
  void close(const AlertId& alert) {
    auto session = seal::make_box_key(world.entropy).public_key;
    auto act = [&](Verb verb, Bytes data, std::uint8_t code) {
      REQUIRE(ask(post, officer, verb, std::move(data), alert.view(), code).outcome == Outcome::ok);
    };
    act(Verb::open, Bytes(session.bytes.begin(), session.bytes.end()),
        static_cast<std::uint8_t>(OpenReason::assess));
    act(Verb::take, {}, 0);
    act(Verb::close, {}, static_cast<std::uint8_t>(ClosingCode::handled));
    deliver();
  }
  static std::size_t waiting(TestNode& node) {
    std::size_t rows = 0;
    auto transaction = node.store.begin();
    (*transaction)->scan(node::table::outbox, {}, [&](ByteView, ByteView) { return ++rows > 0; });
    return rows;
  }
  bool nothing_waits() { return waiting(commune) + waiting(post) == 0; }
  int places_ = 0;
};

const States delivered{S::accepted, S::delivered},
    closed{S::accepted, S::delivered, S::opened, S::taken, S::closed};

}  // namespace

TEST_CASE("through one relay an alert goes the whole way, and every row ends by its recipient's signature") {
  Town town(1);
  auto alert = town.send();
  CHECK(town.states_of(alert) == delivered);
  town.close(alert);
  CHECK(town.states_of(alert) == closed);
  CHECK(town.nothing_waits());
  CHECK(town.relays[0]->parcels() == 0);
  CHECK(town.commune.count(node::EventCode::parcel_acknowledged) > 0);
}

TEST_CASE("a relay that is down and comes back: the outbox keeps, then sends") {
  Town town(1);
  town.set_relay(0, false);
  auto alert = town.send();
  town.pass(minutes(10));
  CHECK(town.states_of(alert) == States{S::accepted});
  town.set_relay(0, true);
  CHECK(town.states_of(alert) == delivered);
  CHECK(town.nothing_waits());
}

TEST_CASE("a post that is away finds at the relay what came meanwhile, also after the relay was killed") {
  Town town(1);
  town.set_away(town.post, true);
  auto alert = town.send();
  CHECK(town.relays[0]->parcels() > 0);
  town.restart_relay(0);
  CHECK(town.states_of(alert) == States{S::accepted});
  town.set_away(town.post, false);
  CHECK(town.states_of(alert) == delivered);
  CHECK(town.nothing_waits());
}

TEST_CASE("all that waits goes to the relay of a post that is away, not the first of it alone") {
  constexpr std::size_t many = 300;
  Town town(1);
  town.set_away(town.post, true);
  const auto before = town.relays[0]->parcels();
  {
    auto transaction = town.commune.store.begin();
    node::Effects effects;
    node::Turn turn{**transaction, town.commune.identity, town.commune.keyring,
                    town.now,      town.world.entropy,    effects};
    const auto post = *node::peer_of_post(turn, town.world.post.record.post);
    const auto document = wire::encode(town.world.commune.document);
    for (std::size_t i = 0; i < many; ++i)
      node::queue_parcel(turn, post, relay::Lane::rest, wire::ParcelKind::document, document);
    REQUIRE((*transaction)->commit());
  }
  town.commune.run({}, town.now);
  town.deliver();
  CHECK(town.relays[0]->parcels() == before + many);
  // Nothing of it is sent again before its quarter of an hour.
  town.commune.sends.clear();
  town.commune.run({node::Tick{}}, town.now + minutes(10));
  for (const auto& send : town.commune.sends) {
    auto message = relay::decode(send.frame);
    const auto* put = message ? std::get_if<relay::Put>(&*message) : nullptr;
    CHECK_FALSE((put != nullptr && put->lane == relay::Lane::rest));
  }
}

TEST_CASE("a parcel that rests is sent once when the clock has stepped back behind its wait") {
  Town town(1);
  town.set_away(town.post, true);
  town.send();
  town.pass(minutes(1), seconds(10));
  town.commune.sends.clear();
  town.commune.run({node::Tick{}}, town.now - hours(1));
  std::map<std::uint64_t, int> times;
  for (const auto& send : town.commune.sends) {
    auto message = relay::decode(send.frame);
    if (const auto* put = message ? std::get_if<relay::Put>(&*message) : nullptr) ++times[put->reference];
  }
  REQUIRE_FALSE(times.empty());
  for (const auto& [number, sent] : times) CHECK(sent == 1);
}

TEST_CASE("an alert that is over before its post was reached goes to it no more: only its end does") {
  Town town(1);
  town.set_relay(0, false);
  for (int i = 0; i < 3; ++i) town.submit();
  auto rows = [&] {
    std::size_t found = 0;
    auto transaction = town.commune.store.begin();
    (*transaction)->scan(node::table::outbox, {}, [&](ByteView, ByteView) { return ++found > 0; });
    return found;
  };
  town.deliver();
  const auto before = rows();
  auto alert = town.submit();
  CHECK(rows() == before + 1);
  town.pass(hours(73), minutes(10));
  CHECK(town.states_of(alert) == States{S::accepted, S::expired});
  CHECK(rows() == before + 1);
  town.set_relay(0, true);
  CHECK(town.nothing_waits());
  CHECK(town.post.count(node::EventCode::alert_delivered) == 0);
}

TEST_CASE("an alert that cannot be queued when its hold ends is tried again") {
  Town town(1);
  const auto key = node::document_key(wire::DocumentType::post_record, town.world.post.record.post.view());
  std::optional<Bytes> record;
  auto alert = town.submit(false);
  {
    auto transaction = town.commune.store.begin();
    record = (*transaction)->get(node::table::documents, key);
    REQUIRE(record);
    (*transaction)->erase(node::table::documents, key);
    REQUIRE((*transaction)->commit());
  }
  town.restart(town.commune);
  town.pass(minutes(10));
  REQUIRE(town.states_of(alert) == States{S::accepted});
  {
    auto transaction = town.commune.store.begin();
    (*transaction)->put(node::table::documents, key, *record);
    REQUIRE((*transaction)->commit());
  }
  town.restart(town.commune);
  town.pass(minutes(2), seconds(10));
  CHECK(town.states_of(alert) == delivered);
}

TEST_CASE("a relay that loses its disk loses no alert: it is sent again when its line comes back") {
  Town town(1);
  town.set_away(town.post, true);
  auto alert = town.send();
  town.set_relay(0, false);
  town.relays[0]->lose_disk();
  town.set_relay(0, true);
  town.set_away(town.post, false);
  CHECK(town.states_of(alert) == delivered);
}

TEST_CASE("with two relays and the first down, danger goes by the second at once") {
  Town town(2);
  town.set_relay(0, false);
  auto alert = town.send();
  CHECK(town.states_of(alert) == delivered);
  town.close(alert);
  CHECK(town.states_of(alert) == closed);
  CHECK(town.nothing_waits());
}

TEST_CASE("a relay that says Stored and drops costs seconds where there is a second one") {
  Town town(2);
  town.relays[0]->honesty = Honesty::drops;
  auto alert = town.send();
  CHECK(town.states_of(alert) == States{S::accepted});
  town.pass(seconds(12), seconds(1));  // the alert 5 s, its receipt 5 s
  CHECK(town.states_of(alert) == delivered);
  CHECK(town.nothing_waits());
  auto ordinary = town.send(false);
  town.pass(minutes(3));
  CHECK(town.states_of(ordinary) == delivered);
  CHECK(town.post.count(node::EventCode::alert_delivered) == 2);
}

TEST_CASE("a relay that repeats and one that reorders: everything arrives once") {
  for (auto honesty : {Honesty::repeats, Honesty::reverses}) {
    Town town(1);
    town.relays[0]->honesty = honesty;
    town.set_away(town.post, true);
    std::vector<AlertId> alerts;
    for (int i = 0; i < 4; ++i) alerts.push_back(town.submit());
    town.deliver();
    town.set_away(town.post, false);
    town.pass(minutes(1));
    for (const auto& alert : alerts) CHECK(town.states_of(alert) == delivered);
    CHECK(town.post.count(node::EventCode::alert_delivered) == 4);
    CHECK(town.nothing_waits());
  }
}

TEST_CASE("a post without room says so through the relay, and takes the alert when it has some") {
  Town town(1);
  town.post.store.set_nearly_full(true);
  town.pass(seconds(2), seconds(1));
  auto alert = town.send();
  CHECK(town.states_of(alert) == States{S::accepted});
  CHECK(town.relays[0]->parcels() == 0);  // it does not fill the relay meanwhile
  town.post.store.set_nearly_full(false);
  town.pass(seconds(50), seconds(1));
  CHECK(town.states_of(alert) == States{S::accepted});
  town.pass(seconds(15), seconds(1));
  CHECK(town.states_of(alert) == delivered);
}

TEST_CASE("a grant that ends is told to the sender, who keeps what it has; a new grant brings it over") {
  Town town(1);
  const auto granted = town.relays[0]->grants;
  town.relays[0]->grant({});
  auto alert = town.send();
  CHECK(town.commune.count(node::EventCode::parcel_refused) == 1);
  CHECK(town.states_of(alert) == States{S::accepted});
  town.pass(minutes(2));
  CHECK(town.post.count(node::EventCode::mailbox_refused) > 0);  // it asks again every minute
  town.relays[0]->grant(granted);
  town.pass(minutes(6));
  CHECK(town.states_of(alert) == delivered);
  CHECK(town.nothing_waits());
}

TEST_CASE("an acknowledgement that a relay swallows is made again when its parcel comes again") {
  Town town(2);
  town.relays[1]->honesty = Honesty::drops;
  auto alert = town.send();
  CHECK(town.states_of(alert) == delivered);
  CHECK(town.nothing_waits());  // it went by the honest one as well
  town.relays[0]->honesty = Honesty::drops;
  auto lost = town.submit();
  town.deliver();
  town.relays[0]->honesty = Honesty::honest;
  town.pass(minutes(20));
  CHECK(town.states_of(lost) == delivered);
  CHECK(town.nothing_waits());
}

TEST_CASE("a parcel from a relay that is nobody's mailbox, or of no known sender, changes nothing") {
  Town town(1);
  const auto line = town.relays[0]->line;
  auto run = [&](const relay::Message& message) {
    town.post.sends.clear();
    town.post.run({node::LinkMessage{line, relay::encode(message)}}, town.now);
    return town.post.sends.size();
  };
  const auto own = town.world.post.record.mailboxes[0].id;
  CHECK(run(relay::Parcel{MailboxId{{9}}, 1, relay::Lane::rest, Bytes(2048, 7)}) == 0);
  REQUIRE(run(relay::Parcel{own, 1, relay::Lane::rest, Bytes(2048, 7)}) ==
          1);  // of no use: taken, not answered
  CHECK(relay::decode(town.post.sends.front().frame).value() == relay::Message(relay::Taken{own, 1}));
  CHECK(run(relay::Taken{own, 1}) == 0);
  CHECK(run(relay::Fetch{own, 3}) == 0);
  CHECK(town.post.count(node::EventCode::frame_malformed) == 3);
}
