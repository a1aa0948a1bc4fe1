#include "policy/counts.h"

#include "node/core/tables.h"
#include "node/intake/intake.h"

namespace tocsin::node::intake {
namespace {

std::uint32_t quarter_number(Instant at) {
  return day_of(policy::quarter_of(at).from);
}

Bytes cell(std::uint32_t quarter, bool exercise, CountKind kind, std::uint16_t what) {
  return ByteWriter()
      .sorted64(quarter)
      .boolean(exercise)
      .u8(static_cast<std::uint8_t>(kind))
      .sorted16(what)
      .take();
}

// One table as it may be shown: every cell below the minimum is masked, and the total with it (R20).
void add_table(Turn& turn, wire::Reply& reply, std::uint32_t quarter, bool exercise, CountKind kind,
               std::span<const std::uint16_t> columns, const policy::Limits& limits) {
  std::vector<std::uint32_t> cells;
  for (auto column : columns)
    cells.push_back(static_cast<std::uint32_t>(
        get_number(turn.txn, table::counts, cell(quarter, exercise, kind, column))));
  std::vector<policy::MaskedCount> shown(cells.size());
  auto total = policy::mask(cells, limits, shown);
  auto add = [&](std::uint8_t code, std::uint64_t number, const policy::MaskedCount& count) {
    wire::Item item;
    item.code = code;
    item.number = number;
    if (!count.masked) item.data = ByteWriter().u64(count.count).take();
    reply.items.push_back(std::move(item));
  };
  for (std::size_t i = 0; i < columns.size(); ++i) add(static_cast<std::uint8_t>(kind), columns[i], shown[i]);
  if (kind == CountKind::category) add(4, 0, total);
}

}  // namespace

void count(Turn& turn, bool exercise, CountKind kind, std::uint16_t what) {
  auto key = cell(quarter_number(turn.now), exercise, kind, what);
  put_number(turn.txn, table::counts, key, get_number(turn.txn, table::counts, key) + 1);
}

wire::Reply counts(Turn& turn, const Caller& caller) {
  auto here = charter_of(turn, self_of(turn).commune);
  if (!here) return failed(turn, Errc::not_found, "no charter here yet");
  auto limits = limits_of(turn, here->charter, nullptr);
  auto current = policy::quarter_of(turn.now);
  auto period = caller.request.number == 0 ? policy::quarter_of(current.from - milliseconds(1))
                                           : policy::quarter_of(start_of(static_cast<Day>(
                                                 std::min<std::uint64_t>(caller.request.number, 2'000'000))));
  if (auto verdict = policy::decide_counts(caller.device.role, period, turn.now); !verdict.permitted())
    return refused(turn, verdict);
  auto quarter = day_of(period.from);
  auto reply = ok(turn);
  reply.data =
      ByteWriter().u64(to_ms(period.from)).u64(to_ms(period.until)).boolean(here->charter.exercise).take();
  std::vector<std::uint16_t> categories, sectors, outcomes;
  for (std::uint16_t value = 1; value <= category_count; ++value) categories.push_back(value);
  for (const auto& sector : here->charter.sectors) sectors.push_back(sector.id);
  for (std::uint16_t value = 1; is_known<ClosingCode>(static_cast<std::uint8_t>(value)); ++value)
    outcomes.push_back(value);
  bool exercise = here->charter.exercise;
  // One table per period, so that no two can be subtracted from each other: by category, or, where enough
  // people live, by sector too.
  add_table(turn, reply, quarter, exercise, CountKind::category, categories, limits);
  if (policy::table_for(here->charter.population, limits) == policy::CountTable::by_sector_and_category)
    add_table(turn, reply, quarter, exercise, CountKind::sector, sectors, limits);
  add_table(turn, reply, quarter, exercise, CountKind::outcome, outcomes, limits);
  return reply;
}

}  // namespace tocsin::node::intake
