// The word that a desk's entry was the referent's (R35): signed by a device of the referent at the commune,
// or by an officer at the post after the call; passed to the other node, where the mark goes too.
#pragma once
#include "node/core/roster.h"

namespace tocsin::node {

constexpr std::size_t desks_max = 8;  // of one commune, in force at a time: each may be tried for a header

// One desk's commission of a commune, whether it is still in force or not.
struct DeskHere {
  KeyId id;
  SigningPublic key;
  Hash tag_commitment;
  policy::Term term;
};
std::vector<DeskHere> desks_of(Turn& turn, const Insee& commune);

// Where the commune remembers an entry that waits for its confirmation.
Bytes waiting_row(Instant accepted, ByteView alert_key);

wire::Reply accept_confirmation(Turn& turn, const wire::SignedDocument& document,
                                const std::optional<KeyId>& from);

}  // namespace tocsin::node
