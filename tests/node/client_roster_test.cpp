// Whom a device believes: everything hangs from one root, and nothing older replaces what is held.
#include <catch2/catch.hpp>

#include "node/client/roster.h"
#include "tests/node/ceremony.h"

using namespace tocsin;
using namespace tocsin::client;
using tests::Ceremony;

namespace {

Roster roster_of(const Ceremony& world) {
  auto roster = Roster::from_root(wire::encode(world.root_document), root_fingerprint(world.root_document));
  REQUIRE(roster);
  REQUIRE(roster->add_all(world.public_documents(world.commune, world.post)));
  return std::move(*roster);
}

}  // namespace

TEST_CASE("a card that leads to a false root is refused before anything else is looked at") {
  Ceremony world, other(2);
  auto roster = Roster::from_root(wire::encode(other.root_document), root_fingerprint(world.root_document));
  REQUIRE_FALSE(roster);
  CHECK(roster.error().code == Errc::untrusted);
  // The right bytes with one signature too few are no root either.
  auto half = world.root_document;
  half.signatures.pop_back();
  CHECK_FALSE(Roster::from_root(wire::encode(half), root_fingerprint(world.root_document)));
}

TEST_CASE("the documents of one root are believed in any order") {
  Ceremony world;
  auto documents = world.public_documents(world.commune, world.post);
  std::reverse(documents.begin(), documents.end());
  auto roster = Roster::from_handed_root(wire::encode(world.root_document));
  REQUIRE(roster);
  REQUIRE(roster->add_all(documents));
  REQUIRE(roster->charter(world.commune.charter.commune) != nullptr);
  CHECK(roster->charter(world.commune.charter.commune)->hash == world.commune.charter_hash());
  CHECK(roster->epochs(world.post.record.post).size() == world.post.epochs.size());
}

TEST_CASE("another root's documents change nothing, and its root ends the conversation") {
  Ceremony world, other(2);
  auto roster = roster_of(world);
  const Bytes before = roster.save();
  CHECK_FALSE(roster.add(wire::encode(other.rules_document)));
  CHECK_FALSE(roster.add(wire::encode(other.post.document)));
  CHECK_FALSE(roster.add(wire::encode(other.commune.document)));
  CHECK_FALSE(roster.add(wire::encode(other.post.epochs[0].document)));
  CHECK(roster.add(wire::encode(other.root_document)).error().code == Errc::untrusted);
  CHECK(roster.save() == before);
}

TEST_CASE("a charter without the post's signature, or the mairie's, is not believed") {
  Ceremony world;
  for (auto missing : {seal::Tag::charter_mairie, seal::Tag::charter_post, seal::Tag::charter_root}) {
    auto roster = Roster::from_handed_root(wire::encode(world.root_document));
    REQUIRE(roster->add(wire::encode(world.post.document)));
    auto document = world.commune.document;
    document.signatures.erase(
        std::find_if(document.signatures.begin(), document.signatures.end(),
                     [&](const auto& s) { return s.tag == static_cast<std::uint16_t>(missing); }));
    CHECK_FALSE(roster->add(wire::encode(document)));
  }
}

TEST_CASE("a newer charter replaces the older, never the other way, and old receipts still verify") {
  Ceremony world;
  auto roster = roster_of(world);
  auto next = world.commune.charter;
  next.sequence = 2;
  next.previous = world.commune.charter_hash();
  next.node = world.make_node_secrets().publics();
  next.mailboxes[0].server = next.node.curve;
  REQUIRE(roster.add(wire::encode(world.sign_charter(next, world.commune.office, world.post.office))));
  CHECK(roster.charter(next.commune)->value.sequence == 2);
  CHECK(roster.add(wire::encode(world.commune.document)).error().code == Errc::conflict);
  CHECK(roster.charter(next.commune)->value.sequence == 2);
  CHECK(roster.node_keys(next.commune) ==
        std::vector<SigningPublic>{next.node.signing, world.commune.node.signing.public_key});

  auto loaded = load_roster(roster.save());
  REQUIRE(loaded);
  CHECK(loaded->node_keys(next.commune) == roster.node_keys(next.commune));
  CHECK(loaded->save() == roster.save());
}

TEST_CASE("what comes by a former key of a node is believed for 72 hours from when the device hears of it") {
  Ceremony world;
  auto roster = roster_of(world);
  auto next = world.post.record;
  next.sequence = 2;
  next.previous = seal::document_hash(world.post.document);
  const auto keys = world.make_node_secrets();
  next.node = keys.publics();
  next.mailboxes[0].server = next.node.curve;
  REQUIRE(roster.add(wire::encode(world.sign_record(next, world.post.office))));
  roster.learnt_at(world.now);
  roster.learnt_at(world.now + hours(50));  // it is no news any more
  const auto both = std::vector<SigningPublic>{next.node.signing, world.post.node.signing.public_key};
  auto loaded = load_roster(roster.save());
  REQUIRE(loaded);
  for (const auto* each : {&roster, &*loaded}) {
    CHECK(each->node_keys(next.post) == both);
    CHECK(each->node_keys_at(next.post, world.now + hours(72) - milliseconds(1)) == both);
    CHECK(each->node_keys_at(next.post, world.now + hours(72)) ==
          std::vector<SigningPublic>{next.node.signing});
    // Epoch keys that it held stay, also when they are read back from its own file.
    CHECK(each->epochs(next.post).size() == world.post.epochs.size());
  }
  const auto day = world.post.epochs.back().day + 1;
  const auto stolen = world.make_epoch(world.post, day);  // by the former key
  CHECK_FALSE(roster.add(wire::encode(stolen.document)));
  const auto own = world.sign_single(wire::EpochKey{next.post, day, stolen.key.public_key}, keys.signing,
                                     seal::Tag::epoch_key);
  CHECK(roster.add(wire::encode(own)));
  CHECK(roster.add(wire::encode(stolen.document)));  // the same statement, held already
}

TEST_CASE("a commission counts only from the office that it names") {
  Ceremony world;
  auto roster = roster_of(world);
  REQUIRE(roster.add(wire::encode(world.commune.mayor.document)));
  CHECK(roster.keys_of(Role::mayor, world.commune.charter.commune) ==
        std::vector<SigningPublic>{world.commune.mayor.device.signing.public_key});
  // The post's office signs a commission for a mayor.
  auto forged =
      world.sign_single(world.commune.mayor.commission, world.post.office, seal::Tag::commission_mairie);
  CHECK_FALSE(roster.add(wire::encode(forged)));
  CHECK(roster.commissions().size() == 1);
}

TEST_CASE("a second epoch key for one day is a conflict: the first stays") {
  Ceremony world;
  auto roster = roster_of(world);
  const auto again = world.make_epoch(world.post, world.post.epochs[3].day);
  CHECK(roster.add(wire::encode(again.document)).error().code == Errc::conflict);
  CHECK(roster.epochs(world.post.record.post)[3].key == world.post.epochs[3].key.public_key);
}

TEST_CASE("a saved roster that was cut or altered is told, not believed") {
  Ceremony world;
  const Bytes saved = roster_of(world).save();
  CHECK_FALSE(load_roster(ByteView(saved).first(saved.size() - 1)));
  CHECK_FALSE(load_roster({}));
  Bytes altered = saved;
  altered[40] ^= 1;  // inside the root
  CHECK_FALSE(load_roster(altered));
}
