// What goes wrong, decided by the seed: lines, relays, clocks, processes, frames.
#pragma once
#include "tests/sim/people.h"

namespace tocsin::sim {

class Trouble {
 public:
  Trouble(Town& town, Agenda& agenda, Random& random, Network& network, Clockwork& clockwork, People& people,
          Report& report);
  void begin(Instant end);
  // Ahead for an hour, and started in between, so that the process never saw it jump.
  void leap(std::size_t node);
  // From now on nothing goes wrong, and what is wrong is put right.
  void heal();

 private:
  void often(Duration mean, void (Trouble::*what)());
  void cut_line();
  void deafen_line();
  void slow_line();
  void fill_disk();
  void part_node();
  void lose_relay();
  void bribe_relay();
  void shift_clock();
  void leap_clock();
  void set_clock(std::size_t node, Duration error, Duration time);
  std::size_t any_node() { return random_.below(town_.nodes.size()); }
  void count(Fault fault) { ++report_.faults.of[static_cast<std::size_t>(fault)]; }

  Town& town_;
  Agenda& agenda_;
  Random& random_;
  Network& network_;
  Clockwork& clockwork_;
  People& people_;
  Report& report_;
  Instant end_{};
};

}  // namespace tocsin::sim
