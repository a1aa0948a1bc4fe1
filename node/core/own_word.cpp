#include "node/core/own_word.h"

#include <algorithm>

#include "node/core/keep.h"
#include "node/core/mandates.h"
#include "node/core/people.h"
#include "node/core/retention.h"
#include "node/core/tables.h"

namespace tocsin::node {
namespace {

using wire::DocumentType;
using wire::SignedDocument;

constexpr std::size_t ties_declared_max = 32;  // of one person: more is no statement any more

// A declaration bears on the mandates that were given before it.
bool bears_on(const wire::TieDeclaration& declaration, const wire::Mandate& mandate,
              const std::vector<StatedMandate>& stated) {
  if (mandate.from <= declaration.at) return true;
  return std::any_of(stated.begin(), stated.end(), [&](const StatedMandate& each) {
    return each.mandate == mandate.mandate && each.stated <= declaration.at;
  });
}

}  // namespace

Speaker speaker_of(Turn& turn, const MandateId& id, Instant at, bool first_hand) {
  Speaker speaker;
  speaker.mandate = mandate_of(turn, id);
  if (!speaker.mandate || !speaker.mandate->statement || speaker.mandate->mandate.device.is_zero())
    speaker.problem = failed(turn, Errc::not_found, "no mandate in force that this statement names is here");
  else if (first_hand &&
           (at > turn.now + limits::clock_ahead_noted || at + limits::clock_ahead_noted < turn.now))
    speaker.problem =
        failed(turn, Errc::expired,
               "the statement is not dated by this node's clock: `tocsin referent status` takes "
               "its time, then sign again");
  return speaker;
}

Instant own_word_erased_at(Turn& turn, const ReferentId& referent, Instant at) {
  Instant last = at + wire::authority_life_max;
  for (const auto& each : stated_mandates(turn, referent))
    if (auto mandate = stored<wire::Mandate>(turn, each.mandate.view()))
      last = std::max(last, mandate->until);
  return last + person_kept_after_mandate;
}

void keep_own_word(Turn& turn, const SignedDocument& document, ByteView about, Instant erase_at) {
  keep(turn, document, about);
  put_until(turn, table::documents, document_key(document.type, about), wire::encode(document), erase_at);
}

wire::Reply accept_tie_declaration(Turn& turn, const SignedDocument& document,
                                   const std::optional<KeyId>& from) {
  auto draft = wire::decode<wire::TieDeclaration>(document.bytes);
  if (!draft) return reply_of(turn, draft.error());
  auto speaker = speaker_of(turn, draft->mandate, draft->at, !from);
  if (speaker.problem) return *speaker.problem;
  const auto& mandate = speaker.mandate->mandate;
  auto about = ByteWriter().raw(mandate.referent).sorted64(to_ms(draft->at)).take();
  if (is_held(turn, document, about)) return ok(turn);
  auto verified =
      seal::verify_single<wire::TieDeclaration>(document, mandate.device, seal::Tag::tie_declaration);
  if (!verified) return reply_of(turn, verified.error());
  auto before = ties_declared(turn, mandate.referent);
  if (!before.empty() && before.back().at >= draft->at)
    return failed(turn, Errc::conflict, "a declaration of this or a later instant is held already");
  if (before.size() >= ties_declared_max)
    return failed(turn, Errc::store_full, "this person has declared 32 times: go to the mairie");
  keep_own_word(turn, document, about, own_word_erased_at(turn, mandate.referent, draft->at));
  if (policy::bars(draft->tie))
    turn.event(EventCode::mandate_stopped, to_hex(mandate.mandate.view().first(8)),
               static_cast<std::uint64_t>(policy::Rule::R21));
  share(turn, document, from, &mandate.commune);
  return ok(turn);
}

wire::Reply accept_conduct_signature(Turn& turn, const SignedDocument& document,
                                     const std::optional<KeyId>& from) {
  auto draft = wire::decode<wire::ConductSignature>(document.bytes);
  if (!draft) return reply_of(turn, draft.error());
  auto speaker = speaker_of(turn, draft->mandate, draft->at, !from);
  if (speaker.problem) return *speaker.problem;
  const auto& mandate = speaker.mandate->mandate;
  auto about = ByteWriter().raw(mandate.referent).raw(draft->conduct_charter).take();
  if (stored_document(turn, document.type, about)) return ok(turn);
  auto here = charter_of(turn, mandate.commune);
  if (!here) return failed(turn, Errc::not_found, "no charter of " + to_string(mandate.commune) + " here");
  if (!from && here->charter.conduct_charter != draft->conduct_charter)
    return failed(turn, Errc::conflict,
                  "the charter in force names another conduct charter than the one signed");
  auto verified =
      seal::verify_single<wire::ConductSignature>(document, mandate.device, seal::Tag::conduct_signature);
  if (!verified) return reply_of(turn, verified.error());
  keep_own_word(turn, document, about, own_word_erased_at(turn, mandate.referent, draft->at));
  share(turn, document, from, &mandate.commune);
  return ok(turn);
}

std::vector<wire::TieDeclaration> ties_declared(Turn& turn, const ReferentId& referent) {
  std::vector<wire::TieDeclaration> found;
  for (const auto& each : stored_documents(turn, DocumentType::tie_declaration, referent.view()))
    if (auto declaration = wire::decode<wire::TieDeclaration>(each.bytes)) found.push_back(*declaration);
  return found;
}

Tie tie_of(Turn& turn, const wire::Mandate& mandate, Instant at) {
  if (policy::bars(mandate.tie)) return mandate.tie;
  if (auto commission = commission_of(turn, seal::key_id(mandate.device)))
    return commission->post.is_zero() ? Tie::elected : Tie::officer;
  auto stated = stated_mandates(turn, mandate.referent);
  Tie tie = mandate.tie;
  for (const auto& declaration : ties_declared(turn, mandate.referent)) {
    if (declaration.at > at || !bears_on(declaration, mandate, stated)) continue;
    tie = declaration.tie;
    if (policy::bars(tie)) return tie;
  }
  return tie;
}

bool conduct_signed(Turn& turn, const wire::Mandate& mandate, const Hash& conduct_charter) {
  if (mandate.conduct_charter == conduct_charter) return true;
  auto about = ByteWriter().raw(mandate.referent).raw(conduct_charter).take();
  return stored_document(turn, DocumentType::conduct_signature, about).has_value();
}

}  // namespace tocsin::node
