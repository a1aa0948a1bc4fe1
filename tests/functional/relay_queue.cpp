// Fills the mailboxes of a real relay with ordinary parcels, adds one of the control lane to each, and looks
// at what their owner is handed first. For relays_test.py.
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

constexpr std::chrono::seconds patience{120};
constexpr std::size_t parcel_bytes = 2048;
constexpr std::size_t under_way = 200;
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
    std::map<int, int> handed_out, place;
    wait_for(
        owner,
        [&] {
          while (asked < mailboxes_ && owner.send(encode(Fetch{numbered(asked), 32}))) ++asked;
          return place.size() == mailboxes_;
        },
        [&](const Message& message) {
          const auto* parcel = std::get_if<Parcel>(&message);
          if (parcel == nullptr) return;
          const int box = parcel->mailbox.bytes[0];
          ++handed_out[box];
          if (parcel->lane == Lane::control) place[box] = handed_out[box];
        });
    return place;
  }

 private:
  template <class Done, class Hear>
  void wait_for(io::Dial& line, Done done, Hear hear) {
    const auto end = std::chrono::steady_clock::now() + patience;
    while (!done()) {
      if (std::chrono::steady_clock::now() > end) throw std::runtime_error("the relay does not answer");
      auto on = line.waitables();
      if (!context_.wait(on, std::chrono::milliseconds(20))) throw std::runtime_error("wait");
      while (line.signal()) {
      }
      while (auto received = line.receive()) hear(must(decode(received->bytes)));
    }
  }
  std::size_t put(io::Dial& line, std::size_t count, Lane lane, std::uint8_t sender) {
    std::size_t sent = 0, answered = 0, stored = 0;
    const auto began = std::chrono::steady_clock::now();
    const auto allowed = [&] {
      const std::chrono::duration<double> passed = std::chrono::steady_clock::now() - began;
      return static_cast<std::size_t>(at_once + a_second * passed.count());
    };
    wait_for(
        line,
        [&] {
          while (sent < std::min(count, allowed()) && sent - answered < under_way) {
            Bytes parcel(parcel_bytes, sender);
            std::copy_n(reinterpret_cast<const std::uint8_t*>(&sent), sizeof sent, parcel.begin());
            const auto box = numbered(static_cast<std::uint8_t>(sent % mailboxes_));
            const auto reference = static_cast<std::uint64_t>(lane) << 32 | (sent + 1);
            if (!line.send(encode(Put{box, reference, lane, std::move(parcel)}))) break;
            ++sent;
          }
          return answered == count;
        },
        [&](const Message& message) {
          ++answered;
          stored += std::holds_alternative<Stored>(message);
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
