#include "node/io/open_node.h"

#include <algorithm>

#include "node/config/abandon.h"
#include "node/core/rotation.h"
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

KeySet set_of(config::Generation&& from) {
  return {std::move(from.signing), std::move(from.parcel), std::move(from.log), from.curve.public_key};
}

void add_generation(OpenNode& open, config::Generation&& from) {
  open.keys.push_back(
      {from.number, seal::key_id(from.signing.public_key), seal::box_key_from(from.curve.secret.clone())});
  if (open.keys.size() == 1)
    static_cast<KeySet&>(open.identity) = set_of(std::move(from));
  else
    open.identity.others.push_back(set_of(std::move(from)));
}

Status import_one(OpenNode& open, txn::Txn& txn, ByteView container, Instant now, Entropy& entropy) {
  txn::Overlay overlay(txn);
  auto accepted = import_document(overlay, open.identity, *open.keyring, container, now, entropy);
  if (!accepted) return accepted;
  if (overlay.failure()) return tl::unexpected<Error>(*overlay.failure());
  overlay.merge();
  return {};
}

Status check_keys(OpenNode& open, Entropy& entropy) {
  auto transaction = open.store->begin();
  if (!transaction) return tl::unexpected<Error>(transaction.error());
  return check_own_keys(**transaction, open.identity, *open.keyring, wall_now(), entropy);
}

Result<KeyId> let_go_of_newest(OpenNode& open, Instant now, Entropy& entropy) {
  auto transaction = open.store->begin();
  if (!transaction) return pass_on(transaction);
  auto id = abandon_newest_keys(**transaction, open.identity, *open.keyring, now, entropy);
  if (!id) return id;
  if (auto committed = (*transaction)->commit(); !committed) return pass_on(committed);
  return id;
}

}  // namespace

Result<std::size_t> take_in_keys(OpenNode& open, const config::Config& config) {
  auto later = config::read_later(config.keys, config.credentials, open.keys.back().number);
  if (!later) return pass_on(later);
  for (auto& generation : *later) add_generation(open, std::move(generation));
  return later->size();
}

Status destroy_keys(OpenNode& open, const config::Config& config, const KeyId& id) {
  auto is_it = [&](const KeySet& set) { return seal::key_id(set.signing.public_key) == id; };
  auto found =
      std::find_if(open.keys.begin(), open.keys.end(), [&](const auto& each) { return each.id == id; });
  if (found == open.keys.end() || open.keys.size() == 1) return {};
  const auto number = found->number;
  auto& others = open.identity.others;
  if (is_it(open.identity)) {
    static_cast<KeySet&>(open.identity) = std::move(others.front());
    others.erase(others.begin());
  } else {
    std::erase_if(others, is_it);
  }
  open.keys.erase(found);
  return config::destroy_generation(config.keys, config.credentials, number);
}

Result<std::optional<KeyId>> abandon_if_asked(OpenNode& open, const config::Config& config, Instant now,
                                              Entropy& entropy) {
  if (!config::abandon_asked(config.keys)) return std::nullopt;
  auto given_up = let_go_of_newest(open, now, entropy);
  if (!given_up) {
    if (auto said = config::answer_abandon(config.keys, given_up.error().detail); !said) return pass_on(said);
    return pass_on(given_up);
  }
  auto gone = destroy_keys(open, config, *given_up);
  if (!gone && gone.error().code != Errc::not_allowed) return pass_on(gone);
  auto said = config::answer_abandon(config.keys, gone ? std::string() : gone.error().detail);
  if (!gone) return pass_on(gone);
  if (!said) return pass_on(said);
  return std::optional(*given_up);
}

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
  if (auto gone = config::destroy_leftovers(config.keys, *keys); !gone)
    return tl::unexpected<Error>(gone.error());
  open->identity.kind = config.kind;
  for (auto& generation : keys->generations) add_generation(*open, std::move(generation));
  open->identity.boot_secret = seal::Secret32::random(entropy);
  if (auto opened = open_files(*open, config, *keys, entropy); !opened)
    return tl::unexpected<Error>(opened.error());
  if (auto named = check_keys(*open, entropy); !named) return tl::unexpected<Error>(named.error());
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
