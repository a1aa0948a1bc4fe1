#include <filesystem>

#include "node/core/alerts.h"
#include "node/core/log.h"
#include "node/core/retention.h"
#include "node/core/tables.h"
#include "node/inbox/inbox.h"
#include "node/io/open_node.h"
#include "protocol/seal/log.h"
#include "protocol/seal/open/open_alert.h"
#include "thief.h"

namespace tocsin::thief {
namespace {

namespace table = node::table;

class Host {
 public:
  explicit Host(const std::string& config) : config_(need(config::read_config(config, {}, {}))) {
    open_ = need(node::io::open_node(config_, entropy_));
  }
  // One transaction, committed at the end.
  template <class Work>
  void in_turn(Work work) {
    auto txn = need(open_->store->begin());
    node::Effects effects;
    node::Turn turn{*txn, open_->identity, *open_->keyring, wall_now(), entropy_, effects};
    work(turn);
    need(txn->commit());
  }
  const node::Identity& identity() const { return open_->identity; }
  const txn::Keyring& keyring() const { return *open_->keyring; }
  const config::Config& config() const { return config_; }
  Entropy& entropy() { return entropy_; }

 private:
  seal::SystemEntropy entropy_;
  config::Config config_;
  std::unique_ptr<node::io::OpenNode> open_;
};

struct Found {
  std::string where;
  Bytes bytes;  // 32
};

// Every 32 bytes that could be a key: the key files, and the keyring with each key's name.
std::vector<Found> secrets_of(Host& host) {
  std::vector<Found> found;
  for (const auto& file : std::filesystem::directory_iterator(host.config().keys)) {
    auto bytes = read_file(file.path().string());
    if (bytes.size() == 32) found.push_back({file.path().filename().string(), std::move(bytes)});
  }
  for (auto [use, named] : {std::pair{txn::KeyUse::erasure_day, "erasure day "},
                            std::pair{txn::KeyUse::spare, "spare "}, std::pair{txn::KeyUse::epoch, "epoch "}})
    for (const auto& name : host.keyring().all(use))
      if (const auto* key = host.keyring().find(name))
        found.push_back({named + std::to_string(name.number), Bytes(key->begin(), key->end())});
  return found;
}

std::optional<wire::AlertContent> open_with(const Bytes& secret, const wire::AlertHeader& header,
                                            ByteView envelope) {
  const std::span<const std::uint8_t, 32> bytes(secret.data(), 32);
  const auto box = seal::box_key_from(seal::Secret32(bytes));
  for (int slot : {0, 1})
    if (auto opened = seal::open_alert(header, envelope, box, slot)) return opened->content;
  auto content = seal::open_alert_with_key(header, envelope, seal::Secret32(bytes));
  return content ? std::optional(*content) : std::nullopt;
}

Json tried(const Bytes& envelope, const std::vector<Found>& secrets) {
  const auto header = need(wire::decode_header(ByteView(envelope).first(limits::header_bytes)));
  Json json{{"alert", to_hex(header.alert.view())},
            {"mandate", to_hex(header.mandate.view())},
            {"created", to_iso(from_tens(header.created))},
            {"epoch", header.post_epoch},
            {"envelope", to_hex(envelope)},
            {"opened_by", nullptr},
            {"plate", nullptr}};
  for (const auto& secret : secrets) {
    const auto content = open_with(secret.bytes, header, envelope);
    if (!content) continue;
    json["opened_by"] = secret.where;
    if (content->vehicle) json["plate"] = content->vehicle->plate;
    break;
  }
  return json;
}

node::AlertKey find(node::Turn& turn, const std::string& hex) {
  const auto alert = id_of<AlertId>(hex);
  std::optional<node::AlertKey> found;
  node::scan_prefix(turn.txn, table::alerts, alert.view(), [&](ByteView key, ByteView) {
    found = node::AlertKey::from(key);
    return false;
  });
  if (!found) throw Impossible("no alert " + hex + " here");
  return *found;
}

Hash chance(Entropy& entropy) {
  Hash hash;
  entropy.fill(hash.bytes.data(), hash.bytes.size());
  return hash;
}

// A commune's root writes receipts of the post into its own alerts: under its own key in the post's name, and
// in its own name.
void at_commune(node::Turn& turn, const node::AlertKey& key) {
  auto record = *node::load_alert(turn, key);
  const auto peers = node::peer_nodes(turn);
  for (const auto& issuer : {peers.front().id, turn.self()}) {
    wire::Receipt receipt;
    receipt.state = AlertState::opened;
    receipt.issuer_kind = NodeKind::post;
    receipt.issuer = issuer;
    receipt.header_hash = record.header_hash();
    receipt.number = 2;
    receipt.at = turn.now;
    receipt.command = chance(turn.entropy);
    node::note_receipt(turn, key, record, receipt, seal::sign_receipt(receipt, turn.keys().signing));
  }
  node::save_alert(turn, key, record, policy::prefecture_default());
}

// A post's root has its node sign that an officer opened the alert.
void at_post(node::Turn& turn, const node::AlertKey& key) {
  auto record = *node::load_alert(turn, key);
  node::Statement statement{AlertState::opened};
  statement.command = chance(turn.entropy);
  statement.officer = *KeyId::from(chance(turn.entropy).view().first(16));
  node::inbox::state_and_send(turn, key, record, statement);
}

// What a copy of the database gives without the store's key: the sealed bytes.
class NoKey final : public txn::ValueCodec {
 public:
  Bytes seal(txn::Table, ByteView, ByteView plain) override { return Bytes(plain.begin(), plain.end()); }
  std::optional<Bytes> open(txn::Table, ByteView, ByteView sealed) const override {
    return Bytes(sealed.begin(), sealed.end());
  }
};

bool contains(ByteView where, const Bytes& what) {
  return std::search(where.begin(), where.end(), what.begin(), what.end()) != where.end();
}

}  // namespace

Json read_host(const Options& options) {
  Host host(options.one("config"));
  const auto secrets = secrets_of(host);
  std::vector<Bytes> envelopes;
  std::vector<Found> kept;
  host.in_turn([&](node::Turn& turn) {
    std::vector<node::AlertKey> keys;
    turn.txn.scan(table::alerts, {}, [&](ByteView key, ByteView) {
      if (auto alert = node::AlertKey::from(key)) keys.push_back(*alert);
      return true;
    });
    for (const auto& key : keys) {
      auto record = node::load_alert(turn, key);
      if (!record || record->envelope().size() != limits::envelope_bytes) continue;
      envelopes.push_back(record->envelope());
      if (record->content_key.size() == 32) kept.push_back({"the alert's own row", record->content_key});
    }
  });
  for (const auto& hex : options.all("envelope")) envelopes.push_back(*from_hex(hex));
  kept.insert(kept.begin(), secrets.begin(), secrets.end());
  Json json{{"secrets", kept.size()}, {"alerts", Json::array()}};
  for (const auto& envelope : envelopes) json["alerts"].push_back(tried(envelope, kept));
  return json;
}

Json forge_receipt(const Options& options) {
  Host host(options.one("config"));
  host.in_turn([&](node::Turn& turn) {
    const auto key = find(turn, options.one("alert"));
    host.identity().kind == NodeKind::commune ? at_commune(turn, key) : at_post(turn, key);
  });
  return Json{{"forged", true}};
}

Json refuse(const Options& options) {
  Host host(options.one("config"));
  host.in_turn([&](node::Turn& turn) {
    const auto key = find(turn, options.one("alert"));
    auto record = *node::load_alert(turn, key);
    node::Statement statement{AlertState::refused};
    statement.rule = 10;
    node::state(turn, key, record, statement);
    node::save_alert(turn, key, record, policy::prefecture_default());
  });
  return Json{{"refused", true}};
}

Json rewrite_log(const Options& options) {
  Host host(options.one("config"));
  std::uint64_t changed = 0;
  host.in_turn([&](node::Turn& turn) {
    const auto size = node::log_size(turn);
    changed = size / 2;
    const auto key = ByteWriter().sorted64(changed).take();
    const auto salt = seal::Secret32::random(turn.entropy);
    const auto event = chance(turn.entropy);
    const auto kind = turn.txn.get(table::log_leaves, key)->front();
    turn.txn.put(table::log_leaves, key, seal::log_leaf(kind, turn.now, salt, event.view()));
    node::put_dated(turn, table::log_events, key, ByteWriter().raw(salt.view()).raw(event).view(),
                    turn.now + days(300));
    seal::TreeEdge edge;
    turn.txn.scan(table::log_leaves, {}, [&](ByteView, ByteView leaf) {
      seal::append(edge, seal::leaf_hash(leaf));
      return true;
    });
    turn.txn.put(table::meta, node::named("log"), seal::encode(edge));
  });
  return Json{{"leaf", changed}};
}

Json read_backup(const Options& options) {
  seal::SystemEntropy entropy;
  NoKey none;
  std::optional<node::io::SealedValues> with_key;
  if (const auto file = options.one("store-key", ""); !file.empty())
    with_key.emplace(*seal::Secret32::from(read_file(file)), entropy);
  store::LmdbOptions from;
  from.path = options.one("data");
  auto store = need(store::LmdbStore::open(from, with_key ? static_cast<txn::ValueCodec&>(*with_key) : none));
  std::vector<Bytes> canaries;
  for (const auto& hex : options.all("canary")) canaries.push_back(*from_hex(hex));
  auto txn = need(store->begin());
  Json rows = Json::object();
  std::size_t shown = 0, content = 0;
  for (std::uint8_t number = 1; number < 64; ++number) {
    std::size_t count = 0;
    txn->scan(txn::Table{number}, {}, [&](ByteView, ByteView value) {
      ++count;
      for (const auto& canary : canaries) shown += contains(value, canary);
      content += number == static_cast<std::uint8_t>(table::alerts) &&
                 contains(value, Bytes(node::named("TOCSINv1").begin(), node::named("TOCSINv1").end()));
      return true;
    });
    if (count > 0) rows[std::to_string(number)] = count;
  }
  return Json{
      {"rows", rows}, {"alerts", rows.value("7", 0)}, {"canaries_found", shown}, {"headers_found", content}};
}

}  // namespace tocsin::thief
