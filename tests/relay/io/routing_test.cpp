// Routing ids are no names: whatever a peer claims, it speaks as the key it holds and hears what is meant for
// it.
#include <zmq.h>

#include "town.h"

using namespace tocsin;
using namespace tocsin::relay;
using namespace tocsin::relay::io;

namespace {

std::string automatic_id(std::uint32_t number) {
  std::string id(1, '\0');
  for (int shift = 24; shift >= 0; shift -= 8) id.push_back(static_cast<char>(number >> shift));
  return id;
}

}  // namespace

TEST_CASE("a peer that chooses its own routing id is not heard") {
  Town town;
  const auto own = town.citizen("device:vain");
  BarePeer vain(town.port.endpoint(), own, &town.keys.public_key, "the-mayor");
  REQUIRE(vain.send({"obey"}));
  CHECK(town.await([&] { return town.port.counts().own_routing_id == 1; }));
  CHECK(town.heard.empty());
  CHECK(town.port.sessions() == 0);
}

TEST_CASE("a second peer with the same routing id neither displaces the first nor is heard") {
  Town town;
  auto honest = town.dial(town.citizen("device:honest"));
  REQUIRE(town.up(honest));
  REQUIRE(honest.send(text("one")));
  const auto* first = town.next();
  REQUIRE(first);
  const auto session = first->session;

  // An id that looks like one of ZeroMQ's own, so that its holder is heard and the two can be told apart.
  const auto own = town.citizen("device:a"), other = town.citizen("device:b");
  const auto twin = automatic_id(0x7716'1225);
  BarePeer a(town.port.endpoint(), own, &town.keys.public_key, twin);
  REQUIRE(a.send({"a"}));
  REQUIRE(town.next());
  const auto session_of_a = town.heard.back().session;
  BarePeer b(town.port.endpoint(), other, &town.keys.public_key, twin);
  REQUIRE(b.send({"b"}));
  CHECK_FALSE(town.await([&] { return town.heard.back().user == "device:b"; }, 300ms));
  CHECK(town.context.counts().admitted == 3);  // b was let in, and is not heard
  REQUIRE(a.send({"a again"}));
  REQUIRE(town.next());
  CHECK(town.heard.back().user == "device:a");
  CHECK(town.heard.back().session == session_of_a);
  REQUIRE(town.port.send(session_of_a, text("for a")));
  std::optional<std::string> to_a;
  CHECK(town.await([&] { return (to_a = a.receive()).has_value(); }));
  CHECK(to_a == "for a");

  CHECK(town.port.send(session, text("only for you")));
  std::optional<Received> answer;
  CHECK(town.await([&] { return (answer = honest.receive()).has_value(); }));
  CHECK(text(answer->bytes) == "only for you");
  CHECK_FALSE(a.receive());
  CHECK_FALSE(b.receive());
  CHECK(town.heard.size() == 3);
}

TEST_CASE(
    "a peer cannot foretell the routing id of the next one, and so cannot end the process by claiming it") {
  // A ROUTER counts its ids from rand(). Unseeded, the first four of a process begin here, and one that gives
  // an id already claimed aborts.
  Town town;
  const auto own = town.citizen("device:mallory");
  std::vector<std::unique_ptr<BarePeer>> claims;
  for (const std::uint32_t begin : {0x6b8b'4567u, 0xe43c'9869u, 0xf4b0'dc51u, 0x2ae8'944au})
    for (std::uint32_t i = 0; i < 8; ++i) {
      claims.push_back(std::make_unique<BarePeer>(town.port.endpoint(), own, &town.keys.public_key,
                                                  automatic_id(begin + i)));
      REQUIRE(claims.back()->send({"x"}));
      REQUIRE(town.next());
    }
  for (int i = 0; i < 9; ++i) {
    auto line = town.dial(town.citizen("device:" + std::to_string(i)));
    REQUIRE(town.up(line));
    REQUIRE(line.send(text("bonjour")));
    REQUIRE(town.next());
  }
  CHECK(town.heard.size() == 41);
}

TEST_CASE("each connection is its own session, and a session's number is never used again") {
  Town town;
  const auto own = town.citizen("device:1");
  std::set<SessionId> seen;
  for (int i = 0; i < 5; ++i) {
    auto line = town.dial(own);
    REQUIRE(town.up(line));
    REQUIRE(line.send(text("x")));
    const auto* heard = town.next();
    REQUIRE(heard);
    CHECK(heard->user == "device:1");
    CHECK(seen.insert(heard->session).second);
    CHECK(seen.insert(line.id()).second);  // lines and sessions share their numbers
  }
}

TEST_CASE("answers go to the session that asked, never to another of the same user") {
  Town town;
  const auto own = town.citizen("device:1");
  auto one = town.dial(own), two = town.dial(own);
  REQUIRE(town.up(one));
  REQUIRE(town.up(two));
  REQUIRE(one.send(text("one")));
  REQUIRE(town.next());
  REQUIRE(two.send(text("two")));
  REQUIRE(town.next());
  REQUIRE(town.port.send(town.heard[1].session, text("for two")));
  std::optional<Received> answer;
  CHECK(town.await([&] { return (answer = two.receive()).has_value(); }));
  CHECK_FALSE(one.receive());
}
