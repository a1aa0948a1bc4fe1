#include "node/core/tally.h"

#include <algorithm>
#include <vector>

#include "node/core/tables.h"
#include "policy/drift.h"
#include "policy/rules.h"

namespace tocsin::node {
namespace {

constexpr std::uint64_t last_day_asked = 2'000'000;
constexpr std::uint16_t drift_rules[] = {10, 11, 12, 13, 14, 36};

Bytes cell(Day quarter, bool exercise, CountKind kind, std::uint16_t what) {
  return ByteWriter()
      .sorted64(quarter)
      .boolean(exercise)
      .u8(static_cast<std::uint8_t>(kind))
      .sorted16(what)
      .take();
}

void add_count(wire::Reply& reply, std::uint8_t code, std::uint64_t number,
               const policy::MaskedCount& count) {
  wire::Item item;
  item.code = code;
  item.number = number;
  if (!count.masked) item.data = ByteWriter().u64(count.count).take();
  reply.items.push_back(std::move(item));
}

}  // namespace

void count(Turn& turn, bool exercise, CountKind kind, std::uint16_t what) {
  auto key = cell(day_of(policy::quarter_of(turn.now).from), exercise, kind, what);
  put_number(turn.txn, table::counts, key, get_number(turn.txn, table::counts, key) + 1);
}

std::uint32_t counted(Turn& turn, Day quarter, bool exercise, CountKind kind, std::uint16_t what) {
  return static_cast<std::uint32_t>(get_number(turn.txn, table::counts, cell(quarter, exercise, kind, what)));
}

void begin_counting(Turn& turn) {
  if (get_number(turn.txn, table::meta, named("counting")) == 0)
    put_number(turn.txn, table::meta, named("counting"), to_ms(turn.now));
}

Bytes about_counts(Turn& turn, const policy::Period& period, bool exercise, const policy::Limits& limits) {
  return ByteWriter()
      .u64(to_ms(period.from))
      .u64(to_ms(period.until))
      .boolean(exercise)
      .u64(get_number(turn.txn, table::meta, named("counting")))
      .u32(limits.mask_minimum)
      .take();
}

policy::Period counted_period(Turn& turn, std::uint64_t first_day) {
  auto current = policy::quarter_of(turn.now);
  if (first_day == 0) return policy::quarter_of(current.from - milliseconds(1));
  return policy::quarter_of(start_of(static_cast<Day>(std::min(first_day, last_day_asked))));
}

void add_table(Turn& turn, wire::Reply& reply, Day quarter, bool exercise, CountKind kind,
               std::span<const std::uint16_t> columns, const policy::Limits& limits, bool with_total) {
  std::vector<std::uint32_t> cells;
  for (auto column : columns) cells.push_back(counted(turn, quarter, exercise, kind, column));
  std::vector<policy::MaskedCount> shown(cells.size());
  auto total = policy::mask(cells, limits, shown);
  for (std::size_t i = 0; i < columns.size(); ++i)
    add_count(reply, static_cast<std::uint8_t>(kind), columns[i], shown[i]);
  if (with_total) add_count(reply, 4, 0, total);
}

void add_shares(wire::Reply& reply, std::uint8_t code, std::span<const std::uint16_t> rows,
                std::span<const std::uint32_t> parts, std::span<const std::uint32_t> wholes,
                const policy::Limits& limits) {
  std::vector<policy::Share> shown(rows.size());
  policy::shares(parts, wholes, limits, shown);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    wire::Item item;
    item.code = code;
    item.number = rows[i];
    if (!shown[i].masked) item.data = ByteWriter().u64(shown[i].part).u64(shown[i].whole).take();
    reply.items.push_back(std::move(item));
  }
}

void add_refusals(Turn& turn, wire::Reply& reply, Day quarter, bool exercise, const policy::Limits& limits) {
  std::vector<std::uint32_t> cells;
  for (std::uint16_t rule = 0; rule <= policy::rule_count; ++rule)
    cells.push_back(counted(turn, quarter, exercise, CountKind::refused, rule));
  std::vector<policy::MaskedCount> shown(cells.size());
  policy::mask(cells, limits, shown);
  for (std::size_t rule = 0; rule < shown.size(); ++rule)
    if (!shown[rule].masked) add_count(reply, refused_by_rule, rule, shown[rule]);
}

void add_delays(Turn& turn, wire::Reply& reply, Day quarter, bool exercise, const policy::Limits& limits) {
  constexpr std::pair<AlertState, CountKind> steps[] = {{AlertState::delivered, CountKind::delivered_in},
                                                        {AlertState::taken, CountKind::taken_in},
                                                        {AlertState::closed, CountKind::closed_in}};
  for (const auto& [state, kind] : steps) {
    std::vector<std::uint32_t> by_band;
    for (std::uint16_t band = 1; band <= policy::delay_band_count; ++band)
      by_band.push_back(counted(turn, quarter, exercise, kind, band));
    const auto median = policy::median_band(by_band, limits);
    add_count(reply, delay_by_state, static_cast<std::uint64_t>(state), {!median, median.value_or(0)});
  }
}

void add_number(wire::Reply& reply, std::uint8_t code, std::uint32_t number, const policy::Limits& limits) {
  const bool masked = number < limits.mask_minimum;
  add_count(reply, code, 0, {masked, masked ? 0 : number});
}

void add_drift(Turn& turn, wire::Reply& reply, Day quarter, bool exercise, Role reader,
               const policy::Limits& limits) {
  for (auto rule : drift_rules) {
    auto number = counted(turn, quarter, exercise, CountKind::rule, rule);
    bool masked = reader != Role::auditor && number < limits.mask_minimum;
    add_count(reply, drift_by_rule, rule, {masked, masked ? 0 : number});
  }
}

}  // namespace tocsin::node
