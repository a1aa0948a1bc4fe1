// The communes of France: found by their code, or by a name typed the way people type it.
// The table is compiled in (communes.tsv) and never changes while the program runs. Safe from any thread.
#pragma once
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "protocol/ids.h"

namespace tocsin::communes {

constexpr int edition = 2026;  // of INSEE's official geographic code, as node/communes/LICENSE.md tells

// The text lives as long as the program.
struct Commune {
  Insee insee;
  std::string_view name;             // "Saint-Denis", with its accents and article
  std::string_view department;       // code: "25", "2A", "974"
  std::string_view department_name;  // "Doubs"
  std::uint32_t population;          // inhabitants; a few villages destroyed in 1916 have a mayor and 0
};

// What a typed name led to.
struct Found {
  // Matches: every commune of that name, the most populous first. Suggestions: the nearest first, at most
  // `suggestions_max`. Empty: nothing is near.
  std::vector<Commune> communes;
  bool suggestions = false;  // no commune has that name; these are near it, and a person must choose
};
constexpr std::size_t suggestions_max = 8;
constexpr std::size_t typed_bytes_max = 120;  // longer input finds nothing

// Understands an INSEE code, or a name without regard to accents, case, hyphens and apostrophes, with "St"
// and "Ste" for "Saint" and "Sainte", and with the department's code or name behind it: "ornans", "Ornans
// 25", "Ste Colombe (Doubs)". A name in the table with a bracket is found without it too ("Bors").
// Suggestions are names that lack only their article, begin with what was typed, or differ by one or two
// letters.
Found find(std::string_view typed);

std::optional<Commune> find(const Insee& insee);

// The whole table, ascending by code.
std::vector<Commune> all();

}  // namespace tocsin::communes
