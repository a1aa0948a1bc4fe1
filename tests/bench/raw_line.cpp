#include "raw_line.h"

#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <string>

#include "figures.h"
#include "relay/io/dial.h"
#include "relay/io/listener.h"

namespace tocsin::bench {
namespace {

namespace io = relay::io;

constexpr std::size_t message_bytes = 1600;
constexpr relay::Rate no_rate{1'000'000,
                              1'000'000};  // the echo is no node: nothing of Tocsin is measured here
constexpr std::chrono::seconds patience{10};

// Tells the endpoint through `to`, then sends everything back until it is ended.
int echo(const io::CurveKeys& own, const BoxPublic& guest, int to) {
  io::Doors doors;
  doors.admit = [&](const BoxPublic& key, std::string_view) {
    return key == guest ? std::optional<std::string>("guest") : std::nullopt;
  };
  doors.still_admitted = [](std::string_view) { return true; };
  auto context = io::Context::with_doors(std::move(doors));
  if (!context) return 1;
  io::ListenOptions options;
  options.endpoint = "tcp://127.0.0.1:0";
  options.sessions.messages = no_rate;
  auto listener = io::Listener::open(*context, own, options);
  if (!listener) return 1;
  const std::string endpoint = listener->endpoint() + "\n";
  if (::write(to, endpoint.data(), endpoint.size()) != static_cast<ssize_t>(endpoint.size())) return 1;
  for (;;) {
    io::Waitable waitable = listener->waitable();
    if (!context->wait(std::span(&waitable, 1), patience)) return 1;
    while (auto message = listener->receive()) listener->send(message->session, message->bytes);
  }
}

std::string read_line(int from) {
  std::string line;
  char next = 0;
  while (::read(from, &next, 1) == 1 && next != '\n') line += next;
  return line;
}

bool measure(const io::CurveKeys& own, const BoxPublic& server, const std::string& endpoint, int rounds,
             std::vector<double>& samples_us) {
  auto context = io::Context::for_dialling();
  if (!context) return false;
  io::DialOptions options;
  options.endpoint = endpoint;
  options.server_key = server;
  options.user = "echo";
  auto line = io::Line::open(*context, own, options, patience);
  if (!line) return false;
  const Bytes message(message_bytes, 0x5a);
  for (int i = 0; i < rounds; ++i) {
    const auto start = SteadyClock::now();
    if (!line->send(message)) return false;
    auto back = line->receive(patience);
    if (!back || back->size() != message_bytes) return false;
    samples_us.push_back(micros_since(start));
  }
  return true;
}

}  // namespace

bool round_trips(int rounds, std::vector<double>& samples_us) {
  const io::CurveKeys server = io::make_curve_keys(), guest = io::make_curve_keys();
  int ends[2];
  if (::pipe(ends) != 0) return false;
  const pid_t child = ::fork();
  if (child < 0) return false;
  if (child == 0) ::_exit(echo(server, guest.public_key, ends[1]));
  ::close(ends[1]);
  const std::string endpoint = read_line(ends[0]);
  ::close(ends[0]);
  const bool good = !endpoint.empty() && measure(guest, server.public_key, endpoint, rounds, samples_us);
  ::kill(child, SIGTERM);
  ::waitpid(child, nullptr, 0);
  return good;
}

}  // namespace tocsin::bench
