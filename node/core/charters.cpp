#include "node/core/charters.h"

#include <algorithm>

#include "node/core/accept.h"
#include "node/core/directory.h"
#include "node/core/freshness.h"
#include "node/core/keep.h"
#include "node/core/law.h"
#include "node/core/locality.h"
#include "node/core/log.h"
#include "node/core/mandates.h"
#include "node/core/offices.h"
#include "node/core/retention.h"
#include "node/core/reviews.h"
#include "node/core/rotation.h"
#include "node/core/superseded.h"
#include "node/core/tables.h"
#include "node/core/tally.h"

namespace tocsin::node {
namespace {

using relay::Lane;
using wire::DocumentType;
using wire::SignedDocument;

}  // namespace

void share_everything(Turn& turn, const PeerNode& peer, const Insee& commune) {
  auto self = self_of(turn);
  const bool here_commune = turn.identity.kind == NodeKind::commune;
  auto supervising = here_commune ? peer_of_post(turn, supervising_post(turn)) : std::nullopt;
  const bool to_supervising = supervising && supervising->id == peer.id;
  auto send = [&](const SignedDocument& document) {
    queue_parcel(turn, peer, Lane::control, wire::ParcelKind::document, wire::encode(document));
  };
  for (const auto& document : stored_documents(turn, DocumentType::commission)) {
    auto commission = wire::decode<wire::Commission>(document.bytes);
    if (!commission) continue;
    bool ours = here_commune ? commission->commune == self.commune : commission->post == self.post;
    // The supervising post verifies by them what the two offices have signed.
    bool of_our_post = to_supervising && commission->post == own_post(turn);
    if (ours || of_our_post || reads_everywhere(commission->role)) send(document);
  }
  for (const auto& mandate : mandates(turn))
    if (mandate.mandate.commune == commune) {
      send(mandate.document);
      if (auto statement =
              stored_document(turn, DocumentType::mandate_in_force, mandate.mandate.mandate.view()))
        send(*statement);
    }
  for (const auto& document : stored_documents(turn, DocumentType::act)) send(document);
  for (auto type : {DocumentType::node_act, DocumentType::charter_renewal, DocumentType::overlay,
                    DocumentType::overlay_withdrawal, DocumentType::street_list, DocumentType::sector_map})
    for (const auto& document : stored_documents(turn, type, commune.view())) send(document);
  if (to_supervising) {  // it may have come long after them
    for (auto type :
         {DocumentType::tie_declaration, DocumentType::deputising, DocumentType::conduct_signature})
      for (const auto& document : stored_documents(turn, type)) send(document);
    for (const auto& document : stored_documents(turn, DocumentType::exercise_window, commune.view()))
      send(document);
  }
  for (const auto& here : reviews(turn)) {
    if (here.review.commune != commune) continue;
    send(here.document);
    if (here.answer_document) send(*here.answer_document);
  }
  if (auto waiting = waiting_charter(turn, commune)) send(waiting->document);
  if (auto directory = stored_document(turn, DocumentType::directory, {})) send(*directory);
  if (auto root = stored<wire::Root>(turn))
    if (auto list = stored_document(turn, DocumentType::revocation_list, seal::issuer_of_root(*root).view()))
      send(*list);
  if (turn.identity.kind == NodeKind::post)
    for (const auto& document : stored_documents(turn, DocumentType::epoch_key, self.post.view()))
      send(document);
}

namespace {

// What was said of charters that are neither the one of this name nor kept.
void drop_older_overlays(Turn& turn, const Insee& commune, const Hash& now) {
  const auto kept = superseded_charters(turn, commune);
  const auto counts = [&](const Hash& charter) {
    return charter == now || std::any_of(kept.begin(), kept.end(),
                                         [&](const Superseded& each) { return each.here->hash == charter; });
  };
  std::vector<Bytes> gone;
  for (const auto& document : stored_documents(turn, DocumentType::overlay, commune.view())) {
    auto overlay = wire::decode<wire::Overlay>(document.bytes);
    if (!overlay || counts(overlay->charter)) continue;
    auto about = ByteWriter().raw(commune).raw(seal::document_hash(document)).take();
    gone.push_back(document_key(DocumentType::overlay, about));
    for (auto office : {policy::Office::mairie, policy::Office::post})
      gone.push_back(document_key(DocumentType::overlay_withdrawal,
                                  ByteWriter().raw(about).u8(static_cast<std::uint8_t>(office)).view()));
  }
  for (const auto& key : gone) turn.txn.erase(table::documents, key);
}

// Also `first`: there was none. The one before is honoured for a while (superseded.h).
void bring_into_force(Turn& turn, const SignedDocument& document, const wire::Charter& charter,
                      const wire::PostRecord& record, const CharterRef& held,
                      const std::optional<KeyId>& from) {
  const auto& about = charter.commune;
  if (held) {
    supersede(turn, about);
    drop_older_overlays(turn, about, seal::document_hash(document));
  }
  if (!held) begin_hearing(turn, about);
  turn.txn.erase(table::documents, document_key(DocumentType::charter, fork_of(about)));
  keep(turn, document, about.view());
  erase_waiting(turn, about);
  agree_to_newest(turn, about);
  if (turn.identity.kind == NodeKind::commune) name_self(turn, about, PostId{});
  if (held) node_rotated(turn, about.view(), to_string(about), held->charter.node, charter.node, from);
  admit_node(turn, charter.node);
  if (turn.identity.kind == NodeKind::commune) admit_node(turn, record.node);
  drop_unnamed_localities(turn, about);
  turn.memo.limits.clear();  // also by what the signatories have agreed to
  compare_with_directory(turn);
}

// Judged from what the draft says: a charter that does not verify is not believed in anything else.
bool would_loosen(Turn& turn, const wire::Charter& draft, const CharterRef& held) {
  if (!held) return false;
  auto after = policy::effective(newest_rules(turn), limits_in(draft), policy::ceiling(), policy::ceiling());
  return policy::loosens(policy::change_of(limits_of(turn, held->charter, nullptr), after));
}

policy::IssueFacts issue_of(Turn& turn, const wire::Charter& charter, const CharterRef& held) {
  policy::IssueFacts facts;
  facts.now = turn.now;
  facts.first = !held;
  facts.by.root = facts.by.mairie = facts.by.post = true;  // verify_charter takes nothing less
  if (held) facts.before = limits_of(turn, held->charter, nullptr);
  facts.after =
      policy::effective(newest_rules(turn), limits_in(charter), policy::ceiling(), policy::ceiling());
  return facts;
}

// Signed by all three like the one that is held, and of the same number: neither holds until they sign the
// next.
wire::Reply fork(Turn& turn, const SignedDocument& document, const wire::Charter& charter,
                 const std::optional<KeyId>& from) {
  auto about = fork_of(charter.commune);
  if (!stored_document(turn, DocumentType::charter, about)) {
    keep(turn, document, about);
    turn.event(EventCode::charter_forked, to_string(charter.commune), charter.sequence);
    share(turn, document, from, &charter.commune);
    if (auto held = stored_document(turn, DocumentType::charter, charter.commune.view()))
      share(turn, *held, from, &charter.commune);  // the other side may hold this one alone
  }
  return failed(
      turn, Errc::conflict,
      "two charters of " + to_string(charter.commune) + " bear the number " +
          std::to_string(charter.sequence) +
          ": neither holds, no alert is taken, until prefecture, town hall and post sign the next one");
}

// A commune's node goes by one charter: that of its own commune, with keys that it has.
std::optional<wire::Reply> not_our_node(Turn& turn, const wire::Charter& charter, const CharterRef& held) {
  if (turn.identity.kind != NodeKind::commune) return std::nullopt;
  if (held && held->charter.node == charter.node) return std::nullopt;
  auto self = self_of(turn).commune;
  if ((self.is_zero() || self == charter.commune) && own_set(turn, charter.node) != nullptr)
    return std::nullopt;
  return failed(turn, Errc::not_allowed,
                held ? "this charter names node keys that are not here: make them with `tocsin node rotate`"
                     : "this charter names another commune's node");
}

void let_wait(Turn& turn, const SignedDocument& document, const Insee& commune, Instant in_force) {
  put_waiting(turn, commune, document, in_force);
  drop_unnamed_localities(turn, commune);
  compare_with_directory(turn);
  auto hash = seal::document_hash(document);
  append_log(turn, LogKind::document,
             ByteWriter().u16(static_cast<std::uint16_t>(document.type)).raw(hash).view());
  turn.event(EventCode::loosening_waits, to_hex(hash.view().first(8)), to_ms(in_force));
}

}  // namespace

void name_self(Turn& turn, const Insee& commune, const PostId& post) {
  turn.txn.put(table::meta, named("self"), ByteWriter().raw(commune).raw(post).view());
  turn.memo.peers.reset();
  begin_counting(turn);
}

void admit_node(Turn& turn, const wire::NodeKeys& keys) {
  put_admission(turn, keys.curve, "node:" + to_hex(seal::key_id(keys.signing).view()));
  turn.effects.lines_changed = true;
}

wire::Reply accept_charter(Turn& turn, const SignedDocument& document, const wire::Root& root,
                           const std::optional<KeyId>& from) {
  auto draft =
      wire::decode<wire::Charter>(document.bytes);  // only to know which post's record must verify it
  if (!draft) return reply_of(turn, draft.error());
  auto about = draft->commune;
  if (is_held(turn, document, about.view())) return ok(turn);
  if (auto waiting = waiting_charter(turn, about); waiting && waiting->document.bytes == document.bytes)
    return ok(turn);
  auto record = stored<wire::PostRecord>(turn, draft->post.view());
  if (!record)
    return failed(turn, Errc::not_found, "import the record of post " + to_string(draft->post) + " first");
  auto held = charter_of(turn, about);
  auto charter = seal::verify_charter(document, root, *record);
  if (!charter) {
    if (charter.error().code == Errc::bad_signature && would_loosen(turn, *draft, held))
      return refused(turn, policy::refuse(policy::Rule::R24, policy::Detail::signature_missing));
    return reply_of(turn, charter.error());
  }
  if (held && charter->sequence == held->charter.sequence) return fork(turn, document, *charter, from);
  if (auto silent = office_is_silent(turn, charter->post)) return *silent;
  if (held && held->charter.office == charter->office)
    if (auto silent = office_is_silent(turn, about)) return *silent;
  if (auto error = unusable_limit(charter->limits)) return reply_of(turn, *error);
  if (auto strange = not_our_node(turn, *charter, held)) return *strange;
  if (was_replaced(turn, about.view(), charter->node)) return replaced_before(turn);
  if (turn.identity.kind == NodeKind::post && charge_of(turn, *charter) == Charge::none)
    return failed(turn, Errc::not_allowed,
                  "this charter names another post, and this one does not supervise it");
  auto other = stored_document(turn, DocumentType::charter, fork_of(about));
  const bool follows = held && (charter->previous == held->hash ||
                                (other && charter->previous == seal::document_hash(*other)));
  if (held && (charter->sequence != held->charter.sequence + 1 || !follows))
    return failed(turn, Errc::conflict, "the charter does not follow the one in force (sequence, previous)");
  auto issue = issue_of(turn, *charter, held);
  auto verdict = policy::decide_issue(issue);
  if (!verdict.permitted()) return refused(turn, verdict);
  if (held && held->charter.office != charter->office) office_replaced(turn, about.view(), to_string(about));
  if (verdict.outcome == policy::Outcome::hold) {
    if (auto heard = may_grant(turn, *held, from); !heard.permitted()) return refused(turn, heard);
    let_wait(turn, document, about, policy::waits_until(issue));
    share(turn, document, from, &about);
    return ok(turn);
  }
  bring_into_force(turn, document, *charter, *record, held, from);
  if (held) {
    share(turn, document, from, &about);
    if (held->charter.node != charter->node && turn.identity.kind == NodeKind::commune) say_again(turn);
  } else if (turn.identity.kind == NodeKind::post) {
    if (auto peer = peer_of_commune(turn, about)) share_everything(turn, *peer, about);
  } else {
    for (const auto& peer : peer_nodes(turn)) share_everything(turn, peer, about);
  }
  return ok(turn);
}

wire::Reply accept_renewal(Turn& turn, const SignedDocument& document, const wire::Root& root,
                           const std::optional<KeyId>& from) {
  auto draft = wire::decode<wire::CharterRenewal>(document.bytes);
  if (!draft) return reply_of(turn, draft.error());
  auto about = ByteWriter().raw(draft->commune).raw(draft->charter).u32(draft->sequence).take();
  if (is_held(turn, document, about)) return ok(turn);
  auto here = charter_of(turn, draft->commune);
  if (!here || here->hash != draft->charter)
    return failed(turn, may_come(turn, draft->commune, draft->charter) ? Errc::not_found : Errc::conflict,
                  "the renewal is about a charter that is not in force here");
  auto record = stored<wire::PostRecord>(turn, here->charter.post.view());
  if (!record) return failed(turn, Errc::not_found, "no record of the charter's post here");
  for (auto silent : {office_is_silent(turn, draft->commune), office_is_silent(turn, here->charter.post)})
    if (silent) return *silent;
  auto renewal = seal::verify_renewal(document, root, here->charter.office, record->office);
  if (!renewal) {
    if (renewal.error().code == Errc::bad_signature)
      return refused(turn, policy::refuse(policy::Rule::R1, policy::Detail::charter_unsigned));
    return reply_of(turn, renewal.error());
  }
  auto earlier = stored_documents(turn, DocumentType::charter_renewal,
                                  ByteWriter().raw(draft->commune).raw(draft->charter).view());
  if (renewal->sequence != earlier.size() + 1)
    return failed(turn, Errc::conflict,
                  "this charter has been renewed " + std::to_string(earlier.size()) +
                      " times: the next renewal bears the number after it");
  policy::RenewalFacts facts;
  facts.now = turn.now;
  facts.by.root = facts.by.mairie = facts.by.post = true;
  facts.charter = here->facts;
  facts.until = renewal->until;
  if (auto verdict = policy::decide_renewal(facts); !verdict.permitted()) return refused(turn, verdict);
  keep(turn, document, about);
  share(turn, document, from, &draft->commune);
  return ok(turn);
}

void end_waits(Turn& turn) {
  std::vector<Insee> due;
  turn.txn.scan(table::waiting, {}, [&](ByteView key, ByteView value) {
    auto in_force = from_ms(ByteReader(value).u64());
    if (in_force > turn.now) {
      turn.wake(in_force);
    } else if (auto commune = Insee::from(key)) {
      due.push_back(*commune);
    }
    return true;
  });
  if (due.empty() || !clock_trusted(turn)) return;
  auto root = stored<wire::Root>(turn);
  for (const auto& commune : due) {
    auto waiting = waiting_charter(turn, commune);
    auto held = charter_of(turn, commune);
    // The keys that signed may have been replaced since: it is verified again.
    auto record = waiting ? stored<wire::PostRecord>(turn, waiting->charter.post.view()) : std::nullopt;
    if (held && !may_grant(turn, *held, std::nullopt).permitted()) continue;  // asked again at each tick
    bool stands = waiting && held && record && root && waiting->charter.previous == held->hash &&
                  seal::verify_charter(waiting->document, *root, *record).has_value();
    if (!stands) {
      erase_waiting(turn, commune);
      drop_unnamed_localities(turn, commune);
      turn.event(EventCode::document_refused, "charter", static_cast<std::uint64_t>(Errc::untrusted));
      continue;
    }
    bring_into_force(turn, waiting->document, waiting->charter, *record, held, std::nullopt);
    if (held->charter.node != waiting->charter.node && turn.identity.kind == NodeKind::commune)
      say_again(turn);
    turn.event(EventCode::charter_in_force, to_string(commune), waiting->charter.sequence);
  }
}

}  // namespace tocsin::node
