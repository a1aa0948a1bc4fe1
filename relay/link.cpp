#include "relay/link.h"

#include <algorithm>

namespace tocsin::relay {
namespace {

LinkDuty went_down(Link& link, bool refused, Instant now) {
  const bool was_up = link.phase == LinkPhase::up;
  if (link.phase != LinkPhase::down) link.since = now;
  link.phase = LinkPhase::down;
  link.awaiting.reset();
  link.refused = refused;
  ++link.failures;
  return was_up ? LinkDuty::return_rows : LinkDuty::none;
}

}  // namespace

LinkDuty on(Link& link, LinkSignal signal, Instant now) {
  if (signal != LinkSignal::sent) link.last_sign = now;
  switch (signal) {
    case LinkSignal::connected:  // also when the loss before was not seen: what was in flight is lost with it
      link = Link{LinkPhase::up, now, now, std::nullopt, 0, false};
      return LinkDuty::restart_outbox;
    case LinkSignal::lost: return went_down(link, false, now);
    case LinkSignal::unreachable: return went_down(link, false, now);
    case LinkSignal::refused: return went_down(link, true, now);
    case LinkSignal::heard: link.awaiting.reset(); return LinkDuty::none;
    case LinkSignal::sent:
      if (link.phase == LinkPhase::up && !link.awaiting) link.awaiting = now;
      return LinkDuty::none;
  }
  return LinkDuty::none;
}

LinkDuty tick(Link& link, Instant now) {
  if (link.awaiting) link.awaiting = std::min(*link.awaiting, now);
  link.last_sign = std::min(link.last_sign, now);
  const auto due = next_tick(link);
  if (!due || now < *due) return LinkDuty::none;
  // `refused` stays: until the next attempt tells otherwise it is why the line is down.
  link = Link{LinkPhase::connecting, now, now, std::nullopt, link.failures + 1, link.refused};
  return LinkDuty::dial_again;
}

std::optional<Instant> next_tick(const Link& link) {
  if (link.phase != LinkPhase::up) return link.last_sign + link_silent;
  if (!link.awaiting) return std::nullopt;
  return *link.awaiting + link_silent;
}

}  // namespace tocsin::relay
