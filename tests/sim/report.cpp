#include "tests/sim/report.h"

#include <iomanip>
#include <sstream>

namespace tocsin::sim {

void Sum::add(const Report& report) {
  ++seeds_;
  all_.faults += report.faults;
  all_.hours += report.hours;
  all_.node_hours += report.node_hours;
  for (auto field : {&Report::steps, &Report::frames, &Report::accepted, &Report::delivered, &Report::carried,
                     &Report::refused, &Report::withdrawn, &Report::expired, &Report::violations,
                     &Report::taken, &Report::closed, &Report::receipts_verified, &Report::revoked})
    all_.*field += report.*field;
  all_.digest = (all_.digest ^ report.digest) * 1099511628211u;
}

std::string Sum::text() const {
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - began_;
  std::ostringstream out;
  out << std::fixed << std::setprecision(0);
  out << seeds_ << " seeds, " << all_.hours << " federation-hours (" << all_.node_hours << " node-hours), "
      << all_.steps << " turns, " << all_.frames << " frames between nodes, " << std::setprecision(1)
      << took.count() << " s\n"
      << "alerts: " << all_.accepted << " accepted, " << all_.delivered << " delivered, " << all_.carried
      << " at a second post, " << all_.refused << " refused, " << all_.withdrawn << " withdrawn, "
      << all_.expired << " expired, " << all_.violations << " violations, " << all_.taken << " taken, "
      << all_.closed << " closed; " << all_.receipts_verified << " receipts verified, " << all_.revoked
      << " mandates ended\n"
      << "faults: " << all_.faults.total() << ", "
      << (all_.hours > 0 ? static_cast<double>(all_.faults.total()) / all_.hours : 0) << " an hour:";
  for (std::size_t i = 0; i < fault_kinds; ++i)
    out << (i == 0 ? " " : ", ") << all_.faults.of[i] << " " << name(static_cast<Fault>(i));
  out << "\ndigest " << std::hex << all_.digest;
  return out.str();
}

std::string failure(const Options& asked, const Report& report, const std::string& program) {
  const auto options = sized(asked);
  std::ostringstream out;
  out << report.invariant << " broken in seed " << options.seed << " at " << report.at << ", step "
      << report.steps << ": " << report.what << "\nagain: " << program << " --seed " << options.seed
      << " --hours " << options.hours << " --communes " << options.communes << " --posts " << options.posts
      << " --relays " << options.relays << " --referents " << options.referents << " --alert-every "
      << options.alert_every << " --act-every " << options.act_every;
  if (options.supervised) out << " --supervised";
  if (!options.liars) out << " --honest";
  if (options.leap >= 0) out << " --leap " << options.leap;
  if (options.later) out << " --later";
  if (!options.faults) out << " --calm";
  if (options.plant != Plant::none) out << " --plant " << name(options.plant);
  return out.str();
}

}  // namespace tocsin::sim
