#include "policy/border.h"

#include "world.h"

namespace tocsin::policy {
namespace {

using namespace world;

BorderFacts agreed() {
  BorderFacts facts;
  facts.neighbour = a_charter();
  facts.shares_back = facts.same_kind = facts.category_on = true;
  facts.accepted = noon;
  return facts;
}
const Verdict closed = refuse(Rule::R5, Detail::border_not_agreed);

TEST_CASE("R5 a border is open while both charters share it, and to what both enable") {
  CHECK(r5_border(agreed()) == allow());
  auto one_sided = agreed(), drill = agreed(), not_there = agreed();
  one_sided.shares_back = false;
  CHECK(r5_border(one_sided) == closed);
  drill.same_kind = false;
  CHECK(r5_border(drill) == closed);
  not_there.category_on = false;
  CHECK(r5_border(not_there) == refuse(Rule::R6, Detail::category_off));
}

TEST_CASE("R5 a neighbour's charter that is not in force opens no border") {
  auto unsigned_one = agreed(), ended = agreed(), early = agreed(), forked = agreed(), suspended = agreed();
  unsigned_one.neighbour.signed_by_all = false;
  ended.neighbour.until = noon;
  early.neighbour.from = noon + 1s;
  forked.neighbour.forked = true;
  suspended.neighbour.suspended_at = noon;
  for (const auto& facts : {unsigned_one, ended, early, forked, suspended}) CHECK(r5_border(facts) == closed);
  suspended.neighbour.suspended_at = noon + 1s;
  CHECK(r5_border(suspended) == allow());
}

TEST_CASE(
    "R5 a sector that is shared with nobody asks no neighbour; facts that nobody filled in are refused") {
  BorderFacts inside;
  inside.shared = false;
  CHECK(r5_border(inside) == allow());
  CHECK(r5_border({}) == closed);
}

}  // namespace
}  // namespace tocsin::policy
