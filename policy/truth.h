// What the sender's screen may say (R33): never better than what is known.
#pragma once
#include <cstdint>
#include <optional>

#include "policy/limits.h"
#include "protocol/time.h"
#include "protocol/vocabulary.h"

namespace tocsin::policy {

enum class Truth : std::uint8_t {
  waiting = 1,
  received = 2,              // a verified `delivered` (or a later state) of the post is at hand
  not_received_call_17 = 3,  // said until a verified `delivered` arrives, and then no longer
};

// All instants on one clock: the device's, to which a receipt's instant is brought and clamped to the moment
// it came.
struct TruthFacts {
  Instant sent{};                      // when the person pressed "send"
  std::optional<Instant> accepted{};   // verified receipt of the commune node
  std::optional<Instant> delivered{};  // verified receipt of the post
  bool expired = false;                // verified `expired` of the commune node, and nothing of the post
  Urgency urgency = Urgency::ordinary;
};
// An alert that was refused or withdrawn is not asked about: its receipt is the truth. A clock that stepped
// back behind `sent` or `accepted` is not trusted: the person is told to call 17.
Truth truth(const TruthFacts& facts, const Limits& limits, Instant now);

// The instant at which waiting ends if nothing arrives; nullopt once delivered or expired.
std::optional<Instant> truth_changes_at(const TruthFacts& facts, const Limits& limits);

}  // namespace tocsin::policy
