#include "node/core/revocations.h"

#include <algorithm>
#include <map>

#include "node/core/keep.h"
#include "node/core/queries.h"
#include "node/core/rotation.h"
#include "node/core/tables.h"
#include "protocol/wire/lacking.h"

namespace tocsin::node {
namespace {

using wire::DocumentType;
using wire::SignedDocument;

bool by_own_side(Turn& turn, const SignedDocument& document) {
  if (document.signatures.empty()) return false;
  const bool commune = turn.identity.kind == NodeKind::commune;
  switch (static_cast<seal::Tag>(document.signatures.front().tag)) {
    case seal::Tag::act_mairie:
    case seal::Tag::node_suspend_mairie: return commune;
    case seal::Tag::act_post:
    case seal::Tag::node_suspend_post: return !commune;
    case seal::Tag::act_office: {
      auto act = wire::decode<wire::Act>(document.bytes);
      auto commission = act ? commission_of(turn, *KeyId::from(act->subject)) : std::nullopt;
      if (!commission) return false;
      auto self = self_of(turn);
      return commune ? commission->commune == self.commune : commission->post == self.post;
    }
    default: return false;
  }
}

// What it stops has ended by itself.
bool is_past(Turn& turn, const wire::Act& act) {
  if (act.target == wire::ActTarget::commission) {
    auto commission = commission_of(turn, *KeyId::from(act.subject));
    return commission && commission->until <= turn.now;
  }
  auto mandate = stored<wire::Mandate>(turn, ByteView(act.subject));
  return mandate && mandate->until <= turn.now;
}

std::vector<SignedDocument> own_acts(Turn& turn) {
  std::vector<SignedDocument> found;
  for (auto type : {DocumentType::act, DocumentType::node_act})
    for (auto& document : stored_documents(turn, type))
      if (by_own_side(turn, document)) found.push_back(std::move(document));
  return found;
}

bool by_root(const SignedDocument& document) {
  return document.type == DocumentType::node_act && !document.signatures.empty() &&
         document.signatures.front().tag == static_cast<std::uint16_t>(seal::Tag::node_suspend_root);
}

std::vector<Hash> in_force(Turn& turn) {
  std::map<Bytes, Instant> lifted;  // what it is about → the latest lift by this side
  std::vector<std::pair<Hash, wire::Act>> acts;
  std::vector<Hash> entries;
  for (const auto& document : own_acts(turn)) {
    if (document.type == DocumentType::node_act) {
      auto act = wire::decode<wire::NodeAct>(document.bytes);
      auto here = act ? charter_of(turn, act->commune) : nullptr;
      if (here && here->facts.suspended_at == act->at) entries.push_back(seal::document_hash(document));
      continue;
    }
    auto act = wire::decode<wire::Act>(document.bytes);
    if (!act) continue;
    auto& last = lifted[Bytes(act->subject.begin(), act->subject.end())];
    if (act->kind == wire::ActKind::lift)
      last = std::max(last, act->at);
    else
      acts.emplace_back(seal::document_hash(document), std::move(*act));
  }
  for (const auto& [name, act] : acts) {
    const bool over =
        act.kind == wire::ActKind::suspend &&
        (act.until <= turn.now || lifted[Bytes(act.subject.begin(), act.subject.end())] >= act.at);
    if (!over && !is_past(turn, act)) entries.push_back(name);
  }
  std::sort(entries.begin(), entries.end());
  // More than there are mandates and commissions: what is left out has been shared like the rest.
  if (entries.size() > wire::revocations_max) entries.resize(wire::revocations_max);
  return entries;
}

std::vector<Hash> lacking_of(Turn& turn, const std::vector<Hash>& entries) {
  std::vector<Hash> held, lacking;
  for (auto type : {DocumentType::act, DocumentType::node_act})
    for (const auto& document : stored_documents(turn, type)) held.push_back(seal::document_hash(document));
  std::sort(held.begin(), held.end());
  std::set_difference(entries.begin(), entries.end(), held.begin(), held.end(), std::back_inserter(lacking));
  return lacking;
}

void ask(Turn& turn, const PeerNode& peer, const Hash& list, const std::vector<Hash>& names) {
  auto row = turn.txn.get(table::asked_lists, peer.id.view());
  auto about = ByteWriter().raw(list).raw(names.front()).take();
  if (row && *row == about) return;
  turn.txn.put(table::asked_lists, peer.id.view(), about);
  turn.event(EventCode::acts_lacking, to_hex(peer.id.view()), names.size());
  queue_parcel(turn, peer, relay::Lane::control, wire::ParcelKind::lacking, wire::encode(std::span(names)));
}

bool concerns(Turn& turn, const SignedDocument& document, const PeerNode& peer) {
  Insee commune;
  if (document.type == DocumentType::node_act) {
    if (auto act = wire::decode<wire::NodeAct>(document.bytes)) commune = act->commune;
  } else if (auto act = wire::decode<wire::Act>(document.bytes)) {
    commune = act->commune;
  }
  if (commune.is_zero() || turn.identity.kind == NodeKind::commune) return true;
  auto addressed = peer_of_commune(turn, commune);
  return addressed && addressed->id == peer.id;
}

}  // namespace

wire::RevocationList own_revocations(Turn& turn) {
  if (auto held = stored<wire::RevocationList>(turn, turn.self().view())) return *held;
  return {turn.self(), 0, {}};
}

void renew_revocations(Turn& turn) {
  auto list = own_revocations(turn);
  auto entries = in_force(turn);
  if (entries == list.entries) return;
  ++list.sequence;
  list.entries = std::move(entries);
  auto document = seal::draft(list);
  seal::add_signature(document, turn.keys().signing, seal::Tag::revocation_list_node);
  keep(turn, document, turn.self().view());
  share(turn, document, std::nullopt);
}

namespace {

Errc was_of(Turn& turn, const KeyId& from, const KeyId& issuer) {
  auto sender = peer_node(turn, from);
  if (sender)
    for (const auto& key : signing_keys(*sender, turn.now, Formers::all))
      if (seal::key_id(key) == issuer) return Errc::conflict;
  return Errc::not_found;
}

// A list of an issuer is taken in its order. nullopt: it is, or is held already.
std::optional<wire::Reply> out_of_order(Turn& turn, const wire::RevocationList& list) {
  auto held = stored<wire::RevocationList>(turn, list.issuer.view());
  if (!held || held->sequence < list.sequence) return std::nullopt;
  if (held->sequence == list.sequence)  // signed both: nothing is taken back, everybody sees it
    turn.event(EventCode::equivocation, to_hex(list.issuer.view()), list.sequence);
  return failed(turn, Errc::conflict, "a list of this or a later sequence is held already");
}

// The root has no node to ask: whoever brings its list is asked for what it names, or, where somebody imports
// it, every peer.
wire::Reply accept_root_list(Turn& turn, const SignedDocument& document, const wire::Root& root,
                             const std::optional<KeyId>& from) {
  auto list = seal::verify_root_revocations(document, root);
  if (!list) return reply_of(turn, list.error());
  if (!is_held(turn, document, list->issuer.view())) {
    if (auto no = out_of_order(turn, *list)) return *no;
    keep(turn, document, list->issuer.view());
    share(turn, document, from);
  }
  if (auto lacking = lacking_of(turn, list->entries); !lacking.empty())
    for (const auto& peer : peer_nodes(turn))
      if (!from || peer.id == *from) ask(turn, peer, seal::document_hash(document), lacking);
  return ok(turn);
}

}  // namespace

wire::Reply accept_revocation_list(Turn& turn, const SignedDocument& document, const wire::Root& root,
                                   const std::optional<KeyId>& from) {
  auto draft = wire::decode<wire::RevocationList>(document.bytes);
  if (!draft) return reply_of(turn, draft.error());
  if (draft->issuer == seal::issuer_of_root(root)) return accept_root_list(turn, document, root, from);
  auto peer = peer_node(turn, draft->issuer);
  if (!peer)  // of a key that it had before: it has issued another list since
    return failed(turn, from ? was_of(turn, *from, draft->issuer) : Errc::not_found,
                  "the issuer of this list is no peer of this node");
  auto list = by_any(signing_keys(*peer, turn.now, Formers::honoured), [&](const auto& key) {
    return seal::verify_single<wire::RevocationList>(document, key, seal::Tag::revocation_list_node);
  });
  if (!list) return reply_of(turn, list.error());
  if (is_held(turn, document, list->issuer.view())) return ok(turn);
  if (auto no = out_of_order(turn, *list)) return *no;
  keep(turn, document, list->issuer.view());
  if (auto lacking = lacking_of(turn, list->entries); from && !lacking.empty())
    ask(turn, *peer, seal::document_hash(document), lacking);
  return ok(turn);
}

void add_root_list_status(Turn& turn, wire::Reply& reply) {
  auto root = stored<wire::Root>(turn);
  auto list = root ? stored<wire::RevocationList>(turn, seal::issuer_of_root(*root).view()) : std::nullopt;
  if (!list) return add_status(reply, "root_revocations", "none");
  const auto lacking = lacking_of(turn, list->entries).size();
  add_status(reply, "root_revocations",
             "number " + std::to_string(list->sequence) + ", " + std::to_string(list->entries.size()) +
                 " in force, " + (lacking == 0 ? "all here" : std::to_string(lacking) + " not here"));
}

void ask_for_lacking(Turn& turn, const KeyId& issuer, const wire::Freshness& named) {
  auto peer = peer_node(turn, issuer);
  if (!peer) return;
  auto held = stored<wire::RevocationList>(turn, issuer.view()).value_or(wire::RevocationList{issuer, 0, {}});
  auto name = seal::hash256(wire::encode(held));
  if (named.list != name) {
    // One on its way is behind this word, not before it: what is asked for twice is taken once.
    if (named.sequence > held.sequence) ask(turn, *peer, named.list, {named.list});
    return;
  }
  if (auto lacking = lacking_of(turn, held.entries); !lacking.empty()) ask(turn, *peer, name, lacking);
}

bool answer_lacking(Turn& turn, const PeerNode& to, ByteView names) {
  auto wanted = wire::decode_lacking(names);
  if (!wanted) return false;
  auto send = [&](const SignedDocument& document) {
    if (std::binary_search(wanted->begin(), wanted->end(), seal::document_hash(document)))
      queue_parcel(turn, to, relay::Lane::control, wire::ParcelKind::document, wire::encode(document));
  };
  if (auto list = stored_document(turn, DocumentType::revocation_list, turn.self().view())) send(*list);
  auto acts = own_acts(turn);
  for (auto& document : stored_documents(turn, DocumentType::node_act))
    if (by_root(document)) acts.push_back(std::move(document));
  for (const auto& document : acts)
    if (concerns(turn, document, to)) send(document);
  return true;
}

}  // namespace tocsin::node
