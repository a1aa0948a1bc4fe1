// The turns of all nodes in virtual time: a node works when something reached it or when it asked to be
// woken. Nodes fall at any step of a turn and start again; their clocks jump.
#pragma once
#include "tests/sim/network.h"
#include "tests/sim/oracle.h"

namespace tocsin::sim {

// Chances of a turn to be the last of its process, by thousandths.
struct Health {
  unsigned fall = 0;
};

class Clockwork {
 public:
  Clockwork(Town& town, Agenda& agenda, Random& random, Network& network, Oracle& oracle,
            const Options& options, Report& report);

  void start();
  // One batch with this input among others that reach the node at this instant.
  void arrive(std::size_t node, node::Input input);
  // One batch, now. What it answered to clients; empty where the process ended.
  std::vector<node::Reply> turn(std::size_t node, std::vector<node::Input> inputs, Fall fall);
  Fall chance_of_fall();
  void fall(std::size_t node, Duration down);
  void jump_clock(std::size_t node, Duration error);
  void say(const std::string& line) const;

  Health health;
  // Frames for clients that nobody asked for.
  std::function<void(const node::Reply&)> unasked;
  // After each committed turn, before it is looked at: where a plant does its work.
  std::function<void(std::size_t node, const std::vector<node::Input>&, const std::vector<node::Effects>&)>
      after_commit;

 private:
  struct Here {
    std::vector<node::Input> waiting;
    bool stirred = false;
    std::optional<Instant> tick_at;
    std::uint64_t ticks = 0;  // since then
    Instant ticks_since{};
  };
  void work(std::size_t node);
  void tick(std::size_t node, Instant planned);
  void wake(std::size_t node, Instant at);
  void restart(std::size_t node);
  void count(Fall fall);

  Town& town_;
  Agenda& agenda_;
  Random& random_;
  Network& network_;
  Oracle& oracle_;
  const Options& options_;
  Report& report_;
  std::vector<Here> here_;
};

}  // namespace tocsin::sim
