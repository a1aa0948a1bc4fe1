// What a referent's own device has signed about the person: a tie that came up (R21), and the conduct charter
// of now (R4). Handed in at the commune, passed to the post, kept a month longer than the person's mandates.
#pragma once
#include "node/core/roster.h"
#include "protocol/wire/standing.h"

namespace tocsin::node {

wire::Reply accept_tie_declaration(Turn& turn, const wire::SignedDocument& document,
                                   const std::optional<KeyId>& from);
wire::Reply accept_conduct_signature(Turn& turn, const wire::SignedDocument& document,
                                     const std::optional<KeyId>& from);

// What a statement by a referent's device must satisfy before it is asked what it says: a mandate that has
// been stated, whose device signed it, dated by a clock that agrees with this node's when it comes from the
// device itself.
struct Speaker {
  std::optional<MandateHere> mandate;
  std::optional<wire::Reply> problem;  // set when there is no speaker
};
Speaker speaker_of(Turn& turn, const MandateId& mandate, Instant at, bool first_hand);
// When a statement about this person goes: a month after the last of the mandates it can bear on.
Instant own_word_erased_at(Turn& turn, const ReferentId& referent, Instant at);
// Kept with a leaf in the log until then.
void keep_own_word(Turn& turn, const wire::SignedDocument& document, ByteView about, Instant erase_at);

// Every tie that this person has declared since the enrolment, oldest first.
std::vector<wire::TieDeclaration> ties_declared(Turn& turn, const ReferentId& referent);
// What stands between this person and this mandate, as far as it was known at `at`: declared with it,
// declared since by a statement that the mandate is older than, or the commission that the device also holds.
// A later "none" does not bring the mandate back.
Tie tie_of(Turn& turn, const wire::Mandate& mandate, Instant at = Instant::max());

// R4: the mandate names this text, or its person has signed it since.
bool conduct_signed(Turn& turn, const wire::Mandate& mandate, const Hash& conduct_charter);

}  // namespace tocsin::node
