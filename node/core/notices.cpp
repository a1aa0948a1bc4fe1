#include "node/core/notices.h"

#include <algorithm>

#include "node/core/deputies.h"
#include "node/core/freshness.h"
#include "node/core/keep.h"
#include "node/core/mandates.h"
#include "node/core/notice_facts.h"
#include "node/core/retention.h"
#include "node/core/tables.h"

namespace tocsin::node {
namespace {

using relay::Lane;
using wire::DocumentType;
using wire::SignedDocument;

constexpr std::size_t notices_kept_max = 512;  // of one commune: a week of them, drafts included

Bytes about_notice(const Insee& commune, const NoticeId& id) {
  return ByteWriter().raw(commune).raw(id).take();
}
// With the office, so that nobody's cancel stands in the way of another office's notice.
Bytes about_cancel(const Insee& commune, const NoticeId& id, const PostId& post) {
  return ByteWriter().raw(commune).raw(id).raw(post).take();
}

Bytes encode(const NoticeRow& row) {
  bool cancelled = row.cancelled_at != Instant::max();
  return ByteWriter()
      .u64(to_ms(row.released))
      .boolean(cancelled)
      .u64(cancelled ? to_ms(row.cancelled_at) : 0)
      .boolean(row.answered)
      .u8(row.rule)
      .u32(row.addressed)
      .u32(row.shown)
      .u32(row.cancel_shown)
      .take();
}
NoticeRow decode_row(ByteView bytes) {
  ByteReader read(bytes);
  NoticeRow row;
  row.released = from_ms(read.u64());
  bool cancelled = read.boolean();
  auto at = from_ms(read.u64());
  if (cancelled) row.cancelled_at = at;
  row.answered = read.boolean();
  row.rule = read.u8();
  row.addressed = read.u32();
  row.shown = read.u32();
  row.cancel_shown = read.u32();
  return row;
}

std::optional<NoticeHere> read_notice(Turn& turn, SignedDocument document) {
  auto notice = wire::decode<wire::Notice>(document.bytes);
  if (!notice) return std::nullopt;
  NoticeHere here;
  here.hash = seal::document_hash(document);
  auto about = about_notice(notice->commune, notice->id);
  if (auto row = turn.txn.get(table::notices, about)) here.row = decode_row(*row);
  here.cancel = stored_document(turn, DocumentType::notice_cancel,
                                about_cancel(notice->commune, notice->id, notice->post));
  here.document = std::move(document);
  here.notice = std::move(*notice);
  return here;
}

// In force now, or at `end` if that is past: who was accepted later was never given it.
bool could_read(Turn& turn, const MandateHere& mandate, Instant end) {
  if (turn.now < end) return stands(turn, mandate).permitted();
  if (!policy::r21_two_sided(standing_facts(turn, mandate), true).permitted()) return false;
  return mandate.statement->at < end &&
         policy::r3_at_acceptance(mandate.term, end - milliseconds(1), turn.now).permitted();
}

// Those it is for, and those that showed it before their mandate ended: never fewer than have shown it.
std::uint32_t addressed_by(Turn& turn, const NoticeHere& here) {
  if (here.row.released == Instant{}) return 0;
  auto devices = readers_of(turn, here.notice);
  scan_prefix(turn.txn, table::displays, here.notice.id.view(), [&](ByteView key, ByteView) {
    if (auto mandate = MandateId::from(key.subspan(NoticeId::size, MandateId::size)))
      devices.push_back(*mandate);
    return true;
  });
  std::sort(devices.begin(), devices.end());
  auto last = std::unique(devices.begin(), devices.end());
  return static_cast<std::uint32_t>(last - devices.begin());
}

void keep_until(Turn& turn, const SignedDocument& document, ByteView about, Instant erase_at) {
  keep(turn, document, about);
  put_until(turn, table::documents, document_key(document.type, about), wire::encode(document), erase_at);
}

wire::Reply answer(Turn& turn, policy::NoticeState state) {
  auto reply = ok(turn);
  reply.data = {static_cast<std::uint8_t>(state)};
  return reply;
}

// The signatures that came before and those that come now, over the same bytes.
SignedDocument with_signatures_of(SignedDocument document, const SignedDocument& held) {
  for (const auto& signature : held.signatures) {
    bool same = std::any_of(document.signatures.begin(), document.signatures.end(), [&](const auto& other) {
      return other.key == signature.key && other.tag == signature.tag;
    });
    if (!same) document.signatures.push_back(signature);
  }
  std::sort(document.signatures.begin(), document.signatures.end(),
            [](const auto& a, const auto& b) { return std::tie(a.key, a.tag) < std::tie(b.key, b.tag); });
  return document;
}

void tell_office_and_readers(Turn& turn, const NoticeHere& here, const std::vector<MandateId>& readers) {
  wire::Reply items;
  add_notice_items(turn, here, false, items);
  for (const auto& item : items.items) {
    if (item.code == static_cast<std::uint8_t>(DocumentType::commission)) continue;
    tell_followers(turn, office_notices_topic(), item);
    for (const auto& reader : readers) tell_followers(turn, notices_topic(reader), item);
  }
}

void tell_post(Turn& turn, const wire::NoticeShown& shown, const std::optional<KeyId>& from) {
  if (!from || turn.identity.kind != NodeKind::commune) return;
  if (auto peer = peer_node(turn, *from))
    queue_parcel(turn, *peer, Lane::rest, wire::ParcelKind::notice_shown, wire::encode(shown));
}

wire::Reply refuse_notice(Turn& turn, const wire::Notice& notice, const policy::Verdict& verdict,
                          const std::optional<KeyId>& from) {
  tell_post(turn, {notice.id.bytes, static_cast<std::uint8_t>(verdict.rule), 0, 0, 0}, from);
  return refused(turn, verdict);
}

// Complete: from here on it is shown, unless its cancel was faster.
wire::Reply release(Turn& turn, NoticeHere here, const std::optional<KeyId>& from) {
  here.row.released = turn.now;
  if (here.cancel) here.row.cancelled_at = turn.now;
  std::vector<MandateId> readers;
  if (turn.identity.kind == NodeKind::commune) readers = readers_of(turn, here.notice);
  save_row(turn, here);
  if (turn.identity.kind == NodeKind::post) {
    if (auto peer = peer_of_commune(turn, here.notice.commune); peer && !here.cancel)
      queue_parcel(turn, *peer, Lane::rest, wire::ParcelKind::document, wire::encode(here.document));
  }
  tell_office_and_readers(turn, here, readers);
  tell_post(turn, how_far(turn, here), from);
  return answer(turn, state_here(here, turn.now));
}

}  // namespace

std::vector<NoticeHere> notices(Turn& turn, const Insee& commune) {
  std::vector<NoticeHere> found;
  auto about = commune.is_zero() ? ByteView{} : commune.view();
  for (auto& document : stored_documents(turn, DocumentType::notice, about))
    if (auto here = read_notice(turn, std::move(document))) found.push_back(std::move(*here));
  std::stable_sort(found.begin(), found.end(),
                   [](const auto& a, const auto& b) { return a.notice.id < b.notice.id; });
  return found;
}

std::optional<NoticeHere> notice_of(Turn& turn, const Insee& commune, const NoticeId& id) {
  auto document = stored_document(turn, DocumentType::notice, about_notice(commune, id));
  return document ? read_notice(turn, std::move(*document)) : std::nullopt;
}

policy::NoticeState state_here(const NoticeHere& here, Instant at) {
  return policy::state_of({here.row.released, here.notice.until, here.row.cancelled_at}, at);
}

Instant notice_erased_at(const wire::Notice& notice) {
  return notice.until + policy::notice_week;
}

void save_row(Turn& turn, const NoticeHere& here) {
  put_until(turn, table::notices, about_notice(here.notice.commune, here.notice.id), encode(here.row),
            notice_erased_at(here.notice));
}

wire::Reply accept_notice(Turn& turn, const SignedDocument& document, const std::optional<KeyId>& from) {
  auto draft = wire::decode<wire::Notice>(document.bytes);
  if (!draft) return reply_of(turn, draft.error());
  auto charter = charter_of(turn, draft->commune);
  if (!charter) return failed(turn, Errc::not_found, "no charter of " + to_string(draft->commune) + " here");
  if (of_mairie(draft->kind) && turn.identity.kind == NodeKind::post)
    return failed(turn, Errc::not_allowed, "what a mairie announces is handed to its own node");

  auto about = about_notice(draft->commune, draft->id);
  auto whole = document;
  if (auto held = stored_document(turn, DocumentType::notice, about)) {
    if (held->bytes != document.bytes)
      return failed(turn, Errc::conflict, "this notice id was used for another notice");
    whole = with_signatures_of(document, *held);
    if (whole.signatures.size() == held->signatures.size())
      return answer(turn, state_here(*read_notice(turn, *held), turn.now));
  } else if (notices(turn, draft->commune).size() >= notices_kept_max) {
    return failed(turn, Errc::too_large, "512 notices of this commune are kept: wait until some have ended");
  }
  auto signers = notice_signers(turn, whole, draft->commune, draft->post);
  if (!signers)
    return failed(turn, Errc::bad_signature, "a signature of this notice is by no commission known here");
  auto verified = seal::verify_notice(whole, signers->keys);
  if (!verified) return reply_of(turn, verified.error());

  auto facts = notice_facts(turn, verified->notice, *charter);
  facts.signers = signers->facts;
  facts.keys_distinct = verified->signers.size() == signers->facts.size();
  auto verdict = policy::decide_notice(facts, limits_of(turn, charter->charter, nullptr));
  if (verdict.permitted() && of_mairie(draft->kind))
    verdict = policy::both(verdict, may_grant(turn, *charter, from));
  if (!verdict.permitted()) return refuse_notice(turn, *draft, verdict, from);
  bool waits = verdict.outcome == policy::Outcome::hold;
  if (waits && turn.identity.kind == NodeKind::commune)  // the second officer signs at the post
    return refuse_notice(turn, *draft, policy::refuse(verdict.rule, verdict.detail), from);

  keep_until(turn, whole, about, notice_erased_at(*draft));
  auto here = read_notice(turn, std::move(whole));
  if (!here) return failed(turn, Errc::store_damaged, "the notice does not read back");
  if (!waits) return release(turn, std::move(*here), from);
  save_row(turn, *here);
  tell_office_and_readers(turn, *here, {});
  return answer(turn, state_here(*here, turn.now));
}

wire::Reply accept_notice_cancel(Turn& turn, const SignedDocument& document,
                                 const std::optional<KeyId>& from) {
  auto draft = wire::decode<wire::NoticeCancel>(document.bytes);
  if (!draft) return reply_of(turn, draft.error());
  auto charter = charter_of(turn, draft->commune);
  if (!charter) return failed(turn, Errc::not_found, "no charter of " + to_string(draft->commune) + " here");
  auto about = about_cancel(draft->commune, draft->notice, draft->post);
  if (stored_document(turn, DocumentType::notice_cancel, about))  // the first one stands
    return answer(turn, policy::NoticeState::cancelled);
  auto here = notice_of(turn, draft->commune, draft->notice);
  if (!here && !from)  // a device sees what it cancels; between nodes a cancel overtakes its notice
    return failed(turn, Errc::not_found, "no such notice here");
  if (here && here->notice.post != draft->post)
    return refused(turn, policy::refuse(policy::Rule::R18, policy::Detail::not_this_office));

  auto signers = notice_signers(turn, document, draft->commune, draft->post);
  if (!signers || signers->facts.empty())
    return failed(turn, Errc::bad_signature, "a cancel carries one signature, by a commission known here");
  auto verified = seal::verify_notice_cancel(document, signers->keys);
  if (!verified) return reply_of(turn, verified.error());
  policy::CancelFacts facts;
  facts.now = turn.now;
  facts.signer = signers->facts.front();
  facts.of_mairie = draft->post.is_zero();
  if (!facts.of_mairie) facts.signer.own_office &= draft->post == charter->charter.post;
  if (auto verdict = policy::decide_notice_cancel(facts); !verdict.permitted()) return refused(turn, verdict);

  keep_until(turn, document, about,
             here ? notice_erased_at(here->notice)
                  : turn.now + hours(policy::ceiling().notice_hours) + policy::notice_week);
  if (turn.identity.kind == NodeKind::post) {
    if (auto peer = peer_of_commune(turn, draft->commune); peer && !from)
      queue_parcel(turn, *peer, Lane::control, wire::ParcelKind::document, wire::encode(document),
                   Place::ahead);
  }
  if (here) {
    here->cancel = document;
    here->row.cancelled_at = turn.now;
    save_row(turn, *here);
    tell_office_and_readers(turn, *here, readers_of(turn, here->notice));
  }
  return answer(turn, policy::NoticeState::cancelled);
}

bool missing_person_notice_open(Turn& turn, const Insee& commune, SectorId sector, bool exercise,
                                Instant at) {
  for (const auto& here : notices(turn, commune)) {
    const auto& notice = here.notice;
    if (notice.kind != NoticeKind::missing_person || notice.exercise != exercise) continue;
    if (here.row.released == Instant{}) continue;
    if (std::find(notice.sectors.begin(), notice.sectors.end(), sector) == notice.sectors.end()) continue;
    auto from = turn.identity.kind == NodeKind::post ? notice.written : here.row.released;
    if (policy::state_of({from, notice.until, here.row.cancelled_at}, at) == policy::NoticeState::open)
      return true;
  }
  return false;
}

wire::NoticeShown how_far(Turn& turn, const NoticeHere& here) {
  auto addressed = turn.identity.kind == NodeKind::commune ? addressed_by(turn, here) : here.row.addressed;
  return {here.notice.id.bytes, here.row.rule, addressed, here.row.shown, here.row.cancel_shown};
}

void add_notice_items(Turn& turn, const NoticeHere& here, bool with_counts, wire::Reply& reply) {
  auto add = [&](const SignedDocument& document, std::uint64_t number) {
    wire::Item item;
    item.id = here.notice.id.bytes;
    item.number = number;
    item.code = static_cast<std::uint8_t>(document.type);
    item.data = wire::encode(document);
    reply.items.push_back(std::move(item));
  };
  auto add_signers = [&](const SignedDocument& of) {
    for (const auto& signer : seal::signers(of))
      if (auto commission = stored_document(turn, DocumentType::commission, signer.view()))
        add(*commission, 0);
  };
  add(here.document, static_cast<std::uint64_t>(state_here(here, turn.now)));
  add_signers(here.document);
  if (here.cancel) {
    add(*here.cancel, 0);
    add_signers(*here.cancel);
  }
  if (!with_counts) return;
  wire::Item counts;
  counts.id = here.notice.id.bytes;
  counts.number = here.row.answered || turn.identity.kind == NodeKind::commune ? 1 : 0;
  counts.data = wire::encode(how_far(turn, here));
  reply.items.push_back(std::move(counts));
}

bool is_for(Turn& turn, const wire::Notice& notice, const wire::Mandate& mandate) {
  auto shares = [&](const std::vector<SectorId>& sectors) {
    return std::any_of(sectors.begin(), sectors.end(), [&](SectorId sector) {
      return std::find(notice.sectors.begin(), notice.sectors.end(), sector) != notice.sectors.end();
    });
  };
  return shares(mandate.sectors) || shares(all_sectors(turn, mandate));
}

namespace {

// Of a device whose mandate was renewed, the new one: one device reads a notice once.
bool is_the_devices_own(Turn& turn, const wire::Mandate& mandate) {
  if (mandate.device.is_zero()) return true;
  auto device = find_device(turn, seal::key_id(mandate.device));
  return !device || device->subject == mandate.mandate.bytes;
}

}  // namespace

std::vector<MandateId> readers_of(Turn& turn, const wire::Notice& notice) {
  std::vector<MandateId> readers;
  for (const auto& mandate : mandates(turn)) {
    if (mandate.mandate.commune != notice.commune || !could_read(turn, mandate, notice.until)) continue;
    if (is_the_devices_own(turn, mandate.mandate) && is_for(turn, notice, mandate.mandate))
      readers.push_back(mandate.mandate.mandate);
  }
  return readers;
}

Bytes notices_topic(const MandateId& mandate) {
  return ByteWriter().text("notices").raw(mandate).take();
}
ByteView office_notices_topic() {
  return named("office/notices");
}

}  // namespace tocsin::node
