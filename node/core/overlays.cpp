#include "node/core/overlays.h"

#include <algorithm>

#include "node/core/keep.h"
#include "node/core/law.h"
#include "node/core/tables.h"

namespace tocsin::node {
namespace {

using policy::Office;
using wire::DocumentType;
using wire::SignedDocument;

// One office's commission behind a signature.
struct Side {
  Office office{};
  wire::Commission commission;
  policy::Term term;
};
std::optional<Side> side_of(Turn& turn, const wire::DocumentSignature& signature, seal::Tag mairie,
                            seal::Tag post) {
  bool by_mairie = signature.tag == static_cast<std::uint16_t>(mairie);
  if (!by_mairie && signature.tag != static_cast<std::uint16_t>(post)) return std::nullopt;
  auto commission = commission_of(turn, signature.key);
  if (!commission) return std::nullopt;
  auto term =
      term_of(turn, wire::ActTarget::commission, signature.key.view(), commission->from, commission->until);
  return Side{by_mairie ? Office::mairie : Office::post, std::move(*commission), term};
}

bool is_of(const Side& side, const CharterHere& here) {
  return side.office == Office::mairie ? side.commission.commune == here.charter.commune
                                       : side.commission.post == here.charter.post;
}

bool carries(const SignedDocument& document, const wire::DocumentSignature& signature) {
  const auto& all = document.signatures;
  return std::any_of(all.begin(), all.end(), [&](const auto& each) { return each.tag == signature.tag; });
}

// Makes room: what has lapsed for good says nothing any more.
void drop_lapsed(Turn& turn, const CharterHere& here) {
  for (const auto& each : overlays_of(turn, here.charter.commune, here.hash)) {
    if (in_force(turn, each) || turn.now < each.facts.at + policy::overlay_life) continue;
    auto about = ByteWriter().raw(here.charter.commune).raw(seal::document_hash(each.document)).take();
    turn.txn.erase(table::documents, document_key(DocumentType::overlay, about));
    for (auto office : {Office::mairie, Office::post})
      turn.txn.erase(table::documents,
                     document_key(DocumentType::overlay_withdrawal,
                                  ByteWriter().raw(about).u8(static_cast<std::uint8_t>(office)).view()));
  }
}

policy::TighteningFacts facts_of(Turn& turn, const Side& side, const CharterHere& here,
                                 const wire::Overlay& overlay, const std::optional<OverlayHere>& held,
                                 bool first_hand) {
  policy::TighteningFacts facts;
  facts.now = turn.now;
  facts.issuer = side.commission.role;
  facts.commission = side.term;
  facts.own_side = is_of(side, here);
  facts.reason_given = true;  // decoding refuses unknown codes
  facts.first_hand = first_hand;
  facts.at = overlay.at;
  facts.before = limits_of(turn, here.charter, nullptr);
  facts.asked = with_values(facts.before, overlay.limits);
  facts.joins = held.has_value();
  if (held) facts.held = held->facts;
  return facts;
}

}  // namespace

wire::Reply accept_overlay(Turn& turn, const SignedDocument& document, const std::optional<KeyId>& from) {
  auto draft = wire::decode<wire::Overlay>(document.bytes);
  if (!draft) return reply_of(turn, draft.error());
  auto hash = seal::document_hash(document);
  auto held = overlay_of(turn, draft->commune, hash);
  auto whole = held ? held->document : SignedDocument{document.type, document.bytes, {}};
  std::vector<wire::DocumentSignature> fresh;
  for (const auto& signature : document.signatures)
    if (!held || !carries(held->document, signature)) fresh.push_back(signature);
  if (held && fresh.empty()) return ok(turn);
  auto here = charter_of(turn, draft->commune);
  if (!here || draft->charter != here->hash)
    return failed(turn, may_come(turn, draft->commune, draft->charter) ? Errc::not_found : Errc::conflict,
                  "the overlay is about a charter that is not in force here");

  SigningPublic mairie, post;
  std::vector<Side> sides;
  for (const auto& signature : fresh) {
    auto side = side_of(turn, signature, seal::Tag::overlay_mairie, seal::Tag::overlay_post);
    if (!side)
      return failed(turn, from ? Errc::not_found : Errc::bad_signature,
                    "an overlay is signed by commissions known here");
    (side->office == Office::mairie ? mairie : post) = side->commission.key;
    sides.push_back(std::move(*side));
  }
  auto verified = seal::verify_overlay(SignedDocument{document.type, document.bytes, fresh}, mairie, post);
  if (!verified) return reply_of(turn, verified.error());
  const auto& overlay = verified->overlay;
  if (auto error = unusable_limit(overlay.limits)) return reply_of(turn, *error);
  for (const auto& side : sides) {
    auto verdict = policy::decide_tightening(facts_of(turn, side, *here, overlay, held, !from));
    if (!verdict.permitted()) return refused(turn, verdict);
  }
  drop_lapsed(turn, *here);
  whole.signatures.insert(whole.signatures.end(), fresh.begin(), fresh.end());
  keep(turn, whole, ByteWriter().raw(draft->commune).raw(hash).view());
  share(turn, whole, from, &draft->commune);
  return ok(turn);
}

wire::Reply accept_overlay_withdrawal(Turn& turn, const SignedDocument& document,
                                      const std::optional<KeyId>& from) {
  auto draft = wire::decode<wire::OverlayWithdrawal>(document.bytes);
  if (!draft) return reply_of(turn, draft.error());
  if (document.signatures.size() != 1)
    return failed(turn, Errc::bad_signature, "an overlay's withdrawal carries one signature");
  auto side = side_of(turn, document.signatures.front(), seal::Tag::overlay_withdrawal_mairie,
                      seal::Tag::overlay_withdrawal_post);
  if (!side)
    return failed(turn, from ? Errc::not_found : Errc::bad_signature,
                  "an overlay is withdrawn by a commission known here");
  auto about =
      ByteWriter().raw(draft->commune).raw(draft->overlay).u8(static_cast<std::uint8_t>(side->office)).take();
  if (stored_document(turn, document.type, about)) return ok(turn);
  auto overlay = overlay_of(turn, draft->commune, draft->overlay);
  auto here = charter_of(turn, draft->commune);
  if (!overlay || !here) return failed(turn, Errc::not_found, "no such overlay here");
  auto withdrawal = seal::verify_single<wire::OverlayWithdrawal>(
      document, side->commission.key, static_cast<seal::Tag>(document.signatures.front().tag));
  if (!withdrawal) return reply_of(turn, withdrawal.error());
  policy::OverlayWithdrawalFacts facts;
  facts.now = turn.now;
  facts.issuer = side->commission.role;
  facts.commission = side->term;
  facts.side = side->office;
  facts.own_side = is_of(*side, *here);
  facts.first_hand = !from;
  facts.at = withdrawal->at;
  facts.overlay = overlay->facts;
  if (auto verdict = policy::decide_overlay_withdrawal(facts); !verdict.permitted())
    return refused(turn, verdict);
  keep(turn, document, about);
  share(turn, document, from, &draft->commune);
  return ok(turn);
}

}  // namespace tocsin::node
