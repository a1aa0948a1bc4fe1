#include "any.h"

namespace tocsin::policy {
namespace {

using namespace world;

// Facts around the places where a limit decides.
AlertFacts any_alert() {
  auto alert = an_alert();
  alert.category = static_cast<Category>(*rc::gen::inRange<int>(1, category_count + 1));
  alert.urgency = *rc::gen::element(Urgency::ordinary, Urgency::in_progress);
  alert.called17 = true;
  alert.exercise = *rc::gen::arbitrary<bool>();
  alert.charter.exercise = alert.exercise && *rc::gen::arbitrary<bool>();
  alert.window = ExerciseWindow{noon - *rc::gen::inRange(0, 9) * 1h, noon + 1h};
  for (auto* counts : {&alert.real, &alert.exercises}) {
    counts->last_day = *rc::gen::inRange(0u, 25u);
    counts->last_30_days = *rc::gen::inRange(0u, 70u);
    counts->same_place_tag = *rc::gen::inRange(0u, 6u);
  }
  alert.mandate.trained_at = noon - days(*rc::gen::inRange(1, 1'500));
  alert.mandate.term.from = noon - days(*rc::gen::inRange(1, 300));
  alert.mandate.term.until = noon + days(*rc::gen::inRange(1, 300));
  return alert;
}

TEST_CASE("Limits form a lattice: meeting is commutative, associative and idempotent") {
  CHECK(rc::check([] {
    auto a = *any_limits(), b = *any_limits(), c = *any_limits();
    RC_ASSERT(meet(a, b) == meet(b, a));
    RC_ASSERT(meet(meet(a, b), c) == meet(a, meet(b, c)));
    RC_ASSERT(meet(a, a) == a);
  }));
}
TEST_CASE("Limits: what both allow is no looser than either, and nothing tighter is asked") {
  CHECK(rc::check([] {
    auto a = *any_limits(), b = *any_limits(), c = *any_limits();
    RC_ASSERT(no_looser_than(meet(a, b), a));
    RC_ASSERT(no_looser_than(meet(a, b), b));
    RC_ASSERT((first_looser(a, b) == nullptr) == no_looser_than(a, b));
    auto below_both = meet(c, meet(a, b));
    RC_ASSERT(no_looser_than(below_both, meet(a, b)));
    if (no_looser_than(c, a) && no_looser_than(c, b)) RC_ASSERT(no_looser_than(c, meet(a, b)));
  }));
}
TEST_CASE("Limits: nothing signed by anyone goes past the ceiling") {
  CHECK(rc::check([] {
    auto limits = effective(*any_limits(), *any_limits(), *any_limits(), *any_limits());
    RC_ASSERT(no_looser_than(limits, ceiling()));
  }));
}
TEST_CASE("Limits: one document more never loosens anything") {
  CHECK(rc::check([] {
    auto rules = *any_limits(), charter = *any_limits(), overlay = *any_limits(), mandate = *any_limits();
    auto all = effective(rules, charter, overlay, mandate);
    RC_ASSERT(no_looser_than(all, effective(rules, charter, overlay, ceiling())));
    RC_ASSERT(no_looser_than(all, effective(rules, charter, ceiling(), mandate)));
    RC_ASSERT(no_looser_than(all, rules));
    RC_ASSERT(no_looser_than(all, charter));
  }));
}
TEST_CASE("Limits: an alert passes two sets of limits exactly when it passes what both allow") {
  CHECK(rc::check([] {
    auto a = *any_limits(), b = *any_limits();
    auto alert = any_alert();
    auto under = [&](const Limits& limits) { return decide_alert_at_commune(alert, limits); };
    RC_ASSERT(under(meet(a, b)).permitted() == (under(a).permitted() && under(b).permitted()));
    RC_ASSERT(rank(under(meet(a, b))) == std::max(rank(under(a)), rank(under(b))));
  }));
}
TEST_CASE("Limits: the post never judges more mildly under tighter limits") {
  CHECK(rc::check([] {
    auto a = *any_limits(), b = *any_limits();
    auto content = a_content();
    content.category = static_cast<Category>(*rc::gen::inRange<int>(1, category_count + 1));
    content.conducts =
        *rc::gen::element(mask_of(Conduct::testing_doors_or_gates), mask_of(Conduct::theft_found));
    content.same_place = *rc::gen::inRange(0u, 6u);
    content.urgency = *rc::gen::element(Urgency::ordinary, Urgency::in_progress);
    auto under = [&](const Limits& limits) { return rank(decide_alert_at_post(content, limits)); };
    RC_ASSERT(under(meet(a, b)) == std::max(under(a), under(b)));
  }));
}
TEST_CASE("R26 tighter limits never keep an alert longer") {
  CHECK(rc::check([] {
    auto a = *any_limits(), b = *any_limits();
    auto changes = *rc::gen::container<std::vector<std::pair<int, int>>>(
        rc::gen::pair(rc::gen::inRange(1, 15), rc::gen::inRange(0, 500)));
    std::vector<StateChange> history;
    for (auto [state, day] : changes) history.push_back({static_cast<AlertState>(state), noon + days(day)});
    RC_ASSERT(erase_at(history, meet(a, b)) == std::min(erase_at(history, a), erase_at(history, b)));
  }));
}
TEST_CASE("R33 tighter limits never let a person wait longer") {
  CHECK(rc::check([] {
    auto a = *any_limits(), b = *any_limits();
    TruthFacts facts{.sent = noon};
    if (*rc::gen::arbitrary<bool>()) facts.accepted = noon + 2s;
    auto until = [&](const Limits& limits) { return *truth_changes_at(facts, limits); };
    RC_ASSERT(until(meet(a, b)) <= std::min(until(a), until(b)));
  }));
}

TEST_CASE("Limits: the ceiling is the prefecture's to use, and its default lies below") {
  CHECK(no_looser_than(prefecture_default(), ceiling()));
  CHECK(no_looser_than(charter_default(), ceiling()));
  CHECK(meet(ceiling(), prefecture_default()) == prefecture_default());
  CHECK_FALSE(has(charter_default().categories, Category::incivility));
  CHECK_FALSE(has(charter_default().categories, Category::dumping));
  CHECK(has(charter_default().categories, Category::intrusion));
}
TEST_CASE("Limits: a document cannot set a number that is not in the table, nor pass a floor") {
  auto limits = ceiling();
  const auto before = limits;
  for (int id : {0, limit_count + 1, 255}) CHECK_FALSE(set(limits, static_cast<std::uint8_t>(id), 1));
  for (const auto& row : limit_table()) {
    auto id = static_cast<std::uint8_t>(row.id);
    INFO(row.slug);
    switch (row.order) {
      case Order::smaller_is_tighter:
        if (row.floor > 0) CHECK_FALSE(set(limits, id, row.floor - 1));
        break;
      case Order::larger_is_tighter: CHECK_FALSE(set(limits, id, row.floor + 1)); break;
      case Order::fewer_bits_is_tighter:
        CHECK_FALSE(set(limits, id, 1));
        CHECK_FALSE(set(limits, id, 0xffffffff));
        break;
    }
  }
  CHECK(limits == before);
}
TEST_CASE("Limits: each number reads and writes its own field and no other") {
  for (const auto& row : limit_table()) {
    auto id = static_cast<std::uint8_t>(row.id);
    auto limits = ceiling();
    REQUIRE(set(limits, id, row.floor));
    CHECK(get(limits, id) == row.floor);
    CHECK(limits.*row.field == row.floor);
    REQUIRE(set(limits, id, row.ceiling));
    CHECK(limits == ceiling());
  }
  CHECK(get(ceiling(), 0) == 0);
}
TEST_CASE("Limits: who loosens is told which limit") {
  auto wide = prefecture_default();
  wide.keep_taken_days = 91;
  REQUIRE(first_looser(wide, prefecture_default()) != nullptr);
  CHECK(first_looser(wide, prefecture_default())->id == Limit::keep_taken_days);
  auto thin = prefecture_default();
  thin.mask_minimum = 4;
  CHECK_FALSE(no_looser_than(thin, prefecture_default()));
}
TEST_CASE("Months end on the last day there is") {
  CHECK(add_months(date(2027, 1, 31), 1) == date(2027, 2, 28));
  CHECK(add_months(date(2028, 2, 29) + 5h, 12) == date(2029, 2, 28) + 5h);
  CHECK(add_months(date(2026, 11, 22), 24) == date(2028, 11, 22));
  CHECK(add_months(Instant::max(), 0xffffffff) > date(9999, 1, 1));
}

}  // namespace
}  // namespace tocsin::policy
