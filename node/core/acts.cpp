#include "node/core/acts.h"

#include "node/core/drift.h"
#include "node/core/freshness.h"
#include "node/core/keep.h"
#include "node/core/law.h"
#include "node/core/offices.h"
#include "node/core/retention.h"
#include "node/core/tables.h"

namespace tocsin::node {
namespace {

using wire::DocumentType;
using wire::SignedDocument;

// Which side an act's one signature speaks for, and whether it may.
struct Issuer {
  SigningPublic key;
  Role role = Role::citizen;
  policy::Term commission;
  seal::Tag tag{};
  Insee commune;
  PostId post;
};
std::optional<Issuer> issuer_of(Turn& turn, const SignedDocument& document, seal::Tag mairie,
                                seal::Tag post) {
  if (document.signatures.size() != 1) return std::nullopt;
  auto id = document.signatures.front().key;
  auto commission = commission_of(turn, id);
  if (!commission) return std::nullopt;
  Issuer issuer;
  issuer.key = commission->key;
  issuer.role = commission->role;
  issuer.commission =
      term_of(turn, wire::ActTarget::commission, id.view(), commission->from, commission->until);
  issuer.commune = commission->commune;
  issuer.post = commission->post;
  issuer.tag = commission->commune.is_zero() ? post : mairie;
  return issuer;
}

// R22: a suspension holds for the person, under whatever mandate; a lost device's for its mandate alone.
bool is_of_the_device(const wire::Act& act) {
  return act.reason == ActReason::device_lost || act.reason == ActReason::key_compromised;
}
void note_suspension(Turn& turn, const wire::Act& act, const wire::Mandate& mandate) {
  if (act.kind != wire::ActKind::suspend || is_of_the_device(act)) return;
  auto row = drift_row(DriftRow::suspension).raw(mandate.referent).raw(mandate.mandate).raw(act.id).take();
  put_until(turn, table::drift, row, {}, act.until);
}

}  // namespace

wire::Reply accept_act(Turn& turn, const SignedDocument& document, const std::optional<KeyId>& from) {
  auto draft = wire::decode<wire::Act>(document.bytes);
  if (!draft) return reply_of(turn, draft.error());
  auto about = ByteWriter()
                   .u8(static_cast<std::uint8_t>(draft->target))
                   .raw(ByteView(draft->subject))
                   .raw(draft->id)
                   .take();
  if (is_held(turn, document, about)) return ok(turn);
  if (stored_document(turn, DocumentType::act, about))
    return failed(turn, Errc::conflict, "this act id was used for another act");

  if (draft->target == wire::ActTarget::commission) {
    auto commission = commission_of(turn, *KeyId::from(draft->subject));
    if (!commission) return failed(turn, Errc::not_found, "no such commission here");
    auto silent = commission->commune.is_zero() ? office_is_silent(turn, commission->post)
                                                : office_is_silent(turn, commission->commune);
    if (silent) return *silent;
    SigningPublic office;
    if (auto here = charter_of(turn, commission->commune)) office = here->charter.office;
    if (auto record = stored<wire::PostRecord>(turn, commission->post.view())) office = record->office;
    auto act = seal::verify_single<wire::Act>(document, office, seal::Tag::act_office);
    if (!act) return reply_of(turn, act.error());
    keep(turn, document, about);
    acts_changed(turn);
    share(turn, document, from);
    return ok(turn);
  }

  auto mandate = mandate_of(turn, *MandateId::from(draft->subject));
  if (!mandate) return failed(turn, Errc::not_found, "no such mandate here");
  auto issuer = issuer_of(turn, document, seal::Tag::act_mairie, seal::Tag::act_post);
  if (!issuer)
    return failed(turn, Errc::bad_signature, "an act carries one signature, by a commission known here");
  auto act = seal::verify_single<wire::Act>(document, issuer->key, issuer->tag);
  if (!act) return reply_of(turn, act.error());
  auto here = charter_of(turn, mandate->mandate.commune);
  policy::MandateActFacts facts;
  facts.now = turn.now;
  facts.act = act->kind == wire::ActKind::revoke    ? policy::MandateAct::revoke
              : act->kind == wire::ActKind::suspend ? policy::MandateAct::suspend
                                                    : policy::MandateAct::lift;
  facts.issuer = issuer->role;
  facts.commission = issuer->commission;
  facts.own_side =
      issuer->commune == mandate->mandate.commune || (here && issuer->post == here->charter.post);
  facts.reason_given = true;  // decoding refuses unknown codes
  facts.lost_device = is_of_the_device(*act);
  facts.from = act->at;
  facts.until = act->until;
  for (const auto& each : stored_documents(turn, DocumentType::act, ByteView(about).first(17)))
    if (auto other = wire::decode<wire::Act>(each.bytes); other && other->kind == wire::ActKind::suspend)
      facts.issued_by_same_side |= each.signatures.front().tag == static_cast<std::uint16_t>(issuer->tag);
  if (auto verdict = policy::decide_mandate_act(facts); !verdict.permitted()) return refused(turn, verdict);
  keep(turn, document, about);
  acts_changed(turn);
  note_suspension(turn, *act, mandate->mandate);
  share(turn, document, from, &mandate->mandate.commune);
  return ok(turn);
}

wire::Reply accept_node_act(Turn& turn, const SignedDocument& document, const wire::Root& root,
                            const std::optional<KeyId>& from) {
  auto draft = wire::decode<wire::NodeAct>(document.bytes);
  if (!draft) return reply_of(turn, draft.error());
  auto about =
      ByteWriter().raw(draft->commune).u32(draft->sequence).u8(static_cast<std::uint8_t>(draft->kind)).take();
  if (is_held(turn, document, about)) return ok(turn);
  auto here = charter_of(turn, draft->commune);
  if (!here) return failed(turn, Errc::not_found, "no charter of " + to_string(draft->commune) + " here");
  if (draft->charter != here->hash)
    return failed(turn, may_come(turn, draft->commune, draft->charter) ? Errc::not_found : Errc::conflict,
                  "the act is about another charter than the one in force");
  auto mayors = commissioned(turn, Role::mayor, draft->commune, PostId{});
  auto commanders = commissioned(turn, Role::commander, Insee{}, here->charter.post);
  policy::Signatories by;
  if (draft->kind == wire::NodeActKind::resume) {
    if (!here->facts.suspended_at) return failed(turn, Errc::conflict, "the node is not suspended");
    auto act = seal::verify_resumption(document, root, mayors, commanders);
    if (!act) {
      if (act.error().code == Errc::bad_signature)
        return refused(turn, policy::refuse(policy::Rule::R23, policy::Detail::signature_missing));
      return reply_of(turn, act.error());
    }
    by.root = by.mairie = by.post = true;
    if (auto verdict = policy::decide_node_resumption(by); !verdict.permitted())
      return refused(turn, verdict);
  } else {
    auto act = seal::verify_node_suspension(document, root, mayors, commanders);
    if (!act) {
      if (act.error().code == Errc::bad_signature)
        return refused(turn, policy::refuse(policy::Rule::R23, policy::Detail::not_a_signatory));
      return reply_of(turn, act.error());
    }
    auto by_tag = [&](seal::Tag tag) {
      return document.signatures.front().tag == static_cast<std::uint16_t>(tag);
    };
    by.mairie = by_tag(seal::Tag::node_suspend_mairie);
    by.post = by_tag(seal::Tag::node_suspend_post);
    by.root = by_tag(seal::Tag::node_suspend_root);
    if (auto verdict = policy::decide_node_suspension(by, true); !verdict.permitted())
      return refused(turn, verdict);
  }
  keep(turn, document, about);
  acts_changed(turn);
  share(turn, document, from, &draft->commune);
  return ok(turn);
}

}  // namespace tocsin::node
