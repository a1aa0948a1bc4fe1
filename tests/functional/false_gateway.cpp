// A gateway that lies, and strangers who flood an honest one: real CURVE, real sockets. For gateway_test.py.
//
//   tocsin_false_gateway lie drops|replays|alters|injects|crowded KEYFILE ENDPOINT
//       listens with that gateway's key for whoever comes; ends by a signal
//   tocsin_false_gateway flood COUNT GATEWAYKEY NODEKEY PORT
//       COUNT strangers of 127.0.0.2 … 127.0.0.9 call the node at 127.0.0.1:PORT, keep calling, and send
//       rubbish; says "flooding" when all have called, and at the end of stdin how many of them were let
//       through
#include <poll.h>
#include <sys/resource.h>
#include <zmq.h>

#include <fstream>
#include <iostream>
#include <iterator>
#include <set>
#include <string>
#include <vector>

#include "relay/gate.h"
#include "relay/io/listener.h"

using namespace tocsin;
using namespace tocsin::relay;

namespace {

using std::chrono::milliseconds;

io::CurveKeys read_keys(const std::string& file) {
  std::ifstream in(file, std::ios::binary);
  const std::string bytes(std::istreambuf_iterator<char>(in), {});
  if (bytes.size() != 32) throw std::runtime_error(file + ": no key");
  return io::curve_keys_of(io::SecretView(reinterpret_cast<const std::uint8_t*>(bytes.data()), 32));
}

template <class T>
T must(Result<T> result) {
  if (!result) throw std::runtime_error(result.error().detail);
  return std::move(*result);
}

milliseconds steady_now() {
  return std::chrono::duration_cast<milliseconds>(std::chrono::steady_clock::now().time_since_epoch());
}

// ---- the liar: an honest gateway whose words are changed on their way out
class Liar {
 public:
  Liar(std::string how, const io::CurveKeys& keys, const std::string& endpoint)
      : how_(std::move(how)), gate_(GateLimits{}), context_(must(io::Context::with_doors(doors()))) {
    io::ListenOptions options;
    options.endpoint = endpoint;
    options.sessions.messages = {10'000, 10'000};
    port_.emplace(must(io::Listener::open(context_, keys, options)));
    std::cout << "listening" << std::endl;
  }
  [[noreturn]] void run() {
    for (;;) {
      std::array<io::Waitable, 1> on{port_->waitable()};
      if (!context_.wait(on, milliseconds(500))) std::exit(1);
      while (auto received = port_->receive())
        if (auto message = decode_gate(received->bytes)) hear(*received, std::move(*message));
      gate_.tick(steady_now(), out_);
      while (!out_.empty())
        for (const auto& one : std::exchange(out_, {})) pass(one);
    }
  }

 private:
  static io::Doors doors() {
    io::Doors doors;
    doors.admit = [](const BoxPublic& key, std::string_view) { return to_hex(key.view()); };
    doors.still_admitted = [](std::string_view) { return true; };
    return doors;
  }
  // One message in so many is harmed: more than a session takes that only asks, so that some sessions come
  // through.
  static constexpr std::uint64_t harmed = 11;
  // Whoever says Serve is a node; everybody else is a device.
  void hear(const io::Received& received, GateMessage message) {
    const auto key = *id_from_hex<BoxPublic>(received.user);
    if (std::holds_alternative<Serve>(message) && nodes_.insert(key).second)
      gate_.admit(std::vector<BoxPublic>(nodes_.begin(), nodes_.end()), out_);
    if (how_ == "crowded" && std::holds_alternative<Call>(message))
      port_->send(received.session, encode(Ended{0, EndCode::crowded}));
    else if (nodes_.count(key))
      gate_.from_node(received.session, key, std::move(message), steady_now(), out_);
    else
      gate_.from_device(received.session, received.user, std::move(message), steady_now(), out_);
  }
  void pass(const Gate::Out& one) {
    const auto* carried = std::get_if<Carry>(&one.message);
    if (carried == nullptr) return say(one, one.message);
    ++carried_;
    const bool now = carried_ % harmed == 0;
    if (how_ == "drops" && now) return;
    say(one, one.message);
    if (how_ == "replays") {
      if (now) say(one, one.message);
      if (now && before_) say(*before_, before_->message);
      before_ = one;
    } else if (how_ == "injects" && now) {
      auto made = *carried;
      made.bytes.assign(made.bytes.size(), 0x5a);
      say(one, made);  // bytes of its own
      if (before_) {
        made.bytes = std::get<Carry>(before_->message).bytes;
        say(one, made);  // those of another session
      }
      say(one, Carry{one.to_node ? carried->session + 1'000'000 : 0, Lane::rest, false, made.bytes});
    } else if (how_ == "injects") {
      before_ = one;
    }
  }
  void say(const Gate::Out& to, GateMessage message) {
    if (auto* carried = std::get_if<Carry>(&message); carried && how_ == "alters" && carried_ % harmed == 0)
      carried->bytes[carried->bytes.size() / 2] ^= 1;
    port_->send(to.line, encode(message));
  }

  std::string how_;
  Gate gate_;
  io::Context context_;
  std::optional<io::Listener> port_;
  std::set<BoxPublic> nodes_;
  std::vector<Gate::Out> out_;
  std::optional<Gate::Out> before_;
  std::uint64_t carried_ = 0;
};

// ---- the flood
constexpr int addresses = 8;

void* stranger(void* context, const BoxPublic& gateway, int number, const std::string& port) {
  const auto own = io::make_curve_keys();
  void* socket = zmq_socket(context, ZMQ_DEALER);
  const int zero = 0;
  zmq_setsockopt(socket, ZMQ_LINGER, &zero, sizeof zero);
  zmq_setsockopt(socket, ZMQ_CURVE_SERVERKEY, gateway.bytes.data(), 32);
  zmq_setsockopt(socket, ZMQ_CURVE_PUBLICKEY, own.public_key.bytes.data(), 32);
  zmq_setsockopt(socket, ZMQ_CURVE_SECRETKEY, own.secret.data(), 32);
  const auto from = "tcp://127.0.0." + std::to_string(2 + number % addresses) + ":0;127.0.0.1:" + port;
  if (zmq_connect(socket, from.c_str()) != 0)
    throw std::runtime_error(from + ": " + zmq_strerror(zmq_errno()));
  return socket;
}

bool stdin_ended() {
  pollfd one{0, POLLIN, 0};
  return poll(&one, 1, 0) == 1;
}

int flood(int count, const BoxPublic& gateway, const BoxPublic& node, const std::string& port) {
  void* context = zmq_ctx_new();
  zmq_ctx_set(context, ZMQ_MAX_SOCKETS, count + 16);
  std::vector<void*> sockets;
  for (int i = 0; i < count; ++i) sockets.push_back(stranger(context, gateway, i, port));
  auto call =
      encode(Call{Lane::control, node, Bytes(33, 1)});  // a call such as a device's, with a key of nobody
  call[1] = static_cast<std::uint8_t>(Lane::control);
  const auto rubbish = encode(Carry{0, Lane::in_progress, false, Bytes(200, 0x5a)});
  const Bytes nonsense(100, 0xff);
  std::vector<char> called(sockets.size());
  std::size_t through = 0, said = 0;
  bool told = false;
  for (std::uint64_t round = 0; !stdin_ended(); ++round) {
    for (std::size_t i = 0; i < sockets.size(); ++i) {
      const auto& what = round % 3 == 0 ? call : round % 3 == 1 ? rubbish : nonsense;
      const auto sent = zmq_send(sockets[i], what.data(), what.size(), ZMQ_DONTWAIT);
      if (sent > 0 && what == call && !called[i]) called[i] = 1, ++said;
      char bytes[4096];
      for (int got = 0; (got = zmq_recv(sockets[i], bytes, sizeof bytes, ZMQ_DONTWAIT)) > 0;)
        through += bytes[0] == 12;  // a Carry: the node answered a stranger
    }
    if (!told && said == sockets.size()) {
      std::cout << "flooding" << std::endl;
      told = true;
    }
    poll(nullptr, 0, 50);
  }
  std::cout << through << std::endl;
  for (auto* socket : sockets) zmq_close(socket);
  zmq_ctx_term(context);
  return 0;
}

}  // namespace

int main(int count, char** words) {
  const std::vector<std::string> args(words + 1, words + count);
  try {
    rlimit files{};
    getrlimit(RLIMIT_NOFILE, &files);
    files.rlim_cur = files.rlim_max;
    setrlimit(RLIMIT_NOFILE, &files);
    if (args.size() == 4 && args[0] == "lie") Liar(args[1], read_keys(args[2]), args[3]).run();
    if (args.size() == 5 && args[0] == "flood")
      return flood(std::stoi(args[1]), *id_from_hex<BoxPublic>(args[2]), *id_from_hex<BoxPublic>(args[3]),
                   args[4]);
  } catch (const std::exception& error) {
    std::cerr << "tocsin_false_gateway: " << error.what() << "\n";
    return 1;
  }
  std::cerr << "usage: see the head of false_gateway.cpp\n";
  return 2;
}
