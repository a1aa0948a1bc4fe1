// How a device reaches its node: the node's own address first, then its gateways in their order.
#include <catch2/catch.hpp>

#include "node/client/documents.h"

using namespace tocsin;
using namespace tocsin::client;

namespace {

struct DeadLine final : FrameLine {
  Status send(ByteView) override { return fail(Errc::unreachable, "test"); }
  Result<Bytes> receive(Duration) override { return fail(Errc::unreachable, "test"); }
};

// Says what it is asked for; opens where it is told to, and fails elsewhere as it is told to.
struct Ways final : Connector {
  std::vector<std::string> tried;
  std::string open_at;
  Errc own = Errc::unreachable, by_gateway = Errc::unreachable;

  Result<std::unique_ptr<FrameLine>> answer(const std::string& address, Errc code) {
    tried.push_back(address);
    if (address == open_at) return std::unique_ptr<FrameLine>(std::make_unique<DeadLine>());
    return fail(code, address);
  }
  Result<std::unique_ptr<FrameLine>> connect(const std::string& address, const BoxPublic&,
                                             const seal::BoxKey&) override {
    return answer(address, own);
  }
  Result<std::unique_ptr<FrameLine>> connect_by(const wire::Gateway& gateway, const BoxPublic&) override {
    return answer(gateway.address, by_gateway);
  }
};

using Tried = std::vector<std::string>;

}  // namespace

TEST_CASE("a device tries the node itself, then its gateways, and stops where it gets through") {
  NodeAddress node{"own", {}, {}, {{"first", {}}, {"second", {}}}};
  Ways ways;
  ways.open_at = "second";
  CHECK(reach(ways, node, {}));
  CHECK(ways.tried == Tried{"own", "first", "second"});
  ways = {};
  ways.open_at = "own";
  CHECK(reach(ways, node, {}));
  CHECK(ways.tried == Tried{"own"});
  node.address.clear();
  ways = {};
  ways.open_at = "first";
  CHECK(reach(ways, node, {}));
  CHECK(ways.tried == Tried{"first"});
}

TEST_CASE("a node that turns the key away is not asked again by its gateways") {
  NodeAddress node{"own", {}, {}, {{"first", {}}}};
  Ways ways;
  ways.own = Errc::not_allowed;
  CHECK(reach(ways, node, {}).error().code == Errc::not_allowed);
  CHECK(ways.tried == Tried{"own"});
}

TEST_CASE("when no way leads there, what is told is the node's own address's failure, or the gateway's") {
  NodeAddress node{"own", {}, {}, {{"first", {}}, {"second", {}}}};
  Ways ways;
  CHECK(reach(ways, node, {}).error().detail == "own");
  CHECK(ways.tried.size() == 3);
  node.address.clear();
  CHECK(reach(ways, node, {}).error().detail == "first");
  node.gateways.clear();
  CHECK(reach(ways, node, {}).error().code == Errc::unreachable);
}

TEST_CASE("a card leads to the node itself, or to a gateway and the node behind it") {
  wire::EnrolmentCard card;
  card.address = "tcp://192.0.2.7:7617";
  card.node.bytes.fill(1);
  CHECK(address_of(card).address == card.address);
  CHECK(address_of(card).gateways.empty());
  card.gateway.bytes.fill(2);
  CHECK(address_of(card).address.empty());
  REQUIRE(address_of(card).gateways.size() == 1);
  CHECK(address_of(card).gateways[0] == wire::Gateway{card.address, card.gateway});
  CHECK(address_of(card).curve == card.node);
}
