#include "node/core/mandates.h"

#include <algorithm>

#include "node/core/accept.h"
#include "node/core/freshness.h"
#include "node/core/keep.h"
#include "node/core/log.h"
#include "node/core/own_word.h"
#include "node/core/people.h"
#include "node/core/refusals.h"
#include "node/core/retention.h"
#include "node/core/rotation.h"
#include "node/core/tables.h"

namespace tocsin::node {
namespace {

using relay::Lane;
using wire::DocumentType;

void keep_mandate(Turn& turn, const wire::SignedDocument& document, const MandateId& id) {
  turn.txn.put(table::documents, document_key(DocumentType::mandate, id.view()), wire::encode(document));
  auto hash = seal::document_hash(document);
  append_log(turn, LogKind::document,
             ByteWriter().u16(static_cast<std::uint16_t>(DocumentType::mandate)).raw(hash).view());
  turn.event(EventCode::document_accepted, "mandate:" + to_hex(hash.view().first(8)),
             document.signatures.size());
}

void send_to_other_side(Turn& turn, const wire::SignedDocument& document, const Insee& commune) {
  std::optional<PeerNode> peer;
  if (turn.identity.kind == NodeKind::post) {
    peer = peer_of_commune(turn, commune);
  } else if (auto peers = peer_nodes(turn); !peers.empty()) {
    peer = peers.front();
  }
  if (peer) queue_parcel(turn, *peer, Lane::control, wire::ParcelKind::document, wire::encode(document));
}

// What both offices have signed, and the statement: by these a supervising post judges a sender.
void send_to_supervising(Turn& turn, const wire::SignedDocument& mandate,
                         const wire::SignedDocument& statement) {
  auto supervising = peer_of_post(turn, supervising_post(turn));
  if (!supervising) return;
  for (const auto* document : {&mandate, &statement})
    queue_parcel(turn, *supervising, Lane::control, wire::ParcelKind::document, wire::encode(*document));
}

// Judged by its own post and its commune; here it is kept so that the statement about it can be believed.
wire::Reply accept_supervised(Turn& turn, const wire::SignedDocument& document, const MandateId& id) {
  keep_mandate(turn, document, id);
  return ok(turn);
}

// One device is of one person, and of nobody with a part in granting.
bool device_of_another(Turn& turn, const wire::Mandate& mandate) {
  if (mandate.device.is_zero()) return false;
  auto here = mandates(turn);
  return std::any_of(here.begin(), here.end(), [&](const MandateHere& each) {
    return each.mandate.device == mandate.device && each.mandate.referent != mandate.referent;
  });
}

// The commune has the declaration that the person's device signed: the mandate says the same (R21).
bool contradicts_enrolment(Turn& turn, const wire::Mandate& mandate) {
  auto row = turn.txn.get(table::enrolments, mandate.mandate.view());
  auto document = row ? wire::decode_document(*row) : Result<wire::SignedDocument>(fail(Errc::not_found, ""));
  auto enrolment = document ? wire::decode<wire::Enrolment>(document->bytes)
                            : Result<wire::Enrolment>(fail(Errc::not_found, ""));
  return enrolment && enrolment->tie != mandate.tie;
}

policy::MandateFacts facts_of(Turn& turn, const wire::Mandate& mandate, const CharterHere& charter,
                              bool nominated, bool vetted) {
  policy::MandateFacts facts;
  facts.nominated = nominated;
  facts.vetted = vetted;
  // verify_mandate refuses one key under both tags, and a key with a commission is found as a tie
  facts.keys_distinct = !device_of_another(turn, mandate);
  facts.tie = tie_of(turn, mandate);
  facts.term = term_of(turn, wire::ActTarget::mandate, mandate.mandate.view(), mandate.from, mandate.until);
  facts.trained_at = mandate.trained;
  facts.conduct_charter_signed = conduct_signed(turn, mandate, charter.charter.conduct_charter);
  return facts;
}

// R25, at the commune: the vetting of an earlier nomination goes on, and so does a referent in office.
policy::Verdict r25(Turn& turn, const wire::Mandate& mandate, const std::optional<MandateHere>& held,
                    const wire::SignedDocument& document) {
  bool nominated_before = held && held->document.bytes == document.bytes;
  if (turn.identity.kind != NodeKind::commune || nominated_before) return policy::allow();
  auto here = mandates(turn);
  bool in_office = std::any_of(here.begin(), here.end(), [&](const MandateHere& each) {
    return each.mandate.referent == mandate.referent && each.statement &&
           policy::r3_in_force(each.term, turn.now).permitted();
  });
  return policy::r25_nomination(election(turn), in_office);
}

bool sectors_exist(const wire::Mandate& mandate, const wire::Charter& charter) {
  return std::all_of(mandate.sectors.begin(), mandate.sectors.end(), [&](SectorId sector) {
    return std::any_of(charter.sectors.begin(), charter.sectors.end(),
                       [&](const auto& each) { return each.id == sector; });
  });
}

}  // namespace

policy::MandateFacts standing_facts(Turn& turn, const MandateHere& mandate, Instant at) {
  // Both signatures were verified before the statement was made: the statement is what they are known by.
  bool in_force = mandate.statement && mandate.statement->mandate == mandate.hash;
  policy::MandateFacts facts;
  facts.nominated = facts.vetted = facts.statement_out = in_force;
  facts.keys_distinct = true;  // as when it was stated
  facts.tie = tie_of(turn, mandate.mandate, at);
  facts.term = mandate.term;
  return facts;
}

policy::Verdict stands(Turn& turn, const MandateHere& mandate) {
  auto verdict = policy::r21_two_sided(standing_facts(turn, mandate), true);
  return verdict.permitted() ? policy::r3_in_force(mandate.term, turn.now) : verdict;
}

policy::MandateFacts mandate_facts(Turn& turn, const MandateHere& mandate, const CharterHere& charter) {
  auto facts = standing_facts(turn, mandate);
  facts.trained_at = mandate.mandate.trained;
  facts.conduct_charter_signed = conduct_signed(turn, mandate.mandate, charter.charter.conduct_charter);
  return facts;
}

policy::Verdict usable(Turn& turn, const MandateHere& mandate) {
  auto verdict = stands(turn, mandate);
  auto here = charter_of(turn, mandate.mandate.commune);
  if (!verdict.permitted() || !here) return verdict;
  return policy::r4_trained(mandate_facts(turn, mandate, *here),
                            limits_of(turn, here->charter, &mandate.mandate), turn.now);
}

wire::Reply accept_mandate(Turn& turn, const wire::SignedDocument& document,
                           const std::optional<KeyId>& from) {
  auto draft = wire::decode<wire::Mandate>(document.bytes);
  if (!draft) return reply_of(turn, draft.error());
  auto here = charter_of(turn, draft->commune);
  if (!here) return failed(turn, Errc::not_found, "no charter of " + to_string(draft->commune) + " here");
  auto held = mandate_of(turn, draft->mandate);
  if (held && held->document.bytes == document.bytes && held->document.signatures == document.signatures) {
    // A commander signs again what the commune's node had refused: it is asked again.
    if (!from && refusal_of(turn, *held)) send_to_other_side(turn, document, draft->commune);
    return ok(turn);
  }
  if (held && held->statement && held->document.bytes != document.bytes)
    return failed(turn, Errc::conflict, "this mandate is in force with other bytes");

  auto mayors = commissioned(turn, Role::mayor, draft->commune, PostId{});
  auto commanders = commissioned(turn, Role::commander, Insee{}, here->charter.post);
  auto verified = seal::verify_mandate(document, mayors, commanders);
  if (!verified) return reply_of(turn, verified.error());
  const auto& mandate = verified->mandate;
  if (auto error = unusable_limit(mandate.limits)) return reply_of(turn, *error);
  if (held && held->document.bytes == document.bytes &&
      held->document.signatures.size() >= document.signatures.size())
    return ok(turn);  // the half-signed copy of what is held whole
  if (charge_of(turn, here->charter) == Charge::supervised) {
    if (!verified->nominated || !verified->vetted)
      return failed(turn, Errc::not_allowed, "mandates are given at the charter's own post");
    return accept_supervised(turn, document, mandate.mandate);
  }
  if (!sectors_exist(mandate, here->charter))
    return refused(turn, policy::refuse(policy::Rule::R5, policy::Detail::other_sector));
  if (mandate.charter_sequence != here->charter.sequence)
    return failed(turn, Errc::conflict, "the mandate was written under another charter: nominate again");
  if (contradicts_enrolment(turn, mandate))
    return failed(turn, Errc::conflict,
                  "the mandate says another tie than the person declared: nominate again");
  if (!held && mandates(turn).size() >= limits::mandates_max)
    return failed(turn, Errc::store_full,
                  "a node holds no more mandates than " + std::to_string(limits::mandates_max));

  if (auto verdict = r25(turn, mandate, held, document); !verdict.permitted()) return refused(turn, verdict);
  if (auto verdict = may_grant(turn, *here, from); !verdict.permitted()) return refused(turn, verdict);
  // A nomination is judged as if it were vetted, so that its author hears at once what the vetting could not
  // mend.
  auto facts = facts_of(turn, mandate, *here, verified->nominated,
                        verified->nominated && !verified->vetted ? true : verified->vetted);
  if (auto verdict =
          policy::decide_mandate(facts, here->facts, limits_of(turn, here->charter, nullptr), turn.now);
      !verdict.permitted()) {
    if (verified->nominated && verified->vetted)
      keep_refusal(turn, mandate, seal::document_hash(document), verdict);
    return refused(turn, verdict);
  }
  keep_mandate(turn, document, mandate.mandate);
  if (!from) send_to_other_side(turn, document, mandate.commune);
  if (!verified->vetted || turn.identity.kind == NodeKind::post) return ok(turn);

  wire::MandateInForce statement;
  statement.mandate = seal::document_hash(document);
  statement.leaf = append_log(turn, LogKind::document,
                              ByteWriter()
                                  .u16(static_cast<std::uint16_t>(DocumentType::mandate_in_force))
                                  .raw(statement.mandate)
                                  .view());
  statement.at = turn.now;
  auto signed_statement = seal::draft(statement);
  seal::add_signature(signed_statement, turn.keys().signing, seal::Tag::mandate_in_force);
  turn.txn.put(table::documents, document_key(DocumentType::mandate_in_force, mandate.mandate.view()),
               wire::encode(signed_statement));
  note_stated(turn, mandate, statement);
  forget_refusal(turn, mandate.mandate);
  send_to_other_side(turn, signed_statement, mandate.commune);
  send_to_supervising(turn, document, signed_statement);
  if (auto person = get_dated(turn, table::persons, mandate.mandate.view()))
    put_dated(turn, table::persons, mandate.mandate.view(), *person,
              mandate.until + person_kept_after_mandate);
  if (!mandate.device.is_zero()) {
    Device device{DeviceKind::mandate, Role::referent, mandate.device, mandate.mandate.bytes};
    auto id = seal::key_id(mandate.device);
    put_device(turn, id, device);
    put_admission(turn, mandate.transport, "device:" + to_hex(id.view()));
  }
  return ok(turn);
}

wire::Reply accept_mandate_in_force(Turn& turn, const wire::SignedDocument& document,
                                    const std::optional<KeyId>& from) {
  auto draft = wire::decode<wire::MandateInForce>(document.bytes);
  if (!draft) return reply_of(turn, draft.error());
  if (turn.identity.kind != NodeKind::post)
    return failed(turn, Errc::not_allowed, "a commune node signs its own statements");
  for (const auto& each : mandates(turn)) {
    if (each.hash != draft->mandate) continue;
    auto peer = peer_of_commune(turn, each.mandate.commune);
    if (!peer) break;
    auto which = from == peer->id ? Formers::all : Formers::honoured;
    auto statement = by_any(signing_keys(*peer, turn.now, which), [&](const auto& key) {
      return seal::verify_single<wire::MandateInForce>(document, key, seal::Tag::mandate_in_force);
    });
    if (!statement) return reply_of(turn, statement.error());
    turn.txn.put(table::documents, document_key(DocumentType::mandate_in_force, each.mandate.mandate.view()),
                 wire::encode(document));
    note_stated(turn, each.mandate, *statement);
    forget_refusal(turn, each.mandate.mandate);
    append_log(turn, LogKind::document,
               ByteWriter()
                   .u16(static_cast<std::uint16_t>(DocumentType::mandate_in_force))
                   .raw(draft->mandate)
                   .view());
    return ok(turn);
  }
  return failed(turn, Errc::not_found, "the mandate that this statement is about is not here");
}

}  // namespace tocsin::node
