#include "policy/rollover.h"

#include "world.h"

namespace tocsin::policy {
namespace {

using namespace world;

// Every day 8:00 to 19:00 in France.
constexpr Spell daily[] = {{1, 480, 1140}, {2, 480, 1140}, {3, 480, 1140}, {4, 480, 1140},
                           {5, 480, 1140}, {6, 480, 1140}, {7, 480, 1140}};
const Instant opening = date(2026, 11, 26) + 7h, closing = date(2026, 11, 26) + 18h;

RollOverFacts delivered(Instant since) {
  RollOverFacts facts;
  facts.service = {true, daily, {}};
  facts.since = since;
  facts.work.arrived = true;
  return facts;
}
RollOverFacts in_progress(RollOverFacts facts) {
  facts.urgency = Urgency::in_progress;
  return facts;
}
RollOverFacts with(RollOverFacts facts, Work work) {
  facts.work = work;
  return facts;
}

TEST_CASE("R34 an alert that comes to a closed post is due at once") {
  auto at_night = delivered(closing);
  CHECK(decide_roll_over(at_night, closing) == RollOver::nobody_in_service);
  CHECK(decide_roll_over(delivered(opening - 1ms), opening) == RollOver::nobody_in_service);
  CHECK(decide_roll_over(delivered(opening), opening) == RollOver::none);
  at_night.service = {};
  at_night.since = noon;
  CHECK(decide_roll_over(at_night, noon) == RollOver::nobody_in_service);  // an unknown post
}
TEST_CASE("R34 danger in progress that nobody opens is due after two minutes") {
  auto facts = in_progress(delivered(opening));
  CHECK(decide_roll_over(facts, opening + 120s - 1ms) == RollOver::none);
  CHECK(decide_roll_over(facts, opening + 120s) == RollOver::in_progress_unopened);
  CHECK(decide_roll_over(delivered(opening), opening + 120s) == RollOver::none);
  facts.work.opened = true;
  CHECK(decide_roll_over(facts, opening + 5h) == RollOver::none);
}
TEST_CASE("R34 any other alert that nobody opens is due after four hours in service") {
  auto facts = delivered(opening);
  CHECK(decide_roll_over(facts, opening + 4h - 1ms) == RollOver::none);
  CHECK(decide_roll_over(facts, opening + 4h) == RollOver::unopened_in_service);
}
TEST_CASE("R34 what is not taken when the post closes is due then, opened or not") {
  auto late = delivered(closing - 1h);
  CHECK(decide_roll_over(late, closing - 1ms) == RollOver::none);
  CHECK(decide_roll_over(late, closing) == RollOver::closing_time);
  CHECK(decide_roll_over(with(late, {.arrived = true, .opened = true}), closing) == RollOver::closing_time);
  CHECK(decide_roll_over(with(late, {.arrived = true, .opened = true, .taken = true}), closing) ==
        RollOver::none);
}
TEST_CASE("R34 a post that always listens never closes on an alert that was opened") {
  auto facts = with(delivered(opening), {.arrived = true, .opened = true});
  facts.service.hours = {};
  CHECK_FALSE(roll_over_due(facts));
}
TEST_CASE("R34 an alert is due when the officers' presence ends, where the post states it") {
  auto facts = delivered(opening);
  facts.service.presence_until = opening + 3min;
  CHECK(roll_over_due(facts) == RollOverDue{opening + 3min, RollOver::nobody_in_service});
  facts.service.presence_until = opening;
  CHECK(decide_roll_over(facts, opening) == RollOver::nobody_in_service);
}
TEST_CASE("R29 a held alert follows its own rule: unseen for a day, and no other hour of the post") {
  auto held = in_progress(with(delivered(closing), {.arrived = true, .held = true}));
  CHECK(decide_roll_over(held, closing + 24h - 1ms) == RollOver::none);
  CHECK(decide_roll_over(held, closing + 24h) == RollOver::held_unseen);
  held.work.opened = true;
  CHECK_FALSE(roll_over_due(held));
}
TEST_CASE("R34 what never arrived, is over, taken or closed passes to nobody") {
  for (Work work : {Work{}, Work{.over = true}, Work{.arrived = true, .opened = true, .taken = true},
                    Work{.arrived = true, .opened = true, .taken = true, .closed = true}})
    CHECK(decide_roll_over(with(delivered(closing), work), closing + days(2)) == RollOver::none);
  CHECK(decide_roll_over({}, noon) == RollOver::none);
}
TEST_CASE("R34 of two causes the earlier one is named") {
  CHECK(roll_over_due(in_progress(delivered(closing - 60s))) == RollOverDue{closing, RollOver::closing_time});
  CHECK(roll_over_due(in_progress(delivered(closing - 3min))) ==
        RollOverDue{closing - 60s, RollOver::in_progress_unopened});
}
TEST_CASE("R34 the first taken at the commune has it, until it lets go") {
  using S = AlertState;
  const Heard here_taken{S::taken, false}, there_taken{S::taken, true}, here_opened{S::opened, false};
  CHECK(holder_of({}) == Holder::nobody);
  CHECK(holder_of(std::array{here_opened}) == Holder::nobody);
  CHECK(holder_of(std::array{here_taken, there_taken}) == Holder::own_post);
  CHECK(holder_of(std::array{there_taken, here_taken}) == Holder::supervising_post);
  const Heard here_reopened{S::reopened, false}, there_reopened{S::reopened, true};
  CHECK(holder_of(std::array{here_taken, here_reopened}) == Holder::nobody);
  CHECK(holder_of(std::array{here_taken, there_taken, here_reopened}) == Holder::supervising_post);
  CHECK(holder_of(std::array{here_taken, there_taken, there_reopened, here_reopened}) == Holder::nobody);
  CHECK(holder_of(std::array{there_taken, Heard{S::closed, true}, here_taken}) == Holder::supervising_post);
  CHECK(holder_of(std::array{there_taken, Heard{S::reopened, true}}) == Holder::nobody);
  CHECK(holder_of(std::array{there_taken, Heard{S::reopened, true}, here_taken}) == Holder::own_post);
  // A post's own order counts, whichever of its receipts came first.
  CHECK(holder_of(std::array{Heard{S::taken, false, 7}, Heard{S::taken, true, 3},
                             Heard{S::reopened, false, 6}, Heard{S::taken, false, 5}}) ==
        Holder::supervising_post);
  CHECK(holder_of(std::array{Heard{S::reopened, false, 6}, Heard{S::taken, false, 5}}) == Holder::nobody);
  // What the other post reopens lets nothing go.
  CHECK(holder_of(std::array{here_taken, Heard{S::reopened, true}}) == Holder::own_post);
}
TEST_CASE("Every cause of a roll-over has its words in both languages") {
  CHECK(slug(RollOver::none) == "none");
  for (std::uint8_t c = 1; c <= 6; ++c) {
    auto cause = static_cast<RollOver>(c);
    CHECK_FALSE((slug(cause).empty() || words(cause).fr.empty() || words(cause).en.empty()));
  }
  CHECK(slug(static_cast<RollOver>(7)).empty());
}

}  // namespace
}  // namespace tocsin::policy
