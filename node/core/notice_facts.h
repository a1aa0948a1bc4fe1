// What a notice is judged with: who signed it, and what the node knows of commune, week and election.
#pragma once
#include "node/core/notices.h"

namespace tocsin::node {

struct NoticeSigners {
  std::vector<SigningPublic> keys;
  std::vector<policy::NoticeSigner> facts;  // in the same order
};
// The commissions that the document's signatures name; nothing is verified yet. nullopt: one is not known
// here. `post` zero: the commune's mairie.
std::optional<NoticeSigners> notice_signers(Turn& turn, const wire::SignedDocument& document,
                                            const Insee& commune, const PostId& post);
// All but the signatures.
policy::NoticeFacts notice_facts(Turn& turn, const wire::Notice& notice, const CharterHere& charter);

}  // namespace tocsin::node
