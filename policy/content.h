// What the post decides once an envelope is open in memory and before anybody sees it: conduct (R7), plate
// (R8), repeated targets (R11), and whether the sender's program told the truth in the header.
#pragma once
#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

#include "policy/alert.h"
#include "policy/limits.h"
#include "policy/standing.h"
#include "policy/verdict.h"
#include "protocol/vocabulary.h"

namespace tocsin::policy {

// All-default facts are refused or a violation. The header has been verified; the content is its opened
// plaintext.
struct ContentFacts {
  Instant now{}, accepted{};  // the commune's signed acceptance, by which dates are judged
  CharterFacts charter{};     // as it stood when accepted
  Term mandate{};
  AlertKind kind = AlertKind::device;
  Term desk{};  // kind desk only: the commission of who sealed it (R35)
  // What the header says, and what the content repeats.
  Category category{};
  bool same_category = false, same_sector = false, same_mandate = false;
  bool place_tag_true = false, plate_tag_true = false;  // recomputed with the committed tag key
  Urgency urgency = Urgency::ordinary;
  bool exercise = false;
  std::optional<ExerciseWindow> window{};
  // R6: a missing-person notice was open in the alert's sector at `accepted`.
  bool missing_person_notice_open = false;
  // What the content holds.
  std::uint64_t conducts = 0;  // bit = value of Conduct
  std::uint8_t persons = 0;
  std::string_view plate{};  // canonical; empty: none
  // R11: what this referent already had delivered here in 90 days on the same plate, and on the same place
  // (same or adjacent cell, or same street and number); across mandates, exercise and real apart.
  std::uint32_t same_plate = 0, same_place = 0;
  // R13: distinct referents on this target in 24 hours, this one included.
  std::uint32_t referents_on_target = 0;
  // R14: since when a review suspends the mandate; the default is the closed one, `Instant::max()` none.
  Instant review_since{};
};

// R1, R3 and R14 at the accepted instant, then the lies with R7 and R8 (violation: before any limit, so that
// a lie stays a lie under tighter limits), then R27, R6, R11 (hold, or a flag when in progress) and R13.
Verdict decide_alert_at_post(const ContentFacts& facts, const Limits& limits);

// Refused, so that the sender's own program can ask before sealing; the post turns it into a violation.
Verdict r7_conduct(Category category, std::uint64_t conducts, std::uint8_t persons);
Verdict r8_plate(Category category, std::string_view plate);
Verdict r11_same_target(std::uint32_t same_plate, std::uint32_t same_place, Urgency urgency,
                        const Limits& limits);

enum class PlateShape : std::uint8_t {
  none = 0,       // not a plate
  siv = 1,        // AA123AA, since 2009
  fni = 2,        // 1234AB25, 12ABC2A, 123AB974, until 2009
  elsewhere = 3,  // 4-8 of A-Z0-9, at least two digits, at most three letters in a row
};
// `plate` is canonical: A-Z and 0-9 only, no separators. One form only, so that one plate makes one tag
// (R11).
PlateShape plate_shape(std::string_view plate);

struct Plate {
  std::array<char, 9> text{};
  std::uint8_t size = 0;
  std::string_view view() const { return {text.data(), size}; }
};
// What a person typed ("aa-123-aa", "1234 ab 25"), without separators and in capitals; nullopt if it is no
// plate.
std::optional<Plate> canonical_plate(std::string_view typed);

}  // namespace tocsin::policy
