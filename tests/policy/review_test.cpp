#include "policy/review.h"

#include "world.h"

namespace tocsin::policy {
namespace {

using namespace world;

ReviewFacts an_audit() {
  ReviewFacts facts;
  facts.now = noon;
  facts.opener = Role::auditor;
  facts.standing = a_term();
  facts.rule = Rule::R20;
  return facts;
}
ReviewFacts a_contest() {
  ReviewFacts facts;
  facts.now = noon;
  facts.opener = Role::referent;
  facts.rule = Rule::R14;
  facts.subject = ReviewSubject::mandate;
  facts.own_mandate = facts.paused = true;
  return facts;
}
ReviewAnswerFacts an_answer(ReviewOutcome outcome = ReviewOutcome::lifted) {
  ReviewAnswerFacts facts;
  facts.now = noon;
  facts.role = Role::commander;
  facts.commission = a_term();
  facts.asked = true;
  facts.subject = ReviewSubject::mandate;
  facts.outcome = outcome;
  return facts;
}

TEST_CASE("R32 an auditor in force opens a review about any rule, and nobody opens one in his place") {
  auto facts = an_audit();
  for (std::uint8_t rule = 1; rule <= rule_count; ++rule) {
    facts.rule = static_cast<Rule>(rule);
    CHECK(decide_review(facts) == allow());
  }
  facts.rule = static_cast<Rule>(rule_count + 1);
  CHECK(decide_review(facts) == refuse(Rule::R32, Detail::reason_missing));
  for (std::uint8_t r = 0; r <= role_count + 1; ++r) {
    auto other = an_audit();
    other.opener = static_cast<Role>(r);
    CHECK(decide_review(other).permitted() == (other.opener == Role::auditor));
  }
  auto ended = an_audit();
  ended.standing.until = noon;
  CHECK(decide_review(ended) == refuse(Rule::R3, Detail::no_longer_in_force));
  CHECK_FALSE(decide_review({}).permitted());
}
TEST_CASE("R32 an auditor has no act that shows a content") {
  for (auto action : {Action::read_inbox, Action::open_content, Action::take, Action::close})
    CHECK_FALSE(may(Role::auditor, action));
  for (auto action : {Action::read_log, Action::read_counts, Action::read_reviews})
    CHECK(may(Role::auditor, action));
}
TEST_CASE("R14 a referent contests his own pause, once, and nothing else") {
  CHECK(decide_review(a_contest()) == allow());
  auto facts = a_contest();
  facts.own_mandate = false;
  CHECK(decide_review(facts) == refuse(Rule::R2, Detail::role_may_not));
  facts = a_contest();
  facts.rule = Rule::R11;
  CHECK(decide_review(facts) == refuse(Rule::R2, Detail::role_may_not));
  facts = a_contest();
  facts.paused = false;
  CHECK(decide_review(facts) == refuse(Rule::R14, Detail::nothing_to_contest));
  facts.asked_before = true;
  CHECK(decide_review(facts) == refuse(Rule::R14, Detail::contested_already));
}

TEST_CASE("R32 a review is answered once, by the office it asks, with one of the codes") {
  CHECK(decide_review_answer(an_answer()) == allow());
  auto other_office = an_answer(), again = an_answer(), ended = an_answer();
  other_office.asked = false;
  CHECK(decide_review_answer(other_office) == refuse(Rule::R32, Detail::not_asked));
  again.answered = true;
  CHECK(decide_review_answer(again) == refuse(Rule::R32, Detail::answered_already));
  ended.commission.until = noon;
  CHECK(decide_review_answer(ended) == refuse(Rule::R3, Detail::no_longer_in_force));
  CHECK(decide_review_answer(an_answer(static_cast<ReviewOutcome>(5))) ==
        refuse(Rule::R32, Detail::answer_unfit));
  CHECK_FALSE(decide_review_answer({}).permitted());
}
TEST_CASE("R32 a commander or a mayor answers, no officer, clerk or auditor does") {
  for (std::uint8_t r = 0; r <= role_count + 1; ++r) {
    auto facts = an_answer();
    facts.role = static_cast<Role>(r);
    CHECK(decide_review_answer(facts).permitted() ==
          (facts.role == Role::commander || facts.role == Role::mayor));
  }
}
TEST_CASE("R32 nobody answers a review about himself") {
  auto facts = an_answer();
  facts.subject = ReviewSubject::officer;
  facts.about_himself = true;
  CHECK(decide_review_answer(facts) == refuse(Rule::R32, Detail::about_oneself));
}
TEST_CASE("R14 an answer revokes a mandate only where the review is about one") {
  auto facts = an_answer(ReviewOutcome::mandate_revoked);
  CHECK(decide_review_answer(facts) == allow());
  facts.subject = ReviewSubject::office;
  CHECK(decide_review_answer(facts) == refuse(Rule::R32, Detail::answer_unfit));
}
TEST_CASE("R32 a review without an answer is overdue after thirty days, to the millisecond") {
  CHECK_FALSE(is_overdue(noon - days(30) + 1ms, false, noon));
  CHECK(is_overdue(noon - days(30), false, noon));
  CHECK_FALSE(is_overdue(noon - days(300), true, noon));
}

}  // namespace
}  // namespace tocsin::policy
