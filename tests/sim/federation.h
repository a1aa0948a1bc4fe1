// A whole federation in one process and one virtual time: its nodes take turns when something reaches them or
// when they asked to be woken, and after every turn the oracle looks at what is durable.
#pragma once
#include <optional>

#include "tests/sim/network.h"
#include "tests/sim/oracle.h"

namespace tocsin::sim {

struct Stopped {};  // Options::until_step was reached

class Federation {
 public:
  explicit Federation(const Options& options);
  Federation(const Federation&) = delete;

  const Options options;
  Town town;
  Agenda agenda;
  Random random;
  Report report;
  Network network;
  Oracle oracle;

  void pass(Duration time) { agenda.run_until(agenda.now + time); }
  // A signed request and its answer; nullopt: the node is down, or one of the two was lost.
  std::optional<wire::Reply> ask(std::size_t node, Asker& by, const wire::Request& request);
  wire::Request request(wire::Verb verb, Bytes data = {}, ByteView subject = {}, std::uint8_t code = 0);

  // ---- what is done to a node
  void fall_at_next_turn(std::size_t node, Fall fall) { falls_[node] = fall; }
  void crash(std::size_t node, Duration down);
  void set_clock(std::size_t node, Duration error);
  void tick_soon(std::size_t node);
  // Everything stands and speaks again.
  void heal();
  // No node is ticked sooner than this after its last tick.
  Duration pace{0};
  void count(Fault fault) { ++report.faults.of[static_cast<std::size_t>(fault)]; }
  void trace(const char* what, std::size_t node);

  // Called after a committed turn, before the oracle looks; what a plant does.
  std::function<void(std::size_t node)> meddle;

 private:
  void arrive(std::size_t node, node::Input input);
  std::vector<node::Reply> turn(std::size_t node, std::vector<node::Input> inputs);
  void start(std::size_t node);
  void tick_at(std::size_t node, Instant when);
  struct Now {  // of one node
    std::vector<node::Input> inbox;
    bool turn_due = false;
    Instant tick{};  // the next; zero: none
    std::uint64_t ticks_made = 0;
    Instant ticked{};
  };
  std::vector<Now> state_;
  std::vector<Fall> falls_;
};

// One whole run: traffic and faults, then quiet, then what must hold at the end. A broken promise is in the
// report.
Report run(const Options& options);

}  // namespace tocsin::sim
