#include <vector>

#include "words.h"

namespace tocsin::policy::model {
namespace {

Answer lattice(Words& in) {
  auto rules = read_limits(in), charter = read_limits(in), overlay = read_limits(in),
       mandate = read_limits(in);
  auto all = effective(rules, charter, overlay, mandate);
  Fold fold;
  for (const auto& row : limit_table()) fold.add(all.*row.field);
  fold.add(no_looser_than(charter, rules));
  const auto* looser = first_looser(charter, rules);
  fold.add(looser == nullptr ? 0 : static_cast<int>(looser->id));
  return {allow(), fold.sum()};
}
// Whether a document may carry the value.
Answer setting(Words& in) {
  auto limits = ceiling();
  auto id = in.number<std::uint8_t>();
  auto value = in.number<std::uint32_t>();
  bool taken = set(limits, id, value);
  return {allow(), Fold().add(taken).add(get(limits, id)).sum()};
}
Answer counts(Words& in) {
  auto role = in.number<Role>();
  Period period{in.instant(), Instant{}};
  period.until = in.instant();
  auto now = in.instant();
  auto inhabitants = in.number<std::uint32_t>();
  auto quarter = quarter_of(now), month = month_of(now);
  return {decide_counts(role, period, now),
          Fold()
              .add(quarter.from)
              .add(quarter.until)
              .add(month.from)
              .add(month.until)
              .add(static_cast<int>(table_for(inhabitants, read_limits(in))))
              .sum()};
}
Answer masked(Words& in) {
  auto limits = read_limits(in);
  std::vector<std::uint32_t> cells;
  for (auto cell : in.rest()) cells.push_back(static_cast<std::uint32_t>(cell));
  std::vector<MaskedCount> shown(cells.size());
  auto total = mask(cells, limits, shown);
  Fold fold;
  for (const auto& one : shown) fold.add(one.masked ? none : one.count);
  fold.add(total.masked ? none : total.count);
  fold.add(cells.empty() ? 0 : may_show_delay(cells.front(), limits));
  return {allow(), fold.sum()};
}
Answer shared(Words& in) {
  auto limits = read_limits(in);
  std::vector<std::uint32_t> parts(in.number<std::size_t>()), wholes(parts.size());
  for (auto& part : parts) part = in.number<std::uint32_t>();
  for (auto& whole : wholes) whole = in.number<std::uint32_t>();
  std::vector<Share> shown(parts.size());
  shares(parts, wholes, limits, shown);
  Fold fold;
  for (const auto& share : shown) fold.add(share.masked ? none : share.part).add(share.whole);
  return {allow(), fold.sum()};
}
Answer openings(Words& in) {
  return {r36_openings(in.number<std::uint32_t>())};
}

}  // namespace

Answer answer_numbers(int kind, Words& in) {
  switch (kind) {
    case 40: return lattice(in);
    case 41: return setting(in);
    case 42: return counts(in);
    case 43: return masked(in);
    case 44: return shared(in);
    case 45: return openings(in);
    default: std::abort();
  }
}

}  // namespace tocsin::policy::model
