#include "tests/sim/storm.h"

namespace tocsin::sim {
namespace {

constexpr hours year{24 * 365};

}  // namespace

void Storm::begin() {
  auto& weather = f_.network.weather;
  weather.lost = 40 + static_cast<unsigned>(f_.random.below(120));
  weather.repeated = 40 + static_cast<unsigned>(f_.random.below(120));
  weather.late = 40 + static_cast<unsigned>(f_.random.below(120));
  weather.slow = f_.random.between(milliseconds(20), milliseconds(900));
  for (std::size_t node = 0; node < f_.town.nodes.size(); ++node) next(node);
  trouble_relays();
}

void Storm::next(std::size_t node) {
  f_.agenda.in(f_.random.until_next(minutes(5)), [this, node] {
    if (over_) return;
    if (f_.town.nodes[node]->running) strike_node(node);
    next(node);
  });
}

void Storm::strike_node(std::size_t node) {
  auto& random = f_.random;
  const auto lines = f_.network.lines_of(node);
  const auto line = lines == 0 ? 0 : random.below(lines);
  const auto kind = random.below(100);
  if (kind < 45) {
    if (lines == 0) return;
    f_.count(Fault::line_cut);
    f_.network.cut(node, line, random.until_next(random.one_in(8) ? minutes(60) : minutes(1)));
  } else if (kind < 65) {
    if (lines > 0) f_.network.deafen(node, line, random.one_in(2), random.until_next(minutes(3)));
  } else if (kind < 72) {
    f_.count(Fault::partition);
    f_.network.part(node, random.until_next(minutes(8)));
  } else if (kind < 96) {
    static constexpr Fall falls[] = {Fall::before_commit, Fall::before_sends, Fall::before_key_destruction,
                                     Fall::commit_failed, Fall::commit_unanswered};
    f_.fall_at_next_turn(node, falls[random.below(std::size(falls))]);
  } else {
    turn_clock(node);
  }
}

void Storm::turn_clock(std::size_t node) {
  if (f_.town.nodes[node]->clock_error != Duration(0)) return;
  const bool far = f_.random.one_in(5);
  f_.count(far ? Fault::clock_one_year : Fault::clock_two_hours);
  f_.trace(far ? "clock a year ahead" : "clock two hours off", node);
  f_.set_clock(node, far ? Duration(year) : f_.random.one_in(2) ? Duration(hours(2)) : -Duration(hours(2)));
  f_.agenda.in(f_.random.between(minutes(1), minutes(40)), [this, node] {
    if (!over_) f_.set_clock(node, Duration(0));
  });
}

void Storm::trouble_relays() {
  if (f_.town.relays.empty()) return;
  f_.agenda.in(f_.random.until_next(minutes(40)), [this] {
    if (over_) return;
    const auto number = f_.random.below(f_.town.relays.size());
    auto& relay = *f_.town.relays[number];
    if (f_.random.one_in(4)) {
      f_.count(Fault::relay_lost);
      f_.network.set_relay(number, false);
      if (f_.random.one_in(4)) relay.lose_disk();
      f_.agenda.in(f_.random.until_next(minutes(10)), [this, number] {
        f_.town.relays[number]->restart();
        f_.network.set_relay(number, true);
      });
    } else {
      using tests::Honesty;
      static constexpr Honesty manners[] = {Honesty::honest, Honesty::drops, Honesty::repeats,
                                            Honesty::reverses};
      relay.honesty = manners[f_.random.below(std::size(manners))];
    }
    trouble_relays();
  });
}

}  // namespace tocsin::sim
