// One seed, from the founding to the last look.
#include "tests/sim/liars.h"
#include "tests/sim/plants.h"
#include "tests/sim/trouble.h"

namespace tocsin::sim {
namespace {

constexpr minutes founding{5};
constexpr hours quiet{4};
constexpr hours absence = days(34);  // less than what a node believes of its clock after it was down

struct Federation {
  explicit Federation(const Options& asked) : options(asked) {
    agenda.now = town.world.now;
    network.watch = [this](ByteView frame) { oracle.frame(frame); };
  }

  void run() {
    const auto start = agenda.now;
    const auto end = start + hours(options.hours);
    clockwork.start();
    people.begin(end);
    agenda.run_until(start + founding);
    if (options.leap >= 0) trouble.leap(static_cast<std::size_t>(options.leap) % town.nodes.size());
    if (options.faults) trouble.begin(end);
    if (options.faults && options.liars && options.seed % 3 == 0) liars.begin(end);
    agenda.run_until(end);
    trouble.heal();
    agenda.run_until(end + quiet);
    look();
    if (options.later) months_after();
  }

  void look() {
    for (std::size_t sender = 0; sender < town.senders.size(); ++sender)
      if (town.senders[sender]->enrolled) people.follow(sender);
    for (std::size_t post = 0; post < town.posts.size(); ++post) people.round(post);
    oracle.all_ended();
    // A day longer where a clock was a year ahead: a node that was told so doubts its own for a day, and lets
    // wait what only a believed clock can answer.
    const bool leapt = report.faults.of[static_cast<std::size_t>(Fault::clock_one_year)] > 0;
    for (int waited = 0; waited < (leapt ? 6 * 26 : 6) && !all_at_rest(); ++waited)
      agenda.run_until(agenda.now + minutes(10));
    for (std::size_t node = 0; node < town.nodes.size(); ++node)
      if (!oracle.at_rest(node))
        broken("I9", "the outbox of node " + std::to_string(node) + " is not empty after the quiet");
    oracle.all_told(agenda.now);
  }
  bool all_at_rest() {
    for (std::size_t node = 0; node < town.nodes.size(); ++node)
      if (!oracle.at_rest(node)) return false;
    return true;
  }

  // Everybody was away for a month, twice: what was to be erased is erased at once.
  void months_after() {
    std::vector<store::MemoryStore::Rows> copies;
    for (auto& node : town.nodes) copies.push_back(node->parts.store.snapshot());
    for (int months = 0; months < 3; ++months) {
      for (std::size_t node = 0; node < town.nodes.size(); ++node) clockwork.fall(node, absence);
      agenda.run_until(agenda.now + absence + hours(1));
      away += absence;
    }
    for (std::size_t node = 0; node < town.nodes.size(); ++node)
      oracle.all_erased(node, copies[node], agenda.now);
  }

  const Options& options;
  Duration away{0};  // with nobody there: not counted as simulated
  Report report;
  Town town{options};
  Agenda agenda;
  Random random{options.seed};
  Network network{town, agenda, random, report.faults};
  Oracle oracle{town, report};
  Clockwork clockwork{town, agenda, random, network, oracle, options, report};
  People people{town, agenda, random, clockwork, oracle, options, report};
  Trouble trouble{town, agenda, random, network, clockwork, people, report};
  Liars liars{town, agenda, random, network, oracle, clockwork, report};
  Plants plants{options.plant, town, agenda, clockwork, people, oracle};
};

}  // namespace

Options sized(Options options) {
  Random random(options.seed ^ 0x5157);
  const bool large = random.one_in(20);
  const auto posts = static_cast<int>(large ? 5 : 1 + random.below(3));
  if (options.posts == 0) options.posts = posts;
  const auto each = static_cast<int>(large ? 5 : 1 + random.below(3));
  if (options.communes == 0) options.communes = options.posts * each;
  if (options.relays < 0) options.relays = static_cast<int>(large ? 2 : random.below(3));
  return options;
}

Report run(const Options& asked) {
  const auto options = sized(asked);
  Federation federation(options);
  auto& report = federation.report;
  const auto start = federation.agenda.now;
  try {
    federation.run();
  } catch (const Broken& broken) {
    report.invariant = broken.invariant;
    report.what = broken.what();
    report.at = to_iso(federation.agenda.now);
  } catch (const Enough&) {
    report.at = to_iso(federation.agenda.now);
  } catch (const std::exception& problem) {  // of the programs or of the harness: a failure like any other
    report.invariant = "program";
    report.what = problem.what();
    report.at = to_iso(federation.agenda.now);
  }
  report.hours = static_cast<double>((federation.agenda.now - start - federation.away).count()) / 3'600'000.0;
  report.node_hours = report.hours * static_cast<double>(federation.town.nodes.size());
  report.frames = federation.network.frames;
  federation.network.fold(report.steps);
  federation.network.fold(report.receipts_verified);
  report.digest = federation.network.digest;
  return report;
}

}  // namespace tocsin::sim
