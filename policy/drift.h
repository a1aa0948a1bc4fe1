// Signs that watching turns into something else: patrols (R12), pile-ons (R13), abuse (R14), openings out of
// measure (R36), and the shares that an auditor follows (R32). Counts in, a verdict out; no person is in it.
#pragma once
#include <cstdint>
#include <span>

#include "policy/limits.h"
#include "policy/verdict.h"
#include "protocol/ids.h"
#include "protocol/limits.h"

namespace tocsin::policy {

// Windows and numbers of these rules: constants, no document changes them.
constexpr hours patrol_window{12};             // R12
constexpr hours patrol_repetition = days(30);  // R12
constexpr std::uint32_t patrol_spells = 3;     // R12: so many spells in `patrol_repetition` make a review due
constexpr hours pile_on_window{24};            // R13
constexpr std::uint32_t pile_on_referents = 3;  // R13
constexpr hours cool_down_window = days(7);     // R14
constexpr std::uint32_t cool_down_marks = 2;    // R14
constexpr hours review_window = days(30);       // R14
constexpr std::uint32_t review_marks = 3;       // R14
// A mark is needed as long as the longest cool-down (the floor of `cool_down_hours`) that it can be the first
// of.
constexpr hours marks_kept = cool_down_window + days(30);
constexpr minutes openings_window{10};      // R36
constexpr std::uint32_t openings_max = 10;  // R36

// R12. An alert that this referent has had accepted, across mandates.
struct SentFrom {
  SectorId sector{};
  Instant at{};
};
// Distinct sectors in the window that ends at `now`, that of the alert under decision included. Any order;
// instants after `now` count.
std::uint32_t sectors_in_window(std::span<const SentFrom> sent, SectorId sector, Instant now);
// The alert is accepted; the post sees the mark.
Verdict r12_patrol(std::uint32_t sectors, const Limits& limits);
// A flagged alert begins a spell unless one began in the 12 hours before it: one outing counts once.
bool r12_begins_spell(std::span<const Instant> spells, Instant now);
// `spells` with the one that begins now.
bool r12_review_due(std::span<const Instant> spells, Instant now);

// R13: `referents` distinct ones on one true target in 24 hours, the sender included.
Verdict r13_pile_on(std::uint32_t referents);

// R14. A mark is an alert closed as abusive or discriminatory and not reopened, or a lie of the sender's
// program (violation), at the instant the post signed it; across mandates, exercise and real apart.
constexpr bool is_abuse(ClosingCode code) {
  return code == ClosingCode::abusive || code == ClosingCode::discriminatory;
}
// The end of the latest cool-down that `marks` set off: two of them in 7 days, from the second on. The
// earliest instant when there is none. Any order.
Instant r14_cool_down_until(std::span<const Instant> marks, const Limits& limits);
// Three in 30 days: a review opens, and the mandate is suspended until it is answered.
bool r14_review_due(std::span<const Instant> marks, Instant now);
// The default is the closed one.
struct Pause {
  bool under_review = true;
  Instant until{};  // of the cool-down
};
// At the commune. Danger in progress is refused too: the sender is told to call 17.
Verdict r14_pause(const Pause& pause, Instant now);
// At the post, by the instant of the commune's signed acceptance: `review_since` is the earliest open review
// that suspends the mandate; `Instant::max()`: none. Since then: flagged, not dropped.
Verdict r14_at_acceptance(Instant review_since, Instant accepted);

// R36: openings by one officer in the 10 minutes that end now, this one included. Flagged to the auditor; the
// officer goes on.
Verdict r36_openings(std::uint32_t openings);

// How many of how many. Shown only where neither the part nor the rest is below `mask_minimum` (R20).
struct Share {
  bool masked = true;
  std::uint32_t part = 0, whole = 0;  // 0 when masked
  bool operator==(const Share&) const = default;
};
// The rows of one table, `parts[i]` of `wholes[i]`. All are masked when the sums, which other tables may
// tell, would narrow a masked row down. At most `limits::sectors_max` rows; those beyond stay masked.
void shares(std::span<const std::uint32_t> parts, std::span<const std::uint32_t> wholes,
            const Limits& in_force, std::span<Share> shown);

}  // namespace tocsin::policy
