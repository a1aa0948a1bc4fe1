// The numbered rules, as data: what a person who is refused is told, and where each rule comes from.
// A rule's decision is a small function elsewhere in policy/; here are only its number and its words.
#pragma once
#include <cstdint>
#include <span>
#include <string_view>

#include "protocol/vocabulary.h"

namespace tocsin::policy {

// Values travel in receipts, replies and the audit log: never renumber. `none`: no rule was broken.
enum class Rule : std::uint8_t {
  none = 0,
  R1 = 1,
  R2,
  R3,
  R4,
  R5,
  R6,
  R7,
  R8,
  R9,
  R10,
  R11,
  R12,
  R13,
  R14,
  R15,
  R16,
  R17,
  R18,
  R19,
  R20,
  R21,
  R22,
  R23,
  R24,
  R25,
  R26,
  R27,
  R28,
  R29,
  R30,
  R31,
  R32,
  R33,
  R34,
  R35,
  R36,
};
constexpr std::uint8_t rule_count = 36;

// Bits of `RuleText::where`: who applies the rule.
namespace where {
constexpr std::uint8_t phone = 1, node = 2, post = 4, all = 7;
}

struct RuleText {
  Rule rule;
  std::uint8_t where;
  // What the refused person is told: which rule, why, what to do ("appelez le 17" where that is the answer).
  std::string_view fr, en;
  std::string_view source;  // the text or the experience the rule comes from
};

// All rules in order, R1 first.
std::span<const RuleText> rules();
// The row of one rule; nullptr for `none` and for numbers outside 1 … 36.
const RuleText* find(Rule rule);
// "R11"; "" for `none` and unknown numbers.
std::string_view name(Rule rule);

}  // namespace tocsin::policy
