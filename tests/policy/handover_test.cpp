#include "policy/handover.h"

#include <vector>

#include "world.h"

namespace tocsin::policy {
namespace {

using namespace world;

constexpr Work opened{.arrived = true, .opened = true};

HandOverFacts a_hand_over() {
  HandOverFacts facts;
  facts.officer = an_officer(Role::officer, opened);
  facts.reason_given = facts.recipient_named = facts.logged = true;
  return facts;
}
Verdict grouped(const std::vector<Work>& alerts, Role role = Role::officer) {
  GroupFacts facts;
  facts.officer = an_officer(role, {});
  facts.alerts = alerts;
  facts.alike = facts.reason_given = facts.logged = true;
  return decide_group(facts);
}

TEST_CASE("R30 a content is passed on with a reason and a recipient, logged first") {
  CHECK(decide_hand_over(a_hand_over()) == allow());
  auto no_reason = a_hand_over(), nobody = a_hand_over(), unlogged = a_hand_over();
  no_reason.reason_given = false;
  CHECK(decide_hand_over(no_reason) == refuse(Rule::R30, Detail::reason_missing));
  nobody.recipient_named = false;
  CHECK(decide_hand_over(nobody) == refuse(Rule::R30, Detail::recipient_not_named));
  unlogged.logged = false;
  CHECK(decide_hand_over(unlogged) == refuse(Rule::R30, Detail::not_logged_first));
  CHECK_FALSE(decide_hand_over({}).permitted());
}
TEST_CASE("R30 a content goes to no post but the one that the charter names beside its own") {
  auto facts = a_hand_over();
  facts.recipient = Recipient::post;
  CHECK(decide_hand_over(facts) == allow());
  facts.own_post = true;
  CHECK(decide_hand_over(facts) == refuse(Rule::R30, Detail::recipient_not_named));
  facts.own_post = facts.recipient_named = false;
  CHECK(decide_hand_over(facts) == refuse(Rule::R30, Detail::recipient_not_named));
}
TEST_CASE("R30 what is passed on was opened, and is not held; a closed one may still go to a procedure") {
  auto with = [](Work work) {
    auto facts = a_hand_over();
    facts.officer.work = work;
    return decide_hand_over(facts);
  };
  CHECK(with({.arrived = true}) == refuse(Rule::R2, Detail::not_opened));
  CHECK(with({.arrived = true, .held = true, .opened = true}) == refuse(Rule::R11, Detail::still_held));
  CHECK(with({.over = true}) == refuse(Rule::R2, Detail::already_over));
  CHECK(with({}) == refuse(Rule::R19, Detail::not_at_this_post));
  CHECK(with({.arrived = true, .opened = true, .taken = true, .closed = true}) == allow());
}
TEST_CASE("R30 nobody passes on a content but an officer of the post it was sent to") {
  for (std::uint8_t r = 0; r <= role_count + 1; ++r) {
    auto facts = a_hand_over();
    facts.officer.role = static_cast<Role>(r);
    bool police = facts.officer.role == Role::officer || facts.officer.role == Role::commander;
    CHECK(decide_hand_over(facts).permitted() == police);
    CHECK(grouped({opened, opened}, facts.officer.role).permitted() == police);
  }
  auto elsewhere = a_hand_over(), ended = a_hand_over();
  elsewhere.officer.at_addressed_post = false;
  CHECK(decide_hand_over(elsewhere) == refuse(Rule::R19, Detail::not_at_this_post));
  ended.officer.commission.until = noon;
  CHECK(decide_hand_over(ended) == refuse(Rule::R3, Detail::no_longer_in_force));
}

TEST_CASE("R31 open alerts are put together with a reason, logged first") {
  CHECK(grouped({opened, {.arrived = true}}) == allow());
  const Work two[] = {opened, opened};
  GroupFacts facts;
  facts.officer = an_officer(Role::officer, {});
  facts.alerts = two;
  facts.logged = true;
  CHECK(decide_group(facts) == refuse(Rule::R27, Detail::exercise_beside_real));
  facts.alike = true;
  CHECK(decide_group(facts) == refuse(Rule::R31, Detail::reason_missing));
  facts.reason_given = true;
  facts.logged = false;
  CHECK(decide_group(facts) == refuse(Rule::R31, Detail::not_logged_first));
  facts.logged = true;
  facts.officer.at_addressed_post = false;
  CHECK(decide_group(facts) == refuse(Rule::R19, Detail::not_at_this_post));
  CHECK_FALSE(decide_group({}).permitted());
}
TEST_CASE("R31 a closed alert is put together with nothing") {
  auto closed = opened;
  closed.taken = closed.closed = true;
  CHECK(grouped({opened, closed}) == refuse(Rule::R31, Detail::already_closed));
  CHECK(grouped({opened, {.over = true}}) == refuse(Rule::R2, Detail::already_over));
  CHECK(grouped({opened, {.arrived = true, .held = true}}) == refuse(Rule::R11, Detail::still_held));
}
TEST_CASE("R31 a group has two to sixteen alerts") {
  CHECK(grouped({}) == refuse(Rule::R31, Detail::not_a_group));
  CHECK(grouped({opened}) == refuse(Rule::R31, Detail::not_a_group));
  CHECK(grouped(std::vector<Work>(16, opened)) == allow());
  CHECK(grouped(std::vector<Work>(17, opened)) == refuse(Rule::R31, Detail::not_a_group));
}

}  // namespace
}  // namespace tocsin::policy
