#include "relay/host/server.h"

#include <signal.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>
#include <sys/signalfd.h>
#include <systemd/sd-daemon.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <optional>

#include "node/files/private_file.h"
#include "node/store/crc_codec.h"
#include "node/store/lmdb.h"
#include "relay/host/keeper.h"
#include "relay/host/start.h"
#include "relay/io/listener.h"

namespace tocsin::relay::host {
namespace {

constexpr std::size_t batch_messages_max = 64;  // 8 MiB of parcels at most
constexpr seconds expire_every{60};
constexpr Rate peer_rate{500, 1000};  // a node sends for all its referents, to all its peers, on one line
constexpr std::uint32_t over_rate_wait_ms = 1000;

Instant now() {
  return std::chrono::floor<milliseconds>(std::chrono::system_clock::now());
}

class Relay {
 public:
  explicit Relay(const Config& config)
      : config_(config), log_("relay", std::make_shared<spdlog::sinks::stderr_sink_st>()) {
    log_.set_pattern("%Y-%m-%dT%H:%M:%S.%e %l %v");
  }
  Status run();

 private:
  Status open();
  Result<Grants> read_grants_file();
  void admit(Grants grants);
  Status load();
  Status open_port(const io::CurveKeys& keys);
  Status turn();
  bool heed_signals();  // false: stop
  void say_counts();

  const Config& config_;
  spdlog::logger log_;
  store::CrcCodec codec_;
  BoxPublic public_key_;
  Grants grants_;
  std::vector<BoxPublic> admitted_;
  std::unique_ptr<store::LmdbStore> store_;
  std::optional<Keeper> keeper_;
  std::optional<files::Fd> signals_;
  std::optional<io::Context> context_;
  std::optional<io::Listener> port_;
  Instant expire_at_{};
  bool more_to_send_ = false;
};

Result<Grants> Relay::read_grants_file() {
  return read_grants(config_.grants_file, public_key_);
}

void Relay::admit(Grants grants) {
  grants_ = std::move(grants);
  admitted_ = admitted(grants_);
  log_.info("granted mailboxes={} keys={}", grants_.size(), admitted_.size());
}

Status Relay::load() {
  auto keeper = Keeper::load(*store_, KeeperSettings{}, grants_);
  if (!keeper) return tl::unexpected<Error>(keeper.error());
  keeper_.emplace(std::move(*keeper));
  if (keeper_->damaged() > 0) log_.error("damaged rows={}", keeper_->damaged());
  return {};
}

Status Relay::open_port(const io::CurveKeys& keys) {
  io::Doors doors;
  doors.admit = [this](const BoxPublic& key, std::string_view) -> std::optional<std::string> {
    if (!std::binary_search(admitted_.begin(), admitted_.end(), key)) return std::nullopt;
    return name_of(key);
  };
  // A node whose grant has ended while its line is open is told so by the keeper, which asks at each message.
  doors.still_admitted = [](std::string_view) { return true; };
  auto context = io::Context::with_doors(std::move(doors));
  if (!context) return tl::unexpected<Error>(context.error());
  context_.emplace(std::move(*context));
  io::ListenOptions listen;
  listen.endpoint = config_.listen;
  listen.sessions.messages = peer_rate;
  auto port = io::Listener::open(*context_, keys, listen);
  if (!port) return tl::unexpected<Error>(port.error());
  port_.emplace(std::move(*port));
  return {};
}

Status Relay::open() {
  auto watched = signals();  // before any thread
  if (!watched) return tl::unexpected<Error>(watched.error());
  signals_.emplace(std::move(*watched));
  auto keys = read_key(config_.key_file);
  if (!keys) return tl::unexpected<Error>(keys.error());
  public_key_ = keys->public_key;
  auto grants = read_grants_file();
  if (!grants) return tl::unexpected<Error>(grants.error());
  admit(std::move(*grants));

  if (auto made = files::ensure_private_folder(config_.data); !made) return made;
  const auto scrub = store::scrub_in_child(config_.data, codec_);
  if (!scrub) return tl::unexpected<Error>(scrub.error());
  if (!scrub->broken.empty())
    return fail(Errc::configuration, config_.data + ": the database cannot be trusted (" + scrub->broken +
                                         "): move it away; senders send again what was not received");
  store::LmdbOptions options;
  options.path = config_.data;
  auto opened = store::LmdbStore::open(options, codec_);
  if (!opened) return tl::unexpected<Error>(opened.error());
  store_ = std::move(*opened);
  if (auto loaded = load(); !loaded) return loaded;
  raise_open_files();
  return open_port(*keys);
}

bool Relay::heed_signals() {
  signalfd_siginfo one;
  while (read(signals_->get(), &one, sizeof one) == static_cast<ssize_t>(sizeof one)) {
    if (one.ssi_signo != SIGHUP) return false;
    auto again = read_grants_file();
    if (!again) {
      log_.error("grants stay as they were: {}", again.error().detail);
      continue;
    }
    keeper_->grant(*again);
    admit(std::move(*again));
  }
  return true;
}

Status Relay::turn() {
  std::vector<Frame> in, out;
  for (std::size_t i = 0; i < batch_messages_max; ++i) {
    auto received = port_->receive();
    if (!received) break;
    auto message = decode(received->bytes);
    if (!message) {
      out.push_back({received->session, "", Refused{{}, 0, RefusedCode::malformed}});
    } else if (received->over_rate) {
      if (const auto* put = std::get_if<Put>(&*message))
        out.push_back({received->session, "", Busy{put->mailbox, put->reference, over_rate_wait_ms}});
    } else {
      in.push_back({received->session, std::move(received->user), std::move(*message)});
    }
  }
  auto txn = store_->begin();
  if (!txn) return tl::unexpected<Error>(txn.error());
  const auto at = now();
  const auto answers_before = out.size();
  for (const auto& frame : in) keeper_->handle(frame, **txn, at, store_->nearly_full(), out);
  if (at >= expire_at_ || at + expire_every < expire_at_) {  // also after a clock that stepped back
    if (const auto gone = keeper_->expire(**txn, at); gone > 0) log_.info("expired parcels={}", gone);
    expire_at_ = at + expire_every;
    say_counts();
  }
  more_to_send_ = keeper_->send_parcels(**txn, out);
  if (const auto& failure = (*txn)->failure(); failure && failure->code == Errc::store_full) {
    // Nothing of the batch happened: ask the senders to come again, and let the store grow.
    out.resize(answers_before);
    for (const auto& frame : in)
      if (const auto* put = std::get_if<Put>(&frame.message))
        out.push_back({frame.line, "", Busy{put->mailbox, put->reference, over_rate_wait_ms}});
    txn->reset();
    if (auto loaded = load(); !loaded) return loaded;
  } else if (failure) {
    return tl::unexpected<Error>(*failure);
  } else if (auto committed = (*txn)->commit(); !committed) {
    return committed;
  }
  for (const auto& frame : out)
    if (!port_->send(frame.line, encode(frame.message))) keeper_->line_failed(frame.line);
  return {};
}

void Relay::say_counts() {
  const auto& port = port_->counts();
  const auto door = context_->counts();
  log_.info("mailboxes={} parcels={} received={} dropped={} admitted={} refused={}", keeper_->mailboxes(),
            keeper_->size(), port.received,
            port.wrong_frames + port.too_large + port.own_routing_id + port.unnamed +
                port.no_longer_admitted + port.dropped_over_rate,
            door.admitted, door.refused + door.refused_for_now);
}

Status Relay::run() {
  if (auto opened = open(); !opened) return opened;
  log_.info("listening endpoint={} parcels={}", port_->endpoint(), keeper_->size());
  expire_at_ = now() + expire_every;
  sd_notify(0, "READY=1");
  Status end;
  while (end) {
    std::array<io::Waitable, 2> on{port_->waitable(), io::Waitable::descriptor(signals_->get())};
    const auto wait = more_to_send_ ? milliseconds(0) : milliseconds(expire_every);
    if (auto waited = context_->wait(on, wait); !waited) return waited;
    if (on[1].ready && !heed_signals()) break;
    end = turn();
  }
  sd_notify(0, "STOPPING=1");
  say_counts();
  if (end) log_.info("stopped");
  return end;
}

}  // namespace

Status serve(const Config& config) {
  return Relay(config).run();
}

Result<BoxPublic> make_relay(const NewRelay& wish) {
  const auto address = wish.address.empty() ? wish.listen : wish.address;
  if (auto good = check_address(address); !good) return tl::unexpected<Error>(good.error());
  if (auto made = files::ensure_private_folder(wish.folder); !made)
    return tl::unexpected<Error>(made.error());
  const auto in = [&wish](const char* leaf) { return wish.folder + "/" + leaf; };
  auto key = make_key(in("curve.key"));
  if (!key) return key;
  const auto hex = to_hex(key->view());
  auto written = write_files(
      wish.folder, {{"relay.toml", to_toml({wish.listen, in("curve.key"), in("grants"), in("data")})},
                    {"grants", "tocsin-grants 1\nrelay " + hex + "\n"},
                    {"relay.pub", "tocsin-relay 1\naddress: " + address + "\nserver: " + hex + "\n"}});
  if (!written) return tl::unexpected<Error>(written.error());
  return key;
}

}  // namespace tocsin::relay::host
