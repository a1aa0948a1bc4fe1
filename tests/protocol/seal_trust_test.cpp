// Who must have signed what: root, rules, post records and charters.
#include <catch2/catch.hpp>

#include "tests/protocol/seal_fixture.h"

using namespace tocsin;
using namespace tocsin::tests;

namespace {

// The same document with one of its signatures left out.
SignedDocument without(SignedDocument document, const SigningKey& key, Tag tag) {
  std::erase_if(document.signatures, [&](const auto& s) {
    return s.key == seal::key_id(key.public_key) && s.tag == static_cast<std::uint16_t>(tag);
  });
  return document;
}
SignedDocument with(SignedDocument document, const SigningKey& key, Tag tag) {
  seal::add_signature(document, key, tag);
  return document;
}
// The bytes with one key written in the place of another, signed anew: what `encode` would refuse to write.
SignedDocument with_key(SignedDocument document, ByteView old_key, ByteView new_key,
                        std::initializer_list<By> signatures) {
  auto& bytes = document.bytes;
  for (auto found = bytes.begin();;) {
    found = std::search(found, bytes.end(), old_key.begin(), old_key.end());
    if (found == bytes.end()) break;
    found = std::copy(new_key.begin(), new_key.end(), found);
  }
  document.signatures.clear();
  for (const auto& signature : signatures) seal::add_signature(document, signature.key, signature.tag);
  return document;
}
// Every signature in turn: left out, doubled, wrong, under another tag; and one that nobody asked for.
template <class Verify>
void needs_every_signature(const World& world, const SignedDocument& good, Verify verify) {
  REQUIRE(verify(good));
  for (std::size_t i = 0; i < good.signatures.size(); i++) {
    auto changed = good;
    changed.signatures.erase(changed.signatures.begin() + static_cast<long>(i));
    CHECK(fails_with(verify(changed), Errc::bad_signature, "missing"));

    changed = good;
    changed.signatures.push_back(good.signatures[i]);
    CHECK(fails_with(verify(changed), Errc::bad_signature, "twice"));

    changed = good;
    changed.signatures[i].signature.bytes[3] ^= 1;
    CHECK(fails_with(verify(changed), Errc::bad_signature, "wrong"));

    changed = good;
    changed.signatures[i].tag = static_cast<std::uint16_t>(Tag::freshness);
    CHECK(fails_with(verify(changed), Errc::bad_signature));

    changed = good;
    changed.signatures[i].key = seal::key_id(world.stranger.public_key);
    CHECK(fails_with(verify(changed), Errc::bad_signature, "not theirs"));

    changed = good;
    changed.bytes[changed.bytes.size() / 2] ^= 1;
    CHECK_FALSE(verify(changed));
  }
  for (Tag tag : {Tag::rules, Tag::charter_root, Tag::record_root, Tag::root_new, Tag::freshness})
    CHECK(fails_with(verify(with(good, world.stranger, tag)), Errc::bad_signature));
  auto unsigned_one = good;
  unsigned_one.signatures.clear();
  CHECK(fails_with(verify(unsigned_one), Errc::bad_signature, "missing"));
  auto mistyped = good;
  mistyped.type = wire::DocumentType::freshness;
  CHECK(fails_with(verify(mistyped), Errc::malformed, "expected"));
}

}  // namespace

TEST_CASE("a document's name is the hash of its bytes, whoever signed") {
  World world;
  auto one = world.signed_charter(), two = without(one, world.mairie, Tag::charter_mairie);
  CHECK(seal::document_hash(one) == seal::document_hash(two));
  CHECK(seal::document_hash(one) == seal::hash256(one.bytes));
}

TEST_CASE("signing twice with one key replaces the first signature") {
  World world;
  auto document = world.signed_charter();
  auto count = document.signatures.size();
  document.signatures[0].signature = {};
  seal::add_signature(document, world.root_keys[0], Tag::charter_root);
  CHECK(document.signatures.size() == count);
  CHECK(seal::has_signature(document, world.root_keys[0].public_key, Tag::charter_root));
  CHECK_FALSE(seal::has_signature(document, world.root_keys[0].public_key, Tag::charter_mairie));
  CHECK_FALSE(seal::has_signature(document, world.stranger.public_key, Tag::charter_root));
  CHECK(seal::signers(document).size() == 4);
}

TEST_CASE("signatures survive the container") {
  World world;
  auto decoded = wire::decode_document(wire::encode(world.signed_charter()));
  REQUIRE(decoded);
  CHECK(seal::verify_charter(*decoded, world.root, world.record) == world.charter);
}

TEST_CASE("a first root stands on two of its own three keys") {
  World world;
  CHECK(seal::verify_root(world.signed_root()) == world.root);
  CHECK(seal::verify_root(with(world.signed_root(), world.root_keys[2], Tag::root_new)));
  needs_every_signature(world, world.signed_root(), [](const auto& d) { return seal::verify_root(d); });
}

TEST_CASE("one root key, or one root key twice, is no quorum") {
  World world;
  auto one = signed_by(world.root, {{world.root_keys[1], Tag::root_new}});
  CHECK(fails_with(seal::verify_root(one), Errc::bad_signature, "missing"));
  one.signatures.push_back(one.signatures[0]);
  CHECK(fails_with(seal::verify_root(one), Errc::bad_signature, "twice"));
  // A quorum plus a wrong third is not a quorum with a remark.
  auto three = with(world.signed_root(), world.root_keys[2], Tag::root_new);
  three.signatures[2].signature.bytes[0] ^= 1;
  CHECK(fails_with(seal::verify_root(three), Errc::bad_signature, "wrong"));
}

TEST_CASE("a root with a key that is none is untrusted") {
  World world;
  world.root.keys[2] =
      *SigningPublic::from(hex("0100000000000000000000000000000000000000000000000000000000000000"));
  CHECK(fails_with(seal::verify_root(world.signed_root()), Errc::untrusted, "usable"));
}

TEST_CASE("a new root needs two keys of the old and two of the new") {
  World world;
  SigningKey fresh = world.make_key();
  wire::Root next = world.root;
  next.sequence = 2;
  next.previous = seal::document_hash(world.signed_root());
  next.keys[2] = fresh.public_key;
  next.issued = world.now;
  auto document = signed_by(next, {{world.root_keys[0], Tag::root_old},
                                   {world.root_keys[2], Tag::root_old},
                                   {world.root_keys[0], Tag::root_new},
                                   {fresh, Tag::root_new}});
  auto verify = [&](const auto& d) { return seal::verify_root(d, &world.root); };
  CHECK(verify(document) == next);
  needs_every_signature(world, document, verify);
  // The retired key has no word in the new root, the new key none in the old.
  CHECK(fails_with(verify(with(document, world.root_keys[2], Tag::root_new)), Errc::bad_signature,
                   "not theirs"));
  CHECK(fails_with(verify(with(document, fresh, Tag::root_old)), Errc::bad_signature, "not theirs"));
  CHECK(fails_with(seal::verify_root(document), Errc::bad_signature));
}

TEST_CASE("a new root follows its predecessor by one and names it") {
  World world;
  auto rotated = [&](auto change) {
    wire::Root next = world.root;
    next.sequence = 2;
    next.previous = seal::document_hash(world.signed_root());
    change(next);
    return signed_by(next, {{world.root_keys[0], Tag::root_old},
                            {world.root_keys[1], Tag::root_old},
                            {world.root_keys[0], Tag::root_new},
                            {world.root_keys[1], Tag::root_new}});
  };
  CHECK(seal::verify_root(rotated([](auto&) {}), &world.root));
  CHECK(
      fails_with(seal::verify_root(rotated([](auto& r) { r.sequence = 3; }), &world.root), Errc::untrusted));
  CHECK(fails_with(seal::verify_root(rotated([](auto& r) { r.previous.bytes[0] ^= 1; }), &world.root),
                   Errc::untrusted));
}

TEST_CASE("a root that a card names is that root, or it is refused") {
  World world;
  auto document = world.signed_root();
  auto fingerprint = seal::root_fingerprint(document);
  CHECK(seal::verify_pinned_root(document, fingerprint) == world.root);
  World other("a false root");
  CHECK(fails_with(seal::verify_pinned_root(other.signed_root(), fingerprint), Errc::untrusted, "pinned"));
  CHECK(
      fails_with(seal::verify_pinned_root(without(document, world.root_keys[0], Tag::root_new), fingerprint),
                 Errc::bad_signature, "missing"));
  CHECK(fails_with(seal::verify_pinned_root(with(document, world.stranger, Tag::rules), fingerprint),
                   Errc::bad_signature));
}

TEST_CASE("The root's list of suspensions carries two of its keys, and names the root") {
  World world;
  wire::RevocationList list{seal::issuer_of_root(world.root), 1, {seal::hash256(bytes_of("act"))}};
  const auto tag = Tag::revocation_list_root;
  auto verify = [&](const auto& d) { return seal::verify_root_revocations(d, world.root); };
  CHECK(verify(signed_by(list, {{world.root_keys[0], tag}, {world.root_keys[2], tag}})) == list);
  CHECK(fails_with(verify(signed_by(list, {{world.root_keys[0], tag}})), Errc::bad_signature, "2 of"));
  CHECK_FALSE(verify(signed_by(list, {{world.root_keys[0], tag}, {world.root_keys[0], tag}})));
  CHECK_FALSE(verify(signed_by(list, {{world.root_keys[0], Tag::revocation_list_node},
                                      {world.root_keys[1], Tag::revocation_list_node}})));
  list.issuer = seal::key_id(world.commune_node.signing.public_key);
  CHECK(fails_with(verify(signed_by(list, {{world.root_keys[0], tag}, {world.root_keys[1], tag}})),
                   Errc::bad_signature, "another issuer"));
}

TEST_CASE("streets and a map are those that the charter names, and nobody signs them") {
  World world;
  const auto streets = seal::draft(world.streets());
  const auto map = seal::draft(world.map());
  CHECK(seal::verify_street_list(streets, world.charter) == world.streets());
  CHECK(seal::verify_sector_map(map, world.charter) == world.map());
  CHECK(fails_with(seal::verify_street_list(map, world.charter), Errc::malformed));
  CHECK(fails_with(seal::verify_street_list(with(streets, world.mairie, Tag::directory), world.charter),
                   Errc::bad_signature));
  auto more = world.streets();
  more.streets.push_back({"Rue Neuve"});
  CHECK(fails_with(seal::verify_street_list(seal::draft(more), world.charter), Errc::untrusted));
  auto none = world.charter;
  none.street_list = none.sector_map = {};
  CHECK(fails_with(seal::verify_street_list(streets, none), Errc::untrusted));
  CHECK(fails_with(seal::verify_sector_map(map, none), Errc::untrusted));
  auto elsewhere = world.charter;
  elsewhere.commune = *parse_insee("25435");
  CHECK(fails_with(seal::verify_sector_map(map, elsewhere), Errc::untrusted));
}
TEST_CASE("a directory of nodes is the root's") {
  World world;
  wire::Directory directory;
  directory.issued = world.now;
  directory.posts = {{world.record.post, {}, 1, seal::document_hash(seal::draft(world.record))}};
  auto document =
      signed_by(directory, {{world.root_keys[0], Tag::directory}, {world.root_keys[2], Tag::directory}});
  auto verify = [&](const auto& d) { return seal::verify_directory(d, world.root); };
  CHECK(verify(document) == directory);
  CHECK_FALSE(seal::verify_directory(document, World("another root").root));
  CHECK(
      fails_with(verify(signed_by(directory, {{world.root_keys[0], Tag::directory}})), Errc::bad_signature));
  CHECK(fails_with(
      verify(signed_by(directory, {{world.root_keys[0], Tag::rules}, {world.root_keys[2], Tag::rules}})),
      Errc::bad_signature));
  CHECK(fails_with(verify(with(document, world.post_office, Tag::directory)), Errc::bad_signature));
}
TEST_CASE("rules are the root's") {
  World world;
  auto document =
      signed_by(world.rules, {{world.root_keys[1], Tag::rules}, {world.root_keys[2], Tag::rules}});
  auto verify = [&](const auto& d) { return seal::verify_rules(d, world.root); };
  CHECK(verify(document) == world.rules);
  needs_every_signature(world, document, verify);
  CHECK_FALSE(seal::verify_rules(document, World("another root").root));

  world.rules.release_key = world.root.keys[0];
  auto shared = signed_by(world.rules, {{world.root_keys[1], Tag::rules}, {world.root_keys[2], Tag::rules}});
  CHECK(fails_with(verify(shared), Errc::untrusted, "different"));
  world.rules.release_key = {};
  CHECK(verify(signed_by(world.rules, {{world.root_keys[1], Tag::rules}, {world.root_keys[2], Tag::rules}})));
}

TEST_CASE("a post record needs the root and the post's own office key") {
  World world;
  auto verify = [&](const auto& d) { return seal::verify_post_record(d, world.root); };
  CHECK(verify(world.signed_record()) == world.record);
  needs_every_signature(world, world.signed_record(), verify);
}

TEST_CASE("no two keys of a post record are the same, and none is the root's") {
  World world;
  const auto& record = world.record;
  auto refused = [&](ByteView old_key, ByteView new_key) {
    REQUIRE_FALSE(std::equal(old_key.begin(), old_key.end(), new_key.begin()));
    auto result = seal::verify_post_record(with_key(world.signed_record(), old_key, new_key,
                                                    {{world.root_keys[0], Tag::record_root},
                                                     {world.root_keys[1], Tag::record_root},
                                                     {world.post_office, Tag::record_post}}),
                                           world.root);
    CHECK((fails_with(result, Errc::untrusted) || fails_with(result, Errc::malformed)));
  };
  refused(record.node.signing.view(), record.office.view());
  refused(record.node.log.view(), record.node.signing.view());
  refused(record.node.log.view(), world.root.keys[2].view());
  refused(record.node.parcel.view(), record.node.curve.view());
  BoxPublic small;  // u = 1: of small order
  small.bytes[0] = 1;
  refused(record.node.parcel.view(), small.view());
  refused(record.node.curve.view(), small.view());
  refused(record.node.log.view(), small.view());
}

TEST_CASE("a gateway holds a key of its own") {
  World world;
  auto gateway = seal::make_box_key(world.entropy).public_key;
  world.record.gateways = {{"tcp://127.0.0.1:7619", gateway}, {"tcp://[::1]:7619", gateway}};
  CHECK(seal::verify_post_record(world.signed_record(), world.root));
  world.record.gateways[1].server = world.post_node.curve.public_key;
  CHECK(fails_with(seal::verify_post_record(world.signed_record(), world.root), Errc::untrusted, "gateway"));
  world.record.gateways.clear();
  world.charter.gateways = {{"tcp://127.0.0.1:7619", world.commune_node.curve.public_key}};
  CHECK(fails_with(seal::verify_charter(world.signed_charter(), world.root, world.record), Errc::untrusted,
                   "gateway"));
  world.charter.gateways[0].server.bytes = {1};
  CHECK(fails_with(seal::verify_charter(world.signed_charter(), world.root, world.record), Errc::untrusted,
                   "gateway"));
}

TEST_CASE("a mailbox whose server key is none is untrusted") {
  World world;
  world.record.mailboxes[0].server = {};
  world.record.mailboxes[0].server.bytes[0] = 1;
  CHECK(fails_with(seal::verify_post_record(world.signed_record(), world.root), Errc::untrusted, "mailbox"));
}

TEST_CASE("a charter needs the root, the mairie and the post, each under its own tag") {
  World world;
  auto verify = [&](const auto& d) { return seal::verify_charter(d, world.root, world.record); };
  CHECK(verify(world.signed_charter()) == world.charter);
  needs_every_signature(world, world.signed_charter(), verify);
  for (auto [key, tag] :
       {std::pair{&world.mairie, Tag::charter_post}, std::pair{&world.post_office, Tag::charter_root},
        std::pair{&world.root_keys[0], Tag::charter_mairie}})
    CHECK(fails_with(verify(with(world.signed_charter(), *key, tag)), Errc::bad_signature, "not theirs"));
}

TEST_CASE("a charter is judged with the record of the post that it names") {
  World world;
  auto document = world.signed_charter();
  auto elsewhere = world.record;
  elsewhere.post = *parse_post_id("P25-015");
  CHECK(fails_with(seal::verify_charter(document, world.root, elsewhere), Errc::untrusted, "P25-014"));
  World other("another post");
  CHECK(fails_with(seal::verify_charter(document, world.root, other.record), Errc::bad_signature));
}

TEST_CASE("no key stands in two places of a charter, its post's record and the root") {
  World world;
  const auto& charter = world.charter;
  auto refused = [&](ByteView old_key, ByteView new_key, const SigningKey* mairie = nullptr) {
    REQUIRE_FALSE(std::equal(old_key.begin(), old_key.end(), new_key.begin()));
    auto document = with_key(world.signed_charter(), old_key, new_key,
                             {{world.root_keys[0], Tag::charter_root},
                              {world.root_keys[1], Tag::charter_root},
                              {world.post_office, Tag::charter_post},
                              {mairie ? *mairie : world.mairie, Tag::charter_mairie}});
    auto result = seal::verify_charter(document, world.root, world.record);
    CHECK((fails_with(result, Errc::untrusted) || fails_with(result, Errc::malformed)));
  };
  refused(charter.node.signing.view(), charter.office.view());
  refused(charter.node.log.view(), charter.node.signing.view());
  refused(charter.node.log.view(), charter.office.view());
  refused(charter.node.signing.view(), world.record.office.view());
  refused(charter.node.signing.view(), world.record.node.signing.view());
  refused(charter.node.log.view(), world.record.node.log.view());
  refused(charter.node.parcel.view(), world.record.node.parcel.view());
  refused(charter.node.curve.view(), charter.node.parcel.view());
  refused(charter.node.signing.view(), world.root.keys[1].view());
  // The mairie's office in the hands of the post, of a root holder, of the post's node.
  refused(charter.office.view(), world.post_office.public_key.view(), &world.post_office);
  refused(charter.office.view(), world.root_keys[2].public_key.view(), &world.root_keys[2]);
  refused(charter.office.view(), world.post_node.signing.public_key.view(), &world.post_node.signing);
}

TEST_CASE("bytes are not read before those who must have signed them have") {
  World world;
  auto nonsense = world.signed_charter();
  nonsense.bytes = Bytes(nonsense.bytes.size(), 0x2a);
  CHECK(fails_with(seal::verify_charter(nonsense, world.root, world.record), Errc::bad_signature, "root"));
  for (auto [key, tag] :
       {std::pair{&world.root_keys[0], Tag::charter_root}, std::pair{&world.root_keys[1], Tag::charter_root},
        std::pair{&world.post_office, Tag::charter_post}})
    seal::add_signature(nonsense, *key, tag);
  CHECK(fails_with(seal::verify_charter(nonsense, world.root, world.record), Errc::malformed));
}
