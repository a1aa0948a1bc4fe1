#include "policy/content.h"

#include <algorithm>
#include <bit>

namespace tocsin::policy {
namespace {

constexpr bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
constexpr bool is_letter(char c) {
  return c >= 'A' && c <= 'Z';
}
constexpr std::uint64_t bit_of(Conduct conduct) {
  return std::uint64_t{1} << static_cast<unsigned>(conduct);
}

// The series of 2009 has no I, O or U.
bool is_siv(std::string_view p) {
  if (p.size() != 7) return false;
  for (std::size_t i = 0; i < 7; ++i) {
    if (i >= 2 && i < 5 ? !is_digit(p[i]) : !is_letter(p[i])) return false;
    if (p[i] == 'I' || p[i] == 'O' || p[i] == 'U') return false;
  }
  return p.substr(2, 3) != "000";
}

// 01 … 95, 2A, 2B, 971 … 978, 986 … 988.
bool is_department(std::string_view d) {
  if (d == "2A" || d == "2B") return true;
  if (!std::all_of(d.begin(), d.end(), is_digit)) return false;
  if (d.size() == 2) return d >= "01" && d <= "95";
  return d.size() == 3 && ((d >= "971" && d <= "978") || (d >= "986" && d <= "988"));
}

// One to four digits, one to three letters, six of both at most, and the department.
bool is_fni(std::string_view p) {
  std::size_t numbers = 0;
  while (numbers < p.size() && is_digit(p[numbers])) ++numbers;
  std::size_t series = numbers;
  while (series < p.size() && is_letter(p[series])) ++series;
  std::size_t letters = series - numbers;
  if (numbers < 1 || numbers > 4 || letters < 1 || letters > 3 || series > 6) return false;
  return p[0] != '0' && is_department(p.substr(series));
}

// Digits enough, and never so many letters in a row that a word or a name could hide in it.
bool is_elsewhere(std::string_view p) {
  if (p.size() < 4 || p.size() > 8) return false;
  std::size_t digits = 0, in_a_row = 0;
  for (char c : p) {
    if (!is_digit(c) && !is_letter(c)) return false;
    digits += is_digit(c) ? 1 : 0;
    in_a_row = is_letter(c) ? in_a_row + 1 : 0;
    if (in_a_row > 3) return false;
  }
  return digits >= 2;
}

constexpr std::uint32_t plate_categories = bit(Category::suspect_vehicle) | bit(Category::intrusion) |
                                           bit(Category::theft_found) | bit(Category::scam);

// What the sender's own program must have prevented (R7, R8) or cannot have got wrong by accident.
Verdict lies(const ContentFacts& facts) {
  if (!facts.same_mandate) return violation(Rule::R3, Detail::false_mandate);
  if (!facts.same_sector) return violation(Rule::R5, Detail::false_sector);
  if (!facts.same_category) return violation(Rule::R6, Detail::false_category);
  if (!facts.place_tag_true || !facts.plate_tag_true) return violation(Rule::R11, Detail::false_tag);
  if (auto v = r7_conduct(facts.category, facts.conducts, facts.persons); !v.permitted())
    return violation(v.rule, v.detail);
  if (auto v = r8_plate(facts.category, facts.plate); !v.permitted()) return violation(v.rule, v.detail);
  return allow();
}

}  // namespace

PlateShape plate_shape(std::string_view plate) {
  if (is_siv(plate)) return PlateShape::siv;
  if (is_fni(plate)) return PlateShape::fni;
  return is_elsewhere(plate) ? PlateShape::elsewhere : PlateShape::none;
}

std::optional<Plate> canonical_plate(std::string_view typed) {
  Plate plate;
  for (char c : typed) {
    if (c == ' ' || c == '-' || c == '.') continue;
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    if (plate.size == plate.text.size()) return std::nullopt;
    plate.text[plate.size++] = c;
  }
  if (plate_shape(plate.view()) == PlateShape::none) return std::nullopt;
  return plate;
}

Verdict r7_conduct(Category category, std::uint64_t conducts, std::uint8_t persons) {
  std::uint64_t offered = 0;
  for (Conduct conduct : conducts_of(category)) offered |= bit_of(conduct);
  if (conducts == 0)
    return refuse(Rule::R7, persons > 0 ? Detail::persons_without_conduct : Detail::no_conduct);
  if ((conducts & ~offered) != 0) return refuse(Rule::R7, Detail::conduct_of_other_category);
  if (conducts == bit_of(Conduct::unknown_in_area)) return refuse(Rule::R7, Detail::unknown_alone);
  return allow();
}

Verdict r8_plate(Category category, std::string_view plate) {
  if (plate.empty()) return allow();
  if (!has(plate_categories, category)) return refuse(Rule::R8, Detail::plate_in_other_category);
  if (plate_shape(plate) == PlateShape::none) return refuse(Rule::R8, Detail::plate_shape);
  return allow();
}

Verdict r11_same_target(std::uint32_t same_plate, std::uint32_t same_place, Urgency urgency,
                        const Limits& limits) {
  auto earlier = std::max(same_plate, same_place);
  if (earlier < limits.same_target_count && earlier + 1 < limits.same_target_count) return allow();
  if (urgency == Urgency::in_progress)
    return flagged(Rule::R11, Detail::same_target_again, flag::same_target);
  return held(Rule::R11, Detail::same_target_again, flag::same_target);
}

Verdict decide_alert_at_post(const ContentFacts& facts, const Limits& limits) {
  Verdict verdict = r1_at_acceptance(facts.charter, facts.accepted);
  if (verdict.permitted())
    verdict = both(verdict, r3_at_acceptance(facts.mandate, facts.accepted, facts.now));
  if (verdict.permitted() && facts.kind != AlertKind::device)
    verdict = both(verdict, r3_at_acceptance(facts.desk, facts.accepted, facts.now));
  if (verdict.permitted()) verdict = both(verdict, r14_at_acceptance(facts.review_since, facts.accepted));
  if (verdict.permitted()) verdict = both(verdict, lies(facts));
  if (verdict.permitted()) verdict = both(verdict, r3_within_length(facts.mandate, limits, facts.accepted));
  if (verdict.permitted())
    verdict = both(
        verdict, r27_exercise(facts.exercise, facts.charter.exercise, facts.window, limits, facts.accepted));
  if (verdict.permitted())
    verdict = both(verdict, r6_category(facts.category, facts.missing_person_notice_open, limits));
  if (verdict.permitted())
    verdict = both(verdict, r11_same_target(facts.same_plate, facts.same_place, facts.urgency, limits));
  if (verdict.permitted()) verdict = both(verdict, r13_pile_on(facts.referents_on_target));
  return verdict;
}

}  // namespace tocsin::policy
