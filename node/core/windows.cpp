#include "node/core/windows.h"

#include "node/core/keep.h"
#include "node/core/retention.h"
#include "node/core/tables.h"
#include "protocol/seal/desk.h"

namespace tocsin::node {
namespace {

using wire::DocumentType;

// The post judges an alert by the instant of its acceptance, and an alert lives 72 h.
constexpr hours kept_after_closing{96};

policy::ExerciseWindow span_of(const wire::ExerciseWindow& window) {
  return {window.opens, window.closes};
}

}  // namespace

wire::Reply accept_window(Turn& turn, const wire::SignedDocument& document,
                          const std::optional<KeyId>& from) {
  auto draft = wire::decode<wire::ExerciseWindow>(document.bytes);
  if (!draft) return reply_of(turn, draft.error());
  auto about = ByteWriter().raw(draft->commune).raw(draft->id).take();
  if (is_held(turn, document, about)) return ok(turn);
  auto here = charter_of(turn, draft->commune);
  if (!here) return failed(turn, Errc::not_found, "no charter of " + to_string(draft->commune) + " here");
  std::optional<wire::Commission> commission;
  if (document.signatures.size() == 1) commission = commission_of(turn, document.signatures.front().key);
  if (!commission)
    return failed(turn, Errc::bad_signature, "a window carries one signature, by a commission known here");
  auto verified = seal::verify_exercise_window(document, std::span(&commission->key, 1));
  if (!verified) return reply_of(turn, verified.error());
  const auto& window = verified->window;
  policy::WindowFacts facts;
  facts.now = turn.now;
  facts.signer = commission->role;
  facts.commission = term_of(turn, wire::ActTarget::commission, seal::key_id(commission->key).view(),
                             commission->from, commission->until);
  facts.own_post = window.post == here->charter.post && commission->post == window.post;
  facts.window = span_of(window);
  if (auto before = stored<wire::ExerciseWindow>(turn, about)) facts.before = span_of(*before);
  auto verdict = policy::decide_exercise_window(facts, limits_of(turn, here->charter, nullptr));
  if (!verdict.permitted()) return refused(turn, verdict);
  keep(turn, document, about);
  put_until(turn, table::documents, document_key(document.type, about), wire::encode(document),
            window.closes + kept_after_closing);
  share(turn, document, from, &window.commune);
  return ok(turn);
}

std::optional<policy::ExerciseWindow> window_of(Turn& turn, const Insee& commune, Instant at) {
  std::optional<policy::ExerciseWindow> latest;
  for (const auto& document : stored_documents(turn, DocumentType::exercise_window, commune.view())) {
    auto window = wire::decode<wire::ExerciseWindow>(document.bytes);
    if (!window) continue;
    if (window->opens <= at && at < window->closes) return span_of(*window);
    if (!latest || latest->opened < window->opens) latest = span_of(*window);
  }
  return latest;
}

}  // namespace tocsin::node
