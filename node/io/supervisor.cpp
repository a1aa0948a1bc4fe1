#include "node/io/supervisor.h"

#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <systemd/sd-daemon.h>
#include <unistd.h>

#include <csignal>

#include "node/files/private_file.h"

namespace tocsin::node::io {

Result<files::Fd> stop_signals() {
  std::signal(SIGPIPE, SIG_IGN);
  sigset_t stops;
  sigemptyset(&stops);
  sigaddset(&stops, SIGTERM);
  sigaddset(&stops, SIGINT);
  if (::sigprocmask(SIG_BLOCK, &stops, nullptr) != 0)
    return files::system_error("block", "SIGTERM and SIGINT");
  files::Fd fd(::signalfd(-1, &stops, SFD_NONBLOCK | SFD_CLOEXEC));
  if (!fd) return files::system_error("wait for", "SIGTERM and SIGINT");
  return fd;
}

bool stop_asked(const files::Fd& signals) {
  bool asked = false;
  signalfd_siginfo signal{};
  while (::read(signals.get(), &signal, sizeof signal) == static_cast<ssize_t>(sizeof signal)) asked = true;
  return asked;
}

void tell_ready() {
  ::sd_notify(0, "READY=1");
}
void tell_stopping() {
  ::sd_notify(0, "STOPPING=1");
}
void tell_alive() {
  ::sd_notify(0, "WATCHDOG=1");
}

std::optional<Duration> alive_every() {
  std::uint64_t usec = 0;
  if (::sd_watchdog_enabled(0, &usec) <= 0) return std::nullopt;
  return std::chrono::duration_cast<Duration>(std::chrono::microseconds(usec) / 2);
}

Status close_memory(bool debug) {
  if (debug) return {};
  rlimit none{0, 0};
  if (::setrlimit(RLIMIT_CORE, &none) != 0) return files::system_error("forbid", "core files");
  if (::prctl(PR_SET_DUMPABLE, 0) != 0) return files::system_error("close", "the process's memory");
  return {};
}

}  // namespace tocsin::node::io
