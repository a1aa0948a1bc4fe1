#include "node/client/issuers.h"

#include <algorithm>

namespace tocsin::client {
namespace {

// What counts no more, of all that ever did.
void add_ended(const std::vector<SigningPublic>& all, const std::vector<SigningPublic>& counting,
               std::vector<SigningPublic>& ended) {
  std::copy_if(all.begin(), all.end(), std::back_inserter(ended), [&](const SigningPublic& key) {
    return std::find(counting.begin(), counting.end(), key) == counting.end();
  });
}

}  // namespace

IssuerKeys issuer_keys(const Roster& roster, const Insee& commune, const PostId& post,
                       const PostId& supervising, Instant now) {
  IssuerKeys keys{roster.node_keys(commune), roster.node_keys(post), {}, {}};
  add_ended(keys.commune, roster.node_keys_at(commune, now), keys.ended);
  add_ended(keys.post, roster.node_keys_at(post, now), keys.ended);
  if (supervising.is_zero()) return keys;
  keys.supervising = roster.node_keys(supervising);
  add_ended(keys.supervising, roster.node_keys_at(supervising, now), keys.ended);
  return keys;
}

}  // namespace tocsin::client
