// Names as they are compared: small letters without accents, one blank between words.
#pragma once
#include <cstddef>
#include <string>
#include <string_view>

namespace tocsin::communes {

// "Sainte-Colombe-d'Œuf" and "STE COLOMBE D’OEUF" both give "sainte colombe d oeuf". Brackets, commas and
// other signs separate words like blanks; a letter that French does not have, or bytes that are not UTF-8,
// become '?'.
std::string fold(std::string_view text);

// How many letters must be inserted, removed or replaced to make `a` of `b`; any number above `most` if more.
std::size_t distance(std::string_view a, std::string_view b, std::size_t most);

}  // namespace tocsin::communes
