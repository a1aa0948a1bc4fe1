// The grants that an operator's command writes are the grants that a gateway reads.
#include "node/cli/gateways.h"

#include <catch2/catch.hpp>

#include "relay/gateway/admissions.h"
#include "tests/node/ceremony.h"
#include "tests/node/temp_folder.h"

using namespace tocsin;
using namespace tocsin::node::cli;
using namespace tocsin::tests;

TEST_CASE("a gateway serves the nodes whose verified documents name it, and no others") {
  WorldWish wish;
  wish.gateways = 1;
  Ceremony world(1, Ceremony::default_now(), wish);
  const auto gateway = world.gateways[0].server;
  auto elsewhere = world.commune.charter;
  elsewhere.gateways[0].server = seal::make_box_key(world.entropy).public_key;
  auto admitted = admissions_for(gateway, {world.post.record}, {world.commune.charter, elsewhere});
  CHECK(admitted.count == 2);
  auto read = relay::gateway::parse_admissions(admitted.text, "grants", gateway);
  REQUIRE(read);
  std::vector<BoxPublic> wanted{world.post.record.node.curve, world.commune.charter.node.curve};
  std::sort(wanted.begin(), wanted.end());
  CHECK(read->nodes == wanted);
  CHECK_FALSE(relay::gateway::parse_admissions(admitted.text, "grants", elsewhere.gateways[0].server));
}

TEST_CASE("a gateway is named by its file or by address and key, once, and four at most") {
  seal::initialise();
  seal::SystemEntropy entropy;
  tocsin::test::TempFolder folder;
  auto key = seal::make_box_key(entropy).public_key;
  auto hex = to_hex(key.view());
  REQUIRE(write_text(folder.file("gateway.pub"),
                     "tocsin-gateway 1\naddress: tcp://192.0.2.7:7620\nserver: " + hex + "\n"));
  auto by_file = read_gateway(folder.file("gateway.pub"));
  REQUIRE(by_file);
  CHECK(*by_file == *read_gateway("tcp://192.0.2.7:7620," + hex));
  for (const std::string& wrong :
       {std::string("tcp://192.0.2.7:7620,abc"), "nowhere," + hex,
        "tcp://192.0.2.7:7620," + std::string(64, '0'), std::string("/nonexistent")})
    CHECK_FALSE(read_gateway(wrong));
  std::vector<wire::Gateway> gateways;
  const auto named = [&](int port) { return "tcp://192.0.2.7:" + std::to_string(port) + "," + hex; };
  REQUIRE(add_gateways({named(1), named(2), named(3), named(4)}, gateways));
  CHECK_FALSE(add_gateways({named(4)}, gateways));
  CHECK_FALSE(add_gateways({named(5)}, gateways));
}
