#include "node/core/forwards.h"

#include "node/core/rotation.h"
#include "protocol/seal/desk.h"

namespace tocsin::node {

std::optional<wire::Forward> verified_forward(Turn& turn, const wire::SignedDocument& document,
                                              const wire::PostRecord& by) {
  std::vector<SigningPublic> officers;
  for (const auto& signature : document.signatures)
    if (auto commission = commission_of(turn, signature.key); commission && commission->post == by.post)
      officers.push_back(commission->key);
  auto verified = by_any(signing_keys(turn, by.post, Formers::all),
                         [&](const auto& key) { return seal::verify_forward(document, officers, &key); });
  if (!verified || verified->forward.post != by.post) return std::nullopt;
  return verified->forward;
}

}  // namespace tocsin::node
