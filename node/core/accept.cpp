#include "node/core/accept.h"

#include "node/core/acts.h"
#include "node/core/charters.h"
#include "node/core/confirmations.h"
#include "node/core/deputies.h"
#include "node/core/directory.h"
#include "node/core/epoch_loss.h"
#include "node/core/freshness.h"
#include "node/core/keep.h"
#include "node/core/law.h"
#include "node/core/locality.h"
#include "node/core/mandate_links.h"
#include "node/core/mandates.h"
#include "node/core/notices.h"
#include "node/core/offices.h"
#include "node/core/overlays.h"
#include "node/core/own_word.h"
#include "node/core/presence.h"
#include "node/core/retention.h"
#include "node/core/reviews.h"
#include "node/core/revocations.h"
#include "node/core/rotation.h"
#include "node/core/tables.h"
#include "node/core/windows.h"

namespace tocsin::node {
namespace {

using wire::DocumentType;
using wire::SignedDocument;

wire::Reply accept_root(Turn& turn, const SignedDocument& document) {
  auto held = stored<wire::Root>(turn);
  if (held && is_held(turn, document, {})) return ok(turn);
  auto root = seal::verify_root(document, held ? &*held : nullptr);
  if (!root) return reply_of(turn, root.error());
  keep(turn, document, {});
  if (held) share(turn, document, std::nullopt);
  return ok(turn);
}

wire::Reply accept_rules(Turn& turn, const SignedDocument& document, const wire::Root& root) {
  if (is_held(turn, document, {})) return ok(turn);
  auto rules = seal::verify_rules(document, root);
  if (!rules) return reply_of(turn, rules.error());
  if (auto held = stored<wire::Rules>(turn); held && held->sequence >= rules->sequence)
    return failed(turn, Errc::conflict, "rules of this or a later sequence are held already");
  if (auto error = unusable_limit(rules->limits)) return reply_of(turn, *error);
  tighten_agreed(turn, with_values(policy::prefecture_default(), rules->limits));
  keep(turn, document, {});
  share(turn, document, std::nullopt);
  return ok(turn);
}

// A commune's node carries the records of its two posts from one to the other, and all it has to a
// supervising post that it has just come to know.
void share_record(Turn& turn, const SignedDocument& document, const wire::PostRecord& record, bool first,
                  const std::optional<KeyId>& from) {
  auto own = own_post(turn), supervising = supervising_post(turn);
  if (record.post != own && record.post != supervising) return;
  share(turn, document, from);
  auto before = named("supervised_by");
  auto row = turn.txn.get(table::meta, before);
  bool another = !row || PostId::from(*row) != supervising;
  if (supervising.is_zero() || (!another && !(first && record.post == supervising))) return;
  auto peer = peer_of_post(turn, supervising);
  if (!peer) return;
  turn.txn.put(table::meta, before, supervising.view());
  share_everything(turn, *peer, self_of(turn).commune);
}

// This post's: by its name, or, before the first, by the keys in it.
bool is_own_record(Turn& turn, const wire::PostRecord& record) {
  if (turn.identity.kind != NodeKind::post) return false;
  auto self = self_of(turn).post;
  return self.is_zero() ? own_set(turn, record.node) != nullptr : self == record.post;
}

wire::Reply accept_record(Turn& turn, const SignedDocument& document, const wire::Root& root,
                          const std::optional<KeyId>& from) {
  auto draft = wire::decode<wire::PostRecord>(document.bytes);  // only to know which record it follows
  if (!draft) return reply_of(turn, draft.error());
  if (is_held(turn, document, draft->post.view())) return ok(turn);
  auto held = stored<wire::PostRecord>(turn, draft->post.view());
  auto record = verify_record_after(turn, document, root, held);
  if (!record) return reply_of(turn, record.error());
  if (held && held->sequence >= record->sequence)
    return failed(turn, Errc::conflict, "a record of this or a later sequence is held already");
  const bool own = is_own_record(turn, *record);
  if (own && held && held->node != record->node && own_set(turn, record->node) == nullptr)
    return failed(turn, Errc::not_allowed,
                  "this record names node keys that are not here: make them with `tocsin node rotate`");
  if (was_replaced(turn, record->post.view(), record->node)) return replaced_before(turn);
  if (held && held->office != record->office)
    office_replaced(turn, record->post.view(), to_string(record->post));
  keep(turn, document, record->post.view());
  if (own) name_self(turn, Insee{}, record->post);
  if (held) node_rotated(turn, record->post.view(), to_string(record->post), held->node, record->node, from);
  admit_node(turn, record->node);
  if (turn.identity.kind == NodeKind::commune)
    share_record(turn, document, *record, !held, from);
  else if (held)
    share(turn, document, from);
  if (own && held && held->node != record->node) say_again(turn);
  compare_with_directory(turn);
  return ok(turn);
}

wire::Reply accept_commission(Turn& turn, const SignedDocument& document, const wire::Root& root,
                              const std::optional<KeyId>& from) {
  auto draft = wire::decode<wire::Commission>(document.bytes);
  if (!draft) return reply_of(turn, draft.error());
  auto self = self_of(turn);
  SigningPublic office;
  if (!draft->commune.is_zero()) {
    auto here = charter_of(turn, draft->commune);
    if (!here)
      return failed(turn, Errc::not_found, "import the charter of " + to_string(draft->commune) + " first");
    office = here->charter.office;
  } else if (!draft->post.is_zero()) {
    auto record = stored<wire::PostRecord>(turn, draft->post.view());
    if (!record)
      return failed(turn, Errc::not_found, "import the record of " + to_string(draft->post) + " first");
    office = record->office;
  }
  auto silent =
      draft->commune.is_zero() ? office_is_silent(turn, draft->post) : office_is_silent(turn, draft->commune);
  if (silent) return *silent;
  auto commission = seal::verify_commission(document, root, office);
  if (!commission) return reply_of(turn, commission.error());
  auto id = seal::key_id(commission->key);
  if (is_held(turn, document, id.view())) return ok(turn);
  if (auto held = commission_of(turn, id); held && held->until >= commission->until)
    return failed(turn, Errc::conflict, "a commission of this key that lasts as long is held already");
  if (commission->role == Role::desk) {
    auto desks = desks_of(turn, commission->commune);
    auto in_force = std::count_if(desks.begin(), desks.end(), [&](const DeskHere& desk) {
      return desk.id != id && policy::r3_in_force(desk.term, turn.now).permitted();
    });
    if (static_cast<std::size_t>(in_force) >= desks_max)
      return failed(
          turn, Errc::store_full,
          "a commune has no more desks in force than " + std::to_string(desks_max) + ": revoke one");
  }
  keep(turn, document, id.view());
  bool ours = turn.identity.kind == NodeKind::commune ? commission->commune == self.commune
                                                      : commission->post == self.post;
  bool read_here = ours || reads_everywhere(commission->role);
  if (read_here) {
    put_device(turn, id, {DeviceKind::commission, commission->role, commission->key, {}});
    put_admission(turn, commission->transport, "device:" + to_hex(id.view()));
  }
  // The supervising post verifies mandates and forwards by the commissions of the charter's post.
  const bool of_our_post = turn.identity.kind == NodeKind::commune && commission->post == own_post(turn) &&
                           !commission->post.is_zero();
  if (read_here || of_our_post) share(turn, document, from);
  return ok(turn);
}

Day epoch_published_until(Day today) {
  return today + limits::epoch_days_published + 1;  // one more, for the night of the change
}

// For good, or only by a clock here that is wrong? A post takes back what it published while its own was
// ahead; what is dropped by mistake does not come again. A clock that fell behind what it had seen decides
// nothing, one that a peer contradicts only what no clock lags behind.
bool is_out_of_reach(Turn& turn, Day day) {
  constexpr Day lag_max = 90;
  if (to_ms(turn.now) + 600'000 < get_number(turn.txn, table::meta, named("last_seen"))) return false;
  return clock_trusted(turn) || day > day_of(turn.now) + lag_max;
}

wire::Reply accept_epoch_key(Turn& turn, const SignedDocument& document) {
  auto draft = wire::decode<wire::EpochKey>(document.bytes);
  if (!draft) return reply_of(turn, draft.error());
  auto about = ByteWriter().raw(draft->post).sorted64(draft->day).take();
  auto record = stored<wire::PostRecord>(turn, draft->post.view());
  if (is_held(turn, document, about)) {
    if (record && seal::has_signature(document, record->node.signing, seal::Tag::epoch_key))
      keep_newer_signature(turn, document, about);
    return ok(turn);
  }
  if (!record) return failed(turn, Errc::not_found, "no record of " + to_string(draft->post) + " here");
  auto key = by_any(signing_keys(turn, draft->post, Formers::honoured), [&](const auto& by) {
    return seal::verify_single<wire::EpochKey>(document, by, seal::Tag::epoch_key);
  });
  if (!key) return reply_of(turn, key.error());
  if (stored_document(turn, DocumentType::epoch_key, about))
    return failed(turn, Errc::conflict, "this post has published another key for that day");
  auto today = day_of(turn.now);
  if (key->day + limits::epoch_days_kept < today || key->day > epoch_published_until(today))
    return failed(turn, is_out_of_reach(turn, key->day) ? Errc::conflict : Errc::expired,
                  "the day of this epoch key is too far from today");
  keep(turn, document, about);
  put_until(turn, table::documents, document_key(document.type, about), wire::encode(document),
            start_of(key->day + limits::epoch_days_kept));
  return ok(turn);
}

// Published while this clock was ahead, and taken by nobody: their days are still to come.
void take_back_epoch_keys(Turn& turn, const PostId& post) {
  std::vector<Bytes> early;
  auto published = document_key(DocumentType::epoch_key, post.view());
  auto first = ByteWriter().raw(published).sorted64(epoch_published_until(day_of(turn.now)) + 1).take();
  turn.txn.scan(table::documents, first, [&](ByteView key, ByteView) {
    if (key.size() < published.size() || !std::equal(published.begin(), published.end(), key.begin()))
      return false;
    early.emplace_back(key.begin(), key.end());
    return true;
  });
  for (const auto& key : early) turn.txn.erase(table::documents, key);
}

}  // namespace

void put_admission(Turn& turn, const BoxPublic& key, const std::string& user) {
  turn.txn.put(table::admissions, key.view(), named(user));
}

void publish_epoch_keys(Turn& turn) {
  auto self = self_of(turn);
  if (self.post.is_zero()) return;
  take_back_epoch_keys(turn, self.post);
  state_epoch_loss(turn);
  for (auto name : turn.keyring.all(txn::KeyUse::epoch)) {
    if (name.number < day_of(turn.now) || name.number > epoch_published_until(day_of(turn.now))) continue;
    auto about = ByteWriter().raw(self.post).sorted64(name.number).take();
    if (turn.txn.get(table::documents, document_key(DocumentType::epoch_key, about))) continue;
    const auto* secret = turn.keyring.find(name);
    auto key = seal::box_key_from(seal::Secret32(std::span<const std::uint8_t, 32>(*secret)));
    auto document = seal::draft(wire::EpochKey{self.post, name.number, key.public_key});
    seal::add_signature(document, turn.keys().signing, seal::Tag::epoch_key);
    keep(turn, document, about);
    put_until(turn, table::documents, document_key(DocumentType::epoch_key, about), wire::encode(document),
              start_of(name.number + limits::epoch_days_kept));
    share(turn, document, std::nullopt);
  }
  // Private halves die at the end of their day + 30, whatever else happens.
  if (!clock_trusted(turn)) return;
  for (auto name : turn.keyring.all(txn::KeyUse::epoch))
    if (name.number + limits::epoch_days_kept < day_of(turn.now)) destroy_key(turn, name);
}

wire::Reply accept_document(Turn& turn, ByteView container, const std::optional<KeyId>& from) {
  auto document = wire::decode_document(container);
  if (!document) return reply_of(turn, document.error());
  auto reply = [&] {
    if (document->type == DocumentType::root) return accept_root(turn, *document);
    auto root = stored<wire::Root>(turn);
    if (!root) return failed(turn, Errc::untrusted, "import the root document first");
    switch (document->type) {
      case DocumentType::root: break;
      case DocumentType::rules: return accept_rules(turn, *document, *root);
      case DocumentType::directory: return accept_directory(turn, *document, *root, from);
      case DocumentType::post_record: return accept_record(turn, *document, *root, from);
      case DocumentType::charter: return accept_charter(turn, *document, *root, from);
      case DocumentType::commission: return accept_commission(turn, *document, *root, from);
      case DocumentType::mandate: return accept_mandate(turn, *document, from);
      case DocumentType::mandate_in_force: return accept_mandate_in_force(turn, *document, from);
      case DocumentType::overlay: return accept_overlay(turn, *document, from);
      case DocumentType::overlay_withdrawal: return accept_overlay_withdrawal(turn, *document, from);
      case DocumentType::charter_renewal: return accept_renewal(turn, *document, *root, from);
      case DocumentType::act: return accept_act(turn, *document, from);
      case DocumentType::exercise_window: return accept_window(turn, *document, from);
      case DocumentType::node_act: return accept_node_act(turn, *document, *root, from);
      case DocumentType::epoch_key: return accept_epoch_key(turn, *document);
      case DocumentType::epoch_loss: return accept_epoch_loss(turn, *document, from);
      case DocumentType::presence: return accept_presence(turn, *document, from);
      case DocumentType::review: return accept_review(turn, *document, from);
      case DocumentType::review_answer: return accept_review_answer(turn, *document, from);
      case DocumentType::revocation_list: return accept_revocation_list(turn, *document, *root, from);
      case DocumentType::freshness: return accept_freshness(turn, *document, from);
      case DocumentType::forward:
      case DocumentType::hand_over:
      case DocumentType::withdrawal:
      case DocumentType::enrolment:
      case DocumentType::notice_display: break;
      case DocumentType::mandate_link: return accept_mandate_link(turn, *document, from);
      case DocumentType::notice: return accept_notice(turn, *document, from);
      case DocumentType::notice_cancel: return accept_notice_cancel(turn, *document, from);
      case DocumentType::tie_declaration: return accept_tie_declaration(turn, *document, from);
      case DocumentType::deputising: return accept_deputising(turn, *document, from);
      case DocumentType::conduct_signature: return accept_conduct_signature(turn, *document, from);
      case DocumentType::street_list:
      case DocumentType::sector_map: return accept_locality(turn, *document, from);
      case DocumentType::desk_confirmation:
        if (from) return accept_confirmation(turn, *document, from);
        break;
    }
    return failed(turn, Errc::unsupported,
                  "a node takes no " + std::string(slug(document->type)) + " by this way");
  }();
  if (reply.outcome != wire::Outcome::ok)
    turn.event(EventCode::document_refused, std::string(slug(document->type)),
               reply.outcome == wire::Outcome::refused ? reply.rule : reply.errc);
  return reply;
}

Status import_document(txn::Txn& txn, const Identity& identity, const txn::Keyring& keyring,
                       ByteView container, Instant now, Entropy& entropy) {
  Effects effects;
  Memo memo;
  WatchedTxn watched(txn, memo, entropy);
  Turn turn{watched, identity, keyring, now, entropy, effects, {}, memo};
  auto reply = accept_document(turn, container, std::nullopt);
  if (txn.failure()) return tl::unexpected<Error>(*txn.failure());
  switch (reply.outcome) {
    case wire::Outcome::ok: return {};
    case wire::Outcome::refused:
      return fail(Errc::not_allowed, "refused by rule R" + std::to_string(reply.rule) + " " + reply.detail);
    case wire::Outcome::failed: break;
  }
  return fail(static_cast<Errc>(reply.errc), reply.detail);
}

}  // namespace tocsin::node
