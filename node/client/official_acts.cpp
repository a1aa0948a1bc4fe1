// Acts that a commission signs: on mandates (R22) and on the node (R23).
#include <algorithm>

#include "node/client/official.h"

namespace tocsin::client {

Answer<CommandId> Official::act_on_mandate(wire::ActKind kind, const MandateId& mandate, const Insee& commune,
                                           ActReason reason, Instant until) {
  wire::Act act;
  act.id = seal::time_ordered_id<CommandId>(tools_.clock(), *tools_.entropy);
  act.kind = kind;
  act.target = wire::ActTarget::mandate;
  act.subject = mandate.bytes;
  act.commune = commune;
  act.reason = reason;
  act.at = tools_.clock();
  act.until = until;
  auto document = seal::draft(act);
  seal::add_signature(document, keys_->signing,
                      office_.is_post() ? seal::Tag::act_post : seal::Tag::act_mairie);
  auto reply = publish(document);
  if (!reply) return pass_on(reply);
  return act.id;
}

Answer<std::optional<wire::NodeAct>> Official::latest_node_act(const Insee& commune) {
  auto session = connected();
  if (!session) return pass_on(session);
  auto held = documents(**session, wire::DocumentType::node_act);
  if (!held) return pass_on(held);
  std::optional<wire::NodeAct> latest;
  for (const Bytes& container : *held) {
    auto document = wire::decode_document(container);
    if (!document || document->type != wire::DocumentType::node_act) continue;
    auto act = wire::decode<wire::NodeAct>(document->bytes);
    if (!act || act->commune != commune) continue;
    // A resumption answers the suspension of the same sequence, so it is the later of the two.
    if (!latest || act->sequence > latest->sequence ||
        (act->sequence == latest->sequence && act->kind == wire::NodeActKind::resume)) {
      latest = *act;
    }
  }
  return latest;
}

Answer<wire::NodeAct> Official::suspend_node(const Insee& commune, ActReason reason) {
  const auto* charter = roster_.charter(commune);
  if (charter == nullptr) {
    return failure(Errc::not_found,
                   "no charter of " + to_string(commune) + " is held here: refresh the documents");
  }
  auto latest = latest_node_act(commune);
  if (!latest) return pass_on(latest);
  wire::NodeAct act;
  act.kind = wire::NodeActKind::suspend;
  act.commune = commune;
  act.charter = charter->hash;
  act.sequence = *latest ? (*latest)->sequence + 1 : 1;
  act.reason = reason;
  act.at = tools_.clock();
  auto document = seal::draft(act);
  seal::add_signature(document, keys_->signing,
                      office_.is_post() ? seal::Tag::node_suspend_post : seal::Tag::node_suspend_mairie);
  auto reply = publish(document);
  if (!reply) return pass_on(reply);
  return act;
}

Answer<wire::SignedDocument> Official::sign_resumption(const Insee& commune, ActReason reason,
                                                       const std::optional<wire::SignedDocument>& by_others) {
  const auto tag = office_.is_post() ? seal::Tag::node_resume_post : seal::Tag::node_resume_mairie;
  wire::SignedDocument document;
  if (by_others) {
    // The three sign the same bytes: what they say is looked at before this device joins.
    auto act = by_others->type == wire::DocumentType::node_act
                   ? wire::decode<wire::NodeAct>(by_others->bytes)
                   : Result<wire::NodeAct>(fail(Errc::malformed, ""));
    if (!act || act->kind != wire::NodeActKind::resume || act->commune != commune) {
      return failure(Errc::malformed, "the file is not a resumption of " + to_string(commune));
    }
    document = *by_others;
  } else {
    auto latest = latest_node_act(commune);
    if (!latest) return pass_on(latest);
    if (!*latest || (*latest)->kind != wire::NodeActKind::suspend) {
      return failure(Errc::not_found, "the node of " + to_string(commune) + " is not suspended");
    }
    wire::NodeAct act = **latest;
    act.kind = wire::NodeActKind::resume;
    act.reason = reason;
    act.at = tools_.clock();
    document = seal::draft(act);
  }
  seal::add_signature(document, keys_->signing, tag);
  return document;
}

}  // namespace tocsin::client
