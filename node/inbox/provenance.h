// Whose key sealed what came, and whether it came by the node that may bring it.
#pragma once
#include "node/core/node.h"
#include "protocol/seal/alert.h"

namespace tocsin::node::inbox {

// A document that is needed may be on its way.
inline const Received busy_a_moment{Received::Answer::busy, 2'000};
inline const Received unwelcome{Received::Answer::unwelcome, 0};

// Whose key sealed the alert: the mandate's own device, or a desk for its referent (R35).
struct Sealer {
  SigningPublic key;
  Hash tag_commitment;
  policy::Term desk;  // of the desk's commission
  MandateId numbers;  // what its sequence counts under: the mandate, or the desk's key id
};
// A header and what the commune signed about it.
struct Verified {
  wire::AlertHeader header;
  wire::Receipt receipt;
  MandateId numbers;
};
std::optional<Verified> verify_parts(Turn& turn, const PeerNode& from, const MandateHere& mandate,
                                     ByteView header, ByteView signature, ByteView receipt);

// An envelope with the key that sealed it.
struct Signed {
  wire::AlertHeader header;
  Sealer sealer;
};
std::optional<Signed> verify_sealed(Turn& turn, const MandateHere& mandate, ByteView envelope);

// The mandate that a header's bytes name; the header is not believed yet.
std::optional<MandateHere> mandate_named(Turn& turn, ByteView header);
bool comes_from_its_commune(Turn& turn, const PeerNode& from, const MandateHere& mandate);

}  // namespace tocsin::node::inbox
