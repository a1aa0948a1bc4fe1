// What a program of this folder keeps around its own work: its log, its signals, its key, its ports.
#pragma once
#include <functional>
#include <list>
#include <memory>
#include <optional>
#include <vector>

#include "node/files/fd.h"
#include "relay/io/listener.h"

namespace spdlog {
class logger;
}

namespace tocsin::relay::host {

class Shell {
 public:
  explicit Shell(const char* name);
  ~Shell();
  Shell(const Shell&) = delete;
  Shell& operator=(const Shell&) = delete;

  // Signals first, before any thread; then the key, which `keys` answers until the last port is open.
  Status open(const std::string& key_file);
  Status open_doors(io::Doors doors);
  Status listen(const io::ListenOptions& options);
  void forget_keys() { keys_.reset(); }

  // Ports and signals, at the end of what is waited for.
  void add_waitables(std::vector<io::Waitable>& on) const;
  // SIGHUP: `reread` is called. False: it is to stop.
  bool heed_signals(const std::function<void()>& reread);
  // Sends by whichever port has that line.
  bool send(SessionId line, ByteView bytes);
  bool knows(SessionId line) const;
  // What the operator reads as the sum of what ports dropped.
  std::uint64_t dropped() const;

  const std::unique_ptr<spdlog::logger> logger;
  spdlog::logger& log;
  BoxPublic public_key;
  std::optional<io::Context> context;
  std::list<io::Listener> ports;

 private:
  std::optional<files::Fd> signals_;
  std::optional<io::CurveKeys> keys_;
};

// Says READY to systemd when made, STOPPING when it ends.
class Ready {
 public:
  Ready();
  ~Ready();
  Ready(const Ready&) = delete;
  Ready& operator=(const Ready&) = delete;
};

}  // namespace tocsin::relay::host
