// A device's blocking line, and what a line tells of its own fate.
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <thread>

#include "town.h"

using namespace tocsin;
using namespace tocsin::relay;
using namespace tocsin::relay::io;

namespace {

// The town served by a thread of its own, echoing, as a node is to a device.
class Served {
 public:
  explicit Served(Town& town)
      : town_(town), thread_([this] {
          while (!done_) {
            town_.serve();
            for (; answered_ < town_.heard.size(); ++answered_)
              if (!mute_) town_.port.send(town_.heard[answered_].session, town_.heard[answered_].bytes);
          }
        }) {}
  ~Served() { stop(); }
  void stop() {
    done_ = true;
    if (thread_.joinable()) thread_.join();
  }
  void mute() { mute_ = true; }

 private:
  Town& town_;
  std::size_t answered_ = 0;
  std::atomic<bool> done_{false}, mute_{false};
  std::thread thread_;
};

// A wire that can be cut without either end being told: it stops forwarding and closes nothing.
class Wire {
 public:
  explicit Wire(const std::string& to) : to_(to), listening_(socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in any{};
    any.sin_family = AF_INET;
    any.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    REQUIRE(bind(listening_, reinterpret_cast<sockaddr*>(&any), sizeof any) == 0);
    REQUIRE(listen(listening_, 4) == 0);
    socklen_t size = sizeof any;
    REQUIRE(getsockname(listening_, reinterpret_cast<sockaddr*>(&any), &size) == 0);
    endpoint = "tcp://127.0.0.1:" + std::to_string(ntohs(any.sin_port));
    thread_ = std::thread([this] { carry(); });
  }
  ~Wire() {
    done_ = true;
    thread_.join();
    for (const int fd : {listening_, ends_[0], ends_[1]})
      if (fd >= 0) close(fd);
  }
  void cut() { cut_ = true; }
  std::string endpoint;

 private:
  void carry() {
    while (!done_) {
      pollfd fds[3] = {{ends_[0] < 0 ? listening_ : -1, POLLIN, 0},
                       {cut_ ? -1 : ends_[0], POLLIN, 0},
                       {cut_ ? -1 : ends_[1], POLLIN, 0}};
      poll(fds, 3, 5);
      if (fds[0].revents != 0) connect_through();
      for (const int side : {0, 1}) {
        if (fds[1 + side].revents == 0) continue;
        char some[65536];
        const auto got = read(ends_[side], some, sizeof some);
        if (got <= 0 || write(ends_[1 - side], some, static_cast<std::size_t>(got)) != got) return;
      }
    }
  }
  void connect_through() {
    ends_[0] = accept(listening_, nullptr, nullptr);
    ends_[1] = socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in to{};
    to.sin_family = AF_INET;
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    to.sin_port = htons(static_cast<std::uint16_t>(port_of(to_)));
    (void)connect(ends_[1], reinterpret_cast<sockaddr*>(&to), sizeof to);
  }

  std::string to_;
  int listening_;
  int ends_[2] = {-1, -1};
  std::atomic<bool> cut_{false}, done_{false};
  std::thread thread_;
};

std::string free_endpoint() {
  Town gone;
  return gone.port.endpoint();
}

}  // namespace

TEST_CASE("a device asks and is answered") {
  Town town;
  const auto own = town.citizen("device:1");
  Served served(town);
  auto device = Context::for_dialling();
  auto line = Line::open(*device, own, town.address(), 5s);
  REQUIRE(line);
  for (int i = 0; i < 20; ++i) {
    REQUIRE(line->send(text("alerte " + std::to_string(i))));
    const auto answer = line->receive(5s);
    REQUIRE(answer);
    CHECK(text(*answer) == "alerte " + std::to_string(i));
  }
}

TEST_CASE("a device is told at once that nobody is there, and not after the time is over") {
  auto device = Context::for_dialling();
  DialOptions to;
  to.endpoint = free_endpoint();
  to.server_key = make_curve_keys().public_key;
  const auto start = std::chrono::steady_clock::now();
  const auto line = Line::open(*device, make_curve_keys(), to, 30s);
  REQUIRE_FALSE(line);
  CHECK(line.error().code == Errc::unreachable);
  CHECK(std::chrono::steady_clock::now() - start < 5s);
}

TEST_CASE("a device that is not admitted is told so at once") {
  Town town;
  Served served(town);
  auto device = Context::for_dialling();
  const auto line = Line::open(*device, make_curve_keys(), town.address(), 30s);
  REQUIRE_FALSE(line);
  CHECK(line.error().code == Errc::not_allowed);
}

TEST_CASE("a device speaks to no other key than the one on its card") {
  Town town;
  const auto own = town.citizen("device:1");
  Served served(town);
  auto device = Context::for_dialling();
  auto to = town.address();
  to.server_key = make_curve_keys().public_key;
  const auto line = Line::open(*device, own, to, 30s);
  REQUIRE_FALSE(line);
  CHECK(line.error().code == Errc::unreachable);
}

TEST_CASE("silence ends with the time the device gave, and a node that goes away ends it sooner") {
  std::optional<Town> town(std::in_place);
  const auto own = town->citizen("device:1");
  std::optional<Served> served(std::in_place, *town);
  served->mute();
  auto device = Context::for_dialling();
  auto line = Line::open(*device, own, town->address(), 5s);
  REQUIRE(line);
  REQUIRE(line->send(text("anybody?")));
  const auto nothing = line->receive(50ms);
  REQUIRE_FALSE(nothing);
  CHECK(nothing.error().code == Errc::unreachable);
  served.reset();
  town.reset();
  const auto start = std::chrono::steady_clock::now();
  CHECK_FALSE(line->receive(30s));
  CHECK(std::chrono::steady_clock::now() - start < 10s);
  CHECK_FALSE(line->send(text("too late")));
}

TEST_CASE("a line tells when it comes up, goes down, and comes up again by itself") {
  auto context = Context::for_dialling();
  const auto endpoint = free_endpoint();
  auto options = Town::on_loopback();
  options.endpoint = endpoint;
  const auto server = make_curve_keys(), own = make_curve_keys();
  DialOptions to;
  to.endpoint = endpoint;
  to.server_key = server.public_key;
  to.timings.reconnect_min = 50ms;
  to.timings.reconnect_max = 100ms;
  auto line = Dial::open(*context, own, to);
  REQUIRE(line);
  std::optional<LinkSignal> signal;
  const auto idle = [&] {
    auto on = line->waitables();
    CHECK(context->wait(on, 5ms));
  };
  REQUIRE(await(idle, [&] { return (signal = line->signal()).has_value(); }));
  CHECK(signal == LinkSignal::unreachable);
  CHECK_FALSE(line->send(text("to nobody")));
  for (int round = 0; round < 2; ++round) {
    {
      Doors doors;
      doors.admit = [](const BoxPublic&, std::string_view) {
        return std::optional<std::string>("node:peer");
      };
      doors.still_admitted = [](std::string_view) { return true; };
      auto open = Context::with_doors(doors);
      auto port = Listener::open(*open, server, options);
      REQUIRE(port);
      const auto serve = [&] {
        std::array<Waitable, 1> on{port->waitable()};
        CHECK(open->wait(on, 5ms));
      };
      REQUIRE(await(serve, [&] { return line->signal() == LinkSignal::connected; }));
      CHECK(line->send(text("hello")));  // at once
      std::optional<Received> heard;
      REQUIRE(await(serve, [&] { return (heard = port->receive()).has_value(); }));
    }
    REQUIRE(await(idle, [&] { return line->signal() == LinkSignal::lost; }));
    CHECK_FALSE(line->send(text("to nobody")));
  }
}

TEST_CASE("a half-open line, cut without a word, is noticed by its heartbeat") {
  Town town;
  Wire wire(town.port.endpoint());
  auto to = town.address();
  to.endpoint = wire.endpoint;
  to.timings.heartbeat = 200ms;
  to.timings.heartbeat_timeout = 500ms;
  auto line = Dial::open(town.context, town.citizen("node:1"), to);
  REQUIRE(line);
  REQUIRE(town.up(*line));
  wire.cut();
  const auto start = std::chrono::steady_clock::now();
  REQUIRE(town.await([&] { return line->signal() == LinkSignal::lost; }));
  CHECK(std::chrono::steady_clock::now() - start < 5s);
}

TEST_CASE("fact: after a refusal ZeroMQ never tries again, which is why a silent line is dialled anew") {
  Town town;
  const auto own = make_curve_keys();
  auto to = town.address();
  to.timings.reconnect_min = 20ms;
  to.timings.reconnect_max = 40ms;
  auto line = Dial::open(town.context, own, to);
  REQUIRE(town.await([&] { return line->signal() == LinkSignal::refused; }));
  town.admitted[own.public_key] = "node:late";
  CHECK_FALSE(town.await([&] { return line->signal().has_value(); }, 500ms));
  auto anew = Dial::open(town.context, own, to);
  REQUIRE(anew);
  CHECK(town.up(*anew));
}
