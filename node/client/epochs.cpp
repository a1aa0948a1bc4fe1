#include "node/client/epochs.h"

namespace tocsin::client {

std::optional<EpochChoice> choose_epoch(std::span<const wire::EpochKey> held, Day day) {
  const wire::EpochKey* best = nullptr;
  for (const auto& key : held) {
    if (key.day > day || day - key.day > limits::epoch_days_stale_max) continue;
    if (best == nullptr || key.day > best->day) best = &key;
  }
  if (best == nullptr) return std::nullopt;
  return EpochChoice{*best, best->day != day};
}

}  // namespace tocsin::client
