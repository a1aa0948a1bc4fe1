// Which mandates are one person's, on which device, and since when: what a successor ends (R21), and under
// which name a device goes on numbering and following when its mandate is renewed.
#pragma once
#include "node/core/context.h"
#include "policy/standing.h"
#include "protocol/wire/documents.h"

namespace tocsin::node {

// A mandate that the commune's node has stated to be in its log.
struct StatedMandate {
  MandateId mandate;
  SigningPublic device;
  Instant since;       // from its first day, and never before it was stated
  Instant stated;      // by the commune's node
  std::uint64_t leaf;  // of that statement in its log: of two since the same instant, which came later
};
void note_stated(Turn& turn, const wire::Mandate& mandate, const wire::MandateInForce& statement);
// Oldest first.
std::vector<StatedMandate> stated_mandates(Turn& turn, const ReferentId& referent);

// R21: `term` with the end that a later mandate of the same person on another device gives it.
policy::Term ended_by_successors(Turn& turn, const wire::Mandate& mandate, policy::Term term);

// The first of this person's mandates on the same device: it stays when the mandate is renewed.
MandateId first_on_device(Turn& turn, const wire::Mandate& mandate);
MandateId first_on_device(Turn& turn, const MandateId& mandate);

}  // namespace tocsin::node
