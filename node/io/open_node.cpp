#include "node/io/open_node.h"

#include "node/files/private_file.h"
#include "node/io/clock.h"
#include "node/txn/overlay.h"

namespace tocsin::node::io {
namespace {

constexpr std::size_t mib = std::size_t{1} << 20;

store::LmdbOptions store_options(const config::Config& config) {
  store::LmdbOptions options;
  options.path = config.data.string();
  options.map_bytes_initial = config.map_mib * mib;
  options.map_bytes_max = config.map_mib_max * mib;
  return options;
}

Status open_files(OpenNode& open, const config::Config& config, config::NodeKeys& keys, Entropy& entropy) {
  open.value_codec = std::make_unique<SealedValues>(std::move(keys.store), entropy);
  open.keyring_codec = std::make_unique<SealedValues>(std::move(keys.keyring), entropy);
  auto scrub = store::scrub_in_child(config.data.string(), *open.value_codec);
  if (!scrub) return tl::unexpected<Error>(scrub.error());
  if (!scrub->broken.empty())
    return fail(Errc::store_damaged,
                config.data.string() + ": " + scrub->broken + "; put the last good copy back");
  open.scrub = *scrub;
  auto store = store::LmdbStore::open(store_options(config), *open.value_codec);
  if (!store) return tl::unexpected<Error>(store.error());
  open.store = std::move(*store);
  store::KeyringFile::Options options;
  options.epochs = config.kind == NodeKind::post;
  auto keyring = store::KeyringFile::open_or_create((config.data / "keyring").string(), *open.keyring_codec,
                                                    entropy, options);
  if (!keyring) return tl::unexpected<Error>(keyring.error());
  open.keyring = std::move(*keyring);
  return {};
}

Status import_one(OpenNode& open, txn::Txn& txn, ByteView container, Instant now, Entropy& entropy) {
  txn::Overlay overlay(txn);
  auto accepted = import_document(overlay, open.identity, *open.keyring, container, now, entropy);
  if (!accepted) return accepted;
  if (overlay.failure()) return tl::unexpected<Error>(*overlay.failure());
  overlay.merge();
  return {};
}

}  // namespace

Status make_node(const config::Config& config, Entropy& entropy) {
  std::error_code error;
  std::filesystem::create_directories(config.keys.parent_path(), error);
  if (!error) std::filesystem::create_directories(config.data.parent_path(), error);
  if (error)
    return fail(Errc::configuration,
                config.data.parent_path().string() + ": cannot be made: " + error.message());
  if (auto made = config::make_node_keys(config.keys, entropy); !made) return made;
  if (auto made = files::ensure_private_folder(config.data.string()); !made) return made;
  auto keys = config::read_node_keys(config.keys, {});
  if (!keys) return tl::unexpected<Error>(keys.error());
  OpenNode open{};
  if (auto opened = open_files(open, config, *keys, entropy); !opened) return opened;
  return open.keyring->top_up(day_of(wall_now()));
}

Result<std::unique_ptr<OpenNode>> open_node(const config::Config& config, Entropy& entropy) {
  if (!std::filesystem::is_directory(config.data))
    return fail(Errc::configuration,
                config.data.string() +
                    ": there is no data of a node here; make one with `tocsin node init`, or set `data`");
  auto keys = config::read_node_keys(config.keys, config.credentials);
  if (!keys) return pass_on(keys);
  auto open = std::make_unique<OpenNode>();
  open->identity.kind = config.kind;
  open->identity.signing = std::move(keys->signing);
  open->identity.parcel = std::move(keys->parcel);
  open->identity.log = std::move(keys->log);
  open->identity.curve = keys->curve.public_key;
  open->identity.boot_secret = seal::Secret32::random(entropy);
  open->curve = std::move(keys->curve);
  if (auto opened = open_files(*open, config, *keys, entropy); !opened)
    return tl::unexpected<Error>(opened.error());
  open->node = config.kind == NodeKind::commune ? make_intake(open->identity, *open->keyring)
                                                : make_inbox(open->identity, *open->keyring);
  return open;
}

Status import_into(OpenNode& open, std::span<const Bytes> containers, Instant now, Entropy& entropy) {
  if (auto done = open.keyring->top_up(day_of(now)); !done) return done;
  auto transaction = open.store->begin();
  if (!transaction) return tl::unexpected<Error>(transaction.error());
  for (std::size_t i = 0; i < containers.size(); ++i)
    if (auto done = import_one(open, **transaction, containers[i], now, entropy); !done)
      return fail(done.error().code, "document " + std::to_string(i + 1) + ": " + done.error().detail);
  return (*transaction)->commit();
}

}  // namespace tocsin::node::io
