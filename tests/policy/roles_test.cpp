#include "policy/roles.h"

#include <set>
#include <string_view>

#include "world.h"

namespace tocsin::policy {
namespace {

// The matrix a second time, as the page states it: who may, and nobody else.
struct Row {
  Action action;
  std::set<Role> allowed;
};
const std::set<Role> police = {Role::officer, Role::commander};
const std::set<Role> signatories = {Role::commander, Role::mayor, Role::prefect};
const Row page[] = {
    {Action::send_alert, {Role::referent}},
    {Action::desk_entry, {Role::desk}},
    {Action::withdraw_own, {Role::referent}},
    {Action::read_own, {Role::referent, Role::desk}},
    {Action::read_inbox, police},
    {Action::open_content, police},
    {Action::take, police},
    {Action::close, police},
    {Action::call_back, police},
    {Action::reopen, police},
    {Action::hand_over, police},
    {Action::release_held, police},
    {Action::co_sign_notice, police},
    {Action::invite, {Role::clerk, Role::mayor}},
    {Action::enrol, {Role::citizen}},
    {Action::nominate, {Role::mayor}},
    {Action::vet, {Role::commander}},
    {Action::revoke_mandate, {Role::commander, Role::mayor}},
    {Action::suspend_mandate, {Role::commander, Role::mayor}},
    {Action::suspend_mandate_72h, {Role::officer, Role::commander, Role::mayor}},
    {Action::lift_suspension, {Role::commander, Role::mayor}},
    {Action::commission_device, {Role::commander, Role::mayor}},
    {Action::suspend_node, signatories},
    {Action::resume_node, signatories},
    {Action::tighten_limit, {Role::commander, Role::mayor}},
    {Action::publish_document, {Role::commander, Role::mayor, Role::prefect, Role::clerk, Role::officer}},
    {Action::open_exercise_window, {Role::commander}},
    {Action::read_roster, {Role::officer, Role::commander, Role::clerk, Role::mayor, Role::desk}},
    {Action::read_counts,
     {Role::officer, Role::commander, Role::clerk, Role::mayor, Role::prefect, Role::auditor, Role::citizen}},
    {Action::read_log, {Role::commander, Role::mayor, Role::prefect, Role::auditor, Role::citizen}},
    {Action::open_review, {Role::auditor, Role::citizen}},
    {Action::write_notice, police},
    {Action::cancel_notice, {Role::officer, Role::commander, Role::clerk, Role::mayor}},
    {Action::announce, {Role::clerk, Role::mayor}},
    {Action::read_notices, {Role::officer, Role::commander, Role::clerk, Role::mayor, Role::referent}},
    {Action::contest, {Role::referent}},
    {Action::answer_review, {Role::commander, Role::mayor}},
    {Action::read_reviews, {Role::referent, Role::commander, Role::mayor, Role::prefect, Role::auditor}},
    {Action::group, police},
    {Action::confirm_entry, {Role::referent, Role::officer, Role::commander}},
    {Action::speak_for_oneself, {Role::referent}},
    {Action::be_in_service, police},
    {Action::read_presence,
     {Role::referent, Role::desk, Role::clerk, Role::mayor, Role::officer, Role::commander}},
};

TEST_CASE("R2 the matrix gives every role what the page gives it, and nothing else") {
  CHECK(sizeof page / sizeof *page == action_count);
  for (const auto& row : page)
    for (std::uint8_t r = 1; r <= role_count; ++r) {
      auto role = static_cast<Role>(r);
      INFO(slug(row.action) << " " << slug(role));
      CHECK(may(role, row.action) == row.allowed.contains(role));
      auto expected = row.allowed.contains(role) ? allow() : refuse(Rule::R2, Detail::role_may_not);
      CHECK(decide_action(role, row.action) == expected);
    }
}
TEST_CASE("R2 no role that is not in the list may do anything, and no unknown act is allowed") {
  for (int r : {0, role_count + 1, 255})
    for (int a = 0; a < 256; ++a) CHECK_FALSE(may(static_cast<Role>(r), static_cast<Action>(a)));
  for (int a : {0, action_count + 1, 255})
    for (std::uint8_t r = 1; r <= role_count; ++r)
      CHECK_FALSE(may(static_cast<Role>(r), static_cast<Action>(a)));
}
TEST_CASE("R15 no act of the matrix lets a referent write to anyone but the post") {
  for (const auto& action : actions()) {
    bool referents = action.action == Action::send_alert || action.action == Action::withdraw_own ||
                     action.action == Action::read_own || action.action == Action::read_notices ||
                     action.action == Action::contest || action.action == Action::read_reviews ||
                     action.action == Action::confirm_entry || action.action == Action::speak_for_oneself ||
                     action.action == Action::read_presence;
    CHECK(may(Role::referent, action.action) == referents);
  }
}
TEST_CASE("R19 no scope reaches beyond the addressed post for a content") {
  for (auto action : {Action::open_content, Action::take, Action::close, Action::call_back, Action::reopen,
                      Action::hand_over, Action::group})
    for (std::uint8_t r = 1; r <= role_count; ++r) {
      auto scope = reach(static_cast<Role>(r), action);
      CHECK((scope == Reach::none || scope == Reach::addressed_post));
    }
}
TEST_CASE("Every act, detail and outcome has a name of its own and words in both languages") {
  std::set<std::string_view> seen;
  for (std::uint8_t a = 1; a <= action_count; ++a) {
    const auto& text = actions()[a - 1u];
    CHECK(text.action == static_cast<Action>(a));
    CHECK_FALSE((text.fr.empty() || text.en.empty()));
    CHECK(slug(text.action) == text.slug);
    CHECK(seen.insert(slug(text.action)).second);
  }
  seen.clear();
  for (std::uint8_t d = 1; d <= detail_count; ++d) {
    auto detail = static_cast<Detail>(d);
    CHECK_FALSE((words(detail).fr.empty() || words(detail).en.empty()));
    CHECK_FALSE(slug(detail).empty());
    CHECK(seen.insert(slug(detail)).second);
  }
  CHECK(slug(Detail::none).empty());
  CHECK(slug(static_cast<Detail>(detail_count + 1)).empty());
  CHECK(slug(Outcome::violation) == "violation");
}

}  // namespace
}  // namespace tocsin::policy
