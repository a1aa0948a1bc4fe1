// How limits change (R24): one office tightens them at once, all three loosen them after a public wait; how a
// charter is renewed (R1); what an election period closes (R25).
#pragma once
#include <optional>
#include <span>

#include "policy/limits.h"
#include "policy/mandate.h"
#include "policy/standing.h"
#include "policy/verdict.h"

namespace tocsin::policy {

// What a limit becomes. `mixed` is for categories only: some are opened and some are closed.
enum class Change : std::uint8_t { same = 1, tighter = 2, looser = 3, mixed = 4 };
Change change_of(const LimitRow& row, std::uint32_t before, std::uint32_t after);
// `mixed` when one limit loosens and another tightens: it waits like `looser`.
Change change_of(const Limits& before, const Limits& after);
constexpr bool loosens(Change change) {
  return change == Change::looser || change == Change::mixed;
}
std::string_view slug(Change);

// ---- a new issue of a charter

struct IssueFacts {
  Instant now{};
  bool first = false;  // no charter of this commune is held: nothing can be loosened yet
  Signatories by{};    // over the same bytes, verified
  Limits before{};     // in force now, overlays included; not read when `first`
  Limits after{};      // under the new issue, with the prefecture's newest rules
};
// R24. allow: in force on its signatures. hold: accepted and public, in force from `waits_until` on. A change
// that tightens and loosens waits whole.
Verdict decide_issue(const IssueFacts& facts);
// `now` and the longer of the two waits, before and after.
Instant waits_until(const IssueFacts& facts);

// ---- an overlay: the tightening by one office

enum class Office : std::uint8_t { mairie = 1, post = 2 };
constexpr hours overlay_withdrawal_window{1};
constexpr hours overlay_life = days(90);  // unless the other office joins

struct OverlayFacts {
  Instant at{};  // as its issuer signed it: both nodes count from it
  bool by_mairie = false, by_post = false;
  bool mairie_withdrew = false, post_withdrew = false;
};
// The instant at which it lapses by itself; nullopt while both offices stand by it.
std::optional<Instant> lapses_at(const OverlayFacts& overlay);
// In force: an office stands by it, and it has not lapsed.
bool in_force(const OverlayFacts& overlay, Instant now);

// All-default facts are refused.
struct TighteningFacts {
  Instant now{};
  Role issuer = Role::citizen;
  Term commission{};
  bool own_side = false;      // its office is this commune's mairie, or the post that the charter names
  bool reason_given = false;  // a known reason code
  bool joins = false;         // the second office's signature over an overlay that is held here
  bool first_hand = false;    // handed in by its office, not passed on by the other node
  Instant at{};               // of the overlay
  Limits before{}, asked{};   // in force now; the same with the overlay's values in their places
  OverlayFacts held{};        // when it joins
};
// R24: tightening at once. At the node it is handed in to, an overlay dated ahead of the clock is refused,
// and one with a value looser than what is in force; what the other node has accepted only ever tightens.
Verdict decide_tightening(const TighteningFacts& facts);

struct OverlayWithdrawalFacts {
  Instant now{};
  Role issuer = Role::citizen;
  Term commission{};
  Office side = Office::mairie;  // the issuer's
  bool own_side = false;
  bool first_hand = false;
  Instant at{};  // of the withdrawal
  OverlayFacts overlay{};
};
// R24: by an office that signed it, within an hour of the overlay. What the other office joined stands on.
Verdict decide_overlay_withdrawal(const OverlayWithdrawalFacts& facts);

// ---- the charter's renewal

constexpr hours renewal_window = days(180);          // before the charter's end
constexpr hours renewal_length = days(3 * 365 + 1);  // from the end it had

struct RenewalFacts {
  Instant now{};
  Signatories by{};        // over the same bytes, verified
  CharterFacts charter{};  // as renewed so far
  Instant until{};         // the new end
};
// R1: the three signatories renew a charter that has not ended, in its last 180 days, for three years at
// most. No limit changes.
Verdict decide_renewal(const RenewalFacts& facts);

// ---- elections

struct ElectionPeriod {
  Instant from{}, until{};
};
// The fact that R25 asks for: `now` lies in [from, until) of one of the periods in the prefecture's rules.
bool election(std::span<const ElectionPeriod> periods, Instant now);
// R25 at the nomination. The mandate of a referent in office may be renewed.
Verdict r25_nomination(bool election, bool in_office);

}  // namespace tocsin::policy
