// Fills the mailboxes of a real relay with ordinary parcels, adds one of the control lane to each, and looks
// at what their owner is handed first. For relay_room_test.py.
//
//   tocsin_relay_queue MAILBOXES SENDERS PARCELS KEYFILE GRANTS ENDPOINT
//     writes grants, says "ready"; at a line on stdin fills and fetches; its last line is JSON: parcels
//     stored, and by mailbox the place of the control parcel in what came out
#include <algorithm>
#include <fstream>
#include <iostream>
#include <iterator>
#include <map>
#include <string>
#include <vector>

#include "relay/io/dial.h"
#include "relay/message.h"

using namespace tocsin;
using namespace tocsin::relay;

namespace {

using Clock = std::chrono::steady_clock;
constexpr std::chrono::seconds patience{120};
constexpr std::size_t parcel_bytes = 2048;
constexpr std::size_t under_way_max = 200;
// As an outbox: what has no answer by then is sent again, since a line may have gone down under it.
constexpr std::chrono::seconds answer_wait{20};
// Below what a relay lets one session send (relay/host: 1,000 at once, 500 a second).
constexpr double at_once = 900, a_second = 450;

template <class T>
T must(Result<T> result) {
  if (!result) throw std::runtime_error(result.error().detail);
  return std::move(*result);
}

MailboxId numbered(std::uint8_t number) {
  MailboxId id;
  id.bytes[0] = number;
  id.bytes[15] = 2;
  return id;
}

class Queue {
 public:
  Queue(std::uint8_t mailboxes, std::size_t senders) : mailboxes_(mailboxes) {
    for (std::size_t i = 0; i < senders; ++i) senders_.push_back(io::make_curve_keys());
  }
  void grant(const std::string& file, const BoxPublic& relay) const {
    std::ofstream out(file, std::ios::trunc);
    out << "tocsin-grants 1\nrelay " << to_hex(relay.view()) << "\n";
    for (std::uint8_t i = 0; i < mailboxes_; ++i) {
      out << "mailbox " << to_hex(numbered(i).view()) << " owner " << to_hex(owner_.public_key.view())
          << "\n";
      for (const auto& sender : senders_) out << "  sender " << to_hex(sender.public_key.view()) << "\n";
    }
  }
  io::Dial dial(const io::CurveKeys& own, const BoxPublic& relay, const std::string& endpoint) {
    io::DialOptions to;
    to.endpoint = endpoint;
    to.server_key = relay;
    return must(io::Dial::open(context_, own, to));
  }
  // Each sender its part of `parcels`, round the mailboxes; answers how many were stored.
  std::size_t fill(std::size_t parcels, const BoxPublic& relay, const std::string& endpoint) {
    std::size_t stored = 0;
    for (std::size_t i = 0; i < senders_.size(); ++i) {
      auto line = dial(senders_[i], relay, endpoint);
      stored += put(line, parcels / senders_.size(), Lane::rest, static_cast<std::uint8_t>(i));
    }
    return stored;
  }
  // One of the control lane into each mailbox, then the owner fetches all of them and takes nothing.
  std::map<int, int> overtake(const BoxPublic& relay, const std::string& endpoint) {
    auto sender = dial(senders_.front(), relay, endpoint);
    if (put(sender, mailboxes_, Lane::control, 0xff) != mailboxes_)
      throw std::runtime_error("no room for control");
    auto owner = dial(owner_, relay, endpoint);
    std::uint8_t asked = 0;
    auto asked_at = Clock::now();
    std::map<int, int> handed_out, place;
    wait_for(
        owner,
        [&] {
          if (asked == mailboxes_ && Clock::now() > asked_at + answer_wait) {
            asked = 0;
            asked_at = Clock::now();
          }
          while (asked < mailboxes_ && owner.send(encode(Fetch{numbered(asked), 32}))) ++asked;
          return place.size() == mailboxes_;
        },
        [&](const Message& message) {
          const auto* parcel = std::get_if<Parcel>(&message);
          if (parcel == nullptr) return;
          const int box = parcel->mailbox.bytes[0];
          ++handed_out[box];
          if (parcel->lane == Lane::control && !place.contains(box)) place[box] = handed_out[box];
        },
        [&] { return std::to_string(place.size()) + " control parcels handed out"; });
    return place;
  }

 private:
  template <class Done, class Hear, class Tell>
  void wait_for(io::Dial& line, Done done, Hear hear, Tell tell) {
    const auto end = Clock::now() + patience;
    while (!done()) {
      if (Clock::now() > end) throw std::runtime_error("the relay does not answer: " + tell());
      auto on = line.waitables();
      if (!context_.wait(on, std::chrono::milliseconds(20))) throw std::runtime_error("wait");
      while (line.signal()) {
      }
      while (auto received = line.receive()) hear(must(decode(received->bytes)));
    }
  }
  bool send(io::Dial& line, std::size_t number, Lane lane, std::uint8_t sender) {
    Bytes parcel(parcel_bytes, sender);
    std::copy_n(reinterpret_cast<const std::uint8_t*>(&number), sizeof number, parcel.begin());
    const auto box = numbered(static_cast<std::uint8_t>(number % mailboxes_));
    return line.send(encode(Put{box, reference(number, lane), lane, std::move(parcel)}));
  }
  static std::uint64_t reference(std::size_t number, Lane lane) {
    return static_cast<std::uint64_t>(lane) << 32 | (number + 1);
  }
  std::size_t put(io::Dial& line, std::size_t count, Lane lane, std::uint8_t sender) {
    std::size_t sent = 0, stored = 0;
    std::map<std::size_t, Clock::time_point> under_way;  // since when
    const auto began = Clock::now();
    const auto allowed = [&] {
      const std::chrono::duration<double> passed = Clock::now() - began;
      return static_cast<std::size_t>(at_once + a_second * passed.count());
    };
    wait_for(
        line,
        [&] {
          for (auto& [number, since] : under_way)
            if (Clock::now() > since + answer_wait && send(line, number, lane, sender)) since = Clock::now();
          while (sent < std::min(count, allowed()) && under_way.size() < under_way_max &&
                 send(line, sent, lane, sender))
            under_way.emplace(sent++, Clock::now());
          return sent == count && under_way.empty();
        },
        [&](const Message& message) {
          if (const auto* kept = std::get_if<Stored>(&message))
            stored += under_way.erase(static_cast<std::uint32_t>(kept->reference) - 1);
          else if (const auto* busy = std::get_if<Busy>(&message))
            under_way.erase(static_cast<std::uint32_t>(busy->reference) - 1);
          else
            throw std::runtime_error("the relay answers a parcel with something else than Stored or Busy");
        },
        [&] {
          return std::to_string(sent) + " of " + std::to_string(count) + " sent by sender " +
                 std::to_string(sender) + ", " + std::to_string(under_way.size()) + " without an answer";
        });
    return stored;
  }

  io::Context context_ = must(io::Context::for_dialling());
  std::uint8_t mailboxes_;
  io::CurveKeys owner_ = io::make_curve_keys();
  std::vector<io::CurveKeys> senders_;
};

int run(const std::vector<std::string>& args) {
  std::ifstream in(args[3], std::ios::binary);
  const std::string key(std::istreambuf_iterator<char>(in), {});
  if (key.size() != 32) throw std::runtime_error(args[3] + ": no key");
  const auto relay =
      io::curve_keys_of(io::SecretView(reinterpret_cast<const std::uint8_t*>(key.data()), 32)).public_key;
  Queue queue(static_cast<std::uint8_t>(std::stoul(args[0])), std::stoul(args[1]));
  queue.grant(args[4], relay);
  std::cout << "ready" << std::endl;
  std::string line;
  std::getline(std::cin, line);
  std::cout << R"({"stored": )" << queue.fill(std::stoul(args[2]), relay, args[5]) << R"(, "places": [)";
  const char* comma = "";
  for (auto [box, place] : queue.overtake(relay, args[5])) {
    std::cout << comma << place;
    comma = ", ";
  }
  std::cout << "]}" << std::endl;
  return 0;
}

}  // namespace

int main(int count, char** words) {
  try {
    if (count == 7) return run({words + 1, words + count});
  } catch (const std::exception& error) {
    std::cerr << "tocsin_relay_queue: " << error.what() << "\n";
    return 1;
  }
  std::cerr << "usage: see the head of relay_queue.cpp\n";
  return 2;
}
