// Who gets in, and what it costs the town when somebody does not.
#include <zmq.h>

#include "town.h"

using namespace tocsin;
using namespace tocsin::relay;
using namespace tocsin::relay::io;

namespace {

// That an honest citizen's message arrives now.
bool is_served(Town& town, const std::string& user = "device:honest") {
  auto line = town.dial(town.citizen(user));
  if (!town.up(line) || !line.send(text("bonjour"))) return false;
  const auto* heard = town.next();
  return heard != nullptr && heard->user == user && text(heard->bytes) == "bonjour";
}

bool closed(Town& town, RawPeer& peer, milliseconds most = 10s) {
  return town.await([&] { return peer.closed(); }, most);
}

// The header of a ZMTP frame that announces `bytes`.
std::string announcing(char flags, std::uint64_t bytes) {
  std::string frame(1, flags);
  for (int shift = 56; shift >= 0; shift -= 8) frame.push_back(static_cast<char>(bytes >> shift));
  return frame;
}
constexpr char command_long = 6, message_long = 2;

}  // namespace

TEST_CASE("no port opens in a process whose door has no guard") {
  auto context = Context::for_dialling();
  REQUIRE(context);
  const auto port = Listener::open(*context, make_curve_keys(), Town::on_loopback());
  REQUIRE_FALSE(port);
  CHECK(port.error().code == Errc::configuration);
  CHECK_FALSE(Context::with_doors({}));
}

TEST_CASE("a key that the door does not know is refused, and so is one known elsewhere") {
  Town town;
  auto stranger = town.dial(make_curve_keys());
  CHECK(town.await([&] { return stranger.signal() == LinkSignal::refused; }));
  CHECK_FALSE(stranger.send(text("let me in")));
  CHECK(town.asked == 1);
  CHECK(town.context.counts().refused == 1);
  CHECK(is_served(town));
}

TEST_CASE("a door that refuses everybody is asked and obeyed, on every port of the process") {
  Town town;
  const auto second = Listener::open(town.context, town.keys, Town::on_loopback());
  REQUIRE(second);
  auto to_second = town.address();
  to_second.endpoint = second->endpoint();
  const auto own = make_curve_keys();
  auto line = town.dial(own);
  auto other = Dial::open(town.context, own, to_second);
  CHECK(town.await([&] { return line.signal() == LinkSignal::refused; }));
  CHECK(town.await([&] { return other->signal() == LinkSignal::refused; }));
  CHECK(town.asked == 2);
  CHECK(town.context.counts().admitted == 0);
}

TEST_CASE("a guard that fails lets nobody in, and neither does one that gives no proper name") {
  Town town;
  for (const char* name : {"", "two words", "line\nbreak", "caf\xc3\xa9"}) {
    auto line = town.dial(town.citizen(name));
    CHECK(town.await([&] { return line.signal() == LinkSignal::refused; }));
  }
  auto long_name = town.dial(town.citizen(std::string(256, 'x')));
  CHECK(town.await([&] { return long_name.signal() == LinkSignal::refused; }));

  Doors throwing;
  throwing.admit = [](const BoxPublic&, std::string_view) -> std::optional<std::string> { throw 1; };
  throwing.still_admitted = [](std::string_view) { return true; };
  auto context = Context::with_doors(throwing);
  auto port = Listener::open(*context, town.keys, Town::on_loopback());
  auto to = town.address();
  to.endpoint = port->endpoint();
  auto line = Dial::open(*context, make_curve_keys(), to);
  std::optional<LinkSignal> signal;
  CHECK(await([&] { CHECK(context->wait({}, 5ms)); }, [&] { return (signal = line->signal()).has_value(); }));
  CHECK(signal == LinkSignal::refused);
}

TEST_CASE("while nobody answers at the door, nobody gets in") {
  auto options = Town::on_loopback();
  options.timings.handshake = 300ms;
  Town town(options);
  auto elsewhere = Context::for_dialling();
  auto line = town.dial(town.citizen("device:1"), *elsewhere);
  std::optional<LinkSignal> signal;
  const auto work = [&] {
    auto on = line.waitables();
    CHECK(elsewhere->wait(on, 5ms));
  };
  CHECK(await(work, [&] { return (signal = line.signal()).has_value(); }));
  CHECK(signal == LinkSignal::unreachable);
  CHECK(town.asked == 0);
}

TEST_CASE("a peer that must be somebody else, with another key, is never spoken to") {
  Town town;
  auto to = town.address();
  to.server_key = make_curve_keys().public_key;
  auto line = Dial::open(town.context, town.citizen("device:1"), to);
  CHECK(town.await([&] { return line->signal() == LinkSignal::unreachable; }));
  CHECK_FALSE(line->send(text("to the false town")));
  CHECK(town.asked == 0);
}

TEST_CASE("greetings without encryption, or of old versions, are refused before the door is asked") {
  Town town;
  for (const auto& hello :
       {greeting("NULL"), greeting("PLAIN"), greeting("GSSAPI"), greeting("CURV"), greeting("CURVE", 1, 0),
        greeting("CURVE", 2, 0), greeting("NULL", 2, 0), std::string("\x01\x00\x00\x00\x00\x00", 6),
        std::string("GET / HTTP/1.1\r\n\r\n")}) {
    RawPeer peer(town.port.endpoint());
    REQUIRE(peer.send(hello));
    CHECK(closed(town, peer));
  }
  const BarePeer bare(town.port.endpoint(), make_curve_keys(), nullptr);
  CHECK(is_served(town));
  CHECK(town.asked == 1);  // the honest one
}

TEST_CASE("a giant frame before any handshake is cut off and costs no memory") {
  Town town;
  REQUIRE(is_served(town));
  const auto before = resident_kib();
  std::vector<RawPeer> peers;
  for (const auto bytes :
       {std::uint64_t{131'073}, std::uint64_t{300} << 20, std::uint64_t{1} << 62, ~std::uint64_t{0}})
    for (const char flags : {command_long, message_long})
      for (int i = 0; i < 8; ++i) {
        auto& peer = peers.emplace_back(town.port.endpoint());
        REQUIRE(peer.send(greeting("CURVE") + announcing(flags, bytes)));
      }
  for (auto& peer : peers) CHECK(closed(town, peer));
  CHECK(resident_kib() - before < 32 * 1024);
  CHECK(is_served(town));
  CHECK(town.asked == 2);
}

TEST_CASE("three hundred silent connections are dropped in time, and honest people are served meanwhile") {
  Town town;
  std::vector<RawPeer> silent, half;
  for (int i = 0; i < 300; ++i) silent.emplace_back(town.port.endpoint());
  for (int i = 0; i < 50; ++i) half.emplace_back(town.port.endpoint()).send(greeting("CURVE"));
  CHECK(is_served(town));
  CHECK_FALSE(silent.back().closed());  // they were there all the time
  for (auto& peer : silent) CHECK(closed(town, peer, 5s));
  for (auto& peer : half) CHECK(closed(town, peer, 5s));
  CHECK(is_served(town, "device:later"));
}

TEST_CASE("a connection that says one byte at a time gains no time by it") {
  auto options = Town::on_loopback();
  options.timings.handshake = 200ms;
  Town town(options);
  RawPeer slow(town.port.endpoint());
  const auto hello = greeting("CURVE");
  std::size_t said = 0;
  CHECK(await(
      [&] {
        slow.send(hello.substr(said, 1));
        ++said;
        town.serve();
      },
      [&] { return said == hello.size() || slow.closed(); }));
  CHECK(said < hello.size());  // 64 bytes, 5 ms each: cut off on the way
}

TEST_CASE("random bytes on a port do no harm") {
  Town town;
  std::uint32_t state = 4711;
  std::vector<RawPeer> peers;
  for (int i = 0; i < 40; ++i) {
    std::string noise = i % 2 ? greeting("CURVE") : "";
    for (int n = 0; n < 2000; ++n)
      noise.push_back(static_cast<char>((state = state * 1664525 + 1013904223) >> 24));
    peers.emplace_back(town.port.endpoint()).send(noise);
  }
  CHECK(is_served(town));
  for (auto& peer : peers) CHECK(closed(town, peer));
  CHECK(town.asked == 1);
}

TEST_CASE("a known key that knocks without pause is told to wait, and others get in") {
  Town town;
  const auto eager = town.citizen("device:eager");
  std::vector<Dial>
      lines;  // all at once: what counts is how many knock in a second, however slow the machine
  for (int i = 0; i < 130; ++i) lines.push_back(town.dial(eager));
  CHECK(town.await([&] { return town.context.counts().refused_for_now > 0; }));
  CHECK(town.context.counts().admitted >= 100);
  CHECK(is_served(town));
}
