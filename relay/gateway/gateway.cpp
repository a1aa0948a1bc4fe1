#include "relay/gateway/gateway.h"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <deque>
#include <map>
#include <optional>

#include "node/files/private_file.h"
#include "relay/gate.h"
#include "relay/gateway/admissions.h"
#include "relay/gateway/web.h"
#include "relay/host/grants.h"
#include "relay/host/shell.h"
#include "relay/host/start.h"

namespace tocsin::relay::gateway {
namespace {

using std::chrono::milliseconds;

constexpr std::size_t batch_messages_max = 256;
constexpr milliseconds tick_every{1000}, counts_every{60'000};
constexpr Rate line_rate{5000,
                         10'000};  // a node answers for all its devices on one line; Gate bounds devices
// Behind a node's full queue: what a crowd that leaves at once says is longer than the queue.
constexpr std::size_t waiting_messages_max = 8192, waiting_bytes_max = std::size_t{32} << 20;
constexpr milliseconds send_again_every{5};
constexpr std::string_view guest_prefix = "guest:";

milliseconds steady_now() {
  return std::chrono::duration_cast<milliseconds>(std::chrono::steady_clock::now().time_since_epoch());
}

class Gateway {
 public:
  explicit Gateway(const host::GatewayConfig& config) : config_(config) {}
  Status run();

 private:
  Status open();
  Status open_port();
  Status open_web();
  void admit(Admissions admissions);
  void reread();
  void reread_web();
  void gather(io::Listener& port, milliseconds now);
  void send();
  bool send_to_node(SessionId line, Bytes bytes);
  void send_waiting();
  void say_counts();

  const host::GatewayConfig& config_;
  host::Shell shell_{"gateway"};
  Admissions admitted_;
  Gate gate_{GateLimits{}};
  std::vector<Gate::Out> out_;
  struct Waiting {
    std::deque<Bytes> messages;
    std::size_t bytes = 0;
  };
  std::map<SessionId, Waiting> waiting_;  // of nodes whose queue was full, in order
  std::optional<Web> web_;
};

void Gateway::admit(Admissions admissions) {
  admitted_ = std::move(admissions);
  gate_.admit(admitted_.nodes, out_);
  shell_.log.info("admitted nodes={}", admitted_.nodes.size());
}

Status Gateway::open_port() {
  io::Doors doors;
  // Whoever comes is let in; a name says for whom bounds are counted, and a node's that it has proved its
  // key.
  doors.admit = [this](const BoxPublic& key, std::string_view address) -> std::optional<std::string> {
    if (std::binary_search(admitted_.nodes.begin(), admitted_.nodes.end(), key)) return host::name_of(key);
    return std::string(guest_prefix) + origin_of(address);
  };
  doors.still_admitted = [](std::string_view) { return true; };  // Gate asks at each message of a node
  if (auto opened = shell_.open_doors(std::move(doors)); !opened) return opened;
  io::ListenOptions listen;
  listen.sessions.messages = line_rate;
  listen.sessions.sessions_max = 2 * GateLimits{}.sessions_max;
  listen.sessions.sessions_per_user_max = 2 * GateLimits{}.sessions_per_origin_max;
  Status listening;
  for (const auto& endpoint : {config_.listen, config_.local_listen}) {
    if (endpoint.empty() || !listening) continue;
    listen.endpoint = endpoint;
    listening = shell_.listen(listen);
  }
  shell_.forget_keys();
  return listening;
}

Status Gateway::open() {
  if (auto opened = shell_.open(config_.key_file); !opened) return opened;
  auto admissions = read_admissions(config_.grants_file, shell_.public_key);
  if (!admissions) return tl::unexpected<Error>(admissions.error());
  admit(std::move(*admissions));
  if (auto opened = open_port(); !opened) return opened;
  return open_web();
}

Status Gateway::open_web() {
  if (!config_.http) return {};
  web_.emplace(*config_.http, gate_, *shell_.context, out_);
  if (auto opened = web_->open(); !opened) return opened;
  reread_web();
  for (const auto& endpoint : web_->port().endpoints()) shell_.log.info("listening http={}", endpoint);
  return {};
}

void Gateway::reread_web() {
  if (!web_) return;
  for (const auto& wrong : web_->reread(admitted_.release)) shell_.log.error("not_served {}", wrong);
  const auto now = web_->metrics();
  shell_.log.info("origins={} refused={}", now.origins, now.origins_refused);
}

void Gateway::reread() {
  auto again = read_admissions(config_.grants_file, shell_.public_key);
  if (again)
    admit(std::move(*again));
  else
    shell_.log.error("grants stay as they were: {}", again.error().detail);
  reread_web();
}

void Gateway::gather(io::Listener& port, milliseconds now) {
  for (std::size_t i = 0; i < batch_messages_max; ++i) {
    auto received = port.receive();
    if (!received) return;
    const auto line = received->session;
    auto message = decode_gate(received->bytes);
    if (const auto node = host::key_of(received->user)) {
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
  send_waiting();
  while (!out_.empty()) {
    const auto batch = std::exchange(out_, {});
    for (const auto& one : batch) {
      if (one.to_node) {
        if (!send_to_node(one.line, encode(one.message))) gate_.node_lost(one.line, out_);
        continue;
      }
      const auto delivery = web_ ? web_->deliver(one.line, one.message) : Web::Delivery::not_ours;
      if (delivery == Web::Delivery::taken) continue;
      if (delivery == Web::Delivery::not_ours && shell_.send(one.line, encode(one.message))) continue;
      gate_.device_lost(one.line, out_);
    }
  }
}

// False: the node is lost. A node that does not read is found out by its silence, or by how much waits for
// it.
bool Gateway::send_to_node(SessionId line, Bytes bytes) {
  auto waits = waiting_.find(line);
  if (waits == waiting_.end() && shell_.send(line, bytes)) return true;
  if (shell_.knows(line) && gate_.served_by(line)) {
    auto& [messages, sum] = waiting_[line];
    sum += bytes.size();
    messages.push_back(std::move(bytes));
    if (messages.size() <= waiting_messages_max && sum <= waiting_bytes_max) return true;
  }
  waiting_.erase(line);
  return false;
}

void Gateway::send_waiting() {
  for (auto at = waiting_.begin(); at != waiting_.end();) {
    const auto line = at->first;
    auto& [messages, sum] = at->second;
    while (!messages.empty() && shell_.send(line, messages.front())) {
      sum -= messages.front().size();
      messages.pop_front();
    }
    const bool lost = !messages.empty() && !(shell_.knows(line) && gate_.served_by(line));
    if (lost) gate_.node_lost(line, out_);
    at = lost || messages.empty() ? waiting_.erase(at) : std::next(at);
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
  const host::Ready ready;
  auto ticked = steady_now(), counted = ticked;
  for (;;) {
    std::vector<io::Waitable> on;
    shell_.add_waitables(on);
    if (web_) on.push_back(web_->port().waitable());
    const bool more = web_ && web_->port().more_to_do();
    const auto next = waiting_.empty() ? ticked + tick_every : steady_now() + send_again_every;
    const auto left = more ? milliseconds(0) : std::max(milliseconds(0), next - steady_now());
    if (auto waited = shell_.context->wait(on, left); !waited) return waited;
    if (!shell_.heed_signals([this] { reread(); })) break;
    const auto now = steady_now();
    for (auto& port : shell_.ports) gather(port, now);
    if (web_) web_->turn(now);
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

Status serve_gateway(const host::GatewayConfig& config) {
  return Gateway(config).run();
}

Result<BoxPublic> make_gateway(const host::InitWish& wish) {
  auto whole = wish;
  if (whole.listen.empty()) whole.listen = "tcp://0.0.0.0:7620";
  const auto in = [&](const char* leaf) { return whole.folder + "/" + leaf; };
  return host::make_folder({whole, "gateway",
                            host::to_toml({whole.listen, in("curve.key"), in("grants"), "", {}}),
                            "tocsin-gateway-grants 1"});
}

}  // namespace tocsin::relay::gateway
