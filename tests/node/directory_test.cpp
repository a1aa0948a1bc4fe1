// The prefecture's directory of nodes, through the real cores of a commune and its post: it travels, and each
// node says when a paper of its own is older than the one listed, or another.
#include "protocol/wire/directory.h"

#include <catch2/catch.hpp>

#include "node/core/keep.h"
#include "policy/limits.h"
#include "tests/node/pair.h"

using namespace tocsin;
using namespace tocsin::tests;
using wire::Outcome;
using wire::Verb;

namespace {

Hash some_name() {
  Hash name;
  name.bytes.fill(7);
  return name;
}

struct Prefecture : Pair {
  TestDevice mayor = device(world.commune.mayor.device);
  TestDevice sender = device(world.referent.device);
  wire::Directory list;

  Prefecture() {
    list.issued = now;
    list.posts = {
        {world.post.record.post, {}, world.post.record.sequence, seal::document_hash(world.post.document)}};
    list.communes = {{world.commune.charter.commune, world.post.record.post, world.commune.charter.sequence,
                      world.commune.charter_hash()}};
  }
  SignedDocument sign(std::initializer_list<int> keys = {0, 2}) {
    auto document = seal::draft(list);
    for (auto key : keys)
      seal::add_signature(document, world.root_keys[static_cast<std::size_t>(key)], seal::Tag::directory);
    return document;
  }
  wire::Reply hand_in(const SignedDocument& document) {
    auto reply = ask(commune, mayor, Verb::publish, wire::encode(document));
    deliver();
    return reply;
  }
  // The next issue of what is listed.
  void next() {
    list.previous = seal::hash256(wire::encode(list));
    ++list.sequence;
  }
  std::string status(TestNode& node, const std::string& name) {
    auto line = device(node.identity.signing,
                       "node:" + to_hex(seal::key_id(node.identity.signing.public_key).view()));
    for (const auto& item : ask(node, line, Verb::status).items)
      if (std::string(item.data.begin(), item.data.end()) == name)
        return std::string(item.extra.begin(), item.extra.end());
    return {};
  }
  std::vector<SignedDocument> shown(TestNode& node) {
    wire::Request open;
    open.verb = Verb::public_documents;
    auto reply = ask_frame(
        node, sender, wire::encode(wire::ClientFrame{wire::FrameKind::open_request, 1, wire::encode(open)}));
    std::vector<SignedDocument> found;
    for (const auto& item : reply.items)
      if (auto document = wire::decode_document(item.data);
          document && document->type == wire::DocumentType::directory)
        found.push_back(*document);
    return found;
  }
};

TEST_CASE_METHOD(Prefecture, "the directory goes on to the other node, and anyone is shown it") {
  REQUIRE(hand_in(sign()).outcome == Outcome::ok);
  for (auto* node : {&commune, &post}) {
    REQUIRE(shown(*node).size() == 1);
    CHECK(shown(*node)[0].bytes == wire::encode(list));
    CHECK(status(*node, "listed_25434") == "the newest");
    CHECK(status(*node, "listed_P25-014") == "the newest");
    CHECK(node->count(node::EventCode::directory_newer) == 0);
    CHECK(node->count(node::EventCode::directory_other) == 0);
  }
}

TEST_CASE_METHOD(Prefecture, "a directory needs two keys of the root, under its own tag") {
  CHECK(hand_in(sign({1})).errc == static_cast<std::uint8_t>(Errc::bad_signature));
  auto document = seal::draft(list);
  for (const auto& key : {&world.root_keys[0], &world.root_keys[1]})
    seal::add_signature(document, *key, seal::Tag::rules);
  CHECK(hand_in(document).errc == static_cast<std::uint8_t>(Errc::bad_signature));
  CHECK(shown(commune).empty());
  CHECK(status(commune, "directory") == "none");
}

TEST_CASE_METHOD(Prefecture, "an older directory changes nothing, and two of one number are seen") {
  next();
  REQUIRE(hand_in(sign()).outcome == Outcome::ok);
  const auto newest = wire::encode(list);
  list.issued += minutes(1);
  CHECK(hand_in(sign()).errc == static_cast<std::uint8_t>(Errc::conflict));
  CHECK(commune.count(node::EventCode::equivocation) == 1);
  list.sequence = 1;
  list.previous = {};
  CHECK(hand_in(sign()).errc == static_cast<std::uint8_t>(Errc::conflict));
  CHECK(shown(commune)[0].bytes == newest);
}

TEST_CASE_METHOD(Prefecture, "a node whose charter is older than the listed one says so, once") {
  auto later = world.commune.charter;
  later.previous = world.commune.charter_hash();
  ++later.sequence;
  later.name = "Ornans-la-Neuve";
  const auto document = world.sign_charter(later, world.commune.office, world.post.office);
  list.communes[0].sequence = later.sequence;
  list.communes[0].charter = seal::document_hash(document);
  REQUIRE(hand_in(sign()).outcome == Outcome::ok);
  for (auto* node : {&commune, &post}) {
    CHECK(node->count(node::EventCode::directory_newer) == 1);
    CHECK(status(*node, "listed_25434") == "number 2 is signed and number 1 is held: import it");
  }
  SECTION("again after a restart") {
    restart(commune);
    CHECK(commune.count(node::EventCode::directory_newer) == 2);
  }
  SECTION("no more once it has it") {
    REQUIRE(hand_in(document).outcome == Outcome::ok);
    for (auto* node : {&commune, &post}) {
      CHECK(status(*node, "listed_25434") == "the newest");
      CHECK(node->count(node::EventCode::directory_newer) == 1);
    }
  }
  SECTION("and of a later one still, that it is newer") {
    REQUIRE(hand_in(document).outcome == Outcome::ok);
    auto last = later;
    last.previous = seal::document_hash(document);
    ++last.sequence;
    REQUIRE(hand_in(world.sign_charter(last, world.commune.office, world.post.office)).outcome ==
            Outcome::ok);
    CHECK(status(commune, "listed_25434") == "number 3 is newer than the directory, which knows number 2");
  }
}

TEST_CASE_METHOD(Prefecture, "a charter of the listed number that is another one is an alarm") {
  list.communes[0].charter.bytes[0] ^= 1;
  REQUIRE(hand_in(sign()).outcome == Outcome::ok);
  for (auto* node : {&commune, &post}) {
    CHECK(node->count(node::EventCode::directory_other) == 1);
    CHECK(status(*node, "listed_25434").starts_with("the prefecture knows another number 1"));
  }
}

TEST_CASE_METHOD(Prefecture, "the listed charter that is here and waits to loosen is no alarm") {
  auto after = [&](const SignedDocument& before, std::uint32_t alerts_per_day) {
    auto charter = *wire::decode<wire::Charter>(before.bytes);
    charter.previous = seal::document_hash(before);
    ++charter.sequence;
    charter.limits = {{static_cast<std::uint8_t>(policy::Limit::alerts_per_day), alerts_per_day}};
    return world.sign_charter(charter, world.commune.office, world.post.office);
  };
  const auto tighter = after(world.commune.document, 3);
  REQUIRE(hand_in(tighter).outcome == Outcome::ok);
  const auto looser = after(tighter, 5);
  REQUIRE(hand_in(looser).outcome == Outcome::ok);
  REQUIRE(commune.count(node::EventCode::loosening_waits) == 1);
  list.communes[0].sequence = 3;
  list.communes[0].charter = seal::document_hash(looser);
  REQUIRE(hand_in(sign()).outcome == Outcome::ok);
  CHECK(commune.count(node::EventCode::directory_newer) == 0);
  CHECK(status(commune, "listed_25434") == "the newest, number 3, is here and waits to loosen a limit");
}

TEST_CASE_METHOD(Prefecture, "a node hears of whom it lacks, and is told who is listed nowhere") {
  list.posts.insert(list.posts.begin(), {*parse_post_id("P25-000"), {}, 1, some_name()});
  list.posts[1].supervising = list.posts[0].post;
  list.communes.push_back({*parse_insee("25999"), world.post.record.post, 1, some_name()});
  REQUIRE(hand_in(sign()).outcome == Outcome::ok);
  const std::string wanted = "concerns this node, and no paper of it is here: import it";
  CHECK(status(commune, "listed_P25-000") == wanted);
  CHECK(status(post, "listed_P25-000") == wanted);
  CHECK(status(post, "listed_25999") == wanted);
  CHECK(status(commune, "listed_25999").empty());
  next();
  list.communes.clear();
  REQUIRE(hand_in(sign()).outcome == Outcome::ok);
  CHECK(status(post, "listed_25434") == "not in the directory: ask the prefecture");
}

}  // namespace

namespace {

struct RootList : Prefecture {
  SignedDocument stop = [&] {
    wire::NodeAct act;
    act.kind = wire::NodeActKind::suspend;
    act.commune = world.commune.charter.commune;
    act.charter = world.commune.charter_hash();
    act.sequence = 1;
    act.reason = ActReason::review;
    act.at = now;
    return sign_with(act, seal::Tag::node_suspend_root);
  }();
  template <class Value>
  SignedDocument sign_with(const Value& value, seal::Tag tag,
                           std::initializer_list<std::size_t> keys = {0, 1}) {
    auto document = seal::draft(value);
    for (auto key : keys) seal::add_signature(document, world.root_keys[key], tag);
    return document;
  }
  SignedDocument naming(std::uint32_t sequence, std::vector<Hash> entries) {
    return sign_with(wire::RevocationList{seal::issuer_of_root(world.root), sequence, std::move(entries)},
                     seal::Tag::revocation_list_root);
  }
  // At the post, and kept from everybody.
  void hide_at_post(const SignedDocument& document) {
    auto transaction = post.store.begin();
    node::Effects effects;
    node::Turn turn{**transaction, post.identity, post.keyring, now, world.entropy, effects};
    auto act = wire::decode<wire::NodeAct>(document.bytes);
    node::keep(turn, document, ByteWriter().raw(act->commune).u32(act->sequence).u8(0).view());
    REQUIRE((*transaction)->commit());
  }
};

}  // namespace

TEST_CASE_METHOD(RootList, "the root's list travels, and a suspension that is kept back is asked for") {
  CHECK(status(commune, "root_revocations") == "none");
  hide_at_post(stop);
  auto reply = hand_in(naming(1, {seal::document_hash(stop)}));
  INFO(reply.detail);
  REQUIRE(reply.outcome == Outcome::ok);
  CHECK(commune.count(node::EventCode::acts_lacking) == 1);
  pass(minutes(1));
  CHECK(status(commune, "root_revocations") == "number 1, 1 in force, all here");
  CHECK(status(post, "root_revocations") == "number 1, 1 in force, all here");
  AlertWish wish;
  auto alert = world.seal_alert(world.referent, world.commune, world.post, wish);
  CHECK(ask(commune, sender, Verb::submit, alert.envelope).rule == 1);
}

TEST_CASE_METHOD(RootList, "of the root's lists the newest counts, with two signatures") {
  REQUIRE(hand_in(naming(2, {})).outcome == Outcome::ok);
  CHECK(hand_in(naming(1, {seal::document_hash(stop)})).outcome == Outcome::failed);
  CHECK(hand_in(naming(2, {seal::document_hash(stop)})).outcome == Outcome::failed);
  CHECK(commune.count(node::EventCode::equivocation) == 1);
  auto one = sign_with(wire::RevocationList{seal::issuer_of_root(world.root), 3, {}},
                       seal::Tag::revocation_list_root, {0});
  CHECK(hand_in(one).errc == static_cast<std::uint8_t>(Errc::bad_signature));
  CHECK(status(post, "root_revocations") == "number 2, 0 in force, all here");
}
