// Bare numbers per quarter, without a person: what the mairie, the post and the auditor are shown of them is
// decided by policy (R20, R32).
#pragma once
#include "node/core/context.h"
#include "policy/counts.h"
#include "protocol/wire/message.h"

namespace tocsin::node {

// The third part of the key in table::counts: append only, never renumber.
enum class CountKind : std::uint8_t {
  category = 1,
  sector = 2,
  outcome = 3,
  refused = 4,              // by rule
  closed_in_sector = 5,     // alerts closed, by sector
  unfounded_in_sector = 6,  // of them: unfounded, abusive or discriminatory
  rule = 7,                 // times that a rule of drift (R10-R14, R36) spoke, by its number
  persons = 8,              // post: 1 delivered, 2 of them describing persons
  delivered_in = 9,         // commune: by band of the delay from its acceptance (policy/counts.h)
  taken_in = 10,
  closed_in = 11,
  erased = 12,  // 1: alerts whose day has come (R26)
};

void count(Turn& turn, bool exercise, CountKind kind, std::uint16_t what);
std::uint32_t counted(Turn& turn, Day quarter, bool exercise, CountKind kind, std::uint16_t what);

// When the node first knows whose it is: what came before was counted nowhere.
void begin_counting(Turn& turn);
// What every answer begins with: from u64 ‖ until u64 ‖ exercise u8 ‖ counted since u64 ‖ mask minimum u32.
Bytes about_counts(Turn& turn, const policy::Period& period, bool exercise, const policy::Limits& limits);

// The closed quarter that a request for counts is about: `first_day` of it, or 0 for the last one.
policy::Period counted_period(Turn& turn, std::uint64_t first_day);

// One table as it may be shown (R20): every cell below the minimum is masked, and with `total` the total too.
void add_table(Turn& turn, wire::Reply& reply, Day quarter, bool exercise, CountKind kind,
               std::span<const std::uint16_t> columns, const policy::Limits& limits, bool total);
// Items of these codes carry part u64 ‖ whole u64, empty where masked (R32).
constexpr std::uint8_t shares_by_sector = 5, share_with_persons = 6;
void add_shares(wire::Reply& reply, std::uint8_t code, std::span<const std::uint16_t> rows,
                std::span<const std::uint32_t> parts, std::span<const std::uint32_t> wholes,
                const policy::Limits& limits);
// Alerts refused here, by rule; 0: for their format, their time or their charter. Masked ones are left out.
constexpr std::uint8_t refused_by_rule = 8;
void add_refusals(Turn& turn, wire::Reply& reply, Day quarter, bool exercise, const policy::Limits& limits);
// How long it took from acceptance to a first state of the post: the band of the median (R20).
constexpr std::uint8_t delay_by_state = 9;
void add_delays(Turn& turn, wire::Reply& reply, Day quarter, bool exercise, const policy::Limits& limits);
// One number that stands alone, masked when it is small.
constexpr std::uint8_t erased_total = 10, referents_now = 11;
void add_number(wire::Reply& reply, std::uint8_t code, std::uint32_t number, const policy::Limits& limits);
// How often the rules of drift spoke: in full to an auditor, who finds the same in the log; else masked.
constexpr std::uint8_t drift_by_rule = 7;
void add_drift(Turn& turn, wire::Reply& reply, Day quarter, bool exercise, Role reader,
               const policy::Limits& limits);

}  // namespace tocsin::node
