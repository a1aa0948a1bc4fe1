#include "relay/gate.h"

#include <catch2/catch.hpp>
#include <set>

using namespace tocsin;
using namespace tocsin::relay;
using namespace std::chrono_literals;

namespace {

BoxPublic key(std::uint8_t which) {
  BoxPublic made;
  made.bytes.fill(which);
  return made;
}

constexpr SessionId node_line = 1000;

// A gateway with one node on its line, and devices that ask.
struct Place {
  Gate gate;
  std::vector<Gate::Out> out;
  Gate::Now now{1s};

  explicit Place(GateLimits limits = {}, Serve offer = {64, 100}) : gate(limits) {
    gate.admit({key(1), key(2)}, out);
    serve(offer);
  }
  void serve(Serve offer = {64, 100}, SessionId line = node_line, std::uint8_t which = 1) {
    gate.from_node(line, key(which), offer, now, out);
    out.clear();
  }
  std::vector<Gate::Out> said() { return std::exchange(out, {}); }
  std::vector<Gate::Out> device(SessionId line, GateMessage message, std::string_view origin = "a") {
    gate.from_device(line, origin, std::move(message), now, out);
    return said();
  }
  std::vector<Gate::Out> node(GateMessage message, SessionId line = node_line, std::uint8_t which = 1) {
    gate.from_node(line, key(which), std::move(message), now, out);
    return said();
  }
  // The session's number, or 0: the call was not passed on.
  std::uint64_t call(SessionId line, std::string_view origin = "a", Lane lane = Lane::rest,
                     std::uint8_t which = 1) {
    std::uint64_t number = 0;
    for (const auto& one : device(line, Call{lane, key(which), {1}}, origin))
      if (const auto* carried = std::get_if<Carry>(&one.message)) number = carried->session;
    return number;
  }
  // The same, dealt with by the node.
  std::uint64_t called(SessionId line, std::string_view origin = "a") {
    const auto number = call(line, origin);
    node(Handled{number, Lane::rest});
    return number;
  }
  bool has(SessionId line) {
    const auto answer = device(line, Still{});
    return answer.size() == 1 && std::holds_alternative<Still>(answer[0].message);
  }
};

template <class T>
const T* only(const std::vector<Gate::Out>& out) {
  return out.size() == 1 ? std::get_if<T>(&out[0].message) : nullptr;
}
bool ends_with(const std::vector<Gate::Out>& out, EndCode code) {
  const auto* ended = only<Ended>(out);
  return ended != nullptr && ended->code == code;
}

}  // namespace

TEST_CASE("a call reaches the node that it names, and the answer comes back to who called") {
  Place place;
  const auto begun = place.device(7, Call{Lane::in_progress, key(1), {1, 2}});
  REQUIRE(begun.size() == 1);
  CHECK((begun[0].line == node_line && begun[0].to_node));
  const auto carried = std::get<Carry>(begun[0].message);
  CHECK(carried == Carry{carried.session, Lane::in_progress, false, {1, 2}});
  const auto other = place.call(8);
  CHECK(other != carried.session);

  const auto answer = place.node(Carry{carried.session, Lane::rest, false, {9}});
  REQUIRE(answer.size() == 1);
  CHECK((answer[0].line == 7 && !answer[0].to_node));
  CHECK(std::get<Carry>(answer[0].message) == Carry{0, Lane::rest, false, {9}});
  const auto more = place.device(7, Carry{0, Lane::rest, false, {3}});
  CHECK(std::get<Carry>(more.at(0).message) == Carry{carried.session, Lane::rest, false, {3}});
}

TEST_CASE("a node that is not there, not admitted or gone silent is said, not waited for") {
  Place place;
  CHECK(ends_with(place.device(7, Call{Lane::rest, key(2), {1}}), EndCode::not_connected));
  CHECK(ends_with(place.node(Serve{64, 100}, 2000, 3), EndCode::not_connected));
  CHECK(ends_with(place.device(7, Call{Lane::rest, key(3), {1}}), EndCode::not_connected));
  place.called(8);
  place.now += 20s;
  place.gate.tick(place.now, place.out);
  CHECK(only<Still>(place.said()) != nullptr);
  place.now += 1ms;
  place.gate.tick(place.now, place.out);
  const auto said = place.said();
  CHECK(ends_with(said, EndCode::node_lost));
  CHECK(said.at(0).line == 8);
  CHECK(ends_with(place.device(8, Call{Lane::rest, key(1), {1}}), EndCode::not_connected));
  CHECK(place.gate.sessions() == 0);
}

TEST_CASE("a node that dials anew begins without sessions, and its devices are told") {
  Place place;
  const auto number = place.called(7);
  const auto again = place.node(Serve{64, 100}, node_line + 1);
  REQUIRE(again.size() == 2);
  CHECK(std::get<Ended>(again[0].message).code == EndCode::node_lost);
  CHECK(std::holds_alternative<Serving>(again[1].message));
  // The old line has no say any more, and what it says of the session reaches nobody.
  CHECK(ends_with(place.node(Carry{number, Lane::rest, false, {1}}), EndCode::unknown));
  CHECK(ends_with(place.node(Carry{number, Lane::rest, false, {1}}, node_line + 1), EndCode::unknown));
  place.gate.node_lost(node_line, place.out);
  CHECK(place.said().empty());
  const auto anew = place.call(7);
  CHECK(anew != 0);
  CHECK(ends_with(place.node(Carry{anew, Lane::rest, false, {1}}), EndCode::unknown));
  place.gate.node_lost(node_line + 1, place.out);
  CHECK(ends_with(place.said(), EndCode::node_lost));
}

TEST_CASE("a node that was given up serves again on its line, and hears first that its sessions are gone") {
  for (const bool silent : {true, false}) {
    Place place;
    place.called(7);
    if (silent) {
      place.now += 21s;
      place.gate.tick(place.now, place.out);
    } else {
      place.gate.node_lost(node_line, place.out);
    }
    CHECK_FALSE(place.gate.served_by(node_line));
    place.out.clear();
    const auto again = place.node(Serve{64, 100});
    REQUIRE(again.size() == 2);
    CHECK(std::get<Ended>(again[0].message) == Ended{0, EndCode::unknown});
    CHECK(std::holds_alternative<Serving>(again[1].message));
    CHECK(place.gate.served_by(node_line));
    CHECK(place.node(Serve{64, 100}).size() == 1);
  }
}

TEST_CASE("a node answers its own sessions only") {
  Place place;
  place.serve({64, 100}, 2000, 2);
  const auto number = place.called(7);
  CHECK(ends_with(place.node(Carry{number, Lane::rest, false, {1}}, 2000, 2), EndCode::unknown));
  CHECK(place.node(Ended{number, EndCode::done}, 2000, 2).empty());
  CHECK(place.node(Handled{number, Lane::rest}, 2000, 2).empty());
  CHECK(place.has(7));
  // Nor does it work off what another node was sent: neither window changes by it.
  Place narrow({}, {64, 16});  // rest: one of an origin at a time
  narrow.serve({64, 16}, 2000, 2);
  const auto waiting = narrow.call(7);
  REQUIRE(waiting != 0);
  CHECK(narrow.node(Handled{waiting, Lane::rest}, 2000, 2).empty());
  CHECK(narrow.call(8) == 0);
  CHECK(narrow.call(9, "a", Lane::rest, 2) != 0);
}

TEST_CASE("whose admission ends loses its sessions at once") {
  Place place;
  place.called(7);
  place.gate.admit({key(2)}, place.out);
  const auto said = place.said();
  REQUIRE(said.size() == 2);
  CHECK(std::get<Ended>(said[1].message).code == EndCode::not_connected);
  CHECK(ends_with(place.node(Serve{64, 100}), EndCode::not_connected));
}

TEST_CASE("a lane that is full says when to come again, and the other lanes go on") {
  Place place({}, {64, 100});  // control 20, in progress 40, rest 40
  SessionId line = 1;
  std::size_t taken = 0;
  for (int origin = 0; origin < 20; ++origin)
    for (int i = 0; i < 3; ++i) taken += place.call(line++, std::to_string(origin)) != 0;
  CHECK(taken == 20);  // strangers: half of the lane
  const auto answered = place.device(line, Call{Lane::rest, key(1), {1}}, "late");
  const auto* held = only<Held>(answered);
  REQUIRE(held != nullptr);
  CHECK(held->retry_after_ms > 0);
  const auto urgent = place.call(line, "late", Lane::in_progress);
  CHECK(urgent != 0);
  // Whoever has shown a key that the node knows has the other half too.
  place.node(Carry{urgent, Lane::in_progress, true, {1}});
  CHECK(only<Carry>(place.device(line, Carry{0, Lane::rest, false, {1}}, "late")) != nullptr);
  // And room comes back with what the node has dealt with.
  place.node(Handled{1, Lane::rest});
  CHECK(place.call(9000, "later") != 0);
}

TEST_CASE("a lane's share is all there is, also for those whom the node knows") {
  Place place({}, {64, 100});
  std::size_t taken = 0;
  for (SessionId line = 1; line <= 50; ++line) {
    const auto origin = std::to_string(line);
    const auto number = place.call(line, origin, Lane::control);
    REQUIRE(number != 0);
    place.node(Carry{number, Lane::control, true, {1}});
    place.node(Handled{number, Lane::control});
    taken += only<Carry>(place.device(line, Carry{0, Lane::rest, false, {1}}, origin)) != nullptr;
  }
  CHECK(taken == 40);
}

TEST_CASE("who becomes known while a frame is under way gives the strangers' half back") {
  Place place({}, {64, 16});  // rest: 6, of strangers 3
  const auto first = place.call(1, "a");
  for (SessionId line = 2; line <= 3; ++line) REQUIRE(place.call(line, std::to_string(line)) != 0);
  CHECK(place.call(4, "d") == 0);
  place.node(Carry{first, Lane::rest, true, {1}});
  CHECK(place.call(4, "d") != 0);
  CHECK(place.call(5, "e") == 0);
}

TEST_CASE("one origin has a quarter of a lane at most, one session four frames") {
  Place place({}, {64, 100});
  std::size_t taken = 0;
  for (SessionId line = 1; line <= 30; ++line) taken += place.call(line, "flood") != 0;
  CHECK(taken == 10);
  const auto other = place.call(100, "other");
  REQUIRE(other != 0);
  for (int i = 0; i < 3; ++i)
    CHECK(only<Carry>(place.device(100, Carry{0, Lane::rest, false, {1}}, "other")) != nullptr);
  CHECK(only<Held>(place.device(100, Carry{0, Lane::in_progress, false, {1}}, "other")) != nullptr);
  place.node(Handled{other, Lane::rest});
  CHECK(only<Carry>(place.device(100, Carry{0, Lane::in_progress, false, {1}}, "other")) != nullptr);
}

TEST_CASE("ending a session does not free a window that the node has not worked off") {
  Place place({}, {64, 16});  // rest: 7, one origin 1
  const auto first = place.call(1);
  REQUIRE(first != 0);
  CHECK(only<Ended>(place.device(1, Ended{0, EndCode::done})) != nullptr);
  CHECK(place.call(2) == 0);
  place.node(Handled{first, Lane::rest});
  CHECK(place.call(2) != 0);
  place.node(Handled{first, Lane::rest});  // said twice: it counts once
  CHECK(place.call(3) == 0);
}

TEST_CASE("a full node makes room out of the strangers of the origin that has most") {
  GateLimits limits;
  limits.session_idle = 1h;
  Place place(limits, {8, 1000});
  const auto friend_of_the_node = place.called(1, "flood");
  place.node(Carry{friend_of_the_node, Lane::rest, true, {1}});
  for (SessionId line = 2; line <= 7; ++line) CHECK(place.called(line, "flood") != 0);
  CHECK(place.called(50, "honest") != 0);
  place.now += 1s;
  CHECK(place.called(51, "other") != 0);  // the ninth
  CHECK(place.gate.sessions() == 8);
  CHECK(place.has(50));
  CHECK(place.has(1));
  CHECK_FALSE(place.has(2));  // the longest unheard of them
  for (SessionId line = 100; line < 150; ++line) place.called(line, "flood");
  CHECK(place.gate.sessions() == 8);
  CHECK((place.has(50) && place.has(51) && place.has(1)));
}

TEST_CASE(
    "a full gateway makes room out of strangers, whichever node they are of, and of no origin's known ones") {
  GateLimits limits;
  limits.sessions_max = 5;
  Place place(limits, {64, 1000});
  place.serve({64, 1000}, 2000, 2);
  for (SessionId line = 1; line <= 3; ++line)
    place.node(Carry{place.called(line, "friends"), Lane::rest, true, {1}});
  CHECK(place.call(4, "flood", Lane::rest, 2) != 0);
  CHECK(place.call(5, "flood", Lane::rest, 2) != 0);
  CHECK(place.called(6, "late") != 0);
  CHECK(place.gate.sessions() == 5);
  CHECK((place.has(1) && place.has(2) && place.has(3) && place.has(6)));
  CHECK_FALSE(place.has(4));
}

TEST_CASE("where all are known nobody is ended: the newcomer is told that it is crowded") {
  Place place({}, {2, 1000});
  for (SessionId line = 1; line <= 2; ++line) place.node(Carry{place.called(line), Lane::rest, true, {1}});
  CHECK(ends_with(place.device(3, Call{Lane::rest, key(1), {1}}), EndCode::crowded));
  CHECK((place.has(1) && place.has(2)));
}

TEST_CASE("one origin's sessions are bounded, and push out that origin's own") {
  GateLimits limits;
  limits.sessions_per_origin_max = 3;
  Place place(limits, {64, 1000});
  place.called(50, "honest");
  for (SessionId line = 1; line <= 10; ++line) CHECK(place.called(line, "flood") != 0);
  CHECK(place.gate.sessions() == 4);
  CHECK(place.has(50));
}

TEST_CASE("calls of one origin have a rate of their own") {
  GateLimits limits;
  limits.calls_per_origin = {1, 3};
  Place place(limits, {64, 1000});
  for (SessionId line = 1; line <= 3; ++line) CHECK(place.called(line, "flood") != 0);
  CHECK(only<Held>(place.device(4, Call{Lane::rest, key(1), {1}}, "flood")) != nullptr);
  CHECK(place.called(5, "other") != 0);
  place.now += 1s;
  CHECK(place.called(4, "flood") != 0);
}

TEST_CASE("origins without a session are forgotten before they fill the memory") {
  GateLimits limits;
  limits.calls_per_origin = {1, 1};
  Place place(limits, {64, 1000});
  CHECK(place.called(1, "stays") != 0);
  CHECK(place.called(2, "leaves") != 0);
  place.device(2, Ended{0, EndCode::done}, "leaves");
  CHECK(place.call(3, "leaves") == 0);
  for (int i = 0; i < 65'536; ++i) place.device(9, Still{}, "passer-by " + std::to_string(i));
  CHECK(place.call(3, "leaves") != 0);  // nothing is known of it any more
  CHECK(place.call(4, "stays") == 0);   // and that one's calls are still counted
}

TEST_CASE("a device that goes silent, or says what devices do not say, loses its session") {
  Place place;
  const auto idle = place.called(7);
  place.now += 90s;
  place.serve();
  place.gate.tick(place.now, place.out);
  CHECK(only<Still>(place.said()) != nullptr);
  place.now += 1ms;
  place.gate.tick(place.now, place.out);
  const auto said = place.said();
  REQUIRE(said.size() == 2);
  CHECK(std::get<Ended>(said[0].message) == Ended{0, EndCode::idle});
  CHECK(std::get<Ended>(said[1].message) == Ended{idle, EndCode::idle});

  for (const GateMessage& never :
       {GateMessage(Serve{64, 100}), GateMessage(Serving{}), GateMessage(Handled{1, Lane::rest}),
        GateMessage(Held{1}), GateMessage(Carry{5, Lane::rest, false, {1}}),
        GateMessage(Carry{0, Lane::rest, true, {1}})}) {
    const auto number = place.called(9);
    REQUIRE(number != 0);
    const auto told = place.device(9, never);
    REQUIRE(told.size() == 2);
    CHECK(std::get<Ended>(told[0].message) == Ended{0, EndCode::malformed});
    CHECK(std::get<Ended>(told[1].message) == Ended{number, EndCode::malformed});
  }
  CHECK(ends_with(place.device(9, Carry{0, Lane::rest, false, {1}}), EndCode::unknown));
  CHECK(place.device(9, Ended{0, EndCode::done}).empty());
}

TEST_CASE("a line that cannot be sent to ends its session at the other side") {
  Place place;
  const auto number = place.called(7);
  place.gate.device_lost(7, place.out);
  const auto said = place.said();
  REQUIRE(said.size() == 1);
  CHECK(said[0].to_node);
  CHECK(std::get<Ended>(said[0].message) == Ended{number, EndCode::done});
  place.gate.device_lost(7, place.out);
  place.gate.device_lost(12345, place.out);
  CHECK(place.said().empty());
}

TEST_CASE("a device that is silent is probed every five seconds, so that one that is gone is found out") {
  Place place;
  place.called(7);
  place.now += 4999ms;
  place.gate.tick(place.now, place.out);
  CHECK(place.said().empty());
  place.now += 1ms;
  place.gate.tick(place.now, place.out);
  const auto probe = place.said();
  REQUIRE(only<Still>(probe) != nullptr);
  CHECK((probe[0].line == 7 && !probe[0].to_node));
  place.gate.tick(place.now, place.out);
  CHECK(place.said().empty());
}

TEST_CASE("one session's messages have a rate, and a stranger is sent no more than a megabyte") {
  GateLimits limits;
  limits.messages_per_session = {1, 2};
  limits.stranger_bytes_max = 1000;
  Place place(limits, {64, 1000});
  const auto stranger = place.called(7), known = place.called(8);
  CHECK(place.has(7));
  CHECK(place.has(7));
  CHECK(only<Held>(place.device(7, Still{})) != nullptr);
  place.node(Carry{known, Lane::rest, true, {1}});
  for (int i = 0; i < 10; ++i) {
    CHECK(only<Carry>(place.node(Carry{known, Lane::rest, false, Bytes(500, 1)})) != nullptr);
    if (i < 2) CHECK(only<Carry>(place.node(Carry{stranger, Lane::rest, false, Bytes(500, 1)})) != nullptr);
  }
  const auto over = place.node(Carry{stranger, Lane::rest, false, {1}});
  REQUIRE(over.size() == 2);
  CHECK(std::get<Ended>(over[0].message) == Ended{0, EndCode::crowded});
  CHECK(std::get<Ended>(over[1].message) == Ended{stranger, EndCode::crowded});
}

TEST_CASE("an origin is told of its own excess a few times, then no more: nobody is flooded with answers") {
  GateLimits limits;
  limits.told_per_origin = {1, 3};
  Place place(limits);
  std::size_t told = 0;
  for (int i = 0; i < 10; ++i) told += place.device(7, Still{}, "flood").size();
  CHECK(told == 3);
  CHECK(place.device(8, Still{}, "other").size() == 1);
  place.gate.malformed(7, "flood", place.now, place.out);
  CHECK(place.said().empty());
  const auto number = place.called(9, "flood");
  place.gate.malformed(9, "flood", place.now, place.out);  // the node is told all the same
  const auto said = place.said();
  REQUIRE(said.size() == 1);
  CHECK(std::get<Ended>(said[0].message) == Ended{number, EndCode::malformed});
  CHECK(place.gate.sessions() == 0);
}

TEST_CASE("a node that says what nodes do not say is told, and keeps its sessions") {
  Place place;
  place.called(7);
  CHECK(ends_with(place.node(Call{Lane::rest, key(1), {1}}), EndCode::malformed));
  CHECK(place.has(7));
  CHECK(place.gate.counts().malformed == 1);
}
