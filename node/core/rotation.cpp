#include "node/core/rotation.h"

#include <algorithm>

#include "node/core/freshness.h"
#include "node/core/keep.h"
#include "node/core/law.h"
#include "node/core/log.h"
#include "node/core/queries.h"
#include "node/core/retention.h"
#include "node/core/tables.h"
#include "protocol/seal/alert.h"

namespace tocsin::node {
namespace {

using wire::DocumentType;
using wire::SignedDocument;

constexpr std::size_t formers_max = 16;

struct Row {
  Bytes key;
  FormerNode former;
  bool gone = false;  // what was ours is destroyed, what was a peer's admits nobody any more
};

Bytes encode(const Row& row) {
  const auto& keys = row.former.keys;
  auto out = ByteWriter().u64(to_ms(row.former.until)).boolean(row.gone);
  return out.raw(keys.signing).raw(keys.curve).raw(keys.parcel).raw(keys.log).take();
}

Row decode(ByteView key, ByteView value) {
  ByteReader read(value);
  Row row{Bytes(key.begin(), key.end()), {}, false};
  row.former.until = from_ms(read.u64());
  row.gone = read.boolean();
  row.former.keys.signing = read.id<SigningPublic>();
  row.former.keys.curve = read.id<BoxPublic>();
  row.former.keys.parcel = read.id<BoxPublic>();
  row.former.keys.log = read.id<SigningPublic>();
  return row;
}

std::vector<Row> rows_of(Turn& turn, ByteView who) {
  std::vector<Row> rows;
  scan_prefix(turn.txn, table::former_nodes, who, [&](ByteView key, ByteView value) {
    rows.push_back(decode(key, value));
    return true;
  });
  return rows;
}

Bytes own_name(Turn& turn) {
  auto self = self_of(turn);
  auto name = self.post.is_zero() ? self.commune.view() : self.post.view();
  return Bytes(name.begin(), name.end());
}

std::optional<wire::NodeKeys> own_paper(Turn& turn) {
  auto self = self_of(turn);
  if (auto here = charter_of(turn, self.commune)) return here->charter.node;
  if (self.post.is_zero()) return std::nullopt;
  auto record = stored<wire::PostRecord>(turn, self.post.view());
  return record ? std::optional(record->node) : std::nullopt;
}

bool is(const KeySet& set, const wire::NodeKeys& keys) {
  return set.signing.public_key == keys.signing && set.parcel.public_key == keys.parcel &&
         set.log.public_key == keys.log && set.curve == keys.curve;
}

// All that this node's own papers name, in force or not.
std::vector<wire::NodeKeys> papers_held(Turn& turn) {
  std::vector<wire::NodeKeys> found;
  const auto self = self_of(turn);
  if (turn.identity.kind == NodeKind::commune) {
    for (const auto& document : stored_documents(turn, DocumentType::charter, self.commune.view()))
      if (auto charter = wire::decode<wire::Charter>(document.bytes)) found.push_back(charter->node);
    if (auto waiting = waiting_charter(turn, self.commune)) found.push_back(waiting->charter.node);
  } else {
    for (const auto& document : stored_documents(turn, DocumentType::post_record, self.post.view()))
      if (auto record = wire::decode<wire::PostRecord>(document.bytes)) found.push_back(record->node);
  }
  return found;
}
// One of its keys is enough: the transport key may be an older one's.
bool is_part_of(const wire::NodeKeys& keys, const KeySet& set) {
  return keys.signing == set.signing.public_key || keys.parcel == set.parcel.public_key ||
         keys.log == set.log.public_key;
}

// All that is loaded, the first generation first.
std::vector<const KeySet*> sets(const Identity& identity) {
  std::vector<const KeySet*> all{&identity};
  for (const auto& other : identity.others) all.push_back(&other);
  return all;
}

const KeySet* loaded(const Identity& identity, const SigningPublic& signing) {
  for (const auto* set : sets(identity))
    if (set->signing.public_key == signing) return set;
  return nullptr;
}

void put_former(Turn& turn, ByteView who, const wire::NodeKeys& keys) {
  auto rows = rows_of(turn, who);
  if (rows.size() >= formers_max) turn.txn.erase(table::former_nodes, rows.front().key);
  auto key = ByteWriter().raw(who).sorted64(to_ms(turn.now)).take();
  Row row{key, {keys, turn.now + former_keys_honoured}, false};
  turn.txn.put(table::former_nodes, key, encode(row));
}

// The row names the content of the parcel that tells the peer.
void begin_introductions(Turn& turn, ByteView who, const std::optional<KeyId>& from) {
  auto type = turn.identity.kind == NodeKind::commune ? DocumentType::charter : DocumentType::post_record;
  auto paper = stored_document(turn, type, who);
  if (!paper) return;
  auto content = wire::encode(wire::ParcelContent{wire::ParcelKind::document, wire::encode(*paper)});
  for (const auto& peer : peer_nodes(turn))
    if (peer.id != from) turn.txn.put(table::introductions, peer.id.view(), seal::hash256(content).view());
}

// What is remembered of a peer by the id of its former signing key.
void follow_peer(Turn& turn, const wire::NodeKeys& before, const PeerNode& peer) {
  const auto was = seal::key_id(before.signing);
  auto counter = [](const KeyId& id) { return ByteWriter().raw(named("parcel")).raw(id).take(); };
  put_number(turn.txn, table::meta, counter(peer.id), get_number(turn.txn, table::meta, counter(was)));
  if (auto row = turn.txn.get(table::introductions, was.view())) {
    turn.txn.put(table::introductions, peer.id.view(), *row);
    turn.txn.erase(table::introductions, was.view());
  }
  for (auto table : {table::unheard, table::said_fresh, table::asked_lists})
    turn.txn.erase(table, was.view());
  for (auto type : {DocumentType::revocation_list, DocumentType::freshness})
    turn.txn.erase(table::documents, document_key(type, was.view()));
  seal_again(turn, was, peer);
}

// Another signature under the same statement: its name stays.
SignedDocument signed_again(Turn& turn, SignedDocument document, seal::Tag tag) {
  std::erase_if(document.signatures,
                [&](const auto& each) { return each.tag == static_cast<std::uint16_t>(tag); });
  seal::add_signature(document, turn.keys().signing, tag);
  return document;
}

void say_again_of_mandates(Turn& turn) {
  for (const auto& mandate : mandates(turn)) {
    auto about = mandate.mandate.mandate.view();
    if (auto statement = stored_document(turn, DocumentType::mandate_in_force, about))
      keep_newer_signature(turn, signed_again(turn, std::move(*statement), seal::Tag::mandate_in_force),
                           about);
  }
}

void say_again_of_epochs(Turn& turn, const PostId& post) {
  for (const auto& document : stored_documents(turn, DocumentType::epoch_loss, post.view())) {
    auto loss = wire::decode<wire::EpochLoss>(document.bytes);
    if (!loss) continue;
    auto again = signed_again(turn, document, seal::Tag::epoch_loss);
    keep_newer_signature(turn, again, ByteWriter().raw(loss->post).sorted64(to_ms(loss->at)).view());
    share(turn, again, std::nullopt);
  }
  for (const auto& document : stored_documents(turn, DocumentType::epoch_key, post.view())) {
    auto key = wire::decode<wire::EpochKey>(document.bytes);
    if (!key) continue;
    auto again = signed_again(turn, document, seal::Tag::epoch_key);
    keep_newer_signature(turn, again, ByteWriter().raw(key->post).sorted64(key->day).view());
    // An older one than this is sealed to by nobody any more.
    if (key->day + limits::epoch_days_stale_max >= day_of(turn.now)) share(turn, again, std::nullopt);
  }
}

void let_go(Turn& turn, const Row& row, const KeySet& set) {
  if (turn.keys().signing.public_key == set.signing.public_key || !clock_trusted(turn)) return;
  for (const auto& peer : peer_nodes(turn)) seal_again(turn, peer.id, peer);
  turn.effects.destroy_sets.push_back(seal::key_id(row.former.keys.signing));
}

void end_own(Turn& turn, Row row) {
  if (const auto* set = loaded(turn.identity, row.former.keys.signing)) return let_go(turn, row, *set);
  row.gone = true;
  turn.txn.put(table::former_nodes, row.key, encode(row));
  append_log(turn, LogKind::keys, ByteWriter().u32(1).view());
  turn.event(EventCode::node_keys_destroyed, to_hex(seal::key_id(row.former.keys.signing).view()));
}

// A transport key that the present paper does not name admits nobody any more.
void end_admission(Turn& turn, Row row) {
  row.gone = true;
  turn.txn.put(table::former_nodes, row.key, encode(row));
  const auto& curve = row.former.keys.curve;
  for (const auto& peer : peer_nodes(turn))
    if (peer.curve == curve) return;
  turn.txn.erase(table::admissions, curve.view());
  turn.effects.lines_changed = true;
}

}  // namespace

const KeySet& Turn::keys() {
  if (active != nullptr) return *active;
  active = &identity;
  if (identity.others.empty()) return *active;
  if (auto named = own_paper(*this))
    if (const auto* set = loaded(identity, named->signing)) active = set;
  return *active;
}

Status check_own_keys(txn::Txn& txn, const Identity& identity, const txn::Keyring& keyring, Instant now,
                      Entropy& entropy) {
  Effects unused;
  Turn turn{txn, identity, keyring, now, entropy, unused};
  auto named = own_paper(turn);
  if (!named || loaded(identity, named->signing) != nullptr) return {};
  return fail(Errc::configuration,
              "the paper of " + node_name(turn) + " names the node key " +
                  to_hex(seal::key_id(named->signing).view()) +
                  ", and its files are not in `keys`: put node.signing, node.parcel and node.log with that "
                  "generation's number back");
}

Result<KeyId> abandon_newest_keys(txn::Txn& txn, const Identity& identity, const txn::Keyring& keyring,
                                  Instant now, Entropy& entropy) {
  if (identity.others.empty())
    return fail(Errc::not_found, "there is one generation of keys here, and it signs: nothing to abandon");
  Effects unused;
  Turn turn{txn, identity, keyring, now, entropy, unused};
  const auto& newest = identity.others.back();
  const auto id = seal::key_id(newest.signing.public_key);
  const auto stays = [&](const std::string& why) {
    return fail(Errc::conflict, "the generation of the node key " + to_hex(id.view()) + " stays: " + why);
  };
  if (turn.keys().signing.public_key == newest.signing.public_key)
    return stays("it is in use; make the next with `tocsin node rotate`");
  for (const auto& former : former_nodes(turn, own_name(turn)))
    if (former.keys.signing == newest.signing.public_key)
      return stays("it was replaced and goes by itself at " + to_iso(former.until));
  for (const auto& paper : papers_held(turn))
    if (is_part_of(paper, newest))
      return stays("a " + std::string(identity.kind == NodeKind::commune ? "charter" : "record") +
                   " held here names it, and may still come into force");
  append_log(turn, LogKind::keys, ByteWriter().u32(1).view());
  return id;
}

std::vector<FormerNode> former_nodes(Turn& turn, ByteView who) {
  std::vector<FormerNode> found;
  for (auto& row : rows_of(turn, who)) found.push_back(std::move(row.former));
  return found;
}

bool was_replaced(Turn& turn, ByteView who, const wire::NodeKeys& keys) {
  auto all = former_nodes(turn, who);
  return std::any_of(all.begin(), all.end(), [&](const FormerNode& former) {
    return former.keys.signing == keys.signing || former.keys.parcel == keys.parcel ||
           former.keys.log == keys.log;
  });
}

wire::Reply replaced_before(Turn& turn) {
  return failed(turn, Errc::not_allowed,
                "it names a node key that was replaced before: make new ones with `tocsin node rotate`");
}

void node_rotated(Turn& turn, ByteView who, const std::string& name, const wire::NodeKeys& before,
                  const wire::NodeKeys& now, const std::optional<KeyId>& from) {
  if (before == now) return;
  put_former(turn, who, before);
  turn.memo = {};
  turn.event(EventCode::node_keys_changed, name, to_ms(turn.now + former_keys_honoured));
  auto own = own_name(turn);
  if (std::equal(who.begin(), who.end(), own.begin(), own.end())) {
    turn.active = nullptr;
    begin_introductions(turn, who, from);
    append_log(turn, LogKind::keys, ByteWriter().u32(0).view());
    return;
  }
  if (before.signing == now.signing) return;
  if (auto peer = peer_node(turn, seal::key_id(now.signing))) follow_peer(turn, before, *peer);
}

std::vector<SigningPublic> signing_keys(const PeerNode& peer, Instant now, Formers which) {
  std::vector<SigningPublic> keys{peer.signing};
  for (auto former = peer.former.rbegin(); former != peer.former.rend(); ++former)
    if (which == Formers::all || now < former->until) keys.push_back(former->keys.signing);
  return keys;
}

std::vector<SigningPublic> signing_keys(Turn& turn, const PostId& post, Formers which) {
  auto peer = peer_of_post(turn, post);
  return peer ? signing_keys(*peer, turn.now, which) : std::vector<SigningPublic>{{}};
}

Result<wire::Receipt> receipt_by(const PeerNode& peer, ByteView signed_receipt) {
  return by_any(signing_keys(peer, Instant{}, Formers::all),
                [&](const SigningPublic& key) { return seal::verify_receipt(signed_receipt, key); });
}

bool by_unknown_key(const PeerNode& peer, ByteView signed_receipt) {
  auto receipt =
      wire::decode_receipt(signed_receipt.first(std::min(signed_receipt.size(), wire::receipt_bytes)));
  if (!receipt) return false;
  auto keys = signing_keys(peer, Instant{}, Formers::all);
  return std::none_of(keys.begin(), keys.end(),
                      [&](const SigningPublic& key) { return seal::key_id(key) == receipt->issuer; });
}

const KeySet* own_set(Turn& turn, const wire::NodeKeys& keys) {
  if (was_replaced(turn, own_name(turn), keys)) return nullptr;
  const auto* set = loaded(turn.identity, keys.signing);
  return set != nullptr && is(*set, keys) ? set : nullptr;
}

std::vector<const KeySet*> honoured_sets(Turn& turn) {
  std::vector<const KeySet*> honoured{&turn.keys()};
  if (turn.identity.others.empty()) return honoured;
  auto formers = former_nodes(turn, own_name(turn));
  for (const auto* set : sets(turn.identity)) {
    if (set == honoured.front()) continue;
    auto former = std::find_if(formers.begin(), formers.end(), [&](const FormerNode& each) {
      return each.keys.signing == set->signing.public_key;
    });
    // One that no paper has named yet is ours already: a peer may have heard of it first.
    if (former == formers.end() || turn.now < former->until) honoured.push_back(set);
  }
  return honoured;
}

bool speaks_for_us(Turn& turn, const SigningPublic& key) {
  if (turn.keys().signing.public_key == key) return true;
  auto all = honoured_sets(turn);
  return std::any_of(all.begin(), all.end(),
                     [&](const KeySet* set) { return set->signing.public_key == key; });
}

const KeySet& set_for(Turn& turn, const PeerNode& peer) {
  const auto& now = turn.keys();
  if (turn.identity.others.empty() || !turn.txn.get(table::introductions, peer.id.view())) return now;
  auto formers = former_nodes(turn, own_name(turn));
  for (auto former = formers.rbegin(); former != formers.rend(); ++former)
    if (const auto* set = loaded(turn.identity, former->keys.signing); set && turn.now < former->until)
      return *set;
  return now;
}

void introduced(Turn& turn, const PeerNode& peer) {
  if (!turn.txn.get(table::introductions, peer.id.view())) return;
  turn.txn.erase(table::introductions, peer.id.view());
  seal_again(turn, peer.id, peer);
  say_fresh_again(turn, peer.id);
}

void heard_of(Turn& turn, const PeerNode& peer, const Hash& content) {
  auto row = turn.txn.get(table::introductions, peer.id.view());
  if (row && Hash::from(*row) == content) introduced(turn, peer);
}

void say_again(Turn& turn) {
  auto self = self_of(turn);
  if (self.post.is_zero())
    say_again_of_mandates(turn);
  else
    say_again_of_epochs(turn, self.post);
  auto review = static_cast<std::uint16_t>(seal::Tag::review_node);
  if (turn.identity.kind == NodeKind::commune)
    for (const auto& document : stored_documents(turn, DocumentType::review))
      if (document.signatures.size() == 1 && document.signatures.front().tag == review)
        if (auto value = wire::decode<wire::Review>(document.bytes))
          keep_newer_signature(turn, signed_again(turn, document, seal::Tag::review_node), value->id.view());
}

void end_overlaps(Turn& turn) {
  std::vector<Row> ended;
  for (auto& row : rows_of(turn, {})) {
    if (row.gone) continue;
    if (turn.now < row.former.until)
      turn.wake(row.former.until);
    else
      ended.push_back(std::move(row));
  }
  auto own = own_name(turn);
  for (auto& row : ended) {
    const bool ours = !own.empty() && std::equal(row.key.begin(), row.key.end() - 8, own.begin(), own.end());
    ours ? end_own(turn, std::move(row)) : end_admission(turn, std::move(row));
  }
}

void add_key_status(Turn& turn, wire::Reply& reply) {
  auto id = [](const KeySet& set) { return to_hex(seal::key_id(set.signing.public_key).view()); };
  add_status(reply, "node_key", id(turn.keys()));
  auto formers = former_nodes(turn, own_name(turn));
  const auto papers = papers_held(turn);
  for (const auto* set : sets(turn.identity)) {
    if (set->signing.public_key == turn.keys().signing.public_key) continue;
    auto former = std::find_if(formers.begin(), formers.end(), [&](const FormerNode& each) {
      return each.keys.signing == set->signing.public_key;
    });
    const bool waits = std::any_of(papers.begin(), papers.end(),
                                   [&](const wire::NodeKeys& keys) { return is_part_of(keys, *set); });
    if (former == formers.end())
      add_status(reply, "node_key_next",
                 id(*set) + (waits ? ", named by a paper that waits" : ", no paper in force names it yet"));
    else
      add_status(reply, "node_key_former", id(*set) + ", until " + to_iso(former->until));
  }
}

}  // namespace tocsin::node
