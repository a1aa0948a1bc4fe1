// Messages on open lines: what is carried, what is dropped, and that nothing is dropped unseen.
#include <unistd.h>
#include <zmq.h>

#include <algorithm>

#include "town.h"

using namespace tocsin;
using namespace tocsin::relay;
using namespace tocsin::relay::io;

namespace {

struct Visit {
  Dial line;
  SessionId session;
};
Visit visit(Town& town, const std::string& user) {
  auto line = town.dial(town.citizen(user));
  REQUIRE(town.up(line));
  REQUIRE(line.send(text("bonjour")));
  const auto* heard = town.next();
  REQUIRE(heard);
  return {std::move(line), heard->session};
}

}  // namespace

TEST_CASE("a message up to the limit arrives whole; one byte more closes the line and troubles nobody else") {
  Town town;
  auto honest = visit(town, "device:honest");
  auto line = town.dial(town.citizen("device:1"));
  REQUIRE(town.up(line));
  const Bytes largest(limits::message_bytes_max, 0x5a);
  REQUIRE(line.send(largest));
  const auto* heard = town.next();
  REQUIRE(heard);
  CHECK(heard->bytes == largest);
  CHECK_FALSE(line.send(Bytes(limits::message_bytes_max + 1, 1)));  // our own side refuses first

  const auto own = town.citizen("device:2");
  BarePeer rude(town.port.endpoint(), own, &town.keys.public_key);
  REQUIRE(rude.send({"hello"}));
  REQUIRE(town.next());
  REQUIRE(rude.send({std::string(limits::frame_bytes_max + 1, 'x')}));
  const auto gone = town.heard.back().session;
  CHECK(town.await([&] { return !town.port.send(gone, text("still there?")); }));
  CHECK(town.heard.back().bytes.size() < 100);
  REQUIRE(honest.line.send(text("still served")));
  CHECK(town.await([&] { return text(town.heard.back().bytes) == "still served"; }));
}

TEST_CASE("a message of no frame but one is dropped, counted, and answered by nothing") {
  Town town;
  const auto own = town.citizen("device:1");
  BarePeer peer(town.port.endpoint(), own, &town.keys.public_key);
  REQUIRE(peer.send({"one"}));
  REQUIRE(town.next());
  const auto heard = town.heard.size();
  REQUIRE(peer.send({"two", "frames"}));
  REQUIRE(peer.send({"", "like a REQ socket"}));
  REQUIRE(peer.send(std::vector<std::string>(50, "fifty")));
  REQUIRE(peer.send({"the end"}));
  REQUIRE(town.await([&] { return text(town.heard.back().bytes) == "the end"; }));
  CHECK(town.heard.size() == heard + 1);
  CHECK(town.port.counts().wrong_frames == 3);
}

TEST_CASE("an answer goes back whole, under the name of the line it came by") {
  Town town;
  auto guest = visit(town, "device:1");
  REQUIRE(town.port.send(guest.session, text("whole")));
  std::optional<Received> answer;
  REQUIRE(town.await([&] { return (answer = guest.line.receive()).has_value(); }));
  CHECK(text(answer->bytes) == "whole");
  CHECK(answer->user == "node:town");
  CHECK(answer->session == guest.line.id());
}

TEST_CASE("a node that answers in several frames is not heard by the line, and the next answer is") {
  // A bare ROUTER with the right key plays the node; without a door it admits the line.
  const auto keys = make_curve_keys();
  void* context = zmq_ctx_new();
  void* node = zmq_socket(context, ZMQ_ROUTER);
  const int one = 1, zero = 0;
  REQUIRE(zmq_setsockopt(node, ZMQ_CURVE_SERVER, &one, sizeof one) == 0);
  REQUIRE(zmq_setsockopt(node, ZMQ_CURVE_SECRETKEY, keys.secret.data(), 32) == 0);
  REQUIRE(zmq_bind(node, "tcp://127.0.0.1:*") == 0);
  DialOptions to;
  char endpoint[128];
  std::size_t size = sizeof endpoint;
  REQUIRE(zmq_getsockopt(node, ZMQ_LAST_ENDPOINT, endpoint, &size) == 0);
  to.endpoint = endpoint;
  to.server_key = keys.public_key;

  {
    auto own = Context::for_dialling();
    auto line = Dial::open(*own, make_curve_keys(), to);
    const auto idle = [&] {
      auto on = line->waitables();
      CHECK(own->wait(on, 5ms));
    };
    REQUIRE(await(idle, [&] { return line->signal() == LinkSignal::connected; }));
    REQUIRE(line->send(text("hello")));
    char id[16], message[16];
    const int id_bytes = zmq_recv(node, id, sizeof id, 0);
    REQUIRE(id_bytes > 0);
    REQUIRE(zmq_recv(node, message, sizeof message, 0) == 5);
    for (const std::string frames : {"a,b", "good"}) {
      zmq_send(node, id, static_cast<std::size_t>(id_bytes), ZMQ_SNDMORE);
      if (frames == "a,b") zmq_send(node, "a", 1, ZMQ_SNDMORE);
      zmq_send(node, frames.data(), frames.size(), 0);
    }
    std::optional<Received> answer;
    REQUIRE(await(idle, [&] { return (answer = line->receive()).has_value(); }));
    CHECK(text(answer->bytes) == "good");
    CHECK(line->wrong_frames() == 1);
  }
  zmq_setsockopt(node, ZMQ_LINGER, &zero, sizeof zero);
  zmq_close(node);
  zmq_ctx_term(context);
}

TEST_CASE("a revocation acts on an open line from the next message on") {
  Town town;
  auto guest = visit(town, "device:1");
  auto other = visit(town, "device:2");
  town.revoked.insert("device:1");
  REQUIRE(guest.line.send(text("too late")));
  REQUIRE(town.await([&] { return town.port.counts().no_longer_admitted == 1; }));
  CHECK(town.heard.size() == 2);
  CHECK_FALSE(town.port.send(guest.session, text("nor is it answered")));
  CHECK(town.port.send(other.session, text("the others are")));
}

TEST_CASE("a peer that does not read is noticed at its queue's end: no answer is dropped unseen") {
  auto options = Town::on_loopback();
  Town town(options);
  const auto own = town.citizen("device:1");
  BarePeer lazy(town.port.endpoint(), own, &town.keys.public_key, "", ZMQ_DEALER, 1);
  REQUIRE(lazy.send({"hello"}));
  REQUIRE(town.next());
  const auto session = town.heard.back().session;
  const Bytes answer(60'000, 0x11);
  std::size_t sent = 0;
  while (sent < 5000 && town.port.send(session, answer)) ++sent;
  CHECK(sent >= 256);
  CHECK(sent < 5000);
  CHECK(town.port.counts().not_sent == 1);
  auto honest = visit(town, "device:2");  // nobody else waits

  std::size_t got = 0;
  REQUIRE(town.await([&] {
    while (lazy.receive()) ++got;
    return got >= sent;
  }));
  CHECK(got == sent);
  CHECK(town.await([&] { return town.port.send(session, answer); }));  // and there is room again
}

TEST_CASE("an answer to somebody who left is refused, not swallowed") {
  Town town;
  SessionId session = 0;
  {
    auto guest = visit(town, "device:1");
    session = guest.session;
    REQUIRE(town.port.send(session, text("while here")));
  }
  CHECK(town.await([&] { return !town.port.send(session, text("gone")); }));
  CHECK_FALSE(town.port.send(0, text("nobody")));
  CHECK_FALSE(town.port.send(999'999, text("nobody")));
}

TEST_CASE("a connection over its rate is marked, then dropped, and others keep theirs") {
  auto options = Town::on_loopback();
  options.sessions.messages = {1, 20};
  options.sessions.answers_when_over = {1, 5};
  Town town(options);
  auto flood = visit(town, "device:flood");
  for (int i = 0; i < 100; ++i) CHECK(flood.line.send(text("x")));
  REQUIRE(town.await([&] {
    const auto& counts = town.port.counts();
    return counts.received + counts.over_rate + counts.dropped_over_rate == 101;
  }));
  const auto& counts = town.port.counts();
  CHECK(counts.received < 30);
  CHECK(counts.over_rate >= 5);
  CHECK(counts.dropped_over_rate > 60);
  CHECK(std::count_if(town.heard.begin(), town.heard.end(), [](auto& one) { return one.over_rate; }) ==
        static_cast<std::ptrdiff_t>(counts.over_rate));
  visit(town, "device:honest");
  CHECK_FALSE(town.heard.back().over_rate);
}

TEST_CASE("a thousand messages in one breath arrive in order and are all answered") {
  Town town;
  auto guest = visit(town, "device:1");
  std::size_t asked = 0, answered = 0;
  std::size_t replied = 1;  // heard[0] is the greeting
  REQUIRE(town.await([&] {
    while (asked < 1000 && guest.line.send(text(std::to_string(asked)))) ++asked;
    while (replied < town.heard.size() &&
           town.port.send(town.heard[replied].session, town.heard[replied].bytes))
      ++replied;
    while (auto answer = guest.line.receive()) {
      REQUIRE(text(answer->bytes) == std::to_string(answered));
      ++answered;
    }
    return answered == 1000;
  }));
}

TEST_CASE("a descriptor is waited for beside the sockets") {
  Town town;
  int ends[2];
  REQUIRE(pipe(ends) == 0);
  std::array<Waitable, 2> on{town.port.waitable(), Waitable::descriptor(ends[0])};
  REQUIRE(town.context.wait(on, 0ms));
  CHECK_FALSE(on[0].ready);
  CHECK_FALSE(on[1].ready);
  REQUIRE(write(ends[1], "x", 1) == 1);
  REQUIRE(town.context.wait(on, -1ms));
  CHECK(on[1].ready);
  REQUIRE(town.context.wait(on, 0ms));  // level-triggered: still there
  CHECK(on[1].ready);
  close(ends[0]);
  close(ends[1]);
}
