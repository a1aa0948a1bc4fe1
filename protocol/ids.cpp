#include "protocol/ids.h"

namespace tocsin {
namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

bool all_digits(std::string_view text) {
  return std::all_of(text.begin(), text.end(), is_digit);
}

// Two digits, or one of the two departments of Corsica.
bool is_short_department(std::string_view text) {
  return text.size() == 2 && (all_digits(text) || text == "2A" || text == "2B");
}

// 971 … 989: overseas.
bool is_long_department(std::string_view text) {
  return text.size() == 3 && all_digits(text) && text[0] == '9' && (text[1] == '7' || text[1] == '8');
}

template <class Id>
Id zero_padded(std::string_view text) {
  Id id;
  std::copy(text.begin(), text.end(), id.bytes.begin());
  return id;
}

template <class Id>
std::string up_to_zero(const Id& id) {
  auto end = std::find(id.bytes.begin(), id.bytes.end(), std::uint8_t{0});
  return std::string(id.bytes.begin(), end);
}

int nibble(char c) {
  if (is_digit(c)) return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

}  // namespace

std::optional<Insee> parse_insee(std::string_view text) {
  if (text.size() != Insee::size) return std::nullopt;
  if (!is_short_department(text.substr(0, 2)) || !all_digits(text.substr(2))) return std::nullopt;
  return zero_padded<Insee>(text);
}

std::string to_string(const Insee& insee) {
  return up_to_zero(insee);
}

std::optional<PostId> parse_post_id(std::string_view text) {
  auto dash = text.find('-');
  if (dash == std::string_view::npos || dash == 0 || text[0] != 'P') return std::nullopt;
  auto department = text.substr(1, dash - 1);
  auto number = text.substr(dash + 1);
  if (!is_short_department(department) && !is_long_department(department)) return std::nullopt;
  if (number.size() != 3 || !all_digits(number)) return std::nullopt;
  return zero_padded<PostId>(text);
}

std::string to_string(const PostId& post) {
  return up_to_zero(post);
}

std::string to_hex(ByteView bytes) {
  constexpr char digits[] = "0123456789abcdef";
  std::string text;
  text.reserve(bytes.size() * 2);
  for (auto byte : bytes) {
    text += digits[byte >> 4];
    text += digits[byte & 15];
  }
  return text;
}

std::optional<Bytes> from_hex(std::string_view text) {
  if (text.size() % 2 != 0) return std::nullopt;
  Bytes bytes;
  bytes.reserve(text.size() / 2);
  for (std::size_t i = 0; i < text.size(); i += 2) {
    int high = nibble(text[i]), low = nibble(text[i + 1]);
    if (high < 0 || low < 0) return std::nullopt;
    bytes.push_back(static_cast<std::uint8_t>(high * 16 + low));
  }
  return bytes;
}

}  // namespace tocsin
