// A relay that lies, and a crowd of nodes that fetch: real CURVE, real sockets, no store. For relays_test.py
// and relay_room_test.py.
//
//   tocsin_false_relay lie drops|repeats|reverses|changes KEYFILE ENDPOINT
//     listens with that relay's key; says what it sees of each parcel; ends by a signal
//   tocsin_false_relay crowd COUNT KEYFILE GRANTS ENDPOINT
//     writes grants for COUNT mailboxes, says "ready"; at a line on stdin has all of them fetch, says
//     "fetching"; ends at the next line
#include <sys/resource.h>

#include <algorithm>
#include <fstream>
#include <iostream>
#include <iterator>
#include <map>
#include <random>
#include <string>
#include <vector>

#include "relay/io/dial.h"
#include "relay/io/listener.h"
#include "relay/message.h"

using namespace tocsin;
using namespace tocsin::relay;

namespace {

constexpr std::chrono::seconds patience{120};
constexpr std::size_t held_back = 3;  // a reversing relay waits for so many, or for the end of its patience
constexpr std::chrono::milliseconds held_back_for{1500};

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

// ---- the liar
struct Box {
  std::optional<SessionId> line;
  std::vector<Parcel> parcels;
  std::uint64_t next = 1;
  std::chrono::steady_clock::time_point first_held{};
};

class Liar {
 public:
  Liar(std::string how, const io::CurveKeys& keys, const std::string& endpoint)
      : how_(std::move(how)), context_(must(io::Context::with_doors(doors()))) {
    io::ListenOptions options;
    options.endpoint = endpoint;
    options.sessions.messages = {10'000, 10'000};
    port_.emplace(must(io::Listener::open(context_, keys, options)));
    std::cout << "listening" << std::endl;
  }
  [[noreturn]] void run() {
    for (;;) {
      std::array<io::Waitable, 1> on{port_->waitable()};
      if (!context_.wait(on, std::chrono::milliseconds(200))) std::exit(1);
      while (auto received = port_->receive())
        if (auto message = decode(received->bytes)) hear(received->session, std::move(*message));
      for (auto& [id, box] : boxes_) hand_out(box);
    }
  }

 private:
  static io::Doors doors() {
    io::Doors doors;
    doors.admit = [](const BoxPublic& key, std::string_view) { return "node:" + to_hex(key.view()); };
    doors.still_admitted = [](std::string_view) { return true; };
    return doors;
  }
  void hear(SessionId session, Message message) {
    if (auto* put = std::get_if<Put>(&message)) {
      auto& box = boxes_[put->mailbox];
      std::cout << "saw " << to_hex(put->mailbox.view()) << " lane " << static_cast<int>(put->lane)
                << " bytes " << put->parcel.size() << std::endl;
      if (how_ != "drops") {
        if (box.parcels.empty()) box.first_held = std::chrono::steady_clock::now();
        box.parcels.push_back({put->mailbox, box.next++, put->lane, std::move(put->parcel)});
      }
      port_->send(session, encode(Stored{put->mailbox, put->reference, {}}));
    } else if (const auto* fetch = std::get_if<Fetch>(&message)) {
      boxes_[fetch->mailbox].line = session;
      port_->send(session, encode(Fetching{fetch->mailbox}));
    }
  }
  void hand_out(Box& box) {
    if (!box.line || box.parcels.empty()) return;
    const bool reverses = how_ == "reverses";
    if (reverses && box.parcels.size() < held_back &&
        std::chrono::steady_clock::now() - box.first_held < held_back_for)
      return;
    if (reverses) std::reverse(box.parcels.begin(), box.parcels.end());
    if (how_ == "changes") {
      for (const auto& parcel : box.parcels) inject(box, parcel);
    } else {
      for (int times = reverses ? 1 : 3; times > 0; --times)
        for (const auto& parcel : box.parcels) port_->send(*box.line, encode(parcel));
    }
    box.parcels.clear();
  }
  // Noise of its size, the parcel with a bit changed, and into everybody else's mailbox the parcel itself.
  // The parcel is not handed out: whoever gets anything got it by another way.
  void inject(Box& box, const Parcel& parcel) {
    auto changed = parcel;
    changed.parcel[dice_() % changed.parcel.size()] ^= static_cast<std::uint8_t>(1u << (dice_() % 8));
    auto noise = parcel;
    for (auto& byte : noise.parcel) byte = static_cast<std::uint8_t>(dice_());
    for (const auto* false_one : {&changed, &noise}) port_->send(*box.line, encode(*false_one));
    for (auto& [id, other] : boxes_)
      if (other.line && id != parcel.mailbox) {
        auto astray = parcel;
        astray.mailbox = id;
        port_->send(*other.line, encode(astray));
      }
    std::cout << "injected" << std::endl;
  }

  std::string how_;
  io::Context context_;
  std::optional<io::Listener> port_;
  std::map<MailboxId, Box> boxes_;
  std::mt19937 dice_{20261129};
};

// ---- the crowd
MailboxId numbered(std::uint32_t number) {
  MailboxId id;
  for (int i = 0; i < 4; ++i)
    id.bytes[static_cast<std::size_t>(i)] = static_cast<std::uint8_t>(number >> (8 * i));
  id.bytes[15] = 1;
  return id;
}

void grant(const std::string& file, const BoxPublic& relay, const std::vector<io::CurveKeys>& owners) {
  std::ofstream out(file, std::ios::trunc);
  out << "tocsin-grants 1\nrelay " << to_hex(relay.view()) << "\n";
  for (std::uint32_t i = 0; i < owners.size(); ++i) {
    const auto& sender = owners[(i + 1) % owners.size()].public_key;
    out << "mailbox " << to_hex(numbered(i).view()) << " owner " << to_hex(owners[i].public_key.view())
        << "\n  sender " << to_hex(sender.view()) << "\n";
  }
}

// Every owner dials, fetches, and is told that it does.
std::vector<io::Dial> fetch_all(io::Context& context, const std::vector<io::CurveKeys>& owners,
                                const BoxPublic& relay, const std::string& endpoint) {
  std::vector<io::Dial> lines;
  for (std::uint32_t i = 0; i < owners.size(); ++i) {
    io::DialOptions to;
    to.endpoint = endpoint;
    to.server_key = relay;
    lines.push_back(must(io::Dial::open(context, owners[i], to)));
  }
  std::vector<char> done(owners.size()), asked(owners.size());
  const auto end = std::chrono::steady_clock::now() + patience;
  while (std::find(done.begin(), done.end(), char{0}) != done.end()) {
    if (std::chrono::steady_clock::now() > end) throw std::runtime_error("not all could fetch");
    std::array<io::Waitable, 0> nothing{};
    if (!context.wait(nothing, std::chrono::milliseconds(20))) throw std::runtime_error("wait");
    for (std::uint32_t i = 0; i < lines.size(); ++i) {
      while (lines[i].signal()) {
      }
      if (!asked[i]) asked[i] = lines[i].send(encode(Fetch{numbered(i), 32}));
      while (auto received = lines[i].receive()) {
        auto message = decode(received->bytes);
        if (message && std::holds_alternative<Fetching>(*message)) done[i] = 1;
      }
    }
  }
  return lines;
}

int crowd(std::size_t count, const std::string& key_file, const std::string& grants,
          const std::string& endpoint) {
  const auto relay = read_keys(key_file).public_key;
  std::vector<io::CurveKeys> owners;
  for (std::size_t i = 0; i < count; ++i) owners.push_back(io::make_curve_keys());
  grant(grants, relay, owners);
  std::cout << "ready" << std::endl;
  std::string line;
  std::getline(std::cin, line);
  auto context = must(io::Context::for_dialling());
  auto lines = fetch_all(context, owners, relay, endpoint);
  std::cout << "fetching" << std::endl;
  std::getline(std::cin, line);
  return 0;
}

}  // namespace

int main(int count, char** words) {
  const std::vector<std::string> args(words + 1, words + count);
  try {
    rlimit files{};
    getrlimit(RLIMIT_NOFILE, &files);
    files.rlim_cur = files.rlim_max;  // a line is three
    setrlimit(RLIMIT_NOFILE, &files);
    if (args.size() == 4 && args[0] == "lie") Liar(args[1], read_keys(args[2]), args[3]).run();
    if (args.size() == 5 && args[0] == "crowd") return crowd(std::stoul(args[1]), args[2], args[3], args[4]);
  } catch (const std::exception& error) {
    std::cerr << "tocsin_false_relay: " << error.what() << "\n";
    return 1;
  }
  std::cerr << "usage: see the head of false_relay.cpp\n";
  return 2;
}
