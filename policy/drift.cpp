#include "policy/drift.h"

#include <algorithm>
#include <array>

#include "policy/alert.h"
#include "policy/counts.h"

namespace tocsin::policy {
namespace {

bool in_patrol_window(const SentFrom& sent, Instant now) {
  return sent.at > now - patrol_window;
}

}  // namespace

std::uint32_t sectors_in_window(std::span<const SentFrom> sent, SectorId sector, Instant now) {
  std::uint32_t distinct = 1;
  for (std::size_t i = 0; i < sent.size(); ++i) {
    if (!in_patrol_window(sent[i], now) || sent[i].sector == sector) continue;
    bool first = true;
    for (std::size_t before = 0; before < i && first; ++before)
      first = sent[before].sector != sent[i].sector || !in_patrol_window(sent[before], now);
    distinct += first ? 1 : 0;
  }
  return distinct;
}

Verdict r12_patrol(std::uint32_t sectors, const Limits& limits) {
  if (sectors < limits.patrol_sectors) return allow();
  return flagged(Rule::R12, Detail::several_sectors, flag::patrol);
}

bool r12_begins_spell(std::span<const Instant> spells, Instant now) {
  return count_in_window(spells, patrol_window, now) == 0;
}

bool r12_review_due(std::span<const Instant> spells, Instant now) {
  return count_in_window(spells, patrol_repetition, now) >= patrol_spells;
}

Verdict r13_pile_on(std::uint32_t referents) {
  if (referents < pile_on_referents) return allow();
  return flagged(Rule::R13, Detail::several_referents, flag::pile_on);
}

Instant r14_cool_down_until(std::span<const Instant> marks, const Limits& limits) {
  Instant until{};
  for (const auto& last : marks) {
    auto start = last - cool_down_window;
    auto within =
        std::count_if(marks.begin(), marks.end(), [&](Instant mark) { return mark > start && mark <= last; });
    if (within >= cool_down_marks) until = std::max(until, last + hours(limits.cool_down_hours));
  }
  return until;
}

bool r14_review_due(std::span<const Instant> marks, Instant now) {
  return count_in_window(marks, review_window, now) >= review_marks;
}

Verdict r14_pause(const Pause& pause, Instant now) {
  if (pause.under_review) return refuse(Rule::R14, Detail::under_review);
  if (now < pause.until) return refuse(Rule::R14, Detail::cooling_down);
  return allow();
}

Verdict r14_at_acceptance(Instant review_since, Instant accepted) {
  if (review_since == Instant::max()) return allow();
  if (review_since <= accepted) return refuse(Rule::R14, Detail::under_review);
  return flagged(Rule::R14, Detail::under_review, flag::suspended_after_sending);
}

Verdict r36_openings(std::uint32_t openings) {
  if (openings <= openings_max) return allow();
  return flagged(Rule::R36, Detail::many_openings, 0);
}

void shares(std::span<const std::uint32_t> parts, std::span<const std::uint32_t> wholes,
            const Limits& in_force, std::span<Share> shown) {
  std::fill(shown.begin(), shown.end(), Share{});
  auto rows = std::min({parts.size(), wholes.size(), shown.size(), limits::sectors_max});
  std::array<std::uint32_t, limits::sectors_max> rests{};
  std::array<MaskedCount, limits::sectors_max> of_parts{}, of_rests{};
  for (std::size_t i = 0; i < rows; ++i) rests[i] = wholes[i] > parts[i] ? wholes[i] - parts[i] : 0;
  auto all_parts = mask(parts.first(rows), in_force, std::span(of_parts).first(rows));
  auto all_rests =
      mask(std::span<const std::uint32_t>(rests).first(rows), in_force, std::span(of_rests).first(rows));
  if (all_parts.masked || all_rests.masked) return;
  for (std::size_t i = 0; i < rows; ++i)
    if (!of_parts[i].masked && !of_rests[i].masked) shown[i] = {false, parts[i], wholes[i]};
}

}  // namespace tocsin::policy
