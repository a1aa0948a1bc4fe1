#include "tests/sim/clockwork.h"

#include <algorithm>

namespace tocsin::sim {
namespace {

// The loop of a node ticks at least each second, whatever the core asks for. Here it is woken when the core
// asks, so that an instant which the core forgets to ask for shows; but for this, after a clock that was put
// back.
constexpr minutes tick_at_latest{11};
constexpr std::uint64_t ticks_max = 1000;  // of one node in ten minutes

}  // namespace

Clockwork::Clockwork(Town& town, Agenda& agenda, Random& random, Network& network, Oracle& oracle,
                     const Options& options, Report& report)
    : town_(town),
      agenda_(agenda),
      random_(random),
      network_(network),
      oracle_(oracle),
      options_(options),
      report_(report) {
  here_.resize(town.nodes.size());
  network_.arrive = [this](std::size_t node, node::Input input) { arrive(node, std::move(input)); };
}

void Clockwork::say(const std::string& line) const {
  if (options_.trace) options_.trace(to_iso(agenda_.now) + " #" + std::to_string(report_.steps) + " " + line);
}

void Clockwork::start() {
  for (std::size_t node = 0; node < town_.nodes.size(); ++node) restart(node);
}

void Clockwork::arrive(std::size_t node, node::Input input) {
  if (!town_.nodes[node]->running) return;
  auto& here = here_[node];
  here.waiting.push_back(std::move(input));
  if (here.stirred) return;
  here.stirred = true;
  agenda_.in(Duration(0), [this, node] { work(node); });
}

void Clockwork::work(std::size_t node) {
  here_[node].stirred = false;
  auto inputs = std::exchange(here_[node].waiting, {});
  if (inputs.empty() || !town_.nodes[node]->running) return;
  for (const auto& reply : turn(node, std::move(inputs), chance_of_fall()))
    if (unasked) unasked(reply);
}

Fall Clockwork::chance_of_fall() {
  if (!random_.per_mille(health.fall)) return Fall::none;
  return static_cast<Fall>(1 + random_.below(5));
}

void Clockwork::count(Fall fall) {
  static constexpr Fault of_fall[] = {Fault::count,
                                      Fault::crash_before_commit,
                                      Fault::crash_before_sends,
                                      Fault::crash_before_key_destruction,
                                      Fault::commit_failed,
                                      Fault::commit_unanswered};
  ++report_.faults.of[static_cast<std::size_t>(of_fall[static_cast<std::size_t>(fall)])];
}

std::vector<node::Reply> Clockwork::turn(std::size_t node, std::vector<node::Input> inputs, Fall fall) {
  auto& here = *town_.nodes[node];
  ++report_.steps;
  if (options_.until_step != 0 && report_.steps > options_.until_step) throw Enough();
  const auto given = after_commit ? inputs : std::vector<node::Input>{};
  auto turned = here.turn(std::move(inputs), agenda_.now, fall);
  if (turned.fell) {
    count(fall);
    say("node " + std::to_string(node) + " falls, " + std::to_string(static_cast<int>(fall)));
    this->fall(node, random_.between(milliseconds(300), seconds(90)));
    return {};
  }
  if (after_commit) after_commit(node, given, turned.effects);
  oracle_.after_turn(node, agenda_.now);
  std::vector<node::Reply> replies;
  for (auto& effects : turned.effects) {
    network_.carry_out(node, effects);
    if (effects.wake_at) wake(node, *effects.wake_at - here.clock_error);
    for (const auto& event : effects.events)
      if (event.code == node::EventCode::keys_destroyed && event.number > 300) oracle_.lost_days(node);
    for (const auto& event : effects.events)
      if (options_.trace)
        say("node " + std::to_string(node) + " " + node::name(event.code) + " " + event.subject + " " +
            std::to_string(event.number));
    for (auto& reply : effects.reply) replies.push_back(std::move(reply));
  }
  return replies;
}

void Clockwork::wake(std::size_t node, Instant at) {
  auto& here = here_[node];
  at = std::clamp(at, agenda_.now + milliseconds(10), agenda_.now + tick_at_latest);
  if (here.tick_at && *here.tick_at <= at) return;
  here.tick_at = at;
  agenda_.at(at, [this, node, at] { tick(node, at); });
}

void Clockwork::tick(std::size_t node, Instant planned) {
  auto& here = here_[node];
  if (here.tick_at != planned) return;
  here.tick_at.reset();
  if (!town_.nodes[node]->running)
    return;  // a clock that jumped while it was down: it is woken when it starts
  wake(node, agenda_.now + tick_at_latest);
  if (agenda_.now - here.ticks_since > minutes(10)) {
    here.ticks = 0;
    here.ticks_since = agenda_.now;
  }
  if (++here.ticks > ticks_max) broken("I9", "node " + std::to_string(node) + " keeps itself awake");
  auto& one = *town_.nodes[node];
  arrive(node, node::Tick{one.clock_steady(), one.parts.store.nearly_full()});
}

void Clockwork::fall(std::size_t node, Duration down) {
  if (!town_.nodes[node]->running) return;
  town_.nodes[node]->running = false;
  here_[node].waiting.clear();
  here_[node].tick_at.reset();
  network_.node_down(node);
  agenda_.in(down, [this, node] {
    if (!town_.nodes[node]->running) restart(node);
  });
}

void Clockwork::restart(std::size_t node) {
  say("node " + std::to_string(node) + " starts");
  town_.nodes[node]->start(agenda_.now);
  arrive(node, node::Started{});
  wake(node, agenda_.now + milliseconds(100));
  network_.node_up(node);
}

void Clockwork::jump_clock(std::size_t node, Duration error) {
  say("node " + std::to_string(node) + " has a clock " + std::to_string(error.count() / 1000) + " s ahead");
  town_.nodes[node]->clock_error = error;
  oracle_.clock_jumped(node);
  wake(node, agenda_.now + milliseconds(500));
}

}  // namespace tocsin::sim
