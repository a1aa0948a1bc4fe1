#include "relay/host/server.h"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <optional>

#include "node/files/private_file.h"
#include "node/store/crc_codec.h"
#include "node/store/lmdb.h"
#include "relay/host/keeper.h"
#include "relay/host/shell.h"
#include "relay/host/start.h"

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
  explicit Relay(const Config& config) : config_(config) {}
  Status run();

 private:
  Status open();
  Result<Grants> read_grants_file();
  void admit(Grants grants);
  Status load();
  Status open_port();
  Status turn();
  void read_grants_again();
  void say_counts();

  const Config& config_;
  Shell shell_{"relay"};
  store::CrcCodec codec_;
  Grants grants_;
  std::vector<BoxPublic> admitted_;
  std::unique_ptr<store::LmdbStore> store_;
  std::optional<Keeper> keeper_;
  Instant expire_at_{};
  bool more_to_send_ = false;
};

Result<Grants> Relay::read_grants_file() {
  return read_grants(config_.grants_file, shell_.public_key);
}

void Relay::admit(Grants grants) {
  grants_ = std::move(grants);
  admitted_ = admitted(grants_);
  shell_.log.info("granted mailboxes={} keys={}", grants_.size(), admitted_.size());
}

Status Relay::load() {
  auto keeper = Keeper::load(*store_, KeeperSettings{}, grants_);
  if (!keeper) return tl::unexpected<Error>(keeper.error());
  keeper_.emplace(std::move(*keeper));
  if (keeper_->damaged() > 0) shell_.log.error("damaged rows={}", keeper_->damaged());
  return {};
}

Status Relay::open_port() {
  io::Doors doors;
  doors.admit = [this](const BoxPublic& key, std::string_view) -> std::optional<std::string> {
    if (!std::binary_search(admitted_.begin(), admitted_.end(), key)) return std::nullopt;
    return name_of(key);
  };
  // A node whose grant has ended while its line is open is told so by the keeper, which asks at each message.
  doors.still_admitted = [](std::string_view) { return true; };
  if (auto opened = shell_.open_doors(std::move(doors)); !opened) return opened;
  io::ListenOptions listen;
  listen.endpoint = config_.listen;
  listen.sessions.messages = peer_rate;
  auto listening = shell_.listen(listen);
  shell_.forget_keys();
  return listening;
}

Status Relay::open() {
  if (auto opened = shell_.open(config_.key_file); !opened) return opened;
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
  return open_port();
}

void Relay::read_grants_again() {
  auto again = read_grants_file();
  if (!again) return shell_.log.error("grants stay as they were: {}", again.error().detail);
  keeper_->grant(*again);
  admit(std::move(*again));
}

Status Relay::turn() {
  std::vector<Frame> in, out;
  for (std::size_t i = 0; i < batch_messages_max; ++i) {
    auto received = shell_.ports.front().receive();
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
    if (const auto gone = keeper_->expire(**txn, at); gone > 0) shell_.log.info("expired parcels={}", gone);
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
    if (!shell_.ports.front().send(frame.line, encode(frame.message))) keeper_->line_failed(frame.line);
  return {};
}

void Relay::say_counts() {
  const auto door = shell_.context->counts();
  shell_.log.info("mailboxes={} parcels={} received={} dropped={} admitted={} refused={}",
                  keeper_->mailboxes(), keeper_->size(), shell_.ports.front().counts().received,
                  shell_.dropped(), door.admitted, door.refused + door.refused_for_now);
}

Status Relay::run() {
  if (auto opened = open(); !opened) return opened;
  shell_.log.info("listening endpoint={} parcels={}", shell_.ports.front().endpoint(), keeper_->size());
  expire_at_ = now() + expire_every;
  const Ready ready;
  Status end;
  while (end) {
    std::vector<io::Waitable> on;
    shell_.add_waitables(on);
    const auto wait = more_to_send_ ? milliseconds(0) : milliseconds(expire_every);
    if (auto waited = shell_.context->wait(on, wait); !waited) return waited;
    if (!shell_.heed_signals([this] {
          read_grants_again();
          say_counts();
        }))
      break;
    end = turn();
  }
  say_counts();
  if (end) shell_.log.info("stopped");
  return end;
}

}  // namespace

Status serve(const Config& config) {
  return Relay(config).run();
}

Result<BoxPublic> make_relay(const InitWish& wish) {
  auto whole = wish;
  if (whole.listen.empty()) whole.listen = "tcp://0.0.0.0:7619";
  const auto in = [&](const char* leaf) { return whole.folder + "/" + leaf; };
  return make_folder({whole, "relay", to_toml({whole.listen, in("curve.key"), in("grants"), in("data")}),
                      "tocsin-grants 1"});
}

}  // namespace tocsin::relay::host
