// Which of a post's epoch keys an alert of a given day is sealed to. Pure.
#pragma once
#include <optional>
#include <span>

#include "protocol/limits.h"
#include "protocol/wire/documents.h"

namespace tocsin::client {

struct EpochChoice {
  wire::EpochKey key;
  bool stale = false;  // older than the day, by at most limits::epoch_days_stale_max
};
// The key of `day`, or the newest before it that is not too old, flagged; never one of a later day, which the
// post may not hold yet. nullopt: nothing may be sealed, and the person is told to call 17.
std::optional<EpochChoice> choose_epoch(std::span<const wire::EpochKey> held, Day day);

}  // namespace tocsin::client
