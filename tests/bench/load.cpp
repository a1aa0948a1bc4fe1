// The load generator: plays referents by the hundred against the real nodes of one commune and its post.
#include <cstdlib>
#include <cstring>

#include "phases.h"

namespace tocsin::bench {
namespace {

// Within the limits that stand: 512 mandates of a commune, 20 alerts in progress of a person in a day (R10).
struct Plan {
  std::size_t lone = 10, crowd = 100, flood = 150;  // referents of each phase
  std::size_t alerts_each = 20;
  std::size_t window = 4;  // underway per referent in the flood
};

void print_phase(const char* name, std::size_t senders, Phase& phase) {
  auto& tally = phase.tally;
  const double alerts = static_cast<double>(tally.delivered > 0 ? tally.delivered : 1);
  std::printf(
      "{\"name\": \"%s\", \"senders\": %zu, \"delivered\": %zu, \"refused\": %zu, \"failed\": %zu, "
      "\"unverified\": "
      "%zu, \"seconds\": %.3f, \"p50_us\": %.1f, \"p99_us\": %.1f, \"max_us\": %.1f, \"per_second\": %.1f, "
      "\"commune_cpu_us\": %.0f, \"post_cpu_us\": %.0f, \"load_cpu_us\": %.0f}\n",
      name, senders, tally.delivered, tally.refused, tally.failed, tally.unverified, phase.seconds,
      percentile(tally.latencies_us, 0.50), percentile(tally.latencies_us, 0.99),
      percentile(tally.latencies_us, 1), static_cast<double>(tally.delivered) / phase.seconds,
      phase.commune_cpu * 1e6 / alerts, phase.post_cpu * 1e6 / alerts, phase.own_cpu * 1e6 / alerts);
  std::fflush(stdout);
  if (!tally.first_trouble.empty())
    std::fprintf(stderr, "%s: the first that was not delivered: %s\n", name, tally.first_trouble.c_str());
}

void add(Phase& sum, Phase&& part) {
  sum.tally.delivered += part.tally.delivered;
  sum.tally.refused += part.tally.refused;
  sum.tally.failed += part.tally.failed;
  sum.tally.unverified += part.tally.unverified;
  if (sum.tally.first_trouble.empty()) sum.tally.first_trouble = std::move(part.tally.first_trouble);
  sum.tally.latencies_us.insert(sum.tally.latencies_us.end(), part.tally.latencies_us.begin(),
                                part.tally.latencies_us.end());
  sum.seconds += part.seconds;
  sum.own_cpu += part.own_cpu;
  sum.commune_cpu += part.commune_cpu;
  sum.post_cpu += part.post_cpu;
}

// One referent after another, each with one alert at a time.
Status run_lone(relay::io::Context& context, const Town& town, std::span<const Device> devices,
                const Plan& plan, const Watched& watched, Entropy& entropy) {
  Phase sum;
  for (std::size_t i = 0; i < devices.size(); ++i) {
    auto one = connect(context, town, devices.subspan(i, 1), static_cast<std::uint32_t>(i), entropy);
    if (!one) return tl::unexpected<Error>(one.error());
    auto phase = one_after_another(context, *one, plan.alerts_each, watched);
    if (!phase) return tl::unexpected<Error>(phase.error());
    add(sum, std::move(*phase));
  }
  print_phase("lone", 1, sum);
  return {};
}

Status run_crowds(relay::io::Context& context, const Town& town, std::span<const Device> devices,
                  const Plan& plan, const Watched& watched, Entropy& entropy) {
  const auto place = static_cast<std::uint32_t>(plan.lone);
  {
    auto crowd = connect(context, town, devices.first(plan.crowd), place, entropy);
    if (!crowd) return tl::unexpected<Error>(crowd.error());
    auto phase = one_after_another(context, *crowd, plan.alerts_each, watched);
    if (!phase) return tl::unexpected<Error>(phase.error());
    print_phase("crowd", plan.crowd, *phase);
  }
  auto flood = connect(context, town, devices.subspan(plan.crowd),
                       place + static_cast<std::uint32_t>(plan.crowd), entropy);
  if (!flood) return tl::unexpected<Error>(flood.error());
  auto phase = sustained(context, *flood, plan.alerts_each, plan.window, watched);
  if (!phase) return tl::unexpected<Error>(phase.error());
  print_phase("flood", plan.flood, *phase);
  return {};
}

Status run(const std::string& mayor_profile, const std::string& commander_profile, const Watched& watched,
           const Plan& plan) {
  auto mayor = OfficeDevice::at(mayor_profile);
  if (!mayor) return tl::unexpected<Error>(mayor.error());
  auto commander = OfficeDevice::at(commander_profile);
  if (!commander) return tl::unexpected<Error>(commander.error());
  const auto start = SteadyClock::now();
  auto devices = make_referents(**mayor, **commander, plan.lone + plan.crowd + plan.flood);
  if (!devices) return tl::unexpected<Error>(devices.error());
  std::printf("{\"name\": \"mandates\", \"count\": %zu, \"seconds\": %.3f}\n", devices->size(),
              micros_since(start) / 1e6);
  std::fflush(stdout);
  auto town = learn_town(**mayor);
  if (!town) return tl::unexpected<Error>(town.error());
  auto context = relay::io::Context::for_dialling();
  if (!context) return tl::unexpected<Error>(context.error());
  auto& entropy = (*mayor)->entropy();
  const std::span<const Device> all(*devices);
  if (auto done = run_lone(*context, *town, all.first(plan.lone), plan, watched, entropy); !done) return done;
  if (plan.crowd == 0) return {};
  return run_crowds(*context, *town, all.subspan(plan.lone), plan, watched, entropy);
}

}  // namespace
}  // namespace tocsin::bench

int main(int count, char** words) {
  using namespace tocsin::bench;
  const bool quick = count == 6 && std::strcmp(words[5], "--quick") == 0;
  const bool lone = count == 6 && std::strcmp(words[5], "--lone") == 0;
  if (count != 5 && !quick && !lone) {
    std::puts(
        "tocsin_bench_load MAYOR_PROFILE COMMANDER_PROFILE COMMUNE_PID POST_PID [--quick | --lone]\n"
        "Makes referents of a running commune and lets them send; one JSON line per phase. See "
        "tests/bench/run.");
    return count == 2 && std::strcmp(words[1], "--help") == 0 ? 0 : 2;
  }
  Plan plan;
  if (lone) {  // one sender at a time, and no more
    plan.lone = 3;
    plan.crowd = plan.flood = 0;
  }
  if (quick) {
    plan.lone = 2;
    plan.flood = 20;
    plan.alerts_each = 5;
  }
  tocsin::seal::initialise();
  const Watched watched{std::atoi(words[3]), std::atoi(words[4])};
  if (auto done = run(words[1], words[2], watched, plan); !done) {
    std::fprintf(stderr, "tocsin_bench_load: %s: %s\n", tocsin::name(done.error().code),
                 done.error().detail.c_str());
    return 1;
  }
  return 0;
}
