#include "policy/desk.h"

#include "world.h"

namespace tocsin::policy {
namespace {

using namespace world;

const Verdict unconfirmed = flagged(Rule::R35, Detail::desk_unconfirmed, flag::unconfirmed);

DeskFacts a_desk() {
  return {.now = noon, .signer = Role::desk, .commission = a_term(), .own_commune = true};
}
Verdict after(std::uint32_t entries, std::uint32_t never_confirmed) {
  auto desk = a_desk();
  desk.entries_last_day = entries;
  desk.never_confirmed = never_confirmed;
  return decide_desk_entry(desk, limits());
}
ConfirmFacts a_call_back() {
  ConfirmFacts facts;
  facts.now = noon;
  facts.signer = Role::officer;
  facts.term = a_term();
  facts.at_addressed_post = facts.desk_entry = true;
  facts.work.arrived = true;
  return facts;
}
ConfirmFacts by_device() {
  auto facts = a_call_back();
  facts.by = ConfirmedBy::device;
  facts.signer = Role::referent;
  facts.at_addressed_post = false;
  facts.own_alert = true;
  return facts;
}

TEST_CASE("R35 a commune's desks enter five alerts in a day, each marked unconfirmed, and not a sixth") {
  CHECK(after(0, 0) == unconfirmed);
  CHECK(after(4, 0) == unconfirmed);
  CHECK(after(5, 0) == refuse(Rule::R35, Detail::desk_quota));
  CHECK(after(~0u, ~0u) == refuse(Rule::R35, Detail::desk_quota));
}
TEST_CASE("R35 every entry that nobody confirmed in seven days takes one from the desk's quota") {
  CHECK(after(0, 4) == unconfirmed);
  CHECK(after(1, 4) == refuse(Rule::R35, Detail::desk_never_confirmed));
  CHECK(after(0, 5) == refuse(Rule::R35, Detail::desk_never_confirmed));
  CHECK(after(0, ~0u) == refuse(Rule::R35, Detail::desk_never_confirmed));
}
TEST_CASE("R35 only a desk of the mandate's commune, in force, enters an alert") {
  for (std::uint8_t r = 0; r <= role_count + 1; ++r) {
    auto desk = a_desk();
    desk.signer = static_cast<Role>(r);
    CHECK(decide_desk_entry(desk, limits()).permitted() == (desk.signer == Role::desk));
  }
  auto elsewhere = a_desk(), ended = a_desk();
  elsewhere.own_commune = false;
  CHECK(decide_desk_entry(elsewhere, limits()) == refuse(Rule::R5, Detail::other_commune));
  ended.commission.until = noon;
  CHECK(decide_desk_entry(ended, limits()) == refuse(Rule::R3, Detail::no_longer_in_force));
  CHECK_FALSE(decide_desk_entry({}, ceiling()).permitted());
}

TEST_CASE("R35 an entry is confirmed by the post after its call, or by the referent's own device") {
  CHECK(decide_confirmation(a_call_back()) == allow());
  CHECK(decide_confirmation(by_device()) == allow());
  auto commander = a_call_back();
  commander.signer = Role::commander;
  CHECK(decide_confirmation(commander) == allow());
  CHECK_FALSE(decide_confirmation({}).permitted());
}
TEST_CASE("R35 the town hall confirms nothing, and nobody confirms for another") {
  for (auto role : {Role::clerk, Role::desk, Role::mayor, Role::prefect, Role::auditor, Role::citizen}) {
    auto facts = a_call_back();
    facts.signer = role;
    CHECK(decide_confirmation(facts) == refuse(Rule::R2, Detail::role_may_not));
  }
  auto another = by_device(), posing = by_device(), other_post = a_call_back();
  another.own_alert = false;
  CHECK(decide_confirmation(another) == refuse(Rule::R28, Detail::not_own_alert));
  posing.by = ConfirmedBy::call_back;
  posing.at_addressed_post = true;
  CHECK(decide_confirmation(posing) == refuse(Rule::R2, Detail::role_may_not));
  other_post.at_addressed_post = false;
  CHECK(decide_confirmation(other_post) == refuse(Rule::R19, Detail::not_at_this_post));
}
TEST_CASE("R35 only an entry of a desk is confirmed, once, and not after its end") {
  auto device_alert = a_call_back(), again = a_call_back(), over = by_device();
  device_alert.desk_entry = false;
  CHECK(decide_confirmation(device_alert) == refuse(Rule::R35, Detail::not_a_desk_entry));
  again.confirmed = true;
  CHECK(decide_confirmation(again) == refuse(Rule::R35, Detail::already_confirmed));
  over.work = {.over = true};
  CHECK(decide_confirmation(over) == refuse(Rule::R2, Detail::already_over));
}

}  // namespace
}  // namespace tocsin::policy
