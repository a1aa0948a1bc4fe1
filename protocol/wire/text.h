// The grammars of every piece of text that the wire can carry. There is little of it, and none in an alert.
#pragma once
#include <cstddef>
#include <string>
#include <string_view>

#include "protocol/limits.h"

namespace tocsin::wire {

// A name or a sentence that shows as it is stored: valid UTF-8, 1 … `bytes_max` bytes, no control,
// bidirectional, invisible or unassigned-by-design character, no space but U+0020 (and that neither first,
// last nor doubled), at most two combining marks in a row and none first. Normal forms are not required.
bool is_text(std::string_view text, std::size_t bytes_max = limits::text_bytes_max);
// The nearest text: what is not allowed becomes "?" or a space, what is too long is cut. May be empty.
std::string fit_text(std::string_view text, std::size_t bytes_max = limits::text_bytes_max);

// "tcp://host:port", at most limits::text_bytes_max bytes: a lower-case DNS name, an IPv4 address or a
// bracketed IPv6 address, and a port in 1 … 65535 without leading zeros.
bool is_address(std::string_view text);

// One leading "+" at most, then 2 … 15 digits with single spaces between, as a person reads them out.
bool is_telephone(std::string_view text);

// 1 … 10 characters of A-Z and 0-9. Shapes of plates are policy (R8).
bool is_plate(std::string_view text);

}  // namespace tocsin::wire
