// The hourly word of a node, the list of what its side has revoked, and what closes when neither comes:
// through the real cores of two nodes.
#include <catch2/catch.hpp>

#include "node/core/revocations.h"
#include "node/core/tables.h"
#include "protocol/bytes.h"
#include "protocol/wire/lacking.h"
#include "tests/node/pair.h"

using namespace tocsin;
using namespace tocsin::tests;
using policy::Detail;
using wire::Outcome;
using wire::Verb;

namespace {

struct Hearing : Pair {
  explicit Hearing(const WorldWish& wish = {}) : Pair(1, wish) {}
  TestDevice mayor = device(world.commune.mayor.device);
  TestDevice commander = device(world.post.commander.device);
  TestDevice officer = device(world.post.officer_a.device);
  TestDevice sender = device(world.referent.device);

  void cut_for(Duration time) {
    set_line(false);
    pass(time, minutes(30));
  }
  wire::Reply send() {
    world.now = now;
    AlertWish wish;
    wish.urgency = Urgency::in_progress;
    wish.called17 = true;
    wish.place.kind = wire::PlaceKind::point;
    wish.place.latitude_udeg = 47'100'000 + 10'000 * ++places_;
    wish.place.longitude_udeg = 6'140'000;
    return ask(commune, sender, Verb::submit,
               world.seal_alert(world.referent, world.commune, world.post, wish).envelope);
  }
  wire::Reply nominate() {
    world.now = now;
    auto draft = world.draft_mandate(world.commune, world.make_device());
    return ask(commune, mayor, Verb::publish, wire::encode(world.nominate(draft, world.commune)));
  }
  wire::Reply loosen() {
    auto next = world.commune.charter;
    next.previous = world.commune.charter_hash();
    ++next.sequence;
    next.categories |= static_cast<std::uint16_t>(1u << static_cast<unsigned>(Category::incivility));
    auto document = world.sign_charter(next, world.commune.office, world.post.office);
    return ask(commune, mayor, Verb::publish, wire::encode(document));
  }
  wire::Act suspension(Duration length = hours(72)) {
    wire::Act act;
    act.id = seal::time_ordered_id<CommandId>(now, world.entropy);
    act.kind = wire::ActKind::suspend;
    act.target = wire::ActTarget::mandate;
    act.subject = world.referent.mandate.mandate.bytes;
    act.commune = world.commune.charter.commune;
    act.reason = ActReason::device_lost;
    act.at = now;
    act.until = now + length;
    return act;
  }
  SignedDocument by_mayor(const wire::Act& act) {
    return world.sign_single(act, world.commune.mayor.device.signing, seal::Tag::act_mairie);
  }
  SignedDocument by_officer(const wire::Act& act) {
    return world.sign_single(act, world.post.officer_a.device.signing, seal::Tag::act_post);
  }
  template <class Document>
  std::optional<Document> held(TestNode& node, const TestNode& issuer) {
    auto transaction = node.store.begin();
    auto type = static_cast<std::uint16_t>(wire::type_of<Document>());
    auto key = ByteWriter().sorted16(type).raw(seal::key_id(issuer.identity.signing.public_key)).take();
    auto row = (*transaction)->get(node::table::documents, key);
    if (!row) return std::nullopt;
    auto value = wire::decode<Document>(wire::decode_document(*row)->bytes);
    return value ? std::optional<Document>(*value) : std::nullopt;
  }
  // As a node whose database is an hour older than what it had.
  void forget(TestNode& node, wire::DocumentType type) {
    {
      auto transaction = node.store.begin();
      std::vector<Bytes> gone;
      auto prefix = ByteWriter().sorted16(static_cast<std::uint16_t>(type)).take();
      (*transaction)->scan(node::table::documents, prefix, [&](ByteView key, ByteView) {
        if (!std::equal(prefix.begin(), prefix.end(), key.begin())) return false;
        gone.emplace_back(key.begin(), key.end());
        return true;
      });
      for (const auto& key : gone) (*transaction)->erase(node::table::documents, key);
      REQUIRE((*transaction)->commit());
    }
    restart(node);
  }
  int places_ = 0;
};

void check_silenced(const wire::Reply& reply) {
  CHECK(reply.outcome == Outcome::refused);
  CHECK(reply.rule == 1);
  CHECK(reply.detail == "not_heard");
}

TEST_CASE_METHOD(Hearing, "each node says once an hour that its list is the newest, and the other keeps it") {
  pass(hours(1) + minutes(1), minutes(1));
  auto word = held<wire::Freshness>(commune, post);
  REQUIRE(word);
  CHECK(word->sequence == 0);
  CHECK(now - word->at < hours(1) + minutes(1));
  CHECK(held<wire::Freshness>(post, commune)->at > now - hours(1) - minutes(1));
  auto before = word->at;
  pass(minutes(30), minutes(1));
  CHECK(held<wire::Freshness>(commune, post)->at == before);
  pass(minutes(31), minutes(1));
  CHECK(held<wire::Freshness>(commune, post)->at > before);
}

TEST_CASE_METHOD(Hearing, "a day without a word closes what grants, and nothing else") {
  cut_for(hours(23));
  CHECK(nominate().outcome == Outcome::ok);
  pass(hours(1), minutes(30));
  check_silenced(nominate());
  check_silenced(loosen());
  CHECK(commune.count(node::EventCode::silence_closes_granting) == 1);
  CHECK(send().outcome == Outcome::ok);
  CHECK(ask(commune, mayor, Verb::publish, wire::encode(by_mayor(suspension()))).outcome == Outcome::ok);
}

TEST_CASE_METHOD(Hearing, "at the post a day without the commune's word closes the vetting") {
  world.now = now;
  auto draft = world.draft_mandate(world.commune, world.make_device());
  auto nominated = world.nominate(draft, world.commune);
  REQUIRE(ask(commune, mayor, Verb::publish, wire::encode(nominated)).outcome == Outcome::ok);
  deliver();
  cut_for(hours(24));
  check_silenced(ask(post, commander, Verb::publish, wire::encode(world.vet(nominated, world.post))));
  CHECK(ask(post, officer, Verb::publish, wire::encode(by_officer(suspension()))).outcome == Outcome::ok);
  set_line(true);
  pass(minutes(1), seconds(30));
  CHECK(ask(post, commander, Verb::publish, wire::encode(world.vet(nominated, world.post))).outcome ==
        Outcome::ok);
}

TEST_CASE_METHOD(Hearing, "three days without a word close the taking in of alerts, until the line is back") {
  cut_for(hours(71));
  CHECK(send().outcome == Outcome::ok);
  pass(hours(1), minutes(30));
  auto refused = send();
  CHECK(refused.outcome == Outcome::refused);
  CHECK(refused.rule == 1);
  CHECK(commune.count(node::EventCode::silence_closes_intake) == 1);
  CHECK(ask(commune, mayor, Verb::publish, wire::encode(by_mayor(suspension()))).outcome == Outcome::ok);
  set_line(true);
  pass(minutes(1), seconds(30));
  CHECK(commune.count(node::EventCode::heard_again) == 1);
}

TEST_CASE("the word of the supervising post keeps intake open while the post's own node is silent") {
  WorldWish wish;
  wish.supervised = true;
  Hearing town(wish);
  town.set_cut(town.post, true);
  town.pass(hours(80), minutes(30));
  CHECK(town.send().outcome == Outcome::ok);
  town.set_cut(town.post, false);
  town.set_cut(town.commune, true);  // from both
  town.pass(hours(73), minutes(30));
  auto refused = town.send();
  CHECK(refused.outcome == Outcome::refused);
  CHECK(refused.rule == 1);
}

TEST_CASE_METHOD(Hearing, "what a side has suspended stands in its list, and no longer once it is over") {
  auto act = suspension(hours(2));
  auto document = by_mayor(act);
  REQUIRE(ask(commune, mayor, Verb::publish, wire::encode(document)).outcome == Outcome::ok);
  deliver();
  auto list = held<wire::RevocationList>(post, commune);
  REQUIRE(list);
  CHECK(list->sequence == 1);
  CHECK(list->entries == std::vector<Hash>{seal::document_hash(document)});
  CHECK_FALSE(held<wire::RevocationList>(commune, post));
  pass(hours(4), minutes(10));
  list = held<wire::RevocationList>(post, commune);
  CHECK(list->sequence == 2);
  CHECK(list->entries.empty());
}

TEST_CASE_METHOD(Hearing, "a node whose disk went back an hour asks for the acts that it lacks") {
  REQUIRE(ask(post, officer, Verb::publish, wire::encode(by_officer(suspension()))).outcome == Outcome::ok);
  deliver();
  CHECK(send().rule == 3);
  SECTION("the acts alone") {
    forget(commune, wire::DocumentType::act);
  }
  SECTION("the list and the acts") {
    forget(commune, wire::DocumentType::act);
    forget(commune, wire::DocumentType::revocation_list);
  }
  pass(hours(1) + minutes(2), minutes(1));
  CHECK(commune.count(node::EventCode::acts_lacking) >= 1);
  auto refused = send();
  CHECK(refused.outcome == Outcome::refused);
  CHECK(refused.rule == 3);
}

TEST_CASE_METHOD(Hearing,
                 "an entry without its signed act stops nobody, and an older list takes nothing back") {
  wire::RevocationList list{
      seal::key_id(post.identity.signing.public_key), 5, {seal::hash256(Bytes{1, 2, 3})}};
  auto sign = [&] {
    return wire::encode(world.sign_single(list, post.identity.signing, seal::Tag::revocation_list_node));
  };
  REQUIRE(ask(commune, mayor, Verb::publish, sign()).outcome == Outcome::ok);
  CHECK(send().outcome == Outcome::ok);
  list.sequence = 4;
  list.entries.clear();
  auto older = ask(commune, mayor, Verb::publish, sign());
  CHECK(older.errc == static_cast<std::uint8_t>(Errc::conflict));
  CHECK(held<wire::RevocationList>(commune, post)->sequence == 5);
}

TEST_CASE_METHOD(Hearing, "a word dated ahead, or by another key, keeps nothing open") {
  auto word = [&](Instant at, const seal::SigningKey& key) {
    wire::Freshness value{seal::key_id(post.identity.signing.public_key), 0, {}, at};
    value.list = seal::hash256(wire::encode(wire::RevocationList{value.issuer, 0, {}}));
    return ask(commune, mayor, Verb::publish,
               wire::encode(world.sign_single(value, key, seal::Tag::freshness)));
  };
  cut_for(hours(25));
  CHECK(word(now + minutes(6), post.identity.signing).outcome == Outcome::failed);
  CHECK(word(now, commune.identity.signing).outcome == Outcome::failed);
  check_silenced(nominate());
  CHECK(word(now, post.identity.signing).outcome == Outcome::ok);
  CHECK(nominate().outcome == Outcome::ok);
  // One that comes late takes the place of none.
  const auto newest = held<wire::Freshness>(commune, post)->at;
  CHECK(word(now - hours(2), post.identity.signing).outcome == Outcome::ok);
  CHECK(held<wire::Freshness>(commune, post)->at == newest);
}

TEST_CASE_METHOD(Hearing, "what a post revoked in one commune is sent to no other, whatever it asks for") {
  auto neighbour = world.make_commune("25155", "Cléron", world.post);
  post.import({wire::encode(neighbour.document)});
  auto document = by_officer(suspension());
  REQUIRE(ask(post, officer, Verb::publish, wire::encode(document)).outcome == Outcome::ok);
  const std::vector<Hash> names{seal::document_hash(document)};
  auto sent = [&](const Insee& to) {
    auto transaction = post.store.begin();
    node::Effects effects;
    node::Turn turn{**transaction, post.identity, post.keyring, now, world.entropy, effects};
    const auto peer = *node::peer_of_commune(turn, to);
    auto rows = [&] {
      std::size_t found = 0;
      node::scan_prefix(turn.txn, node::table::outbox, peer.id.view(), [&](ByteView, ByteView) {
        ++found;
        return true;
      });
      return found;
    };
    const auto before = rows();
    REQUIRE(node::answer_lacking(turn, peer, wire::encode(names)));
    return rows() - before;
  };
  CHECK(sent(neighbour.charter.commune) == 0);
  CHECK(sent(world.commune.charter.commune) == 1);
}

}  // namespace
