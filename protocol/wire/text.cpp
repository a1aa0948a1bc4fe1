#include "protocol/wire/text.h"

#include <algorithm>
#include <charconv>
#include <cstdint>

namespace tocsin::wire {
namespace {

struct Range {
  char32_t first, last;
};

// Controls, bidirectional controls, invisible and filler characters, line separators, surrogates, private
// use, tags.
constexpr Range refused[] = {
    {0x0000, 0x001F},   {0x007F, 0x009F},   {0x00AD, 0x00AD},   {0x034F, 0x034F},    {0x061C, 0x061C},
    {0x115F, 0x1160},   {0x17B4, 0x17B5},   {0x180B, 0x180F},   {0x200B, 0x200F},    {0x2028, 0x202E},
    {0x2060, 0x206F},   {0x3164, 0x3164},   {0xD800, 0xF8FF},   {0xFDD0, 0xFDEF},    {0xFE00, 0xFE0F},
    {0xFEFF, 0xFEFF},   {0xFFA0, 0xFFA0},   {0xFFF0, 0xFFFF},   {0x1BCA0, 0x1BCA3},  {0x1D173, 0x1D17A},
    {0x1FFFE, 0x1FFFF}, {0x2FFFE, 0x2FFFF}, {0x3FFFE, 0x3FFFF}, {0x40000, 0x10FFFF},
};
constexpr Range other_spaces[] = {{0x00A0, 0x00A0}, {0x1680, 0x1680}, {0x2000, 0x200A},
                                  {0x202F, 0x202F}, {0x205F, 0x205F}, {0x3000, 0x3000}};
constexpr Range combining[] = {{0x0300, 0x036F}, {0x0483, 0x0489}, {0x1AB0, 0x1AFF},
                               {0x1DC0, 0x1DFF}, {0x20D0, 0x20FF}, {0xFE20, 0xFE2F}};
constexpr int combining_max = 2;

template <std::size_t N>
bool in(const Range (&ranges)[N], char32_t c) {
  return std::any_of(std::begin(ranges), std::end(ranges),
                     [c](Range r) { return c >= r.first && c <= r.last; });
}

struct Decoded {
  char32_t value = 0;
  std::size_t size = 0;  // 0: not UTF-8
};

// The first character of `text`, which is not empty. Shortest form only; surrogates and above 10FFFF are not
// UTF-8.
Decoded first_of(std::string_view text) {
  auto byte = [text](std::size_t i) { return static_cast<std::uint8_t>(text[i]); };
  std::uint8_t lead = byte(0);
  if (lead < 0x80) return {lead, 1};
  std::size_t size = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
  if (lead < 0xC2 || lead > 0xF4 || text.size() < size) return {};
  char32_t value = lead & (0xFF >> (size + 1));
  for (std::size_t i = 1; i < size; ++i) {
    if ((byte(i) & 0xC0) != 0x80) return {};
    value = value << 6 | (byte(i) & 0x3F);
  }
  constexpr char32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
  if (value < least[size] || value > 0x10FFFF || (value >= 0xD800 && value <= 0xDFFF)) return {};
  return {value, size};
}

// What stands before a character decides whether it may follow.
struct Before {
  bool space = true;  // or the beginning
  int marks = 0;

  bool admits(char32_t c) const {
    if (c == U' ') return !space;
    if (in(combining, c)) return !space && marks < combining_max;
    return !in(refused, c) && !in(other_spaces, c);
  }
  void then(char32_t c) {
    space = c == U' ';
    marks = in(combining, c) ? marks + 1 : 0;
  }
};

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
bool all_digits(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), is_digit);
}
// A decimal number without leading zeros, up to `max`.
bool is_number(std::string_view text, unsigned max) {
  unsigned value = 0;
  if (!all_digits(text) || text.size() > 5 || (text.size() > 1 && text[0] == '0')) return false;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value <= max;
}

// Cuts the part before `separator` off `text`; all of it when there is none.
std::string_view cut(std::string_view& text, char separator) {
  auto end = std::min(text.find(separator), text.size());
  auto part = text.substr(0, end);
  text.remove_prefix(std::min(end + 1, text.size()));
  return part;
}

bool is_ipv4(std::string_view text) {
  if (std::count(text.begin(), text.end(), '.') != 3 || text.back() == '.') return false;
  while (!text.empty())
    if (!is_number(cut(text, '.'), 255)) return false;
  return true;
}

// Groups of 1 … 4 lower-case hexadecimal digits, eight of them, or fewer with one "::".
bool is_ipv6(std::string_view text) {
  auto gap = text.find("::");
  bool has_gap = gap != std::string_view::npos;
  if (has_gap && text.find("::", gap + 1) != std::string_view::npos) return false;
  std::size_t groups = 0;
  auto count_groups = [&groups](std::string_view part) {
    if (part.empty()) return true;
    if (part.back() == ':') return false;
    while (!part.empty()) {
      auto group = cut(part, ':');
      auto hexadecimal = [](char c) { return is_digit(c) || (c >= 'a' && c <= 'f'); };
      if (group.empty() || group.size() > 4 || !std::all_of(group.begin(), group.end(), hexadecimal))
        return false;
      ++groups;
    }
    return true;
  };
  if (!has_gap) return count_groups(text) && groups == 8;
  return count_groups(text.substr(0, gap)) && count_groups(text.substr(gap + 2)) && groups < 8;
}

bool is_label(std::string_view text) {
  auto allowed = [](char c) { return is_digit(c) || (c >= 'a' && c <= 'z') || c == '-'; };
  return !text.empty() && text.size() <= 63 && std::all_of(text.begin(), text.end(), allowed) &&
         text.front() != '-' && text.back() != '-';
}

bool is_dns_name(std::string_view text) {
  if (text.empty() || text.back() == '.') return false;
  std::string_view label;
  while (!text.empty())
    if (label = cut(text, '.'); !is_label(label)) return false;
  return !all_digits(label);  // the last label of a name is never a number
}

}  // namespace

bool is_text(std::string_view text, std::size_t bytes_max) {
  if (text.empty() || text.size() > bytes_max || text.back() == ' ') return false;
  Before before;
  while (!text.empty()) {
    auto c = first_of(text);
    if (c.size == 0 || !before.admits(c.value)) return false;
    before.then(c.value);
    text.remove_prefix(c.size);
  }
  return true;
}

std::string fit_text(std::string_view text, std::size_t bytes_max) {
  std::string fitted;
  Before before;
  while (!text.empty()) {
    auto c = first_of(text);
    auto shown = text.substr(0, std::max<std::size_t>(c.size, 1));
    text.remove_prefix(shown.size());
    bool space = c.size != 0 && (in(other_spaces, c.value) || (c.value >= 0x09 && c.value <= 0x0D));
    if (space) c.value = U' ', shown = " ";
    if (c.size == 0 || !before.admits(c.value)) {
      if (c.value == U' ' || in(combining, c.value)) continue;
      c.value = U'?', shown = "?";
    }
    if (fitted.size() + shown.size() > bytes_max) break;
    before.then(c.value);
    fitted += shown;
  }
  while (!fitted.empty() && fitted.back() == ' ') fitted.pop_back();
  return fitted;
}

bool is_address(std::string_view text) {
  constexpr std::string_view scheme = "tcp://";
  if (text.size() > limits::text_bytes_max || text.substr(0, scheme.size()) != scheme) return false;
  text.remove_prefix(scheme.size());
  auto colon = text.rfind(':');
  if (colon == std::string_view::npos) return false;
  auto host = text.substr(0, colon), port = text.substr(colon + 1);
  if (!is_number(port, 65535) || port == "0" || host.empty()) return false;
  if (host.front() == '[') return host.back() == ']' && is_ipv6(host.substr(1, host.size() - 2));
  return is_ipv4(host) || is_dns_name(host);
}

bool is_telephone(std::string_view text) {
  if (!text.empty() && text.front() == '+') text.remove_prefix(1);
  if (text.empty() || text.back() == ' ') return false;
  std::size_t digits = 0;
  while (!text.empty()) {
    auto group = cut(text, ' ');
    if (!all_digits(group)) return false;
    digits += group.size();
  }
  return digits >= 2 && digits <= 15;
}

bool is_plate(std::string_view text) {
  auto allowed = [](char c) { return is_digit(c) || (c >= 'A' && c <= 'Z'); };
  return !text.empty() && text.size() <= 10 && std::all_of(text.begin(), text.end(), allowed);
}

}  // namespace tocsin::wire
