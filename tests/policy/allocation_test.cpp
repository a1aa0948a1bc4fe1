// Deciding allocates nothing: the node decides inside its transaction, for every alert.
// Left out of sanitizer builds, which own `operator new`.
#ifndef TOCSIN_SANITIZED
#include <cstdlib>
#include <new>

#include "world.h"

namespace {
std::size_t allocations = 0;  // by this test program, which has one thread
}

void* operator new(std::size_t bytes) {
  ++allocations;
  if (void* memory = std::malloc(bytes == 0 ? 1 : bytes)) return memory;
  throw std::bad_alloc();
}
void operator delete(void* memory) noexcept {
  std::free(memory);
}
void operator delete(void* memory, std::size_t) noexcept {
  std::free(memory);
}

namespace tocsin::policy {
namespace {

using namespace world;

TEST_CASE("Deciding allocates nothing") {
  auto alert = in_progress(an_alert());
  alert.real = {.last_day = 6, .last_30_days = 6, .same_place_tag = 3};
  auto content = a_content();
  content.plate = "AB123CD";
  content.same_plate = 3;
  const auto notice = a_notice();
  const StateChange history[] = {{AlertState::delivered, noon}, {AlertState::taken, noon + 1h}};
  const std::uint32_t cells[] = {1, 2, 30};
  MaskedCount shown[3];
  bool permitted = true;

  const auto before = allocations;
  const auto limits_now = limits();
  permitted = permitted && decide_alert_at_commune(alert, limits_now).permitted();
  permitted = permitted && decide_alert_at_post(content, limits_now).permitted();
  permitted = permitted && decide_mandate(a_mandate(), a_charter(), limits_now, noon).permitted();
  permitted = permitted && decide_notice(notice, limits_now).permitted();
  permitted = permitted && decide_open({an_officer(Role::officer, work_of(history)), true, true}).permitted();
  permitted = permitted && erase_at(history, limits_now) > noon;
  permitted = permitted && mask(cells, limits_now, shown).masked;
  const Instant marks[] = {noon - 2h, noon};
  const SentFrom sent[] = {{2, noon - 1h}, {3, noon - 2h}};
  Share share[3];
  permitted = permitted && sectors_in_window(sent, 1, noon) == 3;
  permitted = permitted && r14_cool_down_until(marks, limits_now) == noon + 24h;
  permitted = permitted && !r14_review_due(marks, noon) && r12_begins_spell({}, noon);
  shares(cells, cells, limits_now, share);
  permitted = permitted && share[0].masked && r36_openings(11).permitted();
  permitted = permitted && truth({.sent = noon}, limits_now, noon) == Truth::waiting;
  permitted = permitted && canonical_plate("ab-123-cd").has_value();
  const Spell hours[] = {{4, 480, 720}, {7, 0, 1440}};
  const RollOverFacts waiting{{true, hours}, noon, Urgency::ordinary, work_of(history)};
  permitted = permitted && decide_roll_over(waiting, noon + 9h) == RollOver::none;
  permitted = permitted && closes_after(hours, noon).has_value();
  const auto after = allocations;

  CHECK(permitted);
  CHECK(after == before);
  CHECK(before > 0);  // the counter counts
}

}  // namespace
}  // namespace tocsin::policy
#endif
