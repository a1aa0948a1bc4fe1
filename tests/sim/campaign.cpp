#include "tests/sim/campaign.h"

#include <sodium.h>

#include <chrono>
#include <cstdio>

#include "tests/sim/federation.h"

namespace tocsin::sim {
namespace {

void tell_broken(const Report& report, const Options& options) {
  std::printf("seed %llu: %s is broken at %s, step %llu: %s\n", static_cast<unsigned long long>(options.seed),
              report.invariant.c_str(), report.at.c_str(), static_cast<unsigned long long>(report.steps),
              report.what.c_str());
  std::printf("  again: tocsin_sim --seed %llu --hours %d --communes %d --posts %d --relays %d%s%s%s%s\n",
              static_cast<unsigned long long>(options.seed), options.hours, options.communes, options.posts,
              options.relays, options.faults ? "" : " --no-faults", options.later ? " --later" : "",
              options.plant == Plant::none ? "" : " --plant ",
              options.plant == Plant::none ? "" : name(options.plant));
}

void add(Report& sum, const Report& one) {
  sum.faults += one.faults;
  sum.steps += one.steps;
  sum.frames += one.frames;
  sum.digest = sum.digest * 31 + one.digest;
  sum.accepted += one.accepted;
  sum.delivered += one.delivered;
  sum.refused += one.refused;
  sum.withdrawn += one.withdrawn;
  sum.expired += one.expired;
  sum.violations += one.violations;
  sum.taken += one.taken;
  sum.closed += one.closed;
  sum.receipts_verified += one.receipts_verified;
  sum.revoked += one.revoked;
  sum.hours += one.hours;
}

}  // namespace

bool crypto_is_cheap() {
  // RFC 8032, first vector: what the real function makes of its seed.
  static constexpr unsigned char seed[32] = {0x9d, 0x61, 0xb1, 0x9d, 0xef, 0xfd, 0x5a, 0x60, 0xba, 0x84, 0x4a,
                                             0xf4, 0x92, 0xec, 0x2c, 0xc4, 0x44, 0x49, 0xc5, 0x69, 0x7b, 0x32,
                                             0x69, 0x19, 0x70, 0x3b, 0xac, 0x03, 0x1c, 0xae, 0x7f, 0x60};
  unsigned char pk[32], sk[64];
  crypto_sign_seed_keypair(pk, sk, seed);
  return !(pk[0] == 0xd7 && pk[1] == 0x5a && pk[31] == 0x1a);
}
const char* crypto_in_use() {
  return crypto_is_cheap() ? "cheap, for simulation only" : "libsodium";
}

bool add_run(Sum& sum, const Options& options) {
  const auto begun = std::chrono::steady_clock::now();
  const auto report = run(options);
  sum.seconds += std::chrono::duration<double>(std::chrono::steady_clock::now() - begun).count();
  ++sum.seeds;
  add(sum.all, report);
  sum.node_hours += report.hours * (options.communes + options.posts);
  if (!report.invariant.empty()) tell_broken(report, options);
  return report.invariant.empty();
}

void print(const Sum& sum) {
  const auto& all = sum.all;
  auto n = [](std::uint64_t value) { return static_cast<unsigned long long>(value); };
  std::printf("%llu seeds, %.0f federation-hours (%.0f node-hours) in %.1f s: %.1f hours a second\n",
              n(sum.seeds), all.hours, sum.node_hours, sum.seconds, all.hours / sum.seconds);
  std::printf("  %llu turns, %llu frames; digest %016llx\n", n(all.steps), n(all.frames), n(all.digest));
  std::printf(
      "  alerts: %llu accepted, %llu delivered, %llu refused, %llu withdrawn, %llu expired, %llu violations, "
      "%llu taken, %llu closed; %llu receipts verified, %llu mandates ended\n",
      n(all.accepted), n(all.delivered), n(all.refused), n(all.withdrawn), n(all.expired), n(all.violations),
      n(all.taken), n(all.closed), n(all.receipts_verified), n(all.revoked));
  std::printf("  %llu faults, %.1f a node-hour:", n(all.faults.total()),
              static_cast<double>(all.faults.total()) / sum.node_hours);
  for (std::size_t i = 0; i < fault_kinds; ++i)
    std::printf(" %s %llu", name(static_cast<Fault>(i)), n(all.faults.of[i]));
  std::printf("\n");
  std::fflush(stdout);
}

}  // namespace tocsin::sim
