#include "relay/host/shell.h"

#include <signal.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>
#include <sys/signalfd.h>
#include <systemd/sd-daemon.h>
#include <unistd.h>

#include <algorithm>

#include "relay/host/start.h"

namespace tocsin::relay::host {

Shell::Shell(const char* name)
    : logger(std::make_unique<spdlog::logger>(name, std::make_shared<spdlog::sinks::stderr_sink_st>())),
      log(*logger) {
  log.set_pattern("%Y-%m-%dT%H:%M:%S.%e %l %v");
}

Shell::~Shell() = default;

Status Shell::open(const std::string& key_file) {
  auto watched = signals();
  if (!watched) return tl::unexpected<Error>(watched.error());
  signals_.emplace(std::move(*watched));
  auto keys = read_key(key_file);
  if (!keys) return tl::unexpected<Error>(keys.error());
  public_key = keys->public_key;
  keys_.emplace(std::move(*keys));
  raise_open_files();
  return {};
}

Status Shell::open_doors(io::Doors doors) {
  auto made = io::Context::with_doors(std::move(doors));
  if (!made) return tl::unexpected<Error>(made.error());
  context.emplace(std::move(*made));
  return {};
}

Status Shell::listen(const io::ListenOptions& options) {
  auto port = io::Listener::open(*context, *keys_, options);
  if (!port) return tl::unexpected<Error>(port.error());
  ports.push_back(std::move(*port));
  return {};
}

void Shell::add_waitables(std::vector<io::Waitable>& on) const {
  for (const auto& port : ports) on.push_back(port.waitable());
  on.push_back(io::Waitable::descriptor(signals_->get()));
}

bool Shell::heed_signals(const std::function<void()>& reread) {
  signalfd_siginfo one;
  while (read(signals_->get(), &one, sizeof one) == static_cast<ssize_t>(sizeof one)) {
    if (one.ssi_signo != SIGHUP) return false;
    reread();
  }
  return true;
}

bool Shell::send(SessionId line, ByteView bytes) {
  return std::any_of(ports.begin(), ports.end(), [&](auto& port) { return port.send(line, bytes); });
}

bool Shell::knows(SessionId line) const {
  return std::any_of(ports.begin(), ports.end(), [&](const auto& port) { return port.knows(line); });
}

std::uint64_t Shell::dropped() const {
  std::uint64_t sum = 0;
  for (const auto& port : ports) {
    const auto& counts = port.counts();
    sum += counts.wrong_frames + counts.too_large + counts.own_routing_id + counts.unnamed +
           counts.no_longer_admitted + counts.dropped_over_rate;
  }
  return sum;
}

Ready::Ready() {
  sd_notify(0, "READY=1");
}
Ready::~Ready() {
  sd_notify(0, "STOPPING=1");
}

}  // namespace tocsin::relay::host
