// When an alert passes to the supervising post (R29, R34): decided here from the alert's state, the post's
// service and the clock. Carrying it there, and telling both posts of each other's acts, is the nodes' part.
#pragma once
#include <cstdint>
#include <optional>
#include <span>

#include "policy/service.h"
#include "policy/work.h"

namespace tocsin::policy {

// Constants of the rules, no document changes them.
constexpr seconds in_progress_unopened_max{120};  // R34, after delivery
constexpr hours unopened_in_service_max{4};       // R34
constexpr hours held_unseen_max{24};              // R29

// Values are written to the audit log: append only, never renumber.
enum class RollOver : std::uint8_t {
  none = 0,
  nobody_in_service = 1,     // R34: closed by calendar, or no valid presence
  in_progress_unopened = 2,  // R34
  unopened_in_service = 3,   // R34
  closing_time = 4,          // R34: not taken when the post closes
  held_unseen = 5,           // R29
  passed_on = 6,             // R30: an officer of the post passes it on
};

struct RollOverFacts {
  Service service{};
  Instant since{};  // delivered; for a held alert, held; for a released one, released
  Urgency urgency = Urgency::ordinary;
  Work work{};
};
struct RollOverDue {
  Instant at{};
  RollOver cause = RollOver::none;
  bool operator==(const RollOverDue&) const = default;
};
// The first instant at which the alert, as it stands, must pass on, and why; nullopt when nothing will make
// it: it never arrived, is over, taken or closed, or is held and was seen. A held alert follows R29 only.
std::optional<RollOverDue> roll_over_due(const RollOverFacts& facts);
// The cause in force at `now`; `none` before its time.
RollOver decide_roll_over(const RollOverFacts& facts, Instant now);

// Which of the two posts has an alert in hand: the one whose `taken` came to the commune first. It lets go by
// reopening; then the other one has it if it took it too, else the next `taken` counts.
enum class Holder : std::uint8_t { nobody = 0, own_post = 1, supervising_post = 2 };
struct Heard {
  AlertState state{};
  bool supervising = false;  // signed by the supervising post
  std::uint32_t number = 0;  // of the receipt, as its post counts
};
// `heard`: what the two posts have signed, in the order in which it came to the commune's node. What one post
// has signed counts in that post's own order, whichever came first.
Holder holder_of(std::span<const Heard> heard);

// "held_unseen"; "none".
std::string_view slug(RollOver);
Words words(RollOver);

}  // namespace tocsin::policy
