// One whole run, from the first document to the last check.
#include <algorithm>

#include "tests/sim/people.h"
#include "tests/sim/plants.h"
#include "tests/sim/storm.h"

namespace tocsin::sim {
namespace {

// Traffic stops, everything stands again, and what was accepted has to end.
void quiet(Federation& f, People& people, Storm& storm) {
  people.rest();
  storm.end();
  f.heal();
  f.pass(hours(3));
  for (std::size_t sender = 0; sender < f.town.senders.size(); ++sender)
    if (f.town.senders[sender]->enrolled) people.look(sender);
  f.oracle.all_ended(f.agenda.now);
}

// The months in which everything must be erased.
void later(Federation& f) {
  std::vector<store::MemoryStore::Rows> copies;
  for (const auto& node : f.town.nodes) copies.push_back(node->parts.store.snapshot());
  f.pace = hours(6);
  f.pass(days(200));
  f.pace = Duration(0);
  f.pass(hours(1));
  for (std::size_t node = 0; node < copies.size(); ++node)
    f.oracle.all_erased(node, copies[node], f.agenda.now);
}

void live(Federation& f) {
  People people(f);
  Storm storm(f);
  if (f.options.plant != Plant::none) plant(f);
  f.pass(minutes(30));
  if (f.options.faults) storm.begin();
  if (f.options.traffic) people.begin();
  f.pass(hours(f.options.hours));
  quiet(f, people, storm);
  if (f.options.later) later(f);
}

}  // namespace

Report run(const Options& options) {
  std::unique_ptr<Federation> federation;
  Report report;
  const auto begun = tests::Ceremony::default_now();
  auto note = [&](const std::string& invariant, const std::string& what) {
    if (federation) report = federation->report;
    report.invariant = invariant;
    report.what = what;
    if (federation) report.at = to_iso(federation->agenda.now);
  };
  try {
    federation = std::make_unique<Federation>(options);
    live(*federation);
    report = federation->report;
  } catch (const Broken& promise) {
    note(promise.invariant, promise.what());
  } catch (const Stopped&) {
    note("", "stopped where asked");
  }
  if (!federation) return report;
  report.frames = federation->network.frames;
  report.digest = federation->network.digest;
  report.hours = static_cast<double>((federation->agenda.now - begun).count()) / 3'600'000.0;
  return report;
}

}  // namespace tocsin::sim
