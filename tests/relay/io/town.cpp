#include "town.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>
#include <zmq.h>

#include <fstream>

namespace tocsin::relay::io {

bool await(const std::function<void()>& work, const std::function<bool()>& happened, milliseconds most) {
  const auto end = std::chrono::steady_clock::now() + most;
  while (!happened()) {
    if (std::chrono::steady_clock::now() > end) return false;
    work();
  }
  return true;
}

Bytes text(std::string_view from) {
  return Bytes(from.begin(), from.end());
}
std::string text(ByteView from) {
  return std::string(from.begin(), from.end());
}

namespace {

Context open_context(Town& town) {
  Doors doors;
  doors.admit = [&town](const BoxPublic& key, std::string_view) -> std::optional<std::string> {
    ++town.asked;
    const auto found = town.admitted.find(key);
    if (found == town.admitted.end()) return std::nullopt;
    return found->second;
  };
  doors.still_admitted = [&town](std::string_view user) { return !town.revoked.contains(user); };
  auto context = Context::with_doors(std::move(doors));
  REQUIRE(context);
  return std::move(*context);
}

Listener open_port(Town& town, const ListenOptions& options) {
  auto port = Listener::open(town.context, town.keys, options);
  if (!port) FAIL(port.error().detail);
  return std::move(*port);
}

}  // namespace

ListenOptions Town::on_loopback() {
  ListenOptions options;
  options.endpoint = "tcp://127.0.0.1:0";
  options.sessions.messages = {100'000, 100'000};
  return options;
}

Town::Town(ListenOptions options) : context(open_context(*this)), port(open_port(*this, options)) {}

CurveKeys Town::citizen(const std::string& user) {
  const auto made = make_curve_keys();
  admitted[made.public_key] = user;
  return made;
}

DialOptions Town::address() const {
  DialOptions options;
  options.endpoint = port.endpoint();
  options.server_key = keys.public_key;
  options.user = "node:town";
  return options;
}

Dial Town::dial(const CurveKeys& own, Context& from) const {
  auto dialled = Dial::open(from, own, address());
  REQUIRE(dialled);
  return std::move(*dialled);
}

void Town::serve() {
  std::array<Waitable, 1> on{port.waitable()};
  REQUIRE(context.wait(on, 5ms));
  for (int i = 0; i < 1000; ++i) {
    auto received = port.receive();
    if (!received) return;
    heard.push_back(std::move(*received));
  }
}

bool Town::await(const std::function<bool()>& happened, milliseconds most) {
  return io::await([this] { serve(); }, happened, most);
}

bool Town::up(Dial& line) {
  return await([&] { return line.signal() == LinkSignal::connected; });
}

const Received* Town::next(milliseconds most) {
  const auto before = heard.size();
  return await([&] { return heard.size() > before; }, most) ? &heard[before] : nullptr;
}

int port_of(const std::string& endpoint) {
  return std::stoi(endpoint.substr(endpoint.rfind(':') + 1));
}

RawPeer::RawPeer(const std::string& endpoint) : fd_(socket(AF_INET, SOCK_STREAM, 0)) {
  sockaddr_in to{};
  to.sin_family = AF_INET;
  to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  to.sin_port = htons(static_cast<std::uint16_t>(port_of(endpoint)));
  REQUIRE(connect(fd_, reinterpret_cast<sockaddr*>(&to), sizeof to) == 0);
  REQUIRE(fcntl(fd_, F_SETFL, O_NONBLOCK) == 0);
}

RawPeer::~RawPeer() {
  if (fd_ >= 0) close(fd_);
}

bool RawPeer::send(const std::string& bytes) {
  return ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL) == static_cast<ssize_t>(bytes.size());
}

bool RawPeer::closed() {
  char some[4096];
  for (;;) {
    const auto got = recv(fd_, some, sizeof some, 0);
    if (got > 0) {
      said.append(some, static_cast<std::size_t>(got));
      continue;
    }
    return got == 0 || (errno != EAGAIN && errno != EWOULDBLOCK);
  }
}

std::string greeting(const std::string& mechanism, char major, char minor) {
  std::string bytes(64, '\0');
  bytes[0] = '\xff';
  bytes[9] = '\x7f';
  bytes[10] = major;
  bytes[11] = minor;
  bytes.replace(12, mechanism.size(), mechanism);
  return bytes;
}

long resident_kib() {
  std::ifstream statm("/proc/self/statm");
  long pages = 0, resident = 0;
  statm >> pages >> resident;
  return resident * (sysconf(_SC_PAGESIZE) / 1024);
}

BarePeer::BarePeer(const std::string& endpoint, const CurveKeys& own, const BoxPublic* server_key,
                   const std::string& routing_id, int type, int queue)
    : context_(zmq_ctx_new()), socket_(zmq_socket(context_, type == 0 ? ZMQ_DEALER : type)) {
  const int zero = 0;
  zmq_setsockopt(socket_, ZMQ_LINGER, &zero, sizeof zero);
  zmq_setsockopt(socket_, ZMQ_RCVHWM, &queue, sizeof queue);
  if (server_key != nullptr) {
    REQUIRE(zmq_setsockopt(socket_, ZMQ_CURVE_SERVERKEY, server_key->bytes.data(), 32) == 0);
    REQUIRE(zmq_setsockopt(socket_, ZMQ_CURVE_PUBLICKEY, own.public_key.bytes.data(), 32) == 0);
    REQUIRE(zmq_setsockopt(socket_, ZMQ_CURVE_SECRETKEY, own.secret.data(), 32) == 0);
  }
  if (!routing_id.empty())
    REQUIRE(zmq_setsockopt(socket_, ZMQ_ROUTING_ID, routing_id.data(), routing_id.size()) == 0);
  REQUIRE(zmq_connect(socket_, endpoint.c_str()) == 0);
}

BarePeer::~BarePeer() {
  zmq_close(socket_);
  zmq_ctx_term(context_);
}

bool BarePeer::send(const std::vector<std::string>& frames) {
  for (std::size_t i = 0; i < frames.size(); ++i) {
    const int flags = ZMQ_DONTWAIT | (i + 1 < frames.size() ? ZMQ_SNDMORE : 0);
    if (zmq_send(socket_, frames[i].data(), frames[i].size(), flags) < 0) return false;
  }
  return true;
}

std::optional<std::string> BarePeer::receive() {
  std::string bytes(limits::frame_bytes_max, '\0');
  const int got = zmq_recv(socket_, bytes.data(), bytes.size(), ZMQ_DONTWAIT);
  if (got < 0) return std::nullopt;
  bytes.resize(static_cast<std::size_t>(got));
  return bytes;
}

}  // namespace tocsin::relay::io
