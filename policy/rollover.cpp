#include "policy/rollover.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <utility>
#include <vector>

namespace tocsin::policy {
namespace {

struct Text {
  std::string_view slug;
  Words words;
};
constexpr std::array<Text, 7> texts{{
    {"none", {"", ""}},
    {"nobody_in_service", {"Personne n’est en service au poste", "Nobody is in service at the post"}},
    {"in_progress_unopened",
     {"Danger en cours, pas ouverte en deux minutes", "In progress, not opened within two minutes"}},
    {"unopened_in_service", {"Pas ouverte en quatre heures", "Not opened within four hours"}},
    {"closing_time", {"Pas prise à la fermeture du poste", "Not taken when the post closed"}},
    {"held_unseen", {"Retenue et pas vue en 24 heures", "Held and unseen for 24 hours"}},
    {"passed_on", {"Transmise par un agent du poste", "Passed on by an officer of the post"}},
}};

void earlier(std::optional<RollOverDue>& due, Instant at, RollOver cause) {
  if (!due || at < due->at) due = RollOverDue{at, cause};
}

}  // namespace

std::optional<RollOverDue> roll_over_due(const RollOverFacts& facts) {
  const auto& work = facts.work;
  if (!work.arrived || work.over || work.taken || work.closed) return std::nullopt;
  std::optional<RollOverDue> due;
  if (work.held) {
    if (!work.opened) due = RollOverDue{facts.since + held_unseen_max, RollOver::held_unseen};
    return due;
  }
  if (!in_service(facts.service, facts.since)) return RollOverDue{facts.since, RollOver::nobody_in_service};
  if (facts.service.presence_until) earlier(due, *facts.service.presence_until, RollOver::nobody_in_service);
  if (auto closes = closes_after(facts.service.hours, facts.since))
    earlier(due, *closes, RollOver::closing_time);
  if (work.opened) return due;
  if (facts.urgency == Urgency::in_progress)
    earlier(due, facts.since + in_progress_unopened_max, RollOver::in_progress_unopened);
  earlier(due, facts.since + unopened_in_service_max, RollOver::unopened_in_service);
  return due;
}

RollOver decide_roll_over(const RollOverFacts& facts, Instant now) {
  auto due = roll_over_due(facts);
  return due && due->at <= now ? due->cause : RollOver::none;
}

Holder holder_of(std::span<const Heard> heard) {
  std::array<std::vector<Heard>, 2> by;
  for (const auto& each : heard) by[each.supervising].push_back(each);
  for (auto& of_one : by) std::ranges::stable_sort(of_one, {}, &Heard::number);
  std::array<std::size_t, 2> next{};
  auto holder = Holder::nobody, behind = Holder::nobody;  // who took it first, and who took it besides
  for (const auto& came : heard) {
    const auto& each = by[came.supervising][next[came.supervising]++];
    auto post = each.supervising ? Holder::supervising_post : Holder::own_post;
    if (each.state == AlertState::taken && holder != post)
      (holder == Holder::nobody ? holder : behind) = post;
    if (each.state == AlertState::reopened && behind == post) behind = Holder::nobody;
    if (each.state == AlertState::reopened && holder == post) holder = std::exchange(behind, Holder::nobody);
  }
  return holder;
}

std::string_view slug(RollOver cause) {
  auto i = static_cast<std::size_t>(cause);
  return i < texts.size() ? texts[i].slug : std::string_view{};
}
Words words(RollOver cause) {
  auto i = static_cast<std::size_t>(cause);
  return i < texts.size() ? texts[i].words : Words{};
}

}  // namespace tocsin::policy
