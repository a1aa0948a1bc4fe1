#include "policy/notice.h"

#include <array>

#include "world.h"

namespace tocsin::policy {
namespace {

using namespace world;

constexpr NoticeKind of_the_post[] = {NoticeKind::prevention,      NoticeKind::scam_in_progress,
                                      NoticeKind::burglary_series, NoticeKind::witness_call,
                                      NoticeKind::missing_person,  NoticeKind::end_of_alert};
constexpr NoticeKind of_the_mairie[] = {NoticeKind::meeting, NoticeKind::risk};

Verdict signed_by(NoticeKind kind, std::initializer_list<NoticeSigner> signers) {
  auto notice = a_notice(kind);
  notice.signers = std::span<const NoticeSigner>(signers.begin(), signers.size());
  return given_out(notice);
}
Verdict cancelled_by(NoticeSigner signer, bool of_mairie = false) {
  return decide_notice_cancel({noon, signer, of_mairie});
}

TEST_CASE("R16 every template in order is given out") {
  for (auto kind : of_the_post) CHECK(given_out(a_notice(kind)) == allow());
  for (auto kind : of_the_mairie) CHECK(given_out(a_notice(kind)) == allow());
}
TEST_CASE("R16 a notice that nobody filled in is refused") {
  CHECK_FALSE(decide_notice({}, limits()).permitted());
  CHECK_FALSE(decide_notice_cancel({}).permitted());
}
TEST_CASE("R16 only the post writes notices, and the mairie announces meetings and risks only") {
  auto mayor = a_signer(Role::mayor), clerk = a_signer(Role::clerk), officer = a_signer();
  for (auto kind : of_the_post)
    CHECK(signed_by(kind, {mayor, clerk}) == refuse(Rule::R16, Detail::not_this_office));
  for (auto kind : of_the_mairie) {
    CHECK(signed_by(kind, {mayor}) == allow());
    CHECK(signed_by(kind, {officer, officer}) == refuse(Rule::R16, Detail::not_this_office));
  }
}
TEST_CASE("R16 nobody else writes anything, whatever the template") {
  for (std::uint8_t k = 0; k <= notice_kind_count + 1; ++k)
    for (auto role :
         {Role::referent, Role::citizen, Role::prefect, Role::auditor, Role::desk, static_cast<Role>(0)}) {
      auto kind = static_cast<NoticeKind>(k);
      CHECK(signed_by(kind, {a_signer(role), a_signer(role)}) == refuse(Rule::R16, Detail::not_this_office));
    }
}
TEST_CASE("R16 a template outside the list, or in the other office's name, is refused") {
  for (int k : {0, notice_kind_count + 1, 255})
    CHECK(given_out(a_notice(static_cast<NoticeKind>(k))) == refuse(Rule::R16, Detail::not_this_office));
  auto notice = a_notice(NoticeKind::prevention);
  notice.by_the_post = false;
  CHECK(given_out(notice) == refuse(Rule::R16, Detail::not_this_office));
  notice.by_the_mairie = true;
  CHECK(given_out(notice) == refuse(Rule::R16, Detail::not_this_office));
}
TEST_CASE("R16 officers of another post write nothing here") {
  auto elsewhere = a_signer();
  elsewhere.own_office = false;
  CHECK(signed_by(NoticeKind::prevention, {a_signer(), elsewhere}) ==
        refuse(Rule::R16, Detail::not_this_office));
}

TEST_CASE("R17 one officer's notice waits for the second officer and is shown to nobody") {
  for (auto kind : of_the_post) {
    CHECK(signed_by(kind, {a_signer()}) == held(Rule::R17, Detail::second_officer_needed, 0));
    CHECK(signed_by(kind, {a_signer(Role::commander)}) == held(Rule::R17, Detail::second_officer_needed, 0));
    CHECK(signed_by(kind, {}) == refuse(Rule::R17, Detail::second_officer_needed));
  }
}
TEST_CASE("R17 one key twice is not two officers") {
  auto notice = a_notice();
  notice.keys_distinct = false;
  CHECK(given_out(notice) == refuse(Rule::R17, Detail::keys_not_distinct));
}
TEST_CASE("R17 R3 a signature whose commission has ended does not count") {
  auto ended = a_signer();
  ended.commission.until = noon;
  CHECK(signed_by(NoticeKind::prevention, {a_signer(), ended}) ==
        refuse(Rule::R3, Detail::no_longer_in_force));
}
TEST_CASE("R17 a notice names sectors and no person") {
  for (auto kind : {NoticeKind::missing_person, NoticeKind::meeting}) {
    auto person = a_notice(kind), nowhere = a_notice(kind);
    person.without_person = false;
    nowhere.sectors_named = false;
    CHECK(given_out(person) == refuse(Rule::R17, Detail::names_a_person));
    CHECK(given_out(nowhere) == refuse(Rule::R17, Detail::sectors_missing));
  }
}
TEST_CASE("R17 a notice ends within 72 hours, a call for witnesses within 12") {
  struct Row {
    NoticeKind kind;
    hours life;
  };
  for (auto [kind, life] : {Row{NoticeKind::prevention, hours(72)}, Row{NoticeKind::witness_call, hours(12)},
                            Row{NoticeKind::risk, hours(72)}}) {
    auto notice = a_notice(kind);
    notice.until = notice.written + life;
    CHECK(given_out(notice) == allow());
    notice.until += 1ms;
    CHECK(given_out(notice) == refuse(Rule::R17, Detail::notice_too_long));
  }
}
TEST_CASE("R17 a tighter limit on notices tightens calls for witnesses too") {
  auto tight = limits();
  tight.notice_hours = 5;
  CHECK(notice_life(NoticeKind::witness_call, tight) == 5h);
  CHECK(decide_notice(a_notice(NoticeKind::witness_call), tight) ==
        refuse(Rule::R17, Detail::notice_too_long));
}
TEST_CASE("R17 a notice dated tomorrow does not live longer") {
  auto notice = a_notice();
  notice.written = noon + 24h;
  notice.until = notice.written + 72h;
  CHECK(given_out(notice) == refuse(Rule::R17, Detail::notice_too_long));
}
TEST_CASE("R17 two nodes whose clocks differ by a minute agree on a notice of full length") {
  auto notice = a_notice();
  notice.written = noon + 1min;
  notice.until = notice.written + 72h;
  CHECK(given_out(notice) == allow());
}
TEST_CASE("R17 a notice without an end, or already over, is refused") {
  auto notice = a_notice();
  notice.until = Instant{};
  CHECK(given_out(notice) == refuse(Rule::R17, Detail::notice_without_end));
  notice.until = noon;
  CHECK(given_out(notice) == refuse(Rule::R17, Detail::notice_without_end));
  notice.until = noon + 1ms;
  CHECK(given_out(notice) == allow());
}
TEST_CASE("R17 the third notice of the week in a sector is refused, a risk never") {
  auto notice = a_notice(), meeting = a_notice(NoticeKind::meeting), risk = a_notice(NoticeKind::risk);
  notice.this_week = meeting.this_week = 1;
  CHECK(given_out(notice) == allow());
  CHECK(given_out(meeting) == allow());
  notice.this_week = meeting.this_week = 2;
  CHECK(given_out(notice) == refuse(Rule::R17, Detail::notices_of_week));
  CHECK(given_out(meeting) == refuse(Rule::R17, Detail::notices_of_week));
  risk.this_week = 100;
  CHECK(given_out(risk) == allow());
}

TEST_CASE("R1 without a charter in force nothing is given out") {
  auto notice = a_notice(NoticeKind::risk);
  notice.charter.suspended_at = noon;
  CHECK(given_out(notice) == refuse(Rule::R1, Detail::node_suspended));
}
TEST_CASE("R25 in an election period the mairie announces risks only, and the post goes on") {
  for (auto kind : {NoticeKind::risk, NoticeKind::prevention, NoticeKind::witness_call}) {
    auto notice = a_notice(kind);
    notice.election_period = true;
    CHECK(given_out(notice) == allow());
  }
  auto meeting = a_notice(NoticeKind::meeting);
  meeting.election_period = true;
  CHECK(given_out(meeting) == refuse(Rule::R25, Detail::election_period));
}
TEST_CASE("R27 a commune in exercise gives out no real notice, a real one an exercise only in a window") {
  auto notice = a_notice();
  notice.charter.exercise = true;
  CHECK(given_out(notice) == refuse(Rule::R27, Detail::exercise_only));
  notice.exercise = true;
  CHECK(given_out(notice) == allow());
  notice.charter.exercise = false;
  CHECK(given_out(notice) == refuse(Rule::R27, Detail::no_exercise_window));
  notice.exercise_window_open = true;
  CHECK(given_out(notice) == allow());
}

TEST_CASE("R18 any one officer of the post cancels, and no charter or count is asked") {
  CHECK(cancelled_by(a_signer()) == allow());
  CHECK(cancelled_by(a_signer(Role::commander)) == allow());
  CHECK(cancelled_by(a_signer(Role::clerk), true) == allow());
  CHECK(cancelled_by(a_signer(Role::mayor), true) == allow());
}
TEST_CASE("R18 nobody cancels another office's notice") {
  auto elsewhere = a_signer();
  elsewhere.own_office = false;
  CHECK(cancelled_by(elsewhere) == refuse(Rule::R18, Detail::not_this_office));
  CHECK(cancelled_by(a_signer(Role::mayor)) == refuse(Rule::R18, Detail::not_this_office));
  CHECK(cancelled_by(a_signer(), true) == refuse(Rule::R18, Detail::not_this_office));
  CHECK(cancelled_by(a_signer(Role::referent)) == refuse(Rule::R2, Detail::role_may_not));
}
TEST_CASE("R18 R3 a revoked officer cancels nothing") {
  auto revoked = a_signer();
  revoked.commission.revoked_at = noon + 1h;
  CHECK(cancelled_by(revoked) == refuse(Rule::R3, Detail::revoked));
}
TEST_CASE("R18 a cancelled notice is closed from that instant, and stays so after its end") {
  NoticeStanding standing{noon, noon + 6h, noon + 1h};
  CHECK(state_of(standing, noon - 1ms) == NoticeState::waits);
  CHECK(state_of(standing, noon) == NoticeState::open);
  CHECK(state_of(standing, noon + 1h - 1ms) == NoticeState::open);
  CHECK(state_of(standing, noon + 1h) == NoticeState::cancelled);
  CHECK(state_of(standing, noon + 7h) == NoticeState::cancelled);
  standing.cancelled_at = Instant::max();
  CHECK(state_of(standing, noon + 6h - 1ms) == NoticeState::open);
  CHECK(state_of(standing, noon + 6h) == NoticeState::over);
}
TEST_CASE("R18 a cancel that came before its notice closes it from the start") {
  NoticeStanding standing{noon, noon + 6h, noon - 1min};
  CHECK(state_of(standing, noon) == NoticeState::cancelled);
}
TEST_CASE("Every word of a notice is there in both languages, with a name of its own") {
  for (std::uint8_t v = 1; v <= notice_kind_count; ++v) {
    auto kind = static_cast<NoticeKind>(v);
    CHECK(from_slug<NoticeKind>(slug(kind)) == kind);
    CHECK_FALSE((words(kind).fr.empty() || words(kind).en.empty()));
  }
  for (std::uint8_t v = 1; v <= notice_advice_count; ++v) {
    auto advice = static_cast<NoticeAdvice>(v);
    CHECK(from_slug<NoticeAdvice>(slug(advice)) == advice);
    CHECK_FALSE((words(advice).fr.empty() || words(advice).en.empty()));
  }
  CHECK_FALSE(is_known<NoticeKind>(0));
  CHECK_FALSE(is_known<NoticeKind>(notice_kind_count + 1));
}

}  // namespace
}  // namespace tocsin::policy
