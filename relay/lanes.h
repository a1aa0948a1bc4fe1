// How a bounded room (a window of credits, a mailbox) is divided between the lanes: strictly, so that no
// flood in one lane, not even of control messages, holds up another. Pure.
#pragma once
#include <cstdint>

#include "relay/message.h"

namespace tocsin::relay {

constexpr std::uint64_t control_percent = 20, in_progress_percent = 40;  // the rest: what remains

// The lane's part of `total`. The three parts of one total add up to it. Totals of at least 3 give every lane
// at least 1; below that, control comes first, then in progress.
constexpr std::uint64_t lane_share(Lane lane, std::uint64_t total) {
  auto part = [total](std::uint64_t percent) {
    auto exact = total / 100 * percent + total % 100 * percent / 100;
    return exact == 0 ? 1 : exact;
  };
  auto control = total == 0 ? 0 : part(control_percent);
  auto in_progress = total < 2 ? 0 : part(in_progress_percent);
  switch (lane) {
    case Lane::control: return control;
    case Lane::in_progress: return in_progress;
    case Lane::rest: return total - control - in_progress;
  }
  return 0;
}

}  // namespace tocsin::relay
