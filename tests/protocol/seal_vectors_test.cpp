// The published vectors: this program still writes them, and what they hold verifies and opens.
#include "tests/protocol/seal_vectors.h"

#include <catch2/catch.hpp>
#include <fstream>
#include <nlohmann/json.hpp>
#include <set>
#include <sstream>

#include "protocol/seal/log.h"
#include "protocol/seal/open/open_alert.h"
#include "protocol/seal/session.h"
#include "protocol/seal/tunnel.h"
#include "tests/protocol/seal_fixture.h"

using namespace tocsin;
using namespace tocsin::tests;
using nlohmann::json;

namespace {

std::string committed_text() {
  std::ifstream file("tests/vectors/seal.json");
  REQUIRE(file.is_open());
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}
const json& committed() {
  static const json vectors = json::parse(committed_text());
  return vectors;
}

Bytes bytes(const json& at, const char* name) {
  return hex(at.at(name).get<std::string>());
}
template <class Id>
Id id(const json& at, const char* name) {
  return *Id::from(bytes(at, name));
}
SigningPublic public_key(const json& key) {
  return id<SigningPublic>(key, "public_key");
}
seal::BoxKey box_key(const json& key) {
  return seal::box_key_from(*seal::Secret32::from(bytes(key, "secret")));
}

}  // namespace

TEST_CASE("the published vectors of seal are what this program writes") {
  CHECK(committed_text() == make_seal_vectors());
}

TEST_CASE("published keys and signatures hold, each under its own tag") {
  seal::initialise();
  for (const auto& each : committed().at("keys")) {
    auto key = seal::signing_key_from(*seal::Secret32::from(bytes(each, "seed")));
    CHECK(key.public_key == public_key(each));
    CHECK(seal::key_id(key.public_key) == id<KeyId>(each, "key_id"));
  }
  const auto& set = committed().at("signatures");
  CHECK(set.at("signatures").size() == 41);
  for (const auto& each : set.at("signatures")) {
    auto tag = static_cast<Tag>(each.at("tag").get<int>());
    CHECK(
        seal::verify(public_key(set.at("key")), tag, bytes(each, "bytes"), id<Signature>(each, "signature")));
  }
}

TEST_CASE("the published sealed box opens") {
  const auto& box = committed().at("sealed_box");
  CHECK(seal::open_sealed(box_key(box.at("recipient")), bytes(box, "sealed")) == bytes(box, "plain"));
}

TEST_CASE("the published alerts verify, open and do not lie") {
  for (const char* name : {"alert", "alert_without_supervising_post"}) {
    const auto& alert = committed().at(name);
    Bytes envelope = bytes(alert, "envelope");
    auto header = seal::verify_envelope(envelope, public_key(alert.at("device")));
    REQUIRE(header);
    CHECK(seal::header_hash(ByteView(envelope).first(256)) == id<Hash>(alert, "header_hash"));
    auto opened = seal::open_alert(*header, envelope, box_key(alert.at("post_epoch")), 0);
    REQUIRE(opened);
    CHECK(seal::equal(opened->content_key.view(), bytes(alert, "content_key")));
    CHECK(opened->content == wire::decode_content(bytes(alert, "content")));
    CHECK(seal::find_lie(*header, opened->content, id<Hash>(alert, "tag_commitment")) == seal::Lie::none);
    const auto& second = alert.at("supervising_epoch");
    if (!second.is_null()) CHECK(seal::open_alert(*header, envelope, box_key(second), 1));
    auto discarded = second.is_null()
                         ? seal::box_key_from(*seal::Secret32::from(bytes(alert, "discarded_secret")))
                         : box_key(second);
    CHECK(seal::open_alert(*header, envelope, discarded, 1));
  }
}

TEST_CASE("the published receipts are their nodes'") {
  for (const auto& each : committed().at("receipts")) {
    auto receipt = seal::verify_receipt(bytes(each, "signed_receipt"), public_key(each.at("node")));
    REQUIRE(receipt);
    CHECK(static_cast<int>(receipt->issuer_kind) == each.at("issuer_kind").get<int>());
  }
}

TEST_CASE("the published documents carry the signatures that they say") {
  std::set<std::string> types;
  for (const auto& each : committed().at("documents")) {
    auto document = wire::decode_document(bytes(each, "container"));
    REQUIRE(document);
    types.insert(std::string(wire::slug(document->type)));
    CHECK(each.at("type") == std::string(wire::slug(document->type)));
    CHECK(seal::document_hash(*document) == id<Hash>(each, "document_hash"));
    CHECK(document->signatures.size() == each.at("signed_by").size());
    for (const auto& by : each.at("signed_by")) {
      auto key = seal::signing_key_from(*seal::Secret32::from(bytes(by, "seed")));
      CHECK(seal::has_signature(*document, key.public_key, static_cast<Tag>(by.at("tag").get<int>())));
    }
  }
  CHECK(types.size() == wire::document_type_count);  // one of each
}

TEST_CASE("R30 the published hand-over is its officer's, and says nothing of who sent the alert") {
  const auto& given = committed().at("hand_over");
  const auto line = given.at("line").get<std::string>();
  const std::vector<SigningPublic> officers{public_key(given.at("officer"))};
  auto content = *wire::decode_content(bytes(given, "content"));
  for (const auto& text : {line, "{\"proof\": \"" + line + "\"}"}) {
    auto found = wire::find_hand_over(text);
    REQUIRE(found);
    auto verified = seal::verify_handed_over(found->handed, officers);
    REQUIRE(verified);
    CHECK(verified->statement.procedure == "00421/2026");
    content.mandate = {};
    content.tag_key = {};
    CHECK(verified->content == content);
  }
}

TEST_CASE("the published founding documents form a chain") {
  auto of_type = [](const char* type) {
    for (const auto& each : committed().at("documents"))
      if (each.at("type") == type) return *wire::decode_document(bytes(each, "container"));
    FAIL(type);
    return SignedDocument{};
  };
  auto root = seal::verify_root(of_type("root"));
  REQUIRE(root);
  CHECK(seal::verify_rules(of_type("rules"), *root));
  auto record = seal::verify_post_record(of_type(wire::slug(wire::DocumentType::post_record).data()), *root);
  REQUIRE(record);
  CHECK(seal::verify_charter(of_type("charter"), *root, *record));
}

TEST_CASE("the published request, hello and parcel are believed") {
  const auto& session = committed().at("session");
  auto device = public_key(session.at("device"));
  Bytes request = bytes(session, "signed_request");
  auto parsed = wire::decode_signed_request(request);
  REQUIRE(parsed);
  CHECK(seal::verify_request(request, *parsed, device));
  CHECK(seal::verify_hello(bytes(session, "hello"), public_key(session.at("node")), seal::key_id(device)));

  const auto& parcel = committed().at("parcel");
  auto opened = seal::open_parcel(box_key(parcel.at("recipient_parcel")), bytes(parcel, "parcel"));
  REQUIRE(opened);
  KeyId recipient = seal::key_id(public_key(parcel.at("recipient")));
  CHECK(seal::verify_parcel(*opened, recipient, public_key(parcel.at("sender"))));
  CHECK(opened->bytes == bytes(parcel, "bytes"));
  auto own = seal::parcel_entropy(box_key(parcel.at("sender_parcel")), opened->sender, recipient,
                                  opened->sequence, seal::hash256(opened->bytes));
  CHECK(seal::reopen_parcel(std::move(own), box_key(parcel.at("recipient_parcel")).public_key,
                            bytes(parcel, "parcel")) == opened->bytes);
  CHECK(seal::verify_acknowledgement(public_key(parcel.at("recipient")), opened->sender, opened->sequence,
                                     seal::hash256(opened->bytes), id<Signature>(parcel, "acknowledgement")));
}

TEST_CASE("the published key file opens and the published log is what its checkpoint says") {
  const auto& file = committed().at("passphrase");
  auto secret = seal::open_with_passphrase(bytes(file, "file"), file.at("label").get<std::string>(),
                                           file.at("passphrase").get<std::string>());
  REQUIRE(secret);
  CHECK(seal::equal(secret->view(), bytes(file, "secret")));

  const auto& log = committed().at("log");
  seal::TreeEdge edge;
  for (const auto& each : log.at("leaves")) {
    Bytes leaf = bytes(each, "leaf");
    CHECK(seal::leaf_matches(leaf, bytes(each, "salt"), bytes(each, "event")));
    seal::append(edge, seal::leaf_hash(leaf));
  }
  auto checkpoint =
      seal::verify_checkpoint(log.at("checkpoint").get<std::string>(), public_key(log.at("key")));
  REQUIRE(checkpoint);
  CHECK(checkpoint->size == edge.size);
  CHECK(checkpoint->root == seal::root_of(edge));
}

TEST_CASE("the published tunnel opens at both ends") {
  const auto& published = committed().at("tunnel");
  seal::TunnelCall call{bytes(published, "call"), box_key(published.at("device_ephemeral"))};
  auto device =
      seal::join_tunnel(call, box_key(published.at("node_curve")).public_key, bytes(published, "answer"));
  REQUIRE(device);
  for (const auto& each : published.at("frames")) {
    CHECK(device->seal(bytes(each, "frame")) == bytes(each, "to_node"));
    CHECK(device->open(bytes(each, "to_device")) == bytes(each, "frame"));
  }
}
