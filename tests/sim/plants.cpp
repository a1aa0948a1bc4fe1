#include "tests/sim/plants.h"

#include "node/core/context.h"
#include "node/core/tables.h"
#include "policy/limits.h"
#include "protocol/bytes.h"

namespace tocsin::sim {

namespace table = node::table;

Plants::Plants(Plant plant, Town& town, Agenda& agenda, Clockwork& clockwork, People& people, Oracle& oracle)
    : plant_(plant), town_(town), agenda_(agenda), clockwork_(clockwork), people_(people), oracle_(oracle) {
  if (plant == Plant::none) return;
  if (plant == Plant::keep_keys)
    for (auto& node : town.nodes) node->keeps_dead_keys = true;
  clockwork.after_commit = [this](std::size_t node, const std::vector<node::Input>& inputs,
                                  const std::vector<node::Effects>& effects) {
    after(node, inputs, effects);
  };
}

void Plants::after(std::size_t node, const std::vector<node::Input>& inputs,
                   const std::vector<node::Effects>& effects) {
  ++turns_;
  auto said = [&](node::EventCode code) {
    for (const auto& one : effects)
      for (const auto& event : one.events)
        if (event.code == code) return true;
    return false;
  };
  const bool commune = !town_.is_post(node);
  switch (plant_) {
    case Plant::lose_parcel:
      if (commune && turns_ % 50 == 0) empty(node, {table::outbox, table::outbox_index, table::hold});
      return;
    case Plant::show_twice:
      if (said(node::EventCode::alert_delivered)) show_twice(node, inputs);
      return;
    case Plant::forget_quota:
      if (commune) empty(node, {table::sent});
      return;
    case Plant::leak:
      if (commune && said(node::EventCode::alert_accepted)) write_plate(node);
      return;
    case Plant::cut_log: return cut_log(node);
    case Plant::loosen: return loosen(node);
    case Plant::revoked_goes_on: return drop_acts(node);
    case Plant::grow: return grow(node);
    case Plant::ahead:
      if (said(node::EventCode::alert_delivered)) forge_receipt();
      return;
    default: return;
  }
}

void Plants::empty(std::size_t node, std::initializer_list<txn::Table> tables) {
  auto transaction = town_.nodes[node]->parts.store.begin();
  for (auto table : tables) {
    std::vector<Bytes> keys;
    (*transaction)->scan(table, {}, [&](ByteView key, ByteView) {
      keys.emplace_back(key.begin(), key.end());
      return true;
    });
    for (const auto& key : keys) (*transaction)->erase(table, key);
  }
  (void)(*transaction)->commit();
}

// The post forgets that it has had it, and the same frames come again.
void Plants::show_twice(std::size_t node, const std::vector<node::Input>& inputs) {
  empty(node, {table::alerts, table::dedup, table::open_alerts});
  for (const auto& input : inputs)
    if (!std::holds_alternative<node::Settle>(input)) clockwork_.arrive(node, input);
}

void Plants::write_plate(std::size_t node) {
  auto transaction = town_.nodes[node]->parts.store.begin();
  (*transaction)->put(table::meta, node::named("note"), node::named(canary));
  (void)(*transaction)->commit();
}

void Plants::cut_log(std::size_t node) {
  auto transaction = town_.nodes[node]->parts.store.begin();
  auto row = (*transaction)->get(table::meta, node::named("log"));
  if (!row) return;
  auto& kept = edges_[node];
  if (kept.empty()) {
    kept = *row;
    return;
  }
  const auto size = [](const Bytes& edge) { return ByteReader(edge).u64(); };
  if (size(*row) < size(kept) + 4) return;
  for (auto leaf = size(kept); leaf < size(*row); ++leaf)
    (*transaction)->erase(table::log_leaves, ByteWriter().sorted64(leaf).view());
  (*transaction)->put(table::meta, node::named("log"), kept);
  (void)(*transaction)->commit();
}

// What the signatories have agreed to is more than they signed for.
void Plants::loosen(std::size_t node) {
  if (turns_ % 700 != 0) return;  // between two looks
  auto transaction = town_.nodes[node]->parts.store.begin();
  for (const auto& commune : town_.communes) {
    auto key = ByteWriter().raw(node::named("agreed")).raw(commune->made.charter.commune).take();
    auto row = (*transaction)->get(table::meta, key);
    if (!row) continue;
    auto limits = policy::ceiling();
    ByteWriter looser;
    for (const auto& each : policy::limit_table())
      looser.u8(static_cast<std::uint8_t>(each.id)).u32(limits.*each.field);
    (*transaction)->put(table::meta, key, looser.view());
  }
  (void)(*transaction)->commit();
}

// Acts on mandates are logged, and then nobody knows of them.
void Plants::drop_acts(std::size_t node) {
  {
    auto transaction = town_.nodes[node]->parts.store.begin();
    std::vector<Bytes> acts;
    (*transaction)->scan(table::documents, {}, [&](ByteView key, ByteView value) {
      auto document = wire::decode_document(value);
      if (document && document->type == wire::DocumentType::act) acts.emplace_back(key.begin(), key.end());
      return true;
    });
    if (acts.empty()) return;
    for (const auto& key : acts) (*transaction)->erase(table::documents, key);
    (void)(*transaction)->commit();
  }
  empty(node, {table::drift});
}

void Plants::grow(std::size_t node) {
  auto transaction = town_.nodes[node]->parts.store.begin();
  for (std::uint64_t i = 0; i < 16; ++i)
    (*transaction)->put(table::answers, ByteWriter().u64(turns_).u64(i).view(), node::named("more"));
  (void)(*transaction)->commit();
}

// A device is told, in its post's name, what its post has not said.
void Plants::forge_receipt() {
  for (const auto& [hash, alert] : oracle_.alerts) {
    if (!alert.own.delivered || alert.own.taken > 0) continue;
    const auto& post = town_.posts[alert.post]->made.node;
    wire::Receipt receipt;
    receipt.state = AlertState::taken;
    receipt.issuer_kind = NodeKind::post;
    receipt.issuer = seal::key_id(post.signing.public_key);
    receipt.header_hash = hash;
    receipt.number = 3;
    receipt.at = agenda_.now;
    receipt.leaf = 1'000'000;
    receipt.command.bytes.fill(1);
    auto bytes = seal::sign_receipt(receipt, post.signing);
    for (std::size_t sender = 0; sender < town_.senders.size(); ++sender)
      if (town_.senders[sender]->referent.mandate.mandate == alert.mandate)
        return people_.see(ByteView(bytes), sender);
  }
}

}  // namespace tocsin::sim
