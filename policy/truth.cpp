#include "policy/truth.h"

#include "policy/alert.h"

namespace tocsin::policy {

std::optional<Instant> truth_changes_at(const TruthFacts& facts, const Limits& limits) {
  if (facts.delivered || facts.expired) return std::nullopt;
  if (!facts.accepted) return facts.sent + seconds(limits.accepted_within_seconds);
  return hold_ends(*facts.accepted, facts.urgency, limits) + seconds(limits.delivered_within_seconds);
}

Truth truth(const TruthFacts& facts, const Limits& limits, Instant now) {
  if (facts.delivered) return Truth::received;
  bool clock_stepped_back = now < facts.sent || (facts.accepted && now < *facts.accepted);
  if (facts.expired || clock_stepped_back) return Truth::not_received_call_17;
  return now < *truth_changes_at(facts, limits) ? Truth::waiting : Truth::not_received_call_17;
}

}  // namespace tocsin::policy
