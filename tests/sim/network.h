// Lines, frames and time: everything between the nodes, as events in the order of virtual time. Frames can be
// lost, repeated or late on any line, lines can be cut, relays can lie.
#pragma once
#include <functional>
#include <map>
#include <queue>
#include <unordered_map>

#include "tests/sim/town.h"

namespace tocsin::sim {

// Events by time; those of one instant in the order in which they were made.
class Agenda {
 public:
  using Do = std::function<void()>;
  void at(Instant when, Do what) { heap_.push(Entry{when < now ? now : when, next_++, std::move(what)}); }
  void in(Duration wait, Do what) { at(now + wait, std::move(what)); }
  // Everything up to `end`, which is then now.
  void run_until(Instant end);
  Instant now{};

 private:
  struct Entry {
    Instant when;
    std::uint64_t number;
    Do what;
    bool operator<(const Entry& other) const {
      return when != other.when ? when > other.when : number > other.number;
    }
  };
  std::priority_queue<Entry> heap_;
  std::uint64_t next_ = 0;
};

struct Line {
  std::size_t owner = 0;
  node::LineTo to;
  std::size_t end = 0;  // a node's number, or a relay's
  bool to_relay = false;
  bool up = false, redialling = false;
  std::uint64_t session = 0;      // while it is up
  Instant deaf_out{}, deaf_in{};  // until then, nothing passes in that direction
  Instant slow_until{};
};

// What the network does to frames, by thousandths.
struct Weather {
  unsigned lost = 0, repeated = 0, late = 0;
  Duration slow{40};
};

class Network {
 public:
  Network(Town& town, Agenda& agenda, Random& random, FaultCounts& faults);

  // What reaches a node is handed to this.
  std::function<void(std::size_t node, node::Input)> arrive;
  // Every frame as it is sent.
  std::function<void(ByteView)> watch;
  // What this node means to say, before it goes out; false: its owner keeps it back.
  std::function<bool(std::size_t node, const node::LineSend&)> pass;
  Weather weather;
  std::uint64_t frames = 0, digest = 14695981039346656037u;

  void carry_out(std::size_t from, const node::Effects& effects);
  void say(std::size_t from, const node::LineSend& what);
  // Lines as the core wants them now; new ones are dialled.
  void refresh(std::size_t node);
  void node_down(std::size_t node);
  void node_up(std::size_t node);
  void set_relay(std::size_t relay, bool up);
  void cut(std::size_t node, std::size_t line, Duration redial_after);
  void deafen(std::size_t node, std::size_t line, bool out, Duration time);
  void slow_down(std::size_t node, std::size_t line, Duration time);
  // Cuts all of a node's lines, also those that others dialled to it.
  void part(std::size_t node, Duration time);
  std::size_t lines_of(std::size_t node) const { return lines_[node].size(); }
  // Every line comes up as soon as both ends are there.
  void heal();
  void fold(std::uint64_t value) { digest = (digest ^ value) * 1099511628211u; }

 private:
  struct Way {
    std::size_t node = 0, line = 0;
  };
  using Sent = std::shared_ptr<const Bytes>;
  void dial(std::size_t node, std::size_t line, Duration after);
  void try_up(std::size_t node, std::size_t line);
  void down(std::size_t node, std::size_t line);
  bool reachable(const Line& line) const;
  // A frame on a line, in the direction out (from its owner) or in.
  void send(std::size_t node, std::size_t line, bool out, Bytes frame);
  void land(std::uint64_t session, bool out, const Sent& frame);
  void at_relay(const Way& way, std::uint64_t session, const Sent& frame);
  void fold(ByteView bytes);

  Town& town_;
  Agenda& agenda_;
  Random& random_;
  FaultCounts& faults_;
  std::vector<std::vector<Line>> lines_;
  std::unordered_map<std::uint64_t, Way> sessions_;
  std::map<BoxPublic, std::pair<std::size_t, bool>> ends_;  // server key → number, relay
  std::vector<Instant> parted_until_;
  std::uint64_t next_session_ = 1;
};

}  // namespace tocsin::sim
