#include "relay/outbox.h"

#include <algorithm>
#include <bit>
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

unsigned bit(std::uint8_t way) {
  return 1u << way;
}
unsigned untried(const OutboxRow& row, Ways up) {
  return up & ~unsigned{row.tried};
}

Duration wait_for_next_relay(const OutboxRow& row) {
  return row.lane == Lane::rest ? next_relay_wait : urgent_next_relay_wait;
}

// No wait is longer than relay_stored_wait: what lies further ahead was set by a clock that has stepped back.
bool is_due(const OutboxRow& row, Instant now) {
  return row.due <= now || row.due > now + relay_stored_wait;
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
    if (is_due(row, now)) {
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

std::uint8_t next_way(const OutboxRow& row, Ways up) {
  assert(up != 0);
  const unsigned from = untried(row, up) != 0 ? untried(row, up) : up;
  return static_cast<std::uint8_t>(std::countr_zero(from));
}

void sent(OutboxRow& row, std::uint8_t way, Ways up, Instant now) {
  count_attempt(row);
  if (untried(row, up) == 0) row.tried = 0;
  row.tried = static_cast<std::uint8_t>(row.tried | bit(way));
  row.way = way;
  row.in_flight = true;
  row.due = now + std::max<Duration>(answer_wait, longest_wait(row.attempts));
}

void answered_busy(OutboxRow& row, std::uint32_t retry_after_ms, Ways up, Instant now, std::uint32_t random) {
  row.in_flight = false;
  row.due = now;
  if (untried(row, up) != 0) return;
  const auto asked = std::min<Duration>(Duration(retry_after_ms), retry_max);
  row.tried = 0;
  row.due = now + std::max(asked, retry_after(row.attempts, random));
}

void stored_at_relay(OutboxRow& row, Ways up, Instant now) {
  row.in_flight = false;
  row.due = now + (untried(row, up) != 0 ? wait_for_next_relay(row) : Duration(relay_stored_wait));
}

void way_down(OutboxRow& row, std::uint8_t way, Instant now) {
  if (!row.in_flight || row.way != way) return;
  row.in_flight = false;
  row.due = now;
}

void way_up(OutboxRow& row, std::uint8_t way, Instant now) {
  row.tried = static_cast<std::uint8_t>(row.tried & ~bit(way));
  if (row.way == way) {
    row.in_flight = false;
    row.attempts = 0;
    row.due = now;
  } else if (!row.in_flight) {
    row.due = std::min(row.due, now + wait_for_next_relay(row));
  }
}

std::optional<Instant> next_due(std::span<const OutboxRow> rows) {
  std::optional<Instant> earliest;
  for (const auto& row : rows)
    if (!earliest || row.due < *earliest) earliest = row.due;
  return earliest;
}

}  // namespace tocsin::relay
