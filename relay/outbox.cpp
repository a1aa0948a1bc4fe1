#include "relay/outbox.h"

#include <algorithm>
#include <cassert>
#include <limits>

#include "relay/lanes.h"

namespace tocsin::relay {
namespace {

// 2 s, 4 s, 8 s … 5 min for the first, second, third … failed send.
Duration longest_wait(std::uint32_t attempts) {
  const auto doublings = std::clamp<std::uint32_t>(attempts, 1, 9);
  return std::min<Duration>(retry_max, retry_min * (1 << doublings));
}

void count_attempt(OutboxRow& row) {
  if (row.attempts < std::numeric_limits<std::uint32_t>::max()) ++row.attempts;
}

void choose_lane(Lane lane, std::span<const OutboxRow> rows, const Window& window, Instant now,
                 std::vector<std::uint64_t>& chosen) {
  const auto parcels_max = lane_share(lane, window.parcels);
  const auto bytes_max = lane_share(lane, window.bytes);
  std::uint64_t parcels = 0, bytes = 0;
  std::vector<const OutboxRow*> due;
  std::size_t ahead = 0;
  for (const auto& row : rows) {
    if (row.lane != lane) continue;
    if (row.due <= now) {
      due.push_back(&row);
    } else if (row.in_flight && row.ahead) {
      ++ahead;
    } else if (row.in_flight) {
      ++parcels;
      bytes += row.bytes;
    }
  }
  std::sort(due.begin(), due.end(),
            [](auto* a, auto* b) { return a->ahead != b->ahead ? a->ahead : a->number < b->number; });
  for (const auto* row : due) {
    if (row->ahead) {
      if (ahead < ahead_parcels_max) chosen.push_back(row->number);
      ++ahead;
      continue;
    }
    if (parcels >= parcels_max) return;
    if (parcels > 0 && bytes + row->bytes > bytes_max)
      return;  // keeps the order: nothing overtakes in a lane
    ++parcels;
    bytes += row->bytes;
    chosen.push_back(row->number);
  }
}

}  // namespace

std::vector<std::uint64_t> choose(std::span<const OutboxRow> rows, const Window& window, Instant now) {
  assert(window.parcels >= window_parcels_min);
  std::vector<std::uint64_t> chosen;
  for (Lane lane : {Lane::control, Lane::in_progress, Lane::rest})
    choose_lane(lane, rows, window, now, chosen);
  return chosen;
}

Duration retry_after(std::uint32_t attempts, std::uint32_t random) {
  const auto longest = longest_wait(attempts);
  return longest / 2 + Duration(random % static_cast<std::uint32_t>((longest / 2).count() + 1));
}

void sent(OutboxRow& row, Instant now) {
  count_attempt(row);
  row.in_flight = true;
  row.due = now + std::max<Duration>(answer_wait, longest_wait(row.attempts));
}

void answered_busy(OutboxRow& row, std::uint32_t retry_after_ms, Instant now, std::uint32_t random) {
  const auto asked = std::min<Duration>(Duration(retry_after_ms), retry_max);
  row.in_flight = false;
  row.due = now + std::max(asked, retry_after(row.attempts, random));
}

void stored_at_relay(OutboxRow& row, Instant now) {
  row.in_flight = false;
  row.due = now + relay_stored_wait;
}

void not_sent(OutboxRow& row, Instant now, std::uint32_t random) {
  count_attempt(row);
  row.in_flight = false;
  row.due = now + retry_after(row.attempts, random);
}

void line_up(OutboxRow& row, Instant now) {
  row.in_flight = false;
  row.attempts = 0;
  row.due = now;
}

std::optional<Instant> next_due(std::span<const OutboxRow> rows) {
  std::optional<Instant> earliest;
  for (const auto& row : rows)
    if (!earliest || row.due < *earliest) earliest = row.due;
  return earliest;
}

}  // namespace tocsin::relay
