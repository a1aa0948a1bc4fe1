#include "node/core/freshness.h"

#include <algorithm>

#include "node/core/keep.h"
#include "node/core/lines.h"
#include "node/core/queries.h"
#include "node/core/retention.h"
#include "node/core/revocations.h"
#include "node/core/rotation.h"
#include "node/core/tables.h"

namespace tocsin::node {
namespace {

using wire::DocumentType;
using wire::SignedDocument;

Bytes heard_key(ByteView who) {
  return ByteWriter().raw(named("heard")).raw(who).take();
}

Instant heard(Turn& turn, ByteView who) {
  return from_ms(get_number(turn.txn, table::meta, heard_key(who)));
}

void note_heard(Turn& turn, ByteView who, Instant at) {
  if (at <= heard(turn, who)) return;
  put_number(turn.txn, table::meta, heard_key(who), to_ms(at));
  // Charters' facts say when it was heard: at a post of this commune's node, at a commune of any post's.
  std::erase_if(turn.memo.charters, [&](const auto& each) {
    const Bytes& about = each.first;
    return turn.identity.kind == NodeKind::commune ||
           (about.size() >= who.size() && std::equal(who.begin(), who.end(), about.begin()));
  });
}

// Who issued it, as a peer or as a post whose record is here, and under which name it is remembered.
struct Issuer {
  SigningPublic key;
  Bytes name;
};
std::optional<Issuer> issuer_of(Turn& turn, const KeyId& id) {
  auto named_by = [](ByteView name) { return Bytes(name.begin(), name.end()); };
  auto among = [&](const std::optional<PeerNode>& node, ByteView name) -> std::optional<Issuer> {
    if (!node) return std::nullopt;
    for (const auto& key : signing_keys(*node, turn.now, Formers::honoured))
      if (seal::key_id(key) == id) return Issuer{key, named_by(name)};
    return std::nullopt;
  };
  for (const auto& each : charters(turn))
    if (auto issuer = among(peer_of_commune(turn, each->charter.commune), each->charter.commune.view()))
      return issuer;
  std::vector<PostId> posts;
  scan_prefix(turn.txn, table::documents, document_key(DocumentType::post_record, {}),
              [&](ByteView key, ByteView) {
                if (auto post = PostId::from(key.subspan(2))) posts.push_back(*post);
                return true;
              });
  for (const auto& post : posts)
    if (auto issuer = among(peer_of_post(turn, post), post.view())) return issuer;
  return std::nullopt;
}

std::optional<SignedDocument> own_word(Turn& turn) {
  auto changed = turn.txn.get(table::conditions, named("acts_changed"));
  auto held = stored<wire::Freshness>(turn, turn.self().view());
  const bool young = held && turn.now >= held->at && turn.now - held->at < fresh_again;
  const bool looked = changed && !ByteReader(*changed).boolean();
  if (young && looked) return stored_document(turn, DocumentType::freshness, turn.self().view());
  renew_revocations(turn);
  turn.txn.put(table::conditions, named("acts_changed"), ByteWriter().boolean(false).view());
  auto list = own_revocations(turn);
  auto name = seal::hash256(wire::encode(list));
  if (young && held->list == name) return stored_document(turn, DocumentType::freshness, turn.self().view());
  auto document = seal::draft(wire::Freshness{turn.self(), list.sequence, name, turn.now});
  seal::add_signature(document, turn.keys().signing, seal::Tag::freshness);
  turn.txn.put(table::documents, document_key(DocumentType::freshness, turn.self().view()),
               wire::encode(document));
  return document;
}

}  // namespace

void acts_changed(Turn& turn) {
  turn.memo.told.reset();
  turn.txn.put(table::conditions, named("acts_changed"), ByteWriter().boolean(true).view());
}

void say_fresh_again(Turn& turn, const KeyId& peer) {
  turn.txn.erase(table::said_fresh, peer.view());
}

void say_fresh(Turn& turn) {
  if (auto told = turn.memo.told; told && turn.now >= told->since && turn.now < told->until)
    return turn.wake(told->until);
  auto self = self_of(turn);
  if (self.commune.is_zero() && self.post.is_zero()) return;
  auto peers = peer_nodes(turn);
  if (std::none_of(peers.begin(), peers.end(), [&](const auto& peer) { return ways_up(turn, peer) != 0; }))
    return;
  auto word = own_word(turn);
  if (!word) return;
  auto name = seal::document_hash(*word);
  for (const auto& peer : peers) {
    if (ways_up(turn, peer) == 0) continue;
    if (auto said = turn.txn.get(table::said_fresh, peer.id.view()); said && Hash::from(*said) == name)
      continue;
    turn.txn.put(table::said_fresh, peer.id.view(), name.view());
    send_once(turn, peer, relay::Lane::control, {wire::ParcelKind::document, wire::encode(*word)});
  }
  auto at = wire::decode<wire::Freshness>(word->bytes)->at;
  turn.memo.told = Memo::Between{at, at + fresh_again};
  turn.wake(at + fresh_again);
}

wire::Reply accept_freshness(Turn& turn, const SignedDocument& document, const std::optional<KeyId>& from) {
  auto draft = wire::decode<wire::Freshness>(document.bytes);
  if (!draft) return reply_of(turn, draft.error());
  auto issuer = issuer_of(turn, draft->issuer);
  if (!issuer) return failed(turn, Errc::not_found, "the issuer of this word is no node known here");
  auto word = seal::verify_single<wire::Freshness>(document, issuer->key, seal::Tag::freshness);
  if (!word) return reply_of(turn, word.error());
  if (from == word->issuer) note_peer_time(turn, word->issuer, word->at);
  if (word->at > turn.now + limits::clock_ahead_noted)
    return failed(turn, Errc::expired, "this word is dated after now");
  auto held = stored<wire::Freshness>(turn, word->issuer.view());
  if (held && held->at >= word->at) return ok(turn);
  if (held && held->sequence > word->sequence)
    return failed(turn, Errc::conflict, "a later list has been named already");
  turn.txn.put(table::documents, document_key(DocumentType::freshness, word->issuer.view()),
               wire::encode(document));
  note_heard(turn, issuer->name, word->at);
  ask_for_lacking(turn, word->issuer, *word);
  // A post passes on what its supervising post says, so that communes know of it when this post is silent.
  if (turn.identity.kind == NodeKind::post && issuer->name.size() == PostId::size)
    for (const auto& peer : peer_nodes(turn))
      if (peer.id != word->issuer && from != peer.id)
        send_once(turn, peer, relay::Lane::control, {wire::ParcelKind::document, wire::encode(document)});
  return ok(turn);
}

Instant heard_of(Turn& turn, const wire::Charter& charter) {
  auto known = from_ms(
      get_number(turn.txn, table::meta, ByteWriter().raw(named("hearing")).raw(charter.commune).view()));
  if (turn.identity.kind == NodeKind::post) return std::max(known, heard(turn, charter.commune.view()));
  auto last = std::max(known, heard(turn, charter.post.view()));
  auto record = stored<wire::PostRecord>(turn, charter.post.view());
  if (record && !record->supervising.is_zero())
    last = std::max(last, heard(turn, record->supervising.view()));
  return last;
}

void begin_hearing(Turn& turn, const Insee& commune) {
  put_number(turn.txn, table::meta, ByteWriter().raw(named("hearing")).raw(commune).view(), to_ms(turn.now));
}

policy::Verdict may_grant(Turn& turn, const CharterHere& here, const std::optional<KeyId>& from) {
  return from ? policy::allow() : policy::r1_heard(here.facts, policy::heard_for_granting, turn.now);
}

void log_silence(Turn& turn) {
  for (const auto& each : charters(turn)) {
    const auto& here = *each;
    auto open = [&](hours within) { return policy::r1_heard(here.facts, within, turn.now).permitted(); };
    const std::uint8_t closed = open(policy::heard_for_granting) ? 0 : open(policy::heard_for_intake) ? 1 : 2;
    auto key = ByteWriter().raw(named("silent")).raw(here.charter.commune).take();
    auto row = turn.txn.get(table::conditions, key);
    const std::uint8_t before = row ? ByteReader(*row).u8() : 0;
    if (before == closed) continue;
    turn.txn.put(table::conditions, key, ByteWriter().u8(closed).view());
    auto commune = to_string(here.charter.commune);
    if (closed == 0)
      turn.event(EventCode::heard_again, commune);
    else
      turn.event(closed == 1 ? EventCode::silence_closes_granting : EventCode::silence_closes_intake, commune,
                 to_ms(here.facts.heard));
  }
}

void add_hearing_status(Turn& turn, wire::Reply& reply) {
  for (const auto& each : charters(turn)) {
    const auto& here = *each;
    auto name = "heard_" + to_string(here.charter.commune);
    add_status(reply, name, to_iso(here.facts.heard));
    if (!policy::r1_heard(here.facts, policy::heard_for_intake, turn.now).permitted())
      add_status(
          reply, name + "_closes",
          "alerts, mandates, announcements and looser limits, until the other node is heard: mend the line");
    else if (!policy::r1_heard(here.facts, policy::heard_for_granting, turn.now).permitted())
      add_status(reply, name + "_closes",
                 "mandates, announcements and looser limits, until the other node is heard: mend the line");
  }
}

}  // namespace tocsin::node
