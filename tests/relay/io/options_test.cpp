// Every option that a socket must have, read back from the sockets themselves. Those that ZeroMQ does not
// tell (mandatory routing, no handover) are shown by what they do, in routing_test.cpp and traffic_test.cpp.
#include <sys/stat.h>
#include <unistd.h>
#include <zmq.h>

#include "town.h"

using namespace tocsin;
using namespace tocsin::relay;
using namespace tocsin::relay::io;

namespace {

int option(void* socket, int name) {
  int value = -1;
  std::size_t size = sizeof value;
  REQUIRE(zmq_getsockopt(socket, name, &value, &size) == 0);
  return value;
}

void check_transport(void* socket) {
  std::int64_t most = 0;
  std::size_t size = sizeof most;
  REQUIRE(zmq_getsockopt(socket, ZMQ_MAXMSGSIZE, &most, &size) == 0);
  CHECK(most == 131'072);
  CHECK(option(socket, ZMQ_HANDSHAKE_IVL) == 2000);
  CHECK(option(socket, ZMQ_HEARTBEAT_IVL) == 5000);
  CHECK(option(socket, ZMQ_HEARTBEAT_TIMEOUT) == 15'000);
  CHECK(option(socket, ZMQ_HEARTBEAT_TTL) == 15'000);
  CHECK(option(socket, ZMQ_RECONNECT_IVL) == 500);
  CHECK(option(socket, ZMQ_RECONNECT_IVL_MAX) == 8000);
  CHECK(option(socket, ZMQ_LINGER) == 0);
  CHECK(option(socket, ZMQ_IMMEDIATE) == 1);
  CHECK(option(socket, ZMQ_SNDHWM) == 256);
  CHECK(option(socket, ZMQ_RCVHWM) == 256);
  CHECK(option(socket, ZMQ_TCP_KEEPALIVE) == 1);
  CHECK(option(socket, ZMQ_TCP_KEEPALIVE_IDLE) == 60);
  CHECK(option(socket, ZMQ_TCP_KEEPALIVE_INTVL) == 20);
  CHECK(option(socket, ZMQ_TCP_KEEPALIVE_CNT) == 3);
  CHECK(option(socket, ZMQ_MECHANISM) == ZMQ_CURVE);
}

void check_port(void* socket) {
  check_transport(socket);
  CHECK(option(socket, ZMQ_TYPE) == ZMQ_ROUTER);
  CHECK(option(socket, ZMQ_BACKLOG) == 512);
  CHECK(option(socket, ZMQ_CURVE_SERVER) == 1);
  CHECK(option(socket, 93) == 1);  // ZMQ_ZAP_ENFORCE_DOMAIN
  char domain[64];
  std::size_t size = sizeof domain;
  REQUIRE(zmq_getsockopt(socket, ZMQ_ZAP_DOMAIN, domain, &size) == 0);
  CHECK(std::string(domain) == "tocsin");
}

struct TemporaryFolder {
  std::string path = "/tmp/tocsin-relay-XXXXXX";
  TemporaryFolder() { REQUIRE(mkdtemp(path.data()) != nullptr); }
  ~TemporaryFolder() {
    unlink((path + "/port").c_str());
    rmdir(path.c_str());
  }
};

}  // namespace

TEST_CASE("every must-set option is in force on a TCP port") {
  Town town;
  check_port(town.port.waitable().socket);
}

TEST_CASE("every must-set option is in force on a local port, and it admits and serves the same way") {
  TemporaryFolder folder;
  ListenOptions options;
  options.endpoint = "ipc://" + folder.path + "/port";
  Town town(options);
  check_port(town.port.waitable().socket);
  auto line = town.dial(town.citizen("device:1"));
  REQUIRE(town.up(line));
  REQUIRE(line.send(text("bonjour")));
  const auto* heard = town.next();
  REQUIRE(heard);
  CHECK(heard->user == "device:1");

  auto stranger = town.dial(make_curve_keys());
  CHECK(town.await([&] { return stranger.signal() == LinkSignal::refused; }));
}

TEST_CASE("every must-set option is in force on a dialled line") {
  Town town;
  auto line = town.dial(make_curve_keys());
  check_transport(line.waitables()[0].socket);
  CHECK(option(line.waitables()[0].socket, ZMQ_TYPE) == ZMQ_DEALER);
}

TEST_CASE("a dead connection is noticed within twenty seconds by the default heartbeats") {
  const Timings timings;
  CHECK(timings.heartbeat + timings.heartbeat_timeout <= 20s);
  // The longest silence of a line that is being dialled stays below relay::link_silent.
  CHECK(timings.reconnect_max + timings.connect + timings.handshake < link_silent);
}

TEST_CASE("a port tells the port number it was given, and a taken one is refused with one clear line") {
  Town town;
  CHECK(port_of(town.port.endpoint()) > 0);
  ListenOptions same;
  same.endpoint = town.port.endpoint();
  const auto second = Listener::open(town.context, town.keys, same);
  REQUIRE_FALSE(second);
  CHECK(second.error().code == Errc::configuration);
  CHECK(second.error().detail.find(same.endpoint) != std::string::npos);
}

TEST_CASE("only TCP and local addresses are listened on or dialled") {
  Town town;
  for (const char* wrong :
       {"", "tcp://", "tcp://127.0.0.1", "tcp://127.0.0.1:", "tcp://:80", "tcp://127.0.0.1:http",
        "inproc://x", "ws://127.0.0.1:80", "ipc://@abstract", "ipc://relative",
        "tcp://127.0.0.1:0;127.0.0.1:1", "tcp://127.0.0.1:0/x", "tcp://127.0.0.1:\n1", "udp://127.0.0.1:1"}) {
    ListenOptions listen;
    listen.endpoint = wrong;
    const auto port = Listener::open(town.context, town.keys, listen);
    REQUIRE_FALSE(port);
    CHECK(port.error().code == Errc::configuration);
    DialOptions dial;
    dial.endpoint = wrong;
    const auto line = Dial::open(town.context, town.keys, dial);
    REQUIRE_FALSE(line);
    CHECK(line.error().code == Errc::configuration);
  }
}

TEST_CASE("a key pair is made new each time, and its public half follows from its secret") {
  const auto one = make_curve_keys(), other = make_curve_keys();
  CHECK(one.public_key != other.public_key);
  CHECK(curve_keys_of(one.secret).public_key == one.public_key);
  // RFC 7748, 6.1: Alice's.
  const auto secret = from_hex("77076d0a7318a57d3c16c17251b26645df4c2f87ebc0992ab177fba51db92c2a");
  REQUIRE(secret);
  const auto alice = curve_keys_of(SecretView(secret->data(), 32));
  CHECK(to_hex(alice.public_key.view()) ==
        "8520f0098930a754748b7ddcb43ef75a0dbf3a0d26381af4eba4a98eaa9b4e6a");
}
