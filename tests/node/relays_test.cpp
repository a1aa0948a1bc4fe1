// The grants that an operator's command writes are the grants that a relay reads.
#include "node/cli/relays.h"

#include <catch2/catch.hpp>

#include "relay/host/grants.h"
#include "tests/node/ceremony.h"
#include "tests/node/temp_folder.h"

using namespace tocsin;
using namespace tocsin::node::cli;
using namespace tocsin::tests;

namespace {

WorldWish two_relays() {
  WorldWish wish;
  wish.relays = 2;
  return wish;
}

struct Departement {
  Ceremony world{1, Ceremony::default_now(), two_relays()};
  Post above = world.make_post("P25-000", "Compagnie de Besançon");
  Post below = world.make_post("P25-020", "Brigade de Pontarlier", above.record.post);
  Commune other = world.make_commune("25462", "Pontarlier", below);

  relay::host::Grants at(std::size_t relay) {
    auto granted = grants_for(world.relays[relay], {world.post.record, above.record, below.record},
                              {world.commune.charter, other.charter});
    auto read = relay::host::parse_grants(granted.text, "grants", world.relays[relay]);
    if (!read) FAIL(read.error().detail);
    CHECK(read->size() == granted.count);
    return *read;
  }
};

std::vector<BoxPublic> keys(std::initializer_list<const wire::NodeKeys*> nodes) {
  std::vector<BoxPublic> all;
  for (const auto* node : nodes) all.push_back(node->curve);
  std::sort(all.begin(), all.end());
  return all;
}

}  // namespace

TEST_CASE("a relay's grants name each mailbox's owner, and the nodes that the documents let write to it") {
  Departement here;
  for (std::size_t relay : {0u, 1u}) {
    const auto grants = here.at(relay);
    CHECK(grants.size() == 5);
    const auto of = [&](const std::vector<wire::Mailbox>& mailboxes) {
      return grants.at(mailboxes[relay].id);
    };
    const auto& ornans = here.world.commune.charter;
    CHECK(of(ornans.mailboxes).owner == ornans.node.curve);
    CHECK(of(ornans.mailboxes).senders == keys({&here.world.post.record.node}));
    CHECK(of(here.other.charter.mailboxes).senders ==
          keys({&here.below.record.node, &here.above.record.node}));
    CHECK(of(here.world.post.record.mailboxes).owner == here.world.post.record.node.curve);
    CHECK(of(here.world.post.record.mailboxes).senders == keys({&ornans.node}));
    CHECK(of(here.below.record.mailboxes).senders == keys({&here.other.charter.node}));
    CHECK(of(here.above.record.mailboxes).senders == keys({&here.other.charter.node}));
  }
}

TEST_CASE("a mailbox elsewhere, and a node that has a port, are granted nothing at this relay") {
  Departement here;
  const auto elsewhere = here.world.make_device().transport.public_key;
  CHECK(grants_for(elsewhere, {here.world.post.record}, {here.world.commune.charter}).count == 0);
  Ceremony with_ports;
  CHECK(grants_for(with_ports.post.node.curve.public_key, {}, {with_ports.commune.charter}).count == 0);
}

TEST_CASE("a relay is named by the file it made, or by address and key, and by nothing else") {
  seal::initialise();
  seal::SystemEntropy entropy;
  test::TempFolder folder;
  const auto key = seal::make_box_key(entropy).public_key;
  const auto hex = to_hex(key.view());
  const auto pair = read_relay("tcp://192.0.2.7:7619," + hex);
  REQUIRE(pair);
  CHECK((pair->address == "tcp://192.0.2.7:7619" && pair->server == key));
  const auto file = folder.file("relay.pub");
  REQUIRE(write_text(file, "tocsin-relay 1\naddress: tcp://192.0.2.7:7619\nserver: " + hex + "\n"));
  REQUIRE(read_relay(file));
  CHECK(read_relay(file)->server == key);
  REQUIRE(write_text(file, "tocsin-relay 1\naddress: nowhere\nserver: " + hex + "\n"));
  CHECK_FALSE(read_relay(file));
  for (const std::string& wrong :
       {std::string("tcp://192.0.2.7:7619,abc"), "192.0.2.7:7619," + hex, "tcp://192.0.2.7:7619," + hex + "0",
        std::string("tcp://192.0.2.7:7619"), std::string(",")})
    CHECK_FALSE(read_relay(wrong));
}

TEST_CASE("a node's relays are added once each, as far as a document has room") {
  seal::initialise();
  seal::SystemEntropy entropy;
  std::vector<std::string> relays;
  for (std::size_t i = 0; i <= wire::mailboxes_max; ++i)
    relays.push_back("tcp://192.0.2.7:7619," + to_hex(seal::make_box_key(entropy).public_key.view()));
  std::vector<wire::Mailbox> mailboxes;
  CHECK(add_relays({relays[0], relays[1]}, mailboxes));
  REQUIRE(mailboxes.size() == 2);
  CHECK(mailboxes[0].id != mailboxes[1].id);
  CHECK_FALSE(add_relays({relays[1]}, mailboxes));
  std::vector<wire::Mailbox> many;
  CHECK_FALSE(add_relays(relays, many));
}
