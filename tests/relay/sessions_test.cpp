#include "relay/sessions.h"

#include <catch2/catch.hpp>
#include <random>
#include <set>

using namespace tocsin::relay;
using std::chrono::milliseconds;
using namespace std::chrono_literals;

namespace {

SessionLimits small() {
  SessionLimits limits;
  limits.sessions_max = 4;
  limits.sessions_per_user_max = 2;
  limits.messages = {1, 3};
  limits.answers_when_over = {1, 2};
  return limits;
}

struct Port {
  SessionId given = 0;
  Sessions sessions;
  explicit Port(SessionLimits limits = small()) : sessions(limits, [this] { return ++given; }) {}
  SessionId hears(std::string_view routing_id, std::string_view user, milliseconds now = 0ms) {
    return sessions.message(routing_id, user, now).session;
  }
  bool knows(SessionId session) const { return sessions.routing_id(session) != nullptr; }
};

}  // namespace

TEST_CASE("the same peer keeps its session, and the answer goes where the question came from") {
  Port port;
  const auto alice = port.hears("r1", "alice"), bob = port.hears("r2", "bob");
  CHECK(alice != bob);
  CHECK(port.hears("r1", "alice") == alice);
  CHECK(*port.sessions.routing_id(alice) == "r1");
  CHECK(*port.sessions.routing_id(bob) == "r2");
  CHECK_FALSE(port.knows(0));
  CHECK_FALSE(port.knows(77));
}

TEST_CASE("a routing id taken over by another user answers nobody else's questions") {
  Port port;
  const auto alice = port.hears("r1", "alice");
  const auto mallory = port.hears("r1", "mallory");
  CHECK(mallory != alice);
  CHECK_FALSE(port.knows(alice));
  CHECK(*port.sessions.routing_id(mallory) == "r1");
  CHECK(port.hears("r1", "alice") != alice);  // never the old number again
}

TEST_CASE("one user's many connections push out that user's own oldest, and nobody else's") {
  Port port;
  const auto honest = port.hears("h", "honest");
  const auto first = port.hears("m1", "mallory"), second = port.hears("m2", "mallory");
  port.hears("m1", "mallory");  // now m2 is the longest unheard
  const auto third = port.hears("m3", "mallory");
  CHECK(port.knows(first));
  CHECK_FALSE(port.knows(second));
  CHECK(port.knows(third));
  CHECK(port.knows(honest));
}

TEST_CASE("a full table forgets the session unheard for longest") {
  Port port;
  const auto a = port.hears("1", "a"), b = port.hears("2", "b");
  port.hears("3", "c");
  port.hears("4", "d");
  port.hears("1", "a");
  port.hears("5", "e");
  CHECK(port.sessions.size() == 4);
  CHECK(port.knows(a));
  CHECK_FALSE(port.knows(b));
}

TEST_CASE("a connection over its rate is told so a few times, then not heard") {
  Port port;
  std::vector<Pace> paces;
  for (int i = 0; i < 7; ++i) paces.push_back(port.sessions.message("r", "u", 0ms).pace);
  CHECK(paces ==
        std::vector{Pace::pass, Pace::pass, Pace::pass, Pace::busy, Pace::busy, Pace::drop, Pace::drop});
  CHECK(port.sessions.message("other", "v", 0ms).pace == Pace::pass);
  CHECK(port.sessions.message("r", "u", 1s).pace == Pace::pass);
}

TEST_CASE("a user whose admission ends has no session left") {
  Port port;
  const auto one = port.hears("1", "u"), two = port.hears("2", "u"), other = port.hears("3", "v");
  port.sessions.forget_user("u");
  CHECK_FALSE(port.knows(one));
  CHECK_FALSE(port.knows(two));
  CHECK(port.knows(other));
  port.sessions.forget_user("nobody");
  port.sessions.forget(two);
  port.sessions.forget(other);
  CHECK(port.sessions.size() == 0);
}

TEST_CASE("through any traffic the table stays bounded and no number is given twice") {
  Port port;
  std::mt19937 random(7);
  std::set<SessionId> live;
  for (int i = 0; i < 50'000; ++i) {
    const auto routing_id = "r" + std::to_string(random() % 12), user = "u" + std::to_string(random() % 5);
    const auto before = port.given;
    const auto session = port.hears(routing_id, user, milliseconds(i));
    REQUIRE((session > before || port.knows(session)));
    REQUIRE(*port.sessions.routing_id(session) == routing_id);
    REQUIRE(port.sessions.size() <= 4);
    if (random() % 16 == 0) port.sessions.forget(random() % (port.given + 1));
    if (random() % 64 == 0) port.sessions.forget_user(user);
  }
}
