// What a node shows anyone of its communes' law: overlays in force, what waits to loosen, renewals, a
// suspension, and the prefecture's limits as they count there (verb `pending`).
#pragma once
#include "node/client/answer.h"
#include "node/client/session.h"
#include "policy/change.h"
#include "policy/limits.h"
#include "protocol/wire/documents.h"

namespace tocsin::client {

struct CommuneLaw {
  struct Waiting {
    wire::SignedDocument document;
    wire::Charter charter;
    Instant in_force;
  };
  struct Tightening {
    wire::SignedDocument document;
    wire::Overlay overlay;
    Hash hash;
    bool by_mairie = false, by_post = false;
    std::optional<Instant> lapses;  // nullopt: both offices stand by it
  };
  struct Suspension {
    wire::NodeAct act;
    std::string_view by;  // "mairie", "post", "prefecture"
  };
  Insee commune;
  std::optional<Waiting> waiting;
  std::vector<Tightening> tightenings;
  std::optional<Instant> renewed_until;
  std::optional<Suspension> suspension;
  policy::Limits rules = policy::prefecture_default();
  bool forked = false;                                    // two charters of one number: neither holds
  std::optional<Instant> mairie_key_from, post_key_from;  // replaced office keys act from then on
  bool looser_rules_wait = false;                         // for a charter signed under them
};

// malformed: the node's list is not what protocol/README.md says.
Answer<std::vector<CommuneLaw>> law(Session& session);
// nullptr: the node shows nothing of this commune.
const CommuneLaw* law_of(const std::vector<CommuneLaw>& all, const Insee& commune);
// The limits of a charter alone, of the overlays together, and of all of it: ceiling ⊓ rules ⊓ charter ⊓
// overlays.
policy::Limits limits_in(const wire::Charter& charter);
policy::Limits limits_in(const CommuneLaw& law);
policy::Limits with_values(policy::Limits start, const std::vector<wire::LimitValue>& values);

}  // namespace tocsin::client
