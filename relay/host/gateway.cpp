#include "relay/host/gateway.h"

#include <signal.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>
#include <sys/signalfd.h>
#include <systemd/sd-daemon.h>
#include <unistd.h>

#include <algorithm>
#include <optional>

#include "node/files/private_file.h"
#include "relay/gate.h"
#include "relay/host/admissions.h"
#include "relay/host/grants.h"
#include "relay/host/start.h"
#include "relay/io/listener.h"

namespace tocsin::relay::host {
namespace {

using std::chrono::milliseconds;

constexpr std::size_t batch_messages_max = 256;
constexpr milliseconds tick_every{1000}, counts_every{60'000};
constexpr Rate line_rate{5000,
                         10'000};  // a node answers for all its devices on one line; Gate bounds devices
constexpr std::string_view guest_prefix = "guest:";

milliseconds steady_now() {
  return std::chrono::duration_cast<milliseconds>(std::chrono::steady_clock::now().time_since_epoch());
}

class Gateway {
 public:
  explicit Gateway(const GatewayConfig& config)
      : config_(config), log_("gateway", std::make_shared<spdlog::sinks::stderr_sink_st>()) {
    log_.set_pattern("%Y-%m-%dT%H:%M:%S.%e %l %v");
  }
  Status run();

 private:
  Status open();
  Status open_port(const io::CurveKeys& keys);
  void admit(std::vector<BoxPublic> nodes);
  bool heed_signals();  // false: stop
  void gather(milliseconds now);
  void send();
  void say_counts();

  const GatewayConfig& config_;
  spdlog::logger log_;
  BoxPublic public_key_;
  std::vector<BoxPublic> nodes_;
  Gate gate_{GateLimits{}};
  std::vector<Gate::Out> out_;
  std::optional<files::Fd> signals_;
  std::optional<io::Context> context_;
  std::optional<io::Listener> port_;
};

void Gateway::admit(std::vector<BoxPublic> nodes) {
  nodes_ = std::move(nodes);
  gate_.admit(nodes_, out_);
  log_.info("admitted nodes={}", nodes_.size());
}

Status Gateway::open_port(const io::CurveKeys& keys) {
  io::Doors doors;
  // Whoever comes is let in; a name says for whom bounds are counted, and a node's that it has proved its
  // key.
  doors.admit = [this](const BoxPublic& key, std::string_view address) -> std::optional<std::string> {
    if (std::binary_search(nodes_.begin(), nodes_.end(), key)) return name_of(key);
    return std::string(guest_prefix) + origin_of(address);
  };
  doors.still_admitted = [](std::string_view) { return true; };  // Gate asks at each message of a node
  auto context = io::Context::with_doors(std::move(doors));
  if (!context) return tl::unexpected<Error>(context.error());
  context_.emplace(std::move(*context));
  io::ListenOptions listen;
  listen.endpoint = config_.listen;
  listen.sessions.messages = line_rate;
  listen.sessions.sessions_max = 2 * GateLimits{}.sessions_max;
  listen.sessions.sessions_per_user_max = 2 * GateLimits{}.sessions_per_origin_max;
  auto port = io::Listener::open(*context_, keys, listen);
  if (!port) return tl::unexpected<Error>(port.error());
  port_.emplace(std::move(*port));
  return {};
}

Status Gateway::open() {
  auto watched = signals();  // before any thread
  if (!watched) return tl::unexpected<Error>(watched.error());
  signals_.emplace(std::move(*watched));
  auto keys = read_key(config_.key_file);
  if (!keys) return tl::unexpected<Error>(keys.error());
  public_key_ = keys->public_key;
  auto nodes = read_admissions(config_.grants_file, public_key_);
  if (!nodes) return tl::unexpected<Error>(nodes.error());
  admit(std::move(*nodes));
  raise_open_files();
  return open_port(*keys);
}

bool Gateway::heed_signals() {
  signalfd_siginfo one;
  while (read(signals_->get(), &one, sizeof one) == static_cast<ssize_t>(sizeof one)) {
    if (one.ssi_signo != SIGHUP) return false;
    auto again = read_admissions(config_.grants_file, public_key_);
    if (again)
      admit(std::move(*again));
    else
      log_.error("grants stay as they were: {}", again.error().detail);
  }
  return true;
}

void Gateway::gather(milliseconds now) {
  for (std::size_t i = 0; i < batch_messages_max; ++i) {
    auto received = port_->receive();
    if (!received) return;
    const auto line = received->session;
    auto message = decode_gate(received->bytes);
    if (const auto node = key_of(received->user)) {
      if (message)
        gate_.from_node(line, *node, std::move(*message), now, out_);
      else
        out_.push_back({line, true, Ended{0, EndCode::malformed}});
      continue;
    }
    const auto origin = std::string_view(received->user).substr(guest_prefix.size());
    if (message)
      gate_.from_device(line, origin, std::move(*message), now, out_);
    else
      gate_.malformed(line, origin, now, out_);
  }
}

// What cannot be sent ends a session, which may have more to be said.
void Gateway::send() {
  while (!out_.empty()) {
    const auto batch = std::exchange(out_, {});
    for (const auto& one : batch) {
      if (port_->send(one.line, encode(one.message))) continue;
      if (one.to_node)
        gate_.node_lost(one.line, out_);
      else
        gate_.device_lost(one.line, out_);
    }
  }
}

void Gateway::say_counts() {
  const auto& counts = gate_.counts();
  const auto& port = port_->counts();
  log_.info(
      "nodes={} sessions={} calls={} carried={} held={} not_connected={} crowded={} malformed={} dropped={}",
      gate_.nodes(), gate_.sessions(), counts.calls, counts.carried, counts.held, counts.not_connected,
      counts.crowded, counts.malformed,
      port.wrong_frames + port.too_large + port.own_routing_id + port.dropped_over_rate);
}

Status Gateway::run() {
  if (auto opened = open(); !opened) return opened;
  log_.info("listening nodes_and_devices={} key={}", port_->endpoint(), to_hex(public_key_.view()));
  sd_notify(0, "READY=1");
  auto ticked = steady_now(), counted = ticked;
  for (;;) {
    std::array on{port_->waitable(), io::Waitable::descriptor(signals_->get())};
    const auto left = std::max(milliseconds(0), ticked + tick_every - steady_now());
    if (auto waited = context_->wait(on, left); !waited) return waited;
    if (!heed_signals()) break;
    const auto now = steady_now();
    gather(now);
    if (now - ticked >= tick_every) {
      ticked = now;
      gate_.tick(now, out_);
    }
    send();
    if (now - counted >= counts_every) {
      counted = now;
      say_counts();
    }
  }
  sd_notify(0, "STOPPING=1");
  say_counts();
  log_.info("stopped");
  return {};
}

}  // namespace

Status serve_gateway(const GatewayConfig& config) {
  return Gateway(config).run();
}

Result<BoxPublic> make_gateway(const NewGateway& wish) {
  const auto address = wish.address.empty() ? wish.listen : wish.address;
  if (auto good = check_address(address); !good) return tl::unexpected<Error>(good.error());
  if (auto made = files::ensure_private_folder(wish.folder); !made)
    return tl::unexpected<Error>(made.error());
  const auto in = [&wish](const char* leaf) { return wish.folder + "/" + leaf; };
  auto key = make_key(in("curve.key"));
  if (!key) return key;
  const auto hex = to_hex(key->view());
  auto written = write_files(
      wish.folder, {{"gateway.toml", to_toml(GatewayConfig{wish.listen, in("curve.key"), in("grants")})},
                    {"grants", "tocsin-gateway-grants 1\ngateway " + hex + "\n"},
                    {"gateway.pub", "tocsin-gateway 1\naddress: " + address + "\nserver: " + hex + "\n"}});
  if (!written) return tl::unexpected<Error>(written.error());
  return key;
}

}  // namespace tocsin::relay::host
