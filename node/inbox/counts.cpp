#include "policy/counts.h"

#include "node/core/tally.h"
#include "node/inbox/inbox.h"

namespace tocsin::node::inbox {

wire::Reply counts(Turn& turn, const Caller& caller) {
  auto served = charters(turn);
  std::erase_if(served, [&](const auto& here) { return charge_of(turn, here->charter) != Charge::own; });
  if (served.empty()) return failed(turn, Errc::not_found, "no charter here yet");
  // One table for all communes of the post: the strictest of their minimums masks it, and exercises are
  // counted only where nothing else is taken.
  auto limits = limits_of(turn, served.front()->charter, nullptr);
  bool exercise = true;
  for (const auto& here : served) {
    limits = policy::meet(limits, limits_of(turn, here->charter, nullptr));
    exercise = exercise && here->charter.exercise;
  }
  auto period = counted_period(turn, caller.request.number);
  if (auto verdict = policy::decide_counts(caller.device.role, period, turn.now); !verdict.permitted())
    return refused(turn, verdict);
  auto quarter = day_of(period.from);
  auto reply = ok(turn);
  reply.data = about_counts(turn, period, exercise, limits);
  constexpr std::uint16_t row[] = {1};
  const std::uint32_t whole[] = {counted(turn, quarter, exercise, CountKind::persons, 1)};
  const std::uint32_t part[] = {counted(turn, quarter, exercise, CountKind::persons, 2)};
  add_shares(reply, share_with_persons, row, part, whole, limits);
  add_refusals(turn, reply, quarter, exercise, limits);
  add_drift(turn, reply, quarter, exercise, caller.device.role, limits);
  return reply;
}

}  // namespace tocsin::node::inbox
