// A commune's streets and outlines, through the real cores of its node and its post: taken in where a charter
// names them, carried on, given to devices, and gone when no charter names them any more.
#include "protocol/wire/locality.h"

#include <catch2/catch.hpp>

#include "policy/limits.h"
#include "tests/node/pair.h"

using namespace tocsin;
using namespace tocsin::tests;
using wire::DocumentType;
using wire::Outcome;
using wire::Verb;

namespace {

constexpr DocumentType kinds[] = {DocumentType::street_list, DocumentType::sector_map};

struct Places : Pair {
  TestDevice mayor = device(world.commune.mayor.device);
  TestDevice sender = device(world.referent.device);
  TestDevice officer = device(world.post.officer_a.device);

  explicit Places(const WorldWish& wish = {}) : Pair(1, wish) {}

  SignedDocument streets(std::vector<std::string> names = {"Grande Rue", "Rue Basse"}) {
    wire::StreetList list{world.commune.charter.commune, {}};
    for (auto& name : names) list.streets.push_back({std::move(name)});
    return seal::draft(list);
  }
  SignedDocument map() {
    wire::SectorMap made{world.commune.charter.commune, {}};
    made.rings.push_back(
        {1, wire::pack({{{47'106'000, 6'146'000}, {47'107'000, 6'146'000}, {47'107'000, 6'148'000}}})});
    return seal::draft(made);
  }
  wire::Reply hand_in(const SignedDocument& document, TestNode* node = nullptr, TestDevice* by = nullptr) {
    auto reply = ask(node ? *node : commune, by ? *by : mayor, Verb::publish, wire::encode(document));
    deliver();
    return reply;
  }
  // The commune's next charter, which names these (or nothing), signed by all three; not handed in yet.
  SignedDocument naming(const SignedDocument* list, const SignedDocument* outlines = nullptr) {
    auto& charter = world.commune.charter;
    charter.previous = world.commune.charter_hash();
    ++charter.sequence;
    charter.street_list = list ? seal::document_hash(*list) : Hash{};
    charter.sector_map = outlines ? seal::document_hash(*outlines) : Hash{};
    world.commune.document = world.sign_charter(charter, world.commune.office, world.post.office);
    return world.commune.document;
  }
  std::vector<SignedDocument> held(TestNode& node, TestDevice& by, DocumentType type) {
    auto reply = ask(node, by, Verb::documents, {}, {}, static_cast<std::uint8_t>(type));
    REQUIRE(reply.outcome == Outcome::ok);
    std::vector<SignedDocument> found;
    for (const auto& item : reply.items) {
      CHECK(item.code == static_cast<std::uint8_t>(type));
      found.push_back(*wire::decode_document(item.data));
    }
    return found;
  }
  bool has(TestNode& node, TestDevice& by, const SignedDocument& document) {
    for (const auto& each : held(node, by, document.type))
      if (each.bytes == document.bytes) return true;
    return false;
  }
  bool both_have(const SignedDocument& document) {
    const bool here = has(commune, sender, document), there = has(post, officer, document);
    CHECK(here == there);
    return here && there;
  }
  std::string status(TestNode& node, const std::string& name) {
    auto line = device(node.identity.signing,
                       "node:" + to_hex(seal::key_id(node.identity.signing.public_key).view()));
    for (const auto& item : ask(node, line, Verb::status).items)
      if (std::string(item.data.begin(), item.data.end()) == name)
        return std::string(item.extra.begin(), item.extra.end());
    return {};
  }
};

bool failed_with(const wire::Reply& reply, Errc code) {
  return reply.outcome == Outcome::failed && reply.errc == static_cast<std::uint8_t>(code);
}

}  // namespace

TEST_CASE_METHOD(Places,
                 "streets and outlines are taken in once a charter here names them, and go on to the post") {
  const auto list = streets(), outlines = map();
  for (const auto* document : {&list, &outlines}) {
    auto reply = hand_in(*document);
    CHECK(failed_with(reply, Errc::not_found));
    CHECK(reply.detail.find("hand in the charter that names it first") != std::string::npos);
  }
  CHECK(status(commune, "streets_25434") == "none: the charter names none");
  REQUIRE(hand_in(naming(&list, &outlines)).outcome == Outcome::ok);
  CHECK(status(post, "streets_25434") ==
        "named by the charter, and not here: `tocsin node import 25434.streets`");
  CHECK(status(post, "map_25434") == "named by the charter, and not here: `tocsin node import 25434.map`");
  CHECK(failed_with(hand_in(streets({"Autre Rue"})), Errc::not_found));
  for (const auto* document : {&list, &outlines}) {
    REQUIRE(hand_in(*document).outcome == Outcome::ok);
    CHECK(both_have(*document));
    CHECK(hand_in(*document).outcome == Outcome::ok);  // again: nothing changes
  }
  for (auto type : kinds) CHECK(held(post, officer, type).size() == 1);
  for (auto* node : {&commune, &post}) {
    CHECK(status(*node, "streets_25434") == "here");
    CHECK(status(*node, "map_25434") == "here");
  }
}

TEST_CASE_METHOD(Places, "the post takes them from its own people too, and the commune from the post") {
  const auto list = streets();
  REQUIRE(hand_in(naming(&list)).outcome == Outcome::ok);
  auto commander = device(world.post.commander.device);
  REQUIRE(hand_in(list, &post, &commander).outcome == Outcome::ok);
  CHECK(both_have(list));
}

TEST_CASE_METHOD(Places, "who may hand in other documents may hand in these, and nobody else") {
  const auto list = streets();
  REQUIRE(hand_in(naming(&list)).outcome == Outcome::ok);
  CHECK(hand_in(list, nullptr, &sender).outcome == Outcome::refused);
  CHECK(held(commune, sender, DocumentType::street_list).empty());
  auto clerk = device(world.commune.clerk.device);
  CHECK(hand_in(list, nullptr, &clerk).outcome == Outcome::ok);
}

TEST_CASE_METHOD(Places, "they carry no signature, and nobody but a device with a role is given them") {
  auto list = streets();
  REQUIRE(hand_in(naming(&list)).outcome == Outcome::ok);
  auto signed_list = list;
  seal::add_signature(signed_list, world.commune.mayor.device.signing, seal::Tag::directory);
  CHECK(failed_with(hand_in(signed_list), Errc::bad_signature));
  REQUIRE(hand_in(list).outcome == Outcome::ok);
  wire::Request open;
  open.verb = Verb::public_documents;
  for (auto* node : {&commune, &post}) {
    auto reply = ask_frame(
        *node, sender, wire::encode(wire::ClientFrame{wire::FrameKind::open_request, 1, wire::encode(open)}));
    REQUIRE_FALSE(reply.items.empty());
    for (const auto& item : reply.items)
      CHECK(item.code != static_cast<std::uint8_t>(DocumentType::street_list));
  }
}

TEST_CASE_METHOD(Places, "a list stays while a charter before that names it is kept, and goes with it") {
  const auto first = streets(), second = streets({"Rue Basse"});
  REQUIRE(hand_in(naming(&first)).outcome == Outcome::ok);
  REQUIRE(hand_in(first).outcome == Outcome::ok);
  REQUIRE(hand_in(naming(&second)).outcome == Outcome::ok);
  REQUIRE(hand_in(second).outcome == Outcome::ok);
  CHECK(both_have(first));  // alerts that name a street of it are still read
  CHECK(both_have(second));
  REQUIRE(hand_in(naming(&second)).outcome == Outcome::ok);
  CHECK(both_have(first));  // and its charter is honoured still
  pass(days(6), hours(6));
  REQUIRE(hand_in(naming(nullptr)).outcome == Outcome::ok);
  CHECK_FALSE(both_have(first));
  CHECK(both_have(second));
  CHECK(failed_with(hand_in(first), Errc::not_found));
}

TEST_CASE_METHOD(Places, "a charter that waits to loosen is enough, until another takes its place") {
  const auto list = streets();
  const auto charter = world.commune.charter;
  const auto document = world.commune.document;
  world.commune.charter.categories |= 1u << static_cast<unsigned>(Category::incivility);
  REQUIRE(hand_in(naming(&list)).outcome == Outcome::ok);
  REQUIRE(hand_in(list).outcome == Outcome::ok);
  CHECK(both_have(list));
  CHECK(status(commune, "streets_25434") == "none: the charter names none");
  world.commune.charter = charter;
  world.commune.document = document;
  SECTION("by another that waits") {
    world.commune.charter.categories |= 1u << static_cast<unsigned>(Category::dumping);
    REQUIRE(hand_in(naming(nullptr)).outcome == Outcome::ok);
  }
  SECTION("by one that holds at once") {
    REQUIRE(hand_in(naming(nullptr)).outcome == Outcome::ok);
  }
  CHECK_FALSE(both_have(list));
}

TEST_CASE_METHOD(Places, "they lie in the store like other documents, and survive restarts") {
  const auto list = streets(), outlines = map();
  REQUIRE(hand_in(naming(&list, &outlines)).outcome == Outcome::ok);
  for (const auto* document : {&list, &outlines}) REQUIRE(hand_in(*document).outcome == Outcome::ok);
  for (auto* node : {&commune, &post}) restart(*node);
  CHECK(both_have(list));
  CHECK(both_have(outlines));
}

TEST_CASE_METHOD(Places,
                 "what a post that was away has never got, and no charter names, is not sent any more") {
  const auto first = streets(), second = streets({"Rue Basse"}), third = streets({"Rue Haute"});
  set_line(false);
  for (const auto* list : {&first, &second}) {
    REQUIRE(hand_in(naming(list)).outcome == Outcome::ok);
    REQUIRE(hand_in(*list).outcome == Outcome::ok);
  }
  pass(days(7), hours(6));  // the charter before counts no more
  const auto before = status(commune, "parcels_waiting");
  REQUIRE(hand_in(naming(&third)).outcome == Outcome::ok);
  CHECK(status(commune, "parcels_waiting") == before);  // a charter more, the first list less
  REQUIRE(hand_in(third).outcome == Outcome::ok);
  set_line(true);
  deliver();
  pass(minutes(1));
  CHECK(both_have(second));
  CHECK(both_have(third));
  CHECK(post.count(node::EventCode::document_refused) == 0);
  CHECK(status(commune, "parcels_waiting") == "0");
}

TEST_CASE_METHOD(Places, "a list as large as a document may be goes from the mayor's hand to an officer's") {
  std::vector<std::string> names;
  for (int n = 0; n < 1500; ++n) names.push_back("Rue " + std::to_string(10'000 + n) + std::string(48, 'a'));
  const auto list = streets(names);
  REQUIRE(list.bytes.size() > 100'000);
  REQUIRE(hand_in(naming(&list)).outcome == Outcome::ok);
  REQUIRE(hand_in(list).outcome == Outcome::ok);
  CHECK(both_have(list));
}

namespace {

WorldWish with_supervising_post() {
  WorldWish wish;
  wish.supervised = true;
  return wish;
}

struct Supervised : Places {
  Supervised() : Places(with_supervising_post()) {}
};

}  // namespace

TEST_CASE_METHOD(Supervised, "the supervising post has them as well: it reads what passes to it") {
  const auto list = streets();
  REQUIRE(hand_in(naming(&list)).outcome == Outcome::ok);
  REQUIRE(hand_in(list).outcome == Outcome::ok);
  auto there = device(world.above->officer_a.device);
  CHECK(has(*above, there, list));
}
