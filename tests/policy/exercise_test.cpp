#include "policy/exercise.h"

#include "world.h"

namespace tocsin::policy {
namespace {

using namespace world;

WindowFacts a_window() {
  WindowFacts facts;
  facts.now = noon;
  facts.signer = Role::commander;
  facts.commission = a_term();
  facts.own_post = true;
  facts.window = {noon, noon + 2h};
  return facts;
}
Verdict opened(Instant from, Instant until) {
  auto facts = a_window();
  facts.window = {from, until};
  return decide_exercise_window(facts, limits());
}
Verdict signed_again(Instant from, Instant until) {
  auto facts = a_window();
  facts.before = facts.window;
  facts.window = {from, until};
  return decide_exercise_window(facts, limits());
}
const Verdict too_long = refuse(Rule::R27, Detail::window_too_long);

TEST_CASE("R27 the post's commander opens a window of four hours at most, for now") {
  CHECK(decide_exercise_window(a_window(), limits()) == allow());
  CHECK(opened(noon, noon + 4h) == allow());
  CHECK(opened(noon, noon + 4h + 1ms) == too_long);
  CHECK(opened(noon, noon) == too_long);
  CHECK(opened(noon + 1h, noon) == too_long);
  CHECK(opened(noon + 5min, noon + 1h) == allow());
  CHECK(opened(noon + 5min + 1ms, noon + 1h) == too_long);
}
TEST_CASE("R27 a tighter charter shortens the window, and may close it for good") {
  auto tight = limits();
  tight.exercise_window_hours = 1;
  CHECK(decide_exercise_window(a_window(), tight) == too_long);
  tight.exercise_window_hours = 0;
  auto facts = a_window();
  facts.window.closes = noon + 1ms;
  CHECK(decide_exercise_window(facts, tight) == too_long);
}
TEST_CASE("R27 nobody but the commander of the charter's post opens a window") {
  for (std::uint8_t r = 0; r <= role_count + 1; ++r) {
    auto facts = a_window();
    facts.signer = static_cast<Role>(r);
    CHECK(decide_exercise_window(facts, limits()).permitted() == (facts.signer == Role::commander));
  }
  auto elsewhere = a_window(), ended = a_window();
  elsewhere.own_post = false;
  CHECK(decide_exercise_window(elsewhere, limits()) == refuse(Rule::R2, Detail::role_may_not));
  ended.commission.until = noon;
  CHECK(decide_exercise_window(ended, limits()) == refuse(Rule::R3, Detail::no_longer_in_force));
  CHECK_FALSE(decide_exercise_window({}, ceiling()).permitted());
}
TEST_CASE("R27 an open window is closed earlier, never moved and never made longer") {
  CHECK(signed_again(noon, noon + 1h) == allow());
  CHECK(signed_again(noon, noon) == allow());  // closed at once
  for (auto again : {signed_again(noon, noon + 2h), signed_again(noon, noon + 3h),
                     signed_again(noon - 1h, noon + 1h), signed_again(noon + 1h, noon + 90min)})
    CHECK(again == refuse(Rule::R27, Detail::window_only_shorter));
}

}  // namespace
}  // namespace tocsin::policy
