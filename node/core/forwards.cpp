#include "node/core/forwards.h"

#include "protocol/seal/desk.h"

namespace tocsin::node {

std::optional<wire::Forward> verified_forward(Turn& turn, const wire::SignedDocument& document,
                                              const wire::PostRecord& by) {
  std::vector<SigningPublic> officers;
  for (const auto& signature : document.signatures)
    if (auto commission = commission_of(turn, signature.key); commission && commission->post == by.post)
      officers.push_back(commission->key);
  auto verified = seal::verify_forward(document, officers, &by.node.signing);
  if (!verified || verified->forward.post != by.post) return std::nullopt;
  return verified->forward;
}

}  // namespace tocsin::node
