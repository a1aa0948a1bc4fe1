// The real tocsin-gateway, between a node and devices that speak its messages.
#include "relay/gateway/gateway.h"

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "relay/gate.h"
#include "relay/host/start.h"
#include "relay/io/dial.h"

using namespace tocsin;
using namespace tocsin::relay;
using namespace tocsin::relay::io;
using namespace std::chrono_literals;

namespace {

constexpr auto patience = 30s;

// A gateway in a folder of its own, run as an operator runs it.
struct Site {
  std::filesystem::path folder;
  CurveKeys node = make_curve_keys();
  BoxPublic key;
  Context context;
  pid_t pid = -1;

  Site() : context(std::move(*Context::for_dialling())) {
    std::string name = "/tmp/tocsin-gateway-XXXXXX";
    REQUIRE(mkdtemp(name.data()) != nullptr);
    folder = name;
    host::InitWish wish;
    wish.folder = (folder / "gateway").string();
    wish.listen = "ipc://" + (folder / "port").string();
    key = *gateway::make_gateway(wish);
    grant(true);
    pid = fork();
    REQUIRE(pid >= 0);
    if (pid == 0) {
      const auto config = (folder / "gateway" / "gateway.toml").string();
      execl(TOCSIN_GATEWAY, TOCSIN_GATEWAY, "--config", config.c_str(), nullptr);
      _exit(127);
    }
  }
  ~Site() {
    end(SIGKILL);
    std::filesystem::remove_all(folder);
  }
  void grant(bool with_node) const {
    std::ofstream(folder / "gateway" / "grants")
        << "tocsin-gateway-grants 1\ngateway " << to_hex(key.view()) << "\n"
        << (with_node ? "node " + to_hex(node.public_key.view()) + "\n" : "");
  }
  int end(int how) {
    if (pid < 0) return 0;
    kill(pid, how);
    int status = 0;
    waitpid(pid, &status, 0);
    pid = -1;
    return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
  }
  Line line(const CurveKeys& own) {
    DialOptions to;
    to.endpoint = "ipc://" + (folder / "port").string();
    to.server_key = key;
    const auto until = std::chrono::steady_clock::now() + patience;
    for (;;) {
      auto opened = Line::open(context, own, to, 2s);
      if (opened) return std::move(*opened);
      REQUIRE(std::chrono::steady_clock::now() < until);  // it has not bound its port yet
    }
  }
};

GateMessage next(Line& line) {
  auto bytes = line.receive(patience);
  REQUIRE(bytes);
  auto message = decode_gate(*bytes);
  REQUIRE(message);
  return *message;
}
void say(Line& line, const GateMessage& message) {
  REQUIRE(line.send(encode(message)));
}

}  // namespace

TEST_CASE("a device's bytes reach the node that dialled, and the answer comes back") {
  Site site;
  auto node = site.line(site.node), device = site.line(make_curve_keys());
  say(device, Call{Lane::control, site.node.public_key, {1}});
  CHECK(next(device) == GateMessage(Ended{0, EndCode::not_connected}));
  say(node, Serve{16, 64});
  CHECK(next(node) == GateMessage(Serving{}));
  say(device, Call{Lane::control, site.node.public_key, {1}});
  const auto carried = std::get<Carry>(next(node));
  CHECK(carried.bytes == Bytes{1});
  say(node, Carry{carried.session, Lane::rest, true, {2}});
  say(node, Handled{carried.session, Lane::control});
  CHECK(next(device) == GateMessage(Carry{0, Lane::rest, false, {2}}));
  say(device, Still{});
  CHECK(next(device) == GateMessage(Still{}));
  REQUIRE(device.send(Bytes{0xff}));
  CHECK(next(device) == GateMessage(Ended{0, EndCode::malformed}));
  CHECK(site.end(SIGTERM) == 0);
}

TEST_CASE("a stranger who says that he serves is nobody's node") {
  Site site;
  auto stranger = site.line(make_curve_keys()), device = site.line(make_curve_keys());
  say(stranger, Serve{16, 64});
  CHECK(next(stranger) == GateMessage(Ended{0, EndCode::unknown}));
  say(device, Call{Lane::control, site.node.public_key, {1}});
  CHECK(next(device) == GateMessage(Ended{0, EndCode::not_connected}));
}

TEST_CASE(
    "a device that is gone is found out, and the node is told; a node that is gone is told to its devices") {
  Site site;
  auto device = site.line(make_curve_keys());
  std::uint64_t number = 0;
  {
    auto node = site.line(site.node);
    say(node, Serve{16, 64});
    CHECK(next(node) == GateMessage(Serving{}));
    {
      auto leaving = site.line(make_curve_keys());
      say(leaving, Call{Lane::control, site.node.public_key, {1}});
      number = std::get<Carry>(next(node)).session;
    }
    auto told = next(node);
    for (; std::holds_alternative<Serving>(told); told = next(node)) {
    }
    CHECK(told == GateMessage(Ended{number, EndCode::done}));
    say(node, Serve{16, 64});
    CHECK(next(node) == GateMessage(Serving{}));
    say(device, Call{Lane::control, site.node.public_key, {1}});
    CHECK(std::get<Carry>(next(node)).session != number);
  }
  auto told = next(device);
  for (; std::holds_alternative<Still>(told); told = next(device)) {
  }
  CHECK(told == GateMessage(Ended{0, EndCode::node_lost}));
}

TEST_CASE("a node taken off the grants is told so, and its devices are") {
  Site site;
  auto node = site.line(site.node), device = site.line(make_curve_keys());
  say(node, Serve{16, 64});
  CHECK(next(node) == GateMessage(Serving{}));
  say(device, Call{Lane::control, site.node.public_key, {1}});
  CHECK(std::holds_alternative<Carry>(next(node)));
  site.grant(false);
  kill(site.pid, SIGHUP);
  CHECK(next(device) == GateMessage(Ended{0, EndCode::not_connected}));
  CHECK(next(node) == GateMessage(Ended{0, EndCode::not_connected}));
}

TEST_CASE("a gateway that cannot run says why and ends with code 3; a second --init changes nothing") {
  Site site;
  host::InitWish again;
  again.folder = (site.folder / "gateway").string();
  CHECK_FALSE(gateway::make_gateway(again));
  again.folder = (site.folder / "other").string();
  CHECK(gateway::make_gateway(again).error().detail.find("--address") != std::string::npos);
  again.address = "tcp://192.0.2.7:7620";
  REQUIRE(gateway::make_gateway(again));
  std::ifstream pub(site.folder / "other" / "gateway.pub");
  const std::string text(std::istreambuf_iterator<char>(pub), {});
  CHECK(text.find("tocsin-gateway 1\naddress: tcp://192.0.2.7:7620\nserver: ") == 0);
  std::filesystem::remove(site.folder / "other" / "grants");
  auto config = host::read_gateway_config((site.folder / "other" / "gateway.toml").string());
  REQUIRE(config);
  CHECK(gateway::serve_gateway(*config).error().code == Errc::configuration);
}
