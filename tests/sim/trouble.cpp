#include "tests/sim/trouble.h"

namespace tocsin::sim {

Trouble::Trouble(Town& town, Agenda& agenda, Random& random, Network& network, Clockwork& clockwork,
                 People& people, Report& report)
    : town_(town),
      agenda_(agenda),
      random_(random),
      network_(network),
      clockwork_(clockwork),
      people_(people),
      report_(report) {}

void Trouble::begin(Instant end) {
  end_ = end;
  network_.weather = {15, 15, 15, milliseconds(200)};
  clockwork_.health.fall = 2;
  people_.wire = {40, 40};
  often(minutes(10), &Trouble::cut_line);
  often(minutes(30), &Trouble::deafen_line);
  often(minutes(60), &Trouble::slow_line);
  often(hours(6), &Trouble::fill_disk);
  often(hours(2), &Trouble::part_node);
  often(hours(6), &Trouble::shift_clock);
  often(hours(12), &Trouble::leap_clock);
  if (town_.relays.empty()) return;
  often(hours(2), &Trouble::lose_relay);
  often(hours(2), &Trouble::bribe_relay);
}

void Trouble::often(Duration mean, void (Trouble::*what)()) {
  agenda_.in(random_.until_next(mean), [this, mean, what] {
    if (agenda_.now >= end_) return;
    (this->*what)();
    often(mean, what);
  });
}

void Trouble::cut_line() {
  const auto node = any_node();
  if (network_.lines_of(node) == 0) return;
  count(Fault::line_cut);
  const auto line = random_.below(network_.lines_of(node));
  clockwork_.say("a line of node " + std::to_string(node) + " is cut");
  network_.cut(node, line, random_.between(seconds(1), random_.one_in(5) ? minutes(120) : minutes(5)));
}

void Trouble::deafen_line() {
  const auto node = any_node();
  if (network_.lines_of(node) == 0) return;
  network_.deafen(node, random_.below(network_.lines_of(node)), random_.one_in(2),
                  random_.between(seconds(10), minutes(20)));
}

void Trouble::slow_line() {
  const auto node = any_node();
  if (network_.lines_of(node) == 0) return;
  count(Fault::slow_line);
  network_.slow_down(node, random_.below(network_.lines_of(node)), random_.between(minutes(1), minutes(30)));
}

void Trouble::fill_disk() {
  count(Fault::disk_nearly_full);
  const auto node = any_node();
  clockwork_.say("the disk of node " + std::to_string(node) + " is nearly full");
  town_.nodes[node]->parts.store.set_nearly_full(true);
  agenda_.in(random_.between(minutes(1), minutes(40)),
             [this, node] { town_.nodes[node]->parts.store.set_nearly_full(false); });
}

void Trouble::leap(std::size_t node) {
  agenda_.in(hours(1), [this, node] {
    count(Fault::clock_one_year);
    clockwork_.jump_clock(node, days(365));
    clockwork_.fall(node, seconds(10));
  });
  agenda_.in(hours(2), [this, node] { clockwork_.jump_clock(node, Duration(0)); });
}

void Trouble::part_node() {
  count(Fault::partition);
  const auto node = any_node();
  clockwork_.say("node " + std::to_string(node) + " is cut off");
  network_.part(node, random_.between(minutes(1), random_.one_in(4) ? hours(12) : hours(1)));
}

void Trouble::lose_relay() {
  count(Fault::relay_lost);
  const auto relay = random_.below(town_.relays.size());
  clockwork_.say("relay " + std::to_string(relay) + " is gone");
  network_.set_relay(relay, false);
  if (random_.one_in(4)) {
    town_.relays[relay]->lose_disk();
  } else {
    town_.relays[relay]->restart();
  }
  agenda_.in(random_.between(seconds(5), minutes(60)), [this, relay] { network_.set_relay(relay, true); });
}

void Trouble::bribe_relay() {
  auto& relay = *town_.relays[random_.below(town_.relays.size())];
  relay.honesty = static_cast<tests::Honesty>(1 + random_.below(3));
  agenda_.in(random_.between(minutes(5), minutes(90)), [&relay] { relay.honesty = tests::Honesty::honest; });
}

void Trouble::shift_clock() {
  count(Fault::clock_two_hours);
  set_clock(any_node(), random_.one_in(2) ? hours(2) : -hours(2), random_.between(minutes(5), hours(6)));
}

void Trouble::leap_clock() {
  count(Fault::clock_one_year);
  set_clock(any_node(), days(365), random_.between(minutes(5), hours(6)));
}

// Now and then the process is started again while its clock is wrong: then nobody saw it jump.
void Trouble::set_clock(std::size_t node, Duration error, Duration time) {
  clockwork_.jump_clock(node, error);
  if (random_.one_in(3)) clockwork_.fall(node, random_.between(seconds(1), minutes(2)));
  agenda_.in(time, [this, node] {
    if (town_.nodes[node]->clock_error != Duration(0)) clockwork_.jump_clock(node, Duration(0));
  });
}

void Trouble::heal() {
  network_.heal();
  clockwork_.health = {};
  people_.wire = {};
  for (auto& node : town_.nodes) node->parts.store.set_nearly_full(false);
  for (std::size_t node = 0; node < town_.nodes.size(); ++node)
    if (town_.nodes[node]->clock_error != Duration(0)) clockwork_.jump_clock(node, Duration(0));
  clockwork_.say("all is well again");
}

}  // namespace tocsin::sim
