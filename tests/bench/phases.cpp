#include "phases.h"

#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <sstream>

namespace tocsin::bench {
namespace {

constexpr milliseconds wait_max{1000};
constexpr std::chrono::seconds silence_max{30};  // without one receipt: something is broken, not slow

// Waits once and lets every sender take what came in for it.
Status take_all(relay::io::Context& context, std::vector<Sender>& senders, Tally& tally,
                std::vector<Sender::KeptReceipt>* later) {
  std::vector<relay::io::Waitable> waitables;
  waitables.reserve(2 * senders.size());
  for (auto& sender : senders)
    for (const auto& waitable : sender.dial().waitables()) waitables.push_back(waitable);
  if (auto waited = context.wait(waitables, wait_max); !waited) return waited;
  for (std::size_t i = 0; i < senders.size(); ++i) {
    if (!waitables[2 * i].ready && !waitables[2 * i + 1].ready) continue;
    senders[i].take(tally, later);
    if (senders[i].broken()) return fail(Errc::unreachable, "a sender's line: " + senders[i].trouble());
  }
  return {};
}

std::size_t ended(const Tally& tally) {
  return tally.delivered + tally.refused + tally.failed + tally.unverified;
}

// Runs until `total` alerts have ended; after each take, `press` is called for every sender.
template <class Press>
Result<Phase> run(relay::io::Context& context, std::vector<Sender>& senders, std::size_t total,
                  const Watched& watched, std::vector<Sender::KeptReceipt>* later, Press press) {
  Phase phase;
  const double own = cpu_seconds(::getpid()), commune = cpu_seconds(watched.commune),
               post = cpu_seconds(watched.post);
  const auto start = SteadyClock::now();
  auto last = start;
  for (std::size_t i = 0; i < senders.size(); ++i) press(i);
  while (ended(phase.tally) < total) {
    const auto before = ended(phase.tally);
    if (auto taken = take_all(context, senders, phase.tally, later); !taken)
      return tl::unexpected<Error>(taken.error());
    if (ended(phase.tally) != before) last = SteadyClock::now();
    if (SteadyClock::now() - last > silence_max)
      return fail(Errc::unreachable, "only " + std::to_string(ended(phase.tally)) + " of " +
                                         std::to_string(total) + " alerts were answered by the post");
    for (std::size_t i = 0; i < senders.size(); ++i) press(i);
  }
  phase.seconds = std::chrono::duration<double>(last - start).count();
  phase.own_cpu = cpu_seconds(::getpid()) - own;
  phase.commune_cpu = cpu_seconds(watched.commune) - commune;
  phase.post_cpu = cpu_seconds(watched.post) - post;
  return phase;
}

}  // namespace

double cpu_seconds(pid_t process) {
  std::ifstream file("/proc/" + std::to_string(process) + "/stat");
  std::string text;
  std::getline(file, text);
  const auto name_end = text.rfind(')');
  if (name_end == std::string::npos) return 0;
  std::istringstream fields(text.substr(name_end + 1));
  std::string skipped;
  for (int field = 3; field < 14; ++field) fields >> skipped;  // proc(5): utime is 14, stime 15
  double user = 0, system = 0;
  fields >> user >> system;
  return (user + system) / static_cast<double>(::sysconf(_SC_CLK_TCK));
}

Result<std::vector<Sender>> connect(relay::io::Context& context, const Town& town,
                                    std::span<const Device> devices, std::uint32_t first_place,
                                    Entropy& entropy) {
  std::vector<Sender> senders;
  senders.reserve(devices.size());
  for (const auto& device : devices) {
    const auto place = first_place + static_cast<std::uint32_t>(senders.size());
    auto sender = Sender::open(context, town, device, place, entropy);
    if (!sender) return pass_on(sender);
    senders.push_back(std::move(*sender));
  }
  Tally none;
  const auto end = SteadyClock::now() + silence_max;
  while (!std::all_of(senders.begin(), senders.end(), [](const auto& sender) { return sender.ready(); })) {
    if (auto taken = take_all(context, senders, none, nullptr); !taken)
      return tl::unexpected<Error>(taken.error());
    if (SteadyClock::now() > end) return fail(Errc::unreachable, "not every sender came through to the node");
  }
  return senders;
}

Result<Phase> one_after_another(relay::io::Context& context, std::vector<Sender>& senders,
                                std::size_t alerts_each, const Watched& watched) {
  std::vector<std::size_t> left(senders.size(), alerts_each);
  return run(context, senders, senders.size() * alerts_each, watched, nullptr, [&](std::size_t i) {
    if (left[i] == 0 || senders[i].underway() > 0) return;
    --left[i];
    senders[i].send_one();
  });
}

Result<Phase> sustained(relay::io::Context& context, std::vector<Sender>& senders, std::size_t alerts_each,
                        std::size_t window, const Watched& watched) {
  for (auto& sender : senders) sender.prepare(alerts_each);
  std::vector<Sender::KeptReceipt> receipts;
  auto phase = run(context, senders, senders.size() * alerts_each, watched, &receipts, [&](std::size_t i) {
    while (senders[i].underway() < window && senders[i].send_prepared()) continue;
  });
  if (!phase) return phase;
  for (const auto& receipt : receipts) {
    if (receipt.holds()) continue;
    ++phase->tally.unverified;
    --phase->tally.delivered;
  }
  return phase;
}

}  // namespace tocsin::bench
