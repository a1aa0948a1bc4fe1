// Tightening never allows more, shows more, keeps longer or pauses for less: every decision that reads
// limits.
#include <vector>

#include "any.h"

namespace tocsin::policy {
namespace {

using namespace world;

TEST_CASE("Limits: what is tighter than a tighter set is tighter, and two that are each tighter are one") {
  CHECK(rc::check([] {
    auto a = *any_limits(), b = *any_limits(), c = *any_limits();
    auto low = meet(meet(a, b), c), middle = meet(a, b);
    RC_ASSERT(no_looser_than(low, middle) && no_looser_than(middle, a) && no_looser_than(low, a));
    RC_ASSERT(no_looser_than(a, a));
    if (no_looser_than(a, b) && no_looser_than(b, a)) RC_ASSERT(a == b);
    RC_ASSERT(meet(a, meet(a, b)) == meet(a, b));
  }));
}
TEST_CASE("Limits: the order of the documents does not matter, nor one that is read twice") {
  CHECK(rc::check([] {
    auto a = *any_limits(), b = *any_limits(), c = *any_limits(), d = *any_limits();
    RC_ASSERT(effective(a, b, c, d) == effective(d, c, b, a));
    RC_ASSERT(effective(a, b, c, d) == effective(a, b, meet(c, c), meet(d, b)));
  }));
}
TEST_CASE("Limits: tightening any document tightens what is in force, or leaves it") {
  CHECK(rc::check([] {
    auto a = *any_limits(), b = *any_limits(), c = *any_limits(), d = *any_limits(), more = *any_limits();
    auto before = effective(a, b, c, d);
    for (const auto& after : {effective(meet(a, more), b, c, d), effective(a, meet(b, more), c, d),
                              effective(a, b, meet(c, more), d), effective(a, b, c, meet(d, more))})
      RC_ASSERT(no_looser_than(after, before));
  }));
}
TEST_CASE("R24 what one office may do alone never loosens anything") {
  CHECK(rc::check([] {
    TighteningFacts facts;
    facts.now = facts.at = noon;
    facts.issuer = *rc::gen::element(Role::mayor, Role::commander);
    facts.commission = a_term();
    facts.own_side = facts.reason_given = facts.first_hand = true;
    facts.before = *any_limits();
    facts.asked = *rc::gen::arbitrary<bool>() ? meet(facts.before, *any_limits()) : *any_limits();
    bool tighter = no_looser_than(facts.asked, facts.before);
    RC_ASSERT(decide_tightening(facts).permitted() == tighter);
  }));
}
TEST_CASE("R24 a new charter is in force at once only if it loosens nothing") {
  CHECK(rc::check([] {
    IssueFacts facts;
    facts.now = noon;
    facts.by = {*rc::gen::arbitrary<bool>(), *rc::gen::arbitrary<bool>(), *rc::gen::arbitrary<bool>()};
    facts.before = *any_limits();
    facts.after = *rc::gen::arbitrary<bool>() ? meet(facts.before, *any_limits()) : *any_limits();
    auto verdict = decide_issue(facts);
    bool all = facts.by.root && facts.by.mairie && facts.by.post;
    RC_ASSERT(verdict.permitted() == all);
    RC_ASSERT((verdict.outcome == Outcome::allow) == (all && no_looser_than(facts.after, facts.before)));
    RC_ASSERT(waits_until(facts) >= noon + days(7));
  }));
}
TEST_CASE("R21 a mandate is granted under two sets of limits exactly when both grant it") {
  CHECK(rc::check([] {
    auto a = *any_limits(), b = *any_limits();
    auto mandate = a_mandate();
    mandate.trained_at = noon - days(*rc::gen::inRange(1, 900));
    mandate.term.until = mandate.term.from + days(*rc::gen::inRange(1, 400));
    auto under = [&](const Limits& limits) {
      return decide_mandate(mandate, a_charter(), limits, noon).permitted();
    };
    RC_ASSERT(under(meet(a, b)) == (under(a) && under(b)));
  }));
}
TEST_CASE("R17 a notice is shown under two sets of limits exactly when both let it") {
  CHECK(rc::check([] {
    auto a = *any_limits(), b = *any_limits();
    const NoticeSigner signers[] = {{Role::officer, a_term(), true}, {Role::commander, a_term(), true}};
    NoticeFacts facts;
    facts.now = facts.written = noon;
    facts.charter = a_charter();
    facts.kind = *rc::gen::element(NoticeKind::burglary_series, NoticeKind::witness_call);
    facts.signers = signers;
    facts.keys_distinct = facts.by_the_post = facts.without_person = facts.sectors_named = true;
    facts.until = noon + hours(*rc::gen::inRange(1, 100));
    facts.this_week = *rc::gen::inRange(0u, 4u);
    facts.election_period = *rc::gen::arbitrary<bool>();
    auto under = [&](const Limits& limits) { return decide_notice(facts, limits).permitted(); };
    RC_ASSERT(under(meet(a, b)) == (under(a) && under(b)));
  }));
}
TEST_CASE("R20 tighter limits never show a number that looser ones mask") {
  CHECK(rc::check([] {
    auto a = *any_limits(), b = *any_limits();
    auto cells = *rc::gen::container<std::vector<std::uint32_t>>(rc::gen::inRange(0u, 60u));
    std::vector<MaskedCount> tight(cells.size()), loose(cells.size());
    mask(cells, meet(a, b), tight);
    mask(cells, a, loose);
    for (std::size_t i = 0; i < cells.size(); ++i) RC_ASSERT(tight[i].masked || !loose[i].masked);
    auto inhabitants = *rc::gen::inRange(0u, 20'000u);
    if (table_for(inhabitants, meet(a, b)) == CountTable::by_sector_and_category)
      RC_ASSERT(table_for(inhabitants, a) == CountTable::by_sector_and_category);
  }));
}
TEST_CASE("R14 tighter limits never end a pause sooner, R12 nor let a patrol pass unmarked") {
  CHECK(rc::check([] {
    auto a = *any_limits(), b = *any_limits();
    auto hours_ago = *rc::gen::container<std::vector<int>>(rc::gen::inRange(0, 400));
    std::vector<Instant> marks;
    for (auto ago : hours_ago) marks.push_back(noon - hours(ago));
    auto until = [&](const Limits& limits) { return r14_cool_down_until(marks, limits); };
    RC_ASSERT(until(meet(a, b)) == std::max(until(a), until(b)));
    auto sectors = *rc::gen::inRange(0u, 6u);
    auto under = [&](const Limits& limits) { return rank(r12_patrol(sectors, limits)); };
    RC_ASSERT(under(meet(a, b)) == std::max(under(a), under(b)));
  }));
}
TEST_CASE("R28 tighter limits never hold an alert back longer") {
  CHECK(rc::check([] {
    auto a = *any_limits(), b = *any_limits();
    RC_ASSERT(hold_ends(noon, Urgency::ordinary, meet(a, b)) <= hold_ends(noon, Urgency::ordinary, a));
    RC_ASSERT(hold_ends(noon, Urgency::in_progress, a) == noon);
  }));
}

}  // namespace
}  // namespace tocsin::policy
