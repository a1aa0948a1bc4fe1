// The fixed list of the enrolment words: index 0 … 2047 is wire format, text is UTF-8 in NFC.
#pragma once
#include <array>
#include <string_view>

namespace tocsin::seal {

extern const std::array<std::string_view, 2048> words_fr;

}  // namespace tocsin::seal
