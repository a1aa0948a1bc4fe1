#include "policy/deputy.h"

#include "world.h"

namespace tocsin::policy {
namespace {

using namespace world;

DeputisingFacts a_holiday() {
  DeputisingFacts facts;
  facts.now = noon;
  facts.absent = facts.deputy = a_mandate();
  facts.same_commune = facts.another_person = facts.may_deputise = true;
  facts.from = noon + days(3);
  facts.until = noon + days(17);
  return facts;
}
Cover a_cover() {
  return {.absent = a_mandate(), .from = noon - days(1), .until = noon + days(13)};
}

TEST_CASE("R5 a referent on holiday is stood in for by another referent of the commune") {
  CHECK(decide_deputising(a_holiday()) == allow());
  CHECK_FALSE(decide_deputising({}).permitted());
}
TEST_CASE(
    "R5 nobody stands in for himself, for another commune, or in the place of the deputy who is named") {
  auto facts = a_holiday();
  facts.another_person = false;
  CHECK(decide_deputising(facts) == refuse(Rule::R5, Detail::not_the_deputy));
  facts = a_holiday();
  facts.may_deputise = false;
  CHECK(decide_deputising(facts) == refuse(Rule::R5, Detail::not_the_deputy));
  facts = a_holiday();
  facts.same_commune = false;
  CHECK(decide_deputising(facts) == refuse(Rule::R5, Detail::other_commune));
}
TEST_CASE("R5 a deputy covers sixty days at the most") {
  auto facts = a_holiday();
  facts.until = facts.from + days(60);
  CHECK(decide_deputising(facts) == allow());
  facts.until += 1ms;
  CHECK(decide_deputising(facts) == refuse(Rule::R5, Detail::deputising_too_long));
  facts.until = facts.from;
  CHECK(decide_deputising(facts) == refuse(Rule::R5, Detail::deputising_too_long));
  facts.from = noon - days(3);
  facts.until = noon;
  CHECK(decide_deputising(facts) == refuse(Rule::R5, Detail::deputising_too_long));
}
TEST_CASE("R5 a cover lies within both mandates") {
  for (auto one : {&DeputisingFacts::absent, &DeputisingFacts::deputy}) {
    auto facts = a_holiday();
    (facts.*one).term.until = facts.until;
    CHECK(decide_deputising(facts) == allow());
    (facts.*one).term.until -= 1ms;
    CHECK(decide_deputising(facts) == refuse(Rule::R5, Detail::deputising_outside_mandate));
    facts = a_holiday();
    facts.from = (facts.*one).term.from - 1ms;
    facts.until = noon + days(1);
    CHECK_FALSE(decide_deputising(facts).permitted());
  }
}
TEST_CASE("R5 a suspended, revoked or half-signed mandate hands nothing over and receives nothing") {
  for (auto one : {&DeputisingFacts::absent, &DeputisingFacts::deputy}) {
    auto facts = a_holiday();
    (facts.*one).term.suspended_from = noon - 1h;
    CHECK(decide_deputising(facts) == refuse(Rule::R3, Detail::suspended));
    facts = a_holiday();
    (facts.*one).term.revoked_at = noon;
    CHECK(decide_deputising(facts) == refuse(Rule::R3, Detail::revoked));
    facts = a_holiday();
    (facts.*one).statement_out = false;
    CHECK(decide_deputising(facts) == refuse(Rule::R21, Detail::statement_not_out));
    facts = a_holiday();
    (facts.*one).tie = Tie::candidate;
    CHECK(decide_deputising(facts) == refuse(Rule::R21, Detail::conflict_of_interest));
  }
}
TEST_CASE("R5 the absent person's sectors count from the first instant until just before the last") {
  CHECK(covers(a_cover(), noon));
  CHECK(covers(a_cover(), a_cover().from));
  CHECK_FALSE(covers(a_cover(), a_cover().from - 1ms));
  CHECK_FALSE(covers(a_cover(), a_cover().until));
  CHECK_FALSE(covers({}, noon));
}
TEST_CASE("R5 a cover ends at once with the mandate that it covers for") {
  auto cover = a_cover();
  cover.absent.term.revoked_at = noon - 1h;
  CHECK_FALSE(covers(cover, noon));
  cover = a_cover();
  cover.absent.term.suspended_from = noon - 1h;
  CHECK_FALSE(covers(cover, noon));
  cover = a_cover();
  cover.absent.tie = Tie::elected;
  CHECK_FALSE(covers(cover, noon));
}

}  // namespace
}  // namespace tocsin::policy
