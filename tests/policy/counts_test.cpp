#include "policy/counts.h"

#include <rapidcheck.h>

#include <numeric>
#include <vector>

#include "world.h"

namespace tocsin::policy {
namespace {

using namespace world;
using Cells = std::vector<std::uint32_t>;

struct Shown {
  std::vector<MaskedCount> cells;
  MaskedCount total;
};
Shown shown(const Cells& cells) {
  Shown result{std::vector<MaskedCount>(cells.size()), {}};
  result.total = mask(cells, limits(), result.cells);
  return result;
}
const MaskedCount hidden{};
MaskedCount clear(std::uint32_t count) {
  return {false, count};
}

// What somebody who knows the rule can conclude: the masked cell `i` is `value` in some table that is
// published alike.
bool could_be(const Shown& published, std::size_t i, std::uint32_t value) {
  std::uint64_t seen = 0, others = 0;
  for (std::size_t k = 0; k < published.cells.size(); ++k) {
    seen += published.cells[k].count;
    if (k != i && published.cells[k].masked) ++others;
  }
  if (published.total.masked) return true;
  auto left = published.total.count - seen;
  return value <= left && left - value <= 4 * others;
}

TEST_CASE("R20 a count below five is shown as less than five, zero too") {
  auto result = shown({0, 4, 5, 40});
  CHECK(result.cells == std::vector{hidden, hidden, clear(5), clear(40)});
}
TEST_CASE("R20 a single small count takes the total with it") {
  CHECK(shown({3, 12, 40}).total == hidden);
  CHECK(shown({12, 40}).total == clear(52));
}
TEST_CASE("R20 the total of many small counts is shown when it tells nothing of any one") {
  CHECK(shown({1, 2, 0, 3, 1, 2}).total == clear(9));
  CHECK(shown({4, 4, 0, 20}).total == clear(28));  // eight in three: each may be anything
  CHECK(shown({4, 0, 20}).total == clear(24));     // four in two: the same
  CHECK(shown({0, 0, 1, 2}).total == hidden);      // three in all
  CHECK(shown({4, 4}).total == hidden);            // eight in two can only be four and four
  CHECK(shown({4, 4, 4, 3, 20}).total == hidden);  // fifteen in four: none can be zero to two
  CHECK(shown({0, 0, 20}).total == hidden);        // nothing left for the two
}
TEST_CASE("R20 an empty table has no total") {
  CHECK(shown({}).total == hidden);
}
TEST_CASE("R20 counts that do not fit a number are not shown") {
  CHECK(shown({0xffffffff, 0xffffffff}).total == hidden);
}
TEST_CASE("R20 no subtraction narrows a masked count down") {
  CHECK(rc::check([] {
    auto cells = *rc::gen::container<Cells>(rc::gen::inRange<std::uint32_t>(0, 9));
    auto published = shown(cells);
    for (std::size_t i = 0; i < cells.size(); ++i) {
      RC_ASSERT(published.cells[i].masked == (cells[i] < 5));
      if (!published.cells[i].masked) continue;
      RC_ASSERT(published.cells[i].count == 0u);
      for (std::uint32_t value = 0; value < 5; ++value) RC_ASSERT(could_be(published, i, value));
    }
    auto sum = std::accumulate(cells.begin(), cells.end(), 0u);
    RC_ASSERT(published.total.masked || (published.total.count == sum && sum >= 5));
  }));
}

TEST_CASE("R20 no table by sector below five thousand inhabitants") {
  CHECK(table_for(4'999, limits()) == CountTable::by_category);
  CHECK(table_for(5'000, limits()) == CountTable::by_sector_and_category);
}
TEST_CASE("R20 a delay is shown only over five alerts or more") {
  CHECK_FALSE(may_show_delay(4, limits()));
  CHECK(may_show_delay(5, limits()));
}
TEST_CASE("R20 a delay is the band of its median, and of two in the middle the longer one") {
  CHECK(delay_band(-1ms) == 1);
  CHECK(delay_band(60s) == 1);
  CHECK(delay_band(60s + 1ms) == 2);
  CHECK(delay_band(24h) == 6);
  CHECK(delay_band(24h + 1ms) == delay_band_count);
  auto median = [](std::vector<std::uint32_t> by_band) { return median_band(by_band, limits()); };
  CHECK(median({4}) == std::nullopt);
  CHECK(median({}) == std::nullopt);
  CHECK(median({2, 0, 3}) == 3);
  CHECK(median({3, 0, 2}) == 1);
  CHECK(median({3, 0, 3}) == 3);
  CHECK(median({0, 0, 0, 0, 0, 0, 9}) == 7);
}
TEST_CASE("R20 the mairie sees closed calendar quarters, the post closed months too") {
  Period third{date(2026, 7, 1), date(2026, 10, 1)}, october{date(2026, 10, 1), date(2026, 11, 1)};
  CHECK(quarter_of(date(2026, 9, 30) + 23h) == third);
  CHECK(quarter_of(noon) == Period{date(2026, 10, 1), date(2027, 1, 1)});
  for (auto role : {Role::mayor, Role::clerk, Role::prefect, Role::auditor, Role::citizen}) {
    CHECK(decide_counts(role, third, noon) == allow());
    CHECK(decide_counts(role, october, noon) == refuse(Rule::R20, Detail::period_not_closed));
  }
  CHECK(decide_counts(Role::officer, october, noon) == allow());
  CHECK(decide_counts(Role::commander, third, noon) == allow());
  CHECK(decide_counts(Role::referent, third, noon) == refuse(Rule::R2, Detail::role_may_not));
}
TEST_CASE("R20 a period that runs, or that somebody cut to measure, is refused") {
  CHECK(decide_counts(Role::mayor, quarter_of(noon), noon).rule == Rule::R20);
  CHECK(decide_counts(Role::officer, month_of(noon), noon).rule == Rule::R20);
  Period third = quarter_of(date(2026, 7, 1));
  CHECK(decide_counts(Role::mayor, third, third.until) == allow());
  CHECK(decide_counts(Role::mayor, third, third.until - 1ms).rule == Rule::R20);
  CHECK(decide_counts(Role::mayor, {third.from, third.until - 24h}, noon).rule == Rule::R20);
  CHECK(decide_counts(Role::mayor, {third.from + 24h, third.until}, noon).rule == Rule::R20);
  CHECK(decide_counts(Role::mayor, {third.until, third.from}, noon).rule == Rule::R20);
}

}  // namespace
}  // namespace tocsin::policy
