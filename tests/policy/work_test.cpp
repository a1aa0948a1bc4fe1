#include "policy/work.h"

#include <algorithm>
#include <vector>

#include "world.h"

namespace tocsin::policy {
namespace {

using namespace world;
using S = AlertState;
using History = std::vector<StateChange>;

// States an hour apart, the first at noon.
History after(std::initializer_list<S> states) {
  History history;
  for (auto state : states) history.push_back({state, noon + history.size() * 1h});
  return history;
}
Work arrived(std::initializer_list<S> states) {
  auto history = after({S::accepted, S::delivered});
  for (auto state : states) history.push_back({state, noon + history.size() * 1h});
  return work_of(history);
}
Verdict act(Action action, std::initializer_list<S> states, Role role = Role::officer,
            std::uint8_t officers = 1) {
  return decide_officer_action({an_officer(role, arrived(states)), action, true, officers});
}
Verdict open(OfficerFacts officer) {
  return decide_open({officer, true, true});
}
Instant erased(const History& history) {
  return erase_at(history, limits());
}

TEST_CASE("R19 an officer of the addressed post opens with a reason, logged first") {
  CHECK(open(an_officer(Role::officer, arrived({}))) == allow());
  CHECK(open(an_officer(Role::commander, arrived({}))) == allow());
  CHECK(decide_open({an_officer(Role::officer, arrived({})), false, true}) ==
        refuse(Rule::R19, Detail::reason_missing));
  CHECK(decide_open({an_officer(Role::officer, arrived({})), true, false}) ==
        refuse(Rule::R19, Detail::not_logged_first));
  CHECK_FALSE(decide_open({}).permitted());
}
TEST_CASE("R19 nobody else ever opens a content") {
  for (std::uint8_t r = 0; r <= role_count + 1; ++r) {
    auto role = static_cast<Role>(r);
    bool police = role == Role::officer || role == Role::commander;
    CHECK(open(an_officer(role, arrived({}))).permitted() == police);
  }
}
TEST_CASE("R19 an officer of another post, or whose commission has ended, opens nothing") {
  auto elsewhere = an_officer(Role::officer, arrived({}));
  elsewhere.at_addressed_post = false;
  CHECK(open(elsewhere) == refuse(Rule::R19, Detail::not_at_this_post));
  auto ended = an_officer(Role::officer, arrived({}));
  ended.commission.until = noon;
  CHECK(open(ended) == refuse(Rule::R3, Detail::no_longer_in_force));
}
TEST_CASE("R19 a held alert can be judged, an alert that is over or never came cannot be opened") {
  CHECK(open(an_officer(Role::officer, arrived({S::held}))) == allow());
  CHECK(open(an_officer(Role::officer, work_of(after({S::accepted, S::violation})))) ==
        refuse(Rule::R2, Detail::already_over));
  CHECK(open(an_officer(Role::officer, Work{})) == refuse(Rule::R19, Detail::not_at_this_post));
}

TEST_CASE("R2 an alert is opened, then taken by one, then closed with a code, and may be reopened") {
  CHECK(act(Action::take, {}) == refuse(Rule::R2, Detail::not_opened));
  CHECK(act(Action::take, {S::opened}) == allow());
  CHECK(act(Action::take, {S::opened, S::taken}) == refuse(Rule::R2, Detail::already_taken));
  CHECK(act(Action::close, {S::opened}) == refuse(Rule::R2, Detail::not_taken));
  CHECK(act(Action::close, {S::opened, S::taken}) == allow());
  CHECK(act(Action::close, {S::opened, S::taken, S::closed}) == refuse(Rule::R2, Detail::already_closed));
  CHECK(act(Action::take, {S::opened, S::taken, S::closed}) == refuse(Rule::R2, Detail::already_closed));
  CHECK(act(Action::reopen, {S::opened, S::taken}) == refuse(Rule::R2, Detail::not_closed));
  CHECK(act(Action::reopen, {S::opened, S::taken, S::closed}) == allow());
  CHECK(act(Action::take, {S::opened, S::taken, S::closed, S::reopened}) == allow());
  CHECK(act(Action::close, {S::opened, S::taken, S::closed, S::reopened}) ==
        refuse(Rule::R2, Detail::not_taken));
}
TEST_CASE("R2 closing needs a code of the list") {
  WorkFacts facts{an_officer(Role::officer, arrived({S::opened, S::taken})), Action::close, false, 1};
  CHECK(decide_officer_action(facts) == refuse(Rule::R2, Detail::code_missing));
}
TEST_CASE("R2 a call-back is asked for once the alert was opened and until it is closed") {
  CHECK(act(Action::call_back, {}) == refuse(Rule::R2, Detail::not_opened));
  CHECK(act(Action::call_back, {S::opened}) == allow());
  CHECK(act(Action::call_back, {S::opened, S::taken, S::call_back}) == allow());
  CHECK(act(Action::call_back, {S::opened, S::taken, S::closed}) == refuse(Rule::R2, Detail::already_closed));
}
TEST_CASE("R2 a withdrawal noted is a mark and stops nobody's work") {
  CHECK(act(Action::take, {S::opened, S::withdrawal_noted}) == allow());
}
TEST_CASE("R2 an act that is not an officer's is refused, whoever asks") {
  for (std::uint8_t a = 0; a <= action_count + 1; ++a) {
    auto action = static_cast<Action>(a);
    bool works = action == Action::take || action == Action::close || action == Action::call_back ||
                 action == Action::reopen || action == Action::release_held;
    if (!works) CHECK(act(action, {S::opened}, Role::commander).rule == Rule::R2);
    CHECK(act(action, {S::opened}, Role::mayor).rule == Rule::R2);
  }
}

TEST_CASE("R34 what the other post has in hand is read here, and dealt with there") {
  for (auto action : {Action::take, Action::close, Action::call_back, Action::reopen, Action::release_held}) {
    auto officer = an_officer(Role::commander, arrived({S::opened}));
    officer.with_other_post = true;
    CHECK(decide_officer_action({officer, action, true, 1}) == refuse(Rule::R34, Detail::with_other_post));
    CHECK(open(officer) == allow());
  }
}

TEST_CASE("R11 a held alert is released by two officers or a commander") {
  CHECK(act(Action::release_held, {S::held}) == held(Rule::R11, Detail::second_officer_needed, 0));
  CHECK(act(Action::release_held, {S::held}, Role::officer, 2) == allow());
  CHECK(act(Action::release_held, {S::held}, Role::commander) == allow());
  CHECK(act(Action::release_held, {}) == refuse(Rule::R11, Detail::not_held));
  CHECK(act(Action::release_held, {S::held, S::released}) == refuse(Rule::R11, Detail::not_held));
}
TEST_CASE("R11 a held alert cannot be taken before it is released") {
  CHECK(act(Action::take, {S::held, S::opened}) == refuse(Rule::R11, Detail::still_held));
  CHECK(act(Action::take, {S::held, S::opened, S::released}) == allow());
}

TEST_CASE("R26 what was refused, withdrawn, expired or lying is erased after a day") {
  for (auto state : {S::refused, S::withdrawn, S::expired, S::violation})
    CHECK(erased(after({S::accepted, state})) == noon + 1h + 24h);
}
TEST_CASE("R26 an alert not taken up is erased thirty days after it came, however often it is read") {
  CHECK(erased(after({S::accepted, S::delivered})) == noon + days(30));
  CHECK(erased(after({S::accepted, S::delivered, S::opened, S::opened, S::call_back})) == noon + days(30));
  CHECK(erased(after({S::accepted, S::delivered, S::held, S::released})) == noon + days(30));
}
TEST_CASE("R26 an alert taken up is erased three months after its last change, reopened ones too") {
  CHECK(erased(after({S::delivered, S::opened, S::taken})) == noon + 2h + days(90));
  CHECK(erased(after({S::delivered, S::opened, S::taken, S::closed})) == noon + 3h + days(90));
  CHECK(erased(after({S::delivered, S::opened, S::taken, S::closed, S::reopened})) == noon + 4h + days(90));
  CHECK(erased(after({S::delivered, S::opened, S::taken, S::opened, S::withdrawal_noted})) ==
        noon + 2h + days(90));
}
TEST_CASE("R26 no alert lives longer than a year, by any path") {
  History history = {{S::delivered, noon}, {S::opened, noon}, {S::taken, noon}};
  for (int month = 1; month <= 11; ++month) {
    history.push_back({S::closed, noon + days(30 * month)});
    history.push_back({S::reopened, noon + days(30 * month)});
  }
  CHECK(erased(history) == noon + days(365));
}
TEST_CASE("R26 a wrong clock in one state does not keep an alert beyond a year") {
  CHECK(erased({{S::delivered, noon}, {S::taken, noon + days(4'000)}}) == noon + days(365));
  CHECK(erased({{S::accepted, noon}, {S::refused, noon + days(4'000)}}) == noon + days(365));
}
TEST_CASE("R26 when the commune said expired and the post delivered, the post's word counts") {
  CHECK(erased(after({S::accepted, S::delivered, S::expired})) == noon + days(30));
  CHECK(erased(after({S::accepted, S::expired, S::delivered})) == noon + days(30));
  CHECK_FALSE(work_of(after({S::accepted, S::expired, S::delivered})).over);
}
TEST_CASE("R26 an alert without any state is due at once") {
  CHECK(erased({}) == Instant{});
}

}  // namespace
}  // namespace tocsin::policy
