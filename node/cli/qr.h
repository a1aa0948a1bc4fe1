// A QR code as text: two rows of dots in each line, for terminals and for paper.
#pragma once
#include <string>
#include <string_view>

namespace tocsin::node::cli {

// Dark dots are inked: right on paper and on light terminals. `inverted`: light dots are, for dark terminals.
// Empty when the text is too long for a code.
std::string qr_blocks(std::string_view text, bool inverted);

}  // namespace tocsin::node::cli
