// What goes wrong, decided by the seed: how often, where, for how long.
#pragma once
#include "tests/sim/federation.h"

namespace tocsin::sim {

class Storm {
 public:
  explicit Storm(Federation& federation) : f_(federation) {}
  void begin();
  void end() { over_ = true; }

 private:
  void strike_node(std::size_t node);
  void next(std::size_t node);
  void turn_clock(std::size_t node);
  void trouble_relays();
  Federation& f_;
  bool over_ = false;
};

}  // namespace tocsin::sim
