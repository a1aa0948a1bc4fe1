#include "relay/host/gateway.h"

#include <algorithm>
#include <optional>

#include "node/files/private_file.h"
#include "relay/gate.h"
#include "relay/host/admissions.h"
#include "relay/host/grants.h"
#include "relay/host/start.h"
#include "shell.hpp"

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
  explicit Gateway(const GatewayConfig& config) : config_(config) {}
  Status run();

 private:
  Status open();
  Status open_port();
  void admit(std::vector<BoxPublic> nodes);
  void read_grants_again();
  void gather(milliseconds now);
  void send();
  void say_counts();

  const GatewayConfig& config_;
  Shell shell_{"gateway"};
  std::vector<BoxPublic> nodes_;
  Gate gate_{GateLimits{}};
  std::vector<Gate::Out> out_;
};

void Gateway::admit(std::vector<BoxPublic> nodes) {
  nodes_ = std::move(nodes);
  gate_.admit(nodes_, out_);
  shell_.log.info("admitted nodes={}", nodes_.size());
}

Status Gateway::open_port() {
  io::Doors doors;
  // Whoever comes is let in; a name says for whom bounds are counted, and a node's that it has proved its
  // key.
  doors.admit = [this](const BoxPublic& key, std::string_view address) -> std::optional<std::string> {
    if (std::binary_search(nodes_.begin(), nodes_.end(), key)) return name_of(key);
    return std::string(guest_prefix) + origin_of(address);
  };
  doors.still_admitted = [](std::string_view) { return true; };  // Gate asks at each message of a node
  if (auto opened = shell_.open_doors(std::move(doors)); !opened) return opened;
  io::ListenOptions listen;
  listen.endpoint = config_.listen;
  listen.sessions.messages = line_rate;
  listen.sessions.sessions_max = 2 * GateLimits{}.sessions_max;
  listen.sessions.sessions_per_user_max = 2 * GateLimits{}.sessions_per_origin_max;
  auto listening = shell_.listen(listen);
  shell_.forget_keys();
  return listening;
}

Status Gateway::open() {
  if (auto opened = shell_.open(config_.key_file); !opened) return opened;
  auto nodes = read_admissions(config_.grants_file, shell_.public_key);
  if (!nodes) return tl::unexpected<Error>(nodes.error());
  admit(std::move(*nodes));
  return open_port();
}

void Gateway::read_grants_again() {
  auto again = read_admissions(config_.grants_file, shell_.public_key);
  if (!again) return shell_.log.error("grants stay as they were: {}", again.error().detail);
  admit(std::move(*again));
}

void Gateway::gather(milliseconds now) {
  for (std::size_t i = 0; i < batch_messages_max; ++i) {
    auto received = shell_.ports.front().receive();
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
      if (shell_.send(one.line, encode(one.message))) continue;
      if (one.to_node)
        gate_.node_lost(one.line, out_);
      else
        gate_.device_lost(one.line, out_);
    }
  }
}

void Gateway::say_counts() {
  const auto& counts = gate_.counts();
  shell_.log.info(
      "nodes={} sessions={} calls={} carried={} held={} not_connected={} crowded={} malformed={} dropped={}",
      gate_.nodes(), gate_.sessions(), counts.calls, counts.carried, counts.held, counts.not_connected,
      counts.crowded, counts.malformed, shell_.dropped());
}

Status Gateway::run() {
  if (auto opened = open(); !opened) return opened;
  shell_.log.info("listening nodes_and_devices={} key={}", shell_.ports.front().endpoint(),
                  to_hex(shell_.public_key.view()));
  const Ready ready;
  auto ticked = steady_now(), counted = ticked;
  for (;;) {
    std::vector<io::Waitable> on;
    shell_.add_waitables(on);
    const auto left = std::max(milliseconds(0), ticked + tick_every - steady_now());
    if (auto waited = shell_.context->wait(on, left); !waited) return waited;
    if (!shell_.heed_signals([this] { read_grants_again(); })) break;
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
  say_counts();
  shell_.log.info("stopped");
  return {};
}

}  // namespace

Status serve_gateway(const GatewayConfig& config) {
  return Gateway(config).run();
}

Result<BoxPublic> make_gateway(const InitWish& wish) {
  auto whole = wish;
  if (whole.listen.empty()) whole.listen = "tcp://0.0.0.0:7620";
  const auto in = [&](const char* leaf) { return whole.folder + "/" + leaf; };
  return make_folder({whole, "gateway", to_toml(GatewayConfig{whole.listen, in("curve.key"), in("grants")}),
                      "tocsin-gateway-grants 1"});
}

}  // namespace tocsin::relay::host
