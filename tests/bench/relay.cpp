// What a relay carries: many senders, many mailboxes, one durable relay; beside it the same senders and the
// same messages over raw CURVE to somebody who only says "got it".
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <csignal>
#include <cstring>
#include <fstream>
#include <iostream>
#include <iterator>
#include <string>

#include "figures.h"
#include "relay/io/dial.h"
#include "relay/io/listener.h"
#include "relay/message.h"

namespace tocsin::bench {
namespace {

namespace io = relay::io;
using namespace std::chrono;

constexpr std::size_t parcel_bytes = 2048, mailboxes = 16, senders = 2 * mailboxes;
constexpr std::size_t window =
    12;  // of one sender, until the owner has it: its lane's share of what may be under way is 12
constexpr double at_once = 50, a_second = 450;  // below what a relay lets one session send
constexpr seconds patience{30};

template <class T>
T must(Result<T> result) {
  if (!result) throw std::runtime_error(result.error().detail);
  return std::move(*result);
}

MailboxId numbered(std::size_t number) {
  MailboxId id;
  id.bytes[0] = static_cast<std::uint8_t>(number);
  id.bytes[15] = 3;
  return id;
}

struct Sender {
  io::CurveKeys keys = io::make_curve_keys();
  std::optional<io::Dial> line;
  std::size_t box = 0;
  relay::Lane lane{};
  std::uint64_t sent = 0, back = 0;  // back: handed out to the owner, or answered where there is none
  std::uint64_t sent_before = 0;     // this phase
};
struct Owner {
  io::CurveKeys keys = io::make_curve_keys();
  std::optional<io::Dial> line;
  bool fetching = false;
};

// A put whose first bytes are the instant at which it was made, then whose it is.
Bytes put_now(Sender& sender, std::size_t number) {
  Bytes parcel(parcel_bytes, 0x5a);
  const auto now = SteadyClock::now().time_since_epoch().count();
  std::memcpy(parcel.data(), &now, sizeof now);
  parcel[sizeof now] = static_cast<std::uint8_t>(number);
  const auto reference = ++sender.sent;
  return relay::encode(relay::Put{numbered(sender.box), reference, sender.lane, std::move(parcel)});
}

class Crowd {
 public:
  Crowd() : context_(must(io::Context::for_dialling())), all_(senders), owners_(mailboxes) {
    for (std::size_t i = 0; i < senders; ++i) {
      all_[i].box = i / 2;
      all_[i].lane = i % 2 == 0 ? relay::Lane::in_progress : relay::Lane::rest;
    }
  }
  void grant(const std::string& file, const BoxPublic& relay) const {
    std::ofstream out(file, std::ios::trunc);
    out << "tocsin-grants 1\nrelay " << to_hex(relay.view()) << "\n";
    for (std::size_t i = 0; i < mailboxes; ++i) {
      out << "mailbox " << to_hex(numbered(i).view()) << " owner "
          << to_hex(owners_[i].keys.public_key.view());
      for (const auto& sender : all_)
        if (sender.box == i) out << "\n  sender " << to_hex(sender.keys.public_key.view());
      out << "\n";
    }
  }
  void dial(const BoxPublic& server, const std::string& endpoint, bool with_owners) {
    for (auto& sender : all_) sender.line.emplace(open(sender.keys, server, endpoint));
    if (with_owners)
      for (auto& owner : owners_) owner.line.emplace(open(owner.keys, server, endpoint));
  }
  const std::vector<Sender>& all() const { return all_; }
  // Sends until `end`, `at_a_time` under way to each; `limit` of the senders take part.
  // Answers how many a second came out at the other end (or, without owners, were answered).
  double flood(steady_clock::duration length, std::size_t at_a_time, std::size_t limit, bool paced,
               std::vector<double>* latencies) {
    connect_all();
    latencies_ = latencies;
    arrived_ = 0;
    const auto began = SteadyClock::now();
    while (SteadyClock::now() - began < length) {
      const duration<double> passed = SteadyClock::now() - began;
      const auto allowed =
          paced ? static_cast<std::uint64_t>(at_once + a_second * passed.count()) : UINT64_MAX;
      for (std::size_t i = 0; i < limit; ++i) {
        auto& sender = all_[i];
        while (sender.sent - sender.sent_before < allowed && sender.sent - sender.back < at_a_time)
          if (!sender.line->send(put_now(sender, i))) break;
      }
      hear(milliseconds(2));
    }
    const duration<double> took = SteadyClock::now() - began;
    const auto count = arrived_;
    for (const auto end = SteadyClock::now() + patience; waiting() > 0 && SteadyClock::now() < end;)
      hear(milliseconds(20));
    return static_cast<double>(count) / took.count();
  }

 private:
  io::Dial open(const io::CurveKeys& own, const BoxPublic& server, const std::string& endpoint) {
    io::DialOptions to;
    to.endpoint = endpoint;
    to.server_key = server;
    return must(io::Dial::open(context_, own, to));
  }
  std::uint64_t waiting() const {
    std::uint64_t sum = 0;
    for (const auto& sender : all_) sum += sender.sent - sender.back;
    return sum;
  }
  void connect_all() {
    for (auto& sender : all_) sender.sent_before = sender.sent;
    const auto end = SteadyClock::now() + patience;
    std::vector<char> known(all_.size(), up_before_ ? 1 : 0);
    const auto count = [&] {
      return static_cast<std::size_t>(std::count(known.begin(), known.end(), char{1}));
    };
    while (count() < all_.size() || !owners_fetch()) {
      if (SteadyClock::now() > end) throw std::runtime_error("not every line comes up");
      for (std::size_t i = 0; i < all_.size(); ++i)
        while (auto signal = all_[i].line->signal())
          if (*signal == relay::LinkSignal::connected) known[i] = 1;
      hear(milliseconds(20));
    }
    up_before_ = true;
  }
  bool owners_fetch() {
    bool all = true;
    for (std::size_t i = 0; i < owners_.size(); ++i) {
      auto& owner = owners_[i];
      if (!owner.line) continue;
      while (owner.line->signal()) {
      }
      if (!owner.fetching) owner.fetching = owner.line->send(relay::encode(relay::Fetch{numbered(i), 32}));
      all &= owner.fetching;
    }
    return all;
  }
  void hear(milliseconds wait) {
    std::vector<io::Waitable> on;
    for (auto& sender : all_)
      for (const auto& each : sender.line->waitables()) on.push_back(each);
    for (auto& owner : owners_)
      if (owner.line)
        for (const auto& each : owner.line->waitables()) on.push_back(each);
    if (!context_.wait(on, wait)) throw std::runtime_error("wait");
    for (auto& sender : all_)
      while (auto received = sender.line->receive()) {
        const auto message = must(relay::decode(received->bytes));
        if (!std::holds_alternative<relay::Stored>(message))
          throw std::runtime_error("a parcel was not stored");
        if (owners_.front().line) continue;
        ++sender.back;
        ++arrived_;
      }
    for (auto& owner : owners_)
      while (auto received = owner.line ? owner.line->receive() : std::nullopt) {
        const auto message = must(relay::decode(received->bytes));
        if (const auto* parcel = std::get_if<relay::Parcel>(&message)) arrive(owner, *parcel);
      }
  }
  void arrive(Owner& owner, const relay::Parcel& parcel) {
    SteadyClock::rep then = 0;
    std::memcpy(&then, parcel.parcel.data(), sizeof then);
    if (latencies_ != nullptr)
      latencies_->push_back(micros_since(SteadyClock::time_point(SteadyClock::duration(then))));
    ++arrived_;
    ++all_[parcel.parcel[sizeof then]].back;
    owner.line->send(relay::encode(relay::Taken{parcel.mailbox, parcel.number}));
  }

  io::Context context_;
  std::vector<Sender> all_;
  std::vector<Owner> owners_;
  std::vector<double>* latencies_ = nullptr;
  std::uint64_t arrived_ = 0;
  bool up_before_ = false;
};

// Says `Stored` to every put, writes nothing. Tells its endpoint through `to`.
int acknowledge(const io::CurveKeys& own, const std::vector<BoxPublic>& guests, int to) {
  io::Doors doors;
  doors.admit = [&](const BoxPublic& key, std::string_view) {
    const bool known = std::find(guests.begin(), guests.end(), key) != guests.end();
    return known ? std::optional("node:" + to_hex(key.view())) : std::nullopt;
  };
  doors.still_admitted = [](std::string_view) { return true; };
  auto context = must(io::Context::with_doors(std::move(doors)));
  io::ListenOptions options;
  options.endpoint = "tcp://127.0.0.1:0";
  options.sessions.messages = {1'000'000, 1'000'000};
  auto listener = must(io::Listener::open(context, own, options));
  const std::string endpoint = listener.endpoint() + "\n";
  if (::write(to, endpoint.data(), endpoint.size()) != static_cast<ssize_t>(endpoint.size())) return 1;
  for (;;) {
    io::Waitable waitable = listener.waitable();
    if (!context.wait(std::span(&waitable, 1), patience)) return 1;
    while (auto message = listener.receive())
      if (auto put = relay::decode(message->bytes); put && std::holds_alternative<relay::Put>(*put)) {
        const auto& one = std::get<relay::Put>(*put);
        listener.send(message->session, relay::encode(relay::Stored{one.mailbox, one.reference, {}}));
      }
  }
}

double raw(steady_clock::duration length) {
  const auto server = io::make_curve_keys();
  int ends[2];
  if (::pipe(ends) != 0) throw std::runtime_error("pipe");
  // The crowd's keys must be known before the fork, its sockets made after it: a child of a context is none.
  int told[2];
  if (::pipe(told) != 0) throw std::runtime_error("pipe");
  const pid_t child = ::fork();
  if (child < 0) throw std::runtime_error("fork");
  if (child == 0) {
    std::vector<BoxPublic> guests(senders);
    for (auto& guest : guests)
      if (::read(told[0], guest.bytes.data(), guest.bytes.size()) != static_cast<ssize_t>(guest.bytes.size()))
        ::_exit(1);
    ::_exit(acknowledge(server, guests, ends[1]));
  }
  Crowd crowd;
  for (const auto& sender : crowd.all())
    if (::write(told[1], sender.keys.public_key.bytes.data(), 32) != 32) throw std::runtime_error("pipe");
  std::string endpoint;
  for (char next = 0; ::read(ends[0], &next, 1) == 1 && next != '\n';) endpoint += next;
  crowd.dial(server.public_key, endpoint, false);
  const auto rate = crowd.flood(length, window, senders, false, nullptr);
  ::kill(child, SIGTERM);
  ::waitpid(child, nullptr, 0);
  return rate;
}

int run_raw(int length) {
  std::printf("{\"name\": \"raw_curve_rate\", \"per_second\": %.0f}\n", raw(seconds(length)));
  return 0;
}

int run_relay(const std::string& key_file, const std::string& grants, const std::string& endpoint,
              int length) {
  std::ifstream in(key_file, std::ios::binary);
  const std::string key(std::istreambuf_iterator<char>(in), {});
  if (key.size() != 32) throw std::runtime_error(key_file + ": no key");
  const auto relay = io::curve_keys_of(io::SecretView(reinterpret_cast<const std::uint8_t*>(key.data()), 32));
  Crowd crowd;
  crowd.grant(grants, relay.public_key);
  std::cout << "{\"name\": \"ready\"}" << std::endl;
  std::string line;
  std::getline(std::cin, line);
  crowd.dial(relay.public_key, endpoint, true);
  std::vector<double> one, many;
  crowd.flood(seconds(length), 1, 1, true, &one);
  print_samples("relay_one_parcel", one);
  const auto rate = crowd.flood(seconds(length), window, senders, true, &many);
  print_samples("relay_many_parcels", many);
  std::printf("{\"name\": \"relay_rate\", \"per_second\": %.0f}\n", rate);
  return 0;
}

}  // namespace
}  // namespace tocsin::bench

int main(int count, char** words) {
  const std::vector<std::string> args(words + 1, words + count);
  try {
    if (args.size() == 2 && args[0] == "raw") return tocsin::bench::run_raw(std::stoi(args[1]));
    if (args.size() == 4) return tocsin::bench::run_relay(args[0], args[1], args[2], std::stoi(args[3]));
  } catch (const std::exception& error) {
    std::fprintf(stderr, "tocsin_bench_relay: %s\n", error.what());
    return 1;
  }
  std::puts(
      "tocsin_bench_relay KEYFILE GRANTS ENDPOINT SECONDS: writes grants, says that it is ready; at a line "
      "on stdin "
      "sends through the relay\ntocsin_bench_relay raw SECONDS: the same senders over CURVE to a process "
      "that only "
      "answers\nJSON lines. See tests/bench/run.");
  return args.size() == 1 && args[0] == "--help" ? 0 : 2;
}
