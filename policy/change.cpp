#include "policy/change.h"

#include <algorithm>

#include "policy/roles.h"

namespace tocsin::policy {
namespace {

// How far a device's clock may run ahead of the node's.
constexpr minutes clock_ahead_max{5};

}  // namespace

Change change_of(const LimitRow& row, std::uint32_t before, std::uint32_t after) {
  if (before == after) return Change::same;
  Limits was = ceiling(), becomes = ceiling();
  was.*row.field = before;
  becomes.*row.field = after;
  if (no_looser_than(becomes, was)) return Change::tighter;
  return no_looser_than(was, becomes) ? Change::looser : Change::mixed;
}

Change change_of(const Limits& before, const Limits& after) {
  if (before == after) return Change::same;
  if (no_looser_than(after, before)) return Change::tighter;
  return no_looser_than(before, after) ? Change::looser : Change::mixed;
}

std::string_view slug(Change change) {
  switch (change) {
    case Change::same: return "same";
    case Change::tighter: return "tighter";
    case Change::looser: return "looser";
    case Change::mixed: return "mixed";
  }
  return {};
}

Verdict decide_issue(const IssueFacts& facts) {
  if (!facts.by.root || !facts.by.mairie || !facts.by.post)
    return refuse(Rule::R24, Detail::signature_missing);
  if (facts.first || !loosens(change_of(facts.before, facts.after))) return allow();
  return held(Rule::R24, Detail::loosening_waits, 0);
}

Instant waits_until(const IssueFacts& facts) {
  auto wait = std::max(
      {ceiling().loosening_wait_days, facts.before.loosening_wait_days, facts.after.loosening_wait_days});
  return facts.now + days(static_cast<int>(wait));
}

std::optional<Instant> lapses_at(const OverlayFacts& overlay) {
  bool mairie = overlay.by_mairie && !overlay.mairie_withdrew;
  bool post = overlay.by_post && !overlay.post_withdrew;
  if (mairie && post) return std::nullopt;
  return mairie || post ? overlay.at + overlay_life : overlay.at;
}

bool in_force(const OverlayFacts& overlay, Instant now) {
  auto end = lapses_at(overlay);
  return !end || (*end > overlay.at && now < *end);
}

Verdict decide_tightening(const TighteningFacts& facts) {
  if (auto role = decide_action(facts.issuer, Action::tighten_limit); !role.permitted()) return role;
  if (auto term = r3_in_force(facts.commission, facts.now); !term.permitted()) return term;
  if (!facts.own_side) return refuse(Rule::R24, Detail::not_this_side);
  if (!facts.reason_given) return refuse(Rule::R24, Detail::reason_missing);
  if (facts.joins) return in_force(facts.held, facts.now) ? allow() : refuse(Rule::R24, Detail::overlay_over);
  if (!facts.first_hand) return allow();
  if (facts.at > facts.now + clock_ahead_max) return refuse(Rule::R24, Detail::dated_ahead);
  if (loosens(change_of(facts.before, facts.asked))) return refuse(Rule::R24, Detail::loosens_alone);
  return allow();
}

Verdict decide_overlay_withdrawal(const OverlayWithdrawalFacts& facts) {
  if (auto role = decide_action(facts.issuer, Action::tighten_limit); !role.permitted()) return role;
  if (auto term = r3_in_force(facts.commission, facts.now); !term.permitted()) return term;
  bool issued = facts.side == Office::mairie ? facts.overlay.by_mairie : facts.overlay.by_post;
  if (!facts.own_side || !issued) return refuse(Rule::R24, Detail::not_its_issuer);
  const auto end = facts.overlay.at + overlay_withdrawal_window;
  if (facts.at < facts.overlay.at || facts.at >= end || (facts.first_hand && facts.now >= end))
    return refuse(Rule::R24, Detail::withdrawal_too_late);
  return allow();
}

Verdict decide_renewal(const RenewalFacts& facts) {
  if (!facts.by.root || !facts.by.mairie || !facts.by.post) return refuse(Rule::R1, Detail::charter_unsigned);
  const auto end = facts.charter.until;
  if (facts.now >= end) return refuse(Rule::R1, Detail::charter_ended);
  if (facts.now < end - renewal_window) return refuse(Rule::R1, Detail::renewal_too_early);
  if (facts.until <= end || facts.until > end + renewal_length)
    return refuse(Rule::R1, Detail::longer_than_allowed);
  return allow();
}

bool election(std::span<const ElectionPeriod> periods, Instant now) {
  return std::any_of(periods.begin(), periods.end(),
                     [&](const ElectionPeriod& period) { return period.from <= now && now < period.until; });
}

Verdict r25_nomination(bool election, bool in_office) {
  return election && !in_office ? refuse(Rule::R25, Detail::election_period) : allow();
}

}  // namespace tocsin::policy
