// Faults put into the harness, to show that each check can fail: rows are changed behind a node's back, a
// device is told what nobody said. The programs are as they are.
#pragma once
#include "tests/sim/people.h"

namespace tocsin::sim {

class Plants {
 public:
  Plants(Plant plant, Town& town, Agenda& agenda, Clockwork& clockwork, People& people, Oracle& oracle);

 private:
  void after(std::size_t node, const std::vector<node::Input>& inputs,
             const std::vector<node::Effects>& effects);
  void empty(std::size_t node, std::initializer_list<txn::Table> tables);
  void show_twice(std::size_t node, const std::vector<node::Input>& inputs);
  void write_plate(std::size_t node);
  void cut_log(std::size_t node);
  void loosen(std::size_t node);
  void drop_acts(std::size_t node);
  void grow(std::size_t node);
  void forge_receipt();

  Plant plant_;
  Town& town_;
  Agenda& agenda_;
  Clockwork& clockwork_;
  People& people_;
  Oracle& oracle_;
  std::uint64_t turns_ = 0;
  std::map<std::size_t, Bytes> edges_;
};

}  // namespace tocsin::sim
