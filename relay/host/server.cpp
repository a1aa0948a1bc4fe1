#include "relay/host/server.h"

#include <signal.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>
#include <string.h>
#include <sys/signalfd.h>
#include <systemd/sd-daemon.h>
#include <unistd.h>

#include <array>
#include <optional>

#include "node/files/private_file.h"
#include "node/store/crc_codec.h"
#include "node/store/lmdb.h"
#include "relay/host/keeper.h"
#include "relay/io/listener.h"

namespace tocsin::relay::host {
namespace {

constexpr std::size_t batch_messages_max = 64;  // 8 MiB of parcels at most
constexpr std::size_t key_bytes = 32;
constexpr seconds expire_every{60};
constexpr Rate peer_rate{500, 1000};  // a node sends for all its referents on one line
constexpr std::uint32_t over_rate_wait_ms = 1000;

Instant now() {
  return std::chrono::floor<milliseconds>(std::chrono::system_clock::now());
}

Result<io::CurveKeys> read_key(const std::string& file) {
  auto bytes = files::read_private_file(file);
  if (!bytes) return pass_on(bytes);
  if (bytes->size() != key_bytes) {
    explicit_bzero(bytes->data(), bytes->size());
    return fail(Errc::configuration,
                file + ": expected exactly 32 bytes, as `tocsin-relay --make-key` writes them");
  }
  auto keys = io::curve_keys_of(io::SecretView(bytes->data(), key_bytes));
  explicit_bzero(bytes->data(), bytes->size());
  return keys;
}

Result<files::Fd> signals() {
  sigset_t set;
  sigemptyset(&set);
  for (const int one : {SIGTERM, SIGINT, SIGHUP}) sigaddset(&set, one);
  if (pthread_sigmask(SIG_BLOCK, &set, nullptr) != 0) return fail(Errc::io, "signals cannot be blocked");
  files::Fd fd(signalfd(-1, &set, SFD_NONBLOCK | SFD_CLOEXEC));
  if (fd.get() < 0) return fail(Errc::io, "signals cannot be watched");
  return fd;
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
  Status admit_from_file();
  Status load();
  Status turn();
  bool heed_signals();  // false: stop
  void say_counts();

  const Config& config_;
  spdlog::logger log_;
  store::CrcCodec codec_;
  Admitted admitted_;
  std::map<std::string, BoxPublic, std::less<>> names_;
  std::unique_ptr<store::LmdbStore> store_;
  std::optional<Keeper> keeper_;
  std::optional<files::Fd> signals_;
  std::optional<io::Context> context_;
  std::optional<io::Listener> port_;
  Instant expire_at_{};
};

Status Relay::admit_from_file() {
  auto read = read_admitted(config_.admitted_file);
  if (!read) return tl::unexpected<Error>(read.error());
  admitted_ = std::move(*read);
  admitted_[config_.owner] = name_of(config_.owner);
  names_.clear();
  for (const auto& [key, name] : admitted_) names_.emplace(name, key);
  log_.info("admitted keys={}", admitted_.size());
  return {};
}

Status Relay::load() {
  KeeperSettings settings;
  settings.mailbox = config_.mailbox;
  settings.owner = name_of(config_.owner);
  auto keeper = Keeper::load(*store_, std::move(settings));
  if (!keeper) return tl::unexpected<Error>(keeper.error());
  keeper_.emplace(std::move(*keeper));
  if (keeper_->damaged() > 0) log_.error("damaged rows={}", keeper_->damaged());
  return {};
}

Status Relay::open() {
  auto watched = signals();  // before any thread
  if (!watched) return tl::unexpected<Error>(watched.error());
  signals_.emplace(std::move(*watched));
  auto keys = read_key(config_.key_file);
  if (!keys) return tl::unexpected<Error>(keys.error());
  if (auto read = admit_from_file(); !read) return read;

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

  io::Doors doors;
  doors.admit = [this](const BoxPublic& key, std::string_view) -> std::optional<std::string> {
    const auto found = admitted_.find(key);
    if (found == admitted_.end()) return std::nullopt;
    return found->second;
  };
  doors.still_admitted = [this](std::string_view user) { return names_.find(user) != names_.end(); };
  auto context = io::Context::with_doors(std::move(doors));
  if (!context) return tl::unexpected<Error>(context.error());
  context_.emplace(std::move(*context));
  io::ListenOptions listen;
  listen.endpoint = config_.listen;
  listen.sessions.messages = peer_rate;
  auto port = io::Listener::open(*context_, *keys, listen);
  if (!port) return tl::unexpected<Error>(port.error());
  port_.emplace(std::move(*port));
  return {};
}

bool Relay::heed_signals() {
  signalfd_siginfo one;
  while (read(signals_->get(), &one, sizeof one) == static_cast<ssize_t>(sizeof one)) {
    if (one.ssi_signo != SIGHUP) return false;
    if (auto read_again = admit_from_file(); !read_again)
      log_.error("admitted keys stay as they were: {}", read_again.error().detail);
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
      out.push_back({received->session, "", Refused{0, RefusedCode::malformed}});
    } else if (received->over_rate) {
      if (const auto* put = std::get_if<Put>(&*message))
        out.push_back({received->session, "", Busy{put->reference, over_rate_wait_ms}});
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
  keeper_->send_parcels(**txn, out);
  if (const auto& failure = (*txn)->failure(); failure && failure->code == Errc::store_full) {
    // Nothing of the batch happened: ask the senders to come again, and let the store grow.
    out.resize(answers_before);
    for (const auto& frame : in)
      if (const auto* put = std::get_if<Put>(&frame.message))
        out.push_back({frame.line, "", Busy{put->reference, over_rate_wait_ms}});
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
  log_.info("parcels={} received={} dropped={} admitted={} refused={}", keeper_->size(), port.received,
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
    if (auto waited = context_->wait(on, expire_every); !waited) return waited;
    if (on[1].ready && !heed_signals()) break;
    end = turn();
  }
  sd_notify(0, "STOPPING=1");
  if (end) log_.info("stopped");
  return end;
}

}  // namespace

Status serve(const Config& config) {
  return Relay(config).run();
}

Result<BoxPublic> make_key(const std::string& file) {
  const auto keys = io::make_curve_keys();
  const auto written = files::write_private_file(file, keys.secret, files::IfExists::refuse);
  if (!written) return tl::unexpected<Error>(written.error());
  return keys.public_key;
}

}  // namespace tocsin::relay::host
