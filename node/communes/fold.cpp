#include "node/communes/fold.h"

#include <algorithm>
#include <vector>

namespace tocsin::communes {
namespace {

struct Letter {
  std::string_view written, folded;
};
// Capital and small letters of French names, composed. Combining accents follow their letter and are dropped.
constexpr Letter letters[] = {
    {"À", "a"},     {"Â", "a"},     {"Ä", "a"},     {"Á", "a"},      {"à", "a"},      {"â", "a"},
    {"ä", "a"},     {"á", "a"},     {"Ç", "c"},     {"ç", "c"},      {"È", "e"},      {"É", "e"},
    {"Ê", "e"},     {"Ë", "e"},     {"è", "e"},     {"é", "e"},      {"ê", "e"},      {"ë", "e"},
    {"Î", "i"},     {"Ï", "i"},     {"î", "i"},     {"ï", "i"},      {"í", "i"},      {"Ñ", "n"},
    {"ñ", "n"},     {"Ô", "o"},     {"Ö", "o"},     {"ô", "o"},      {"ö", "o"},      {"ó", "o"},
    {"Ù", "u"},     {"Û", "u"},     {"Ü", "u"},     {"ù", "u"},      {"û", "u"},      {"ü", "u"},
    {"ú", "u"},     {"Ÿ", "y"},     {"ÿ", "y"},     {"Œ", "oe"},     {"œ", "oe"},     {"Æ", "ae"},
    {"æ", "ae"},    {"’", " "},     {"‘", " "},     {"ʼ", " "},      {"´", " "},      {"‐", " "},
    {"‑", " "},     {"–", " "},     {"—", " "},     {"\u00a0", " "}, {"\u202f", " "}, {"\u0300", ""},
    {"\u0301", ""}, {"\u0302", ""}, {"\u0308", ""}, {"\u0327", ""}};

// Takes one letter off the front of `text`.
std::string_view take_folded(std::string_view& text, char& ascii) {
  auto first = text.front();
  if (static_cast<unsigned char>(first) < 128) {
    text.remove_prefix(1);
    bool small = first >= 'a' && first <= 'z', digit = first >= '0' && first <= '9';
    ascii = first >= 'A' && first <= 'Z' ? static_cast<char>(first - 'A' + 'a')
            : small || digit             ? first
                                         : ' ';
    return {&ascii, 1};
  }
  for (const auto& letter : letters) {
    if (text.starts_with(letter.written)) {
      text.remove_prefix(letter.written.size());
      return letter.folded;
    }
  }
  text.remove_prefix(1);
  return "?";
}

std::string_view in_full(std::string_view word) {
  if (word == "st") return "saint";
  if (word == "ste") return "sainte";
  if (word == "sts") return "saints";
  if (word == "stes") return "saintes";
  return word;
}

}  // namespace

std::string fold(std::string_view text) {
  std::string folded, word;
  auto end_word = [&] {
    if (word.empty()) return;
    if (!folded.empty()) folded += ' ';
    folded += in_full(word);
    word.clear();
  };
  char ascii = 0;
  while (!text.empty()) {
    auto letter = take_folded(text, ascii);
    if (letter == " ") {
      end_word();
    } else {
      word += letter;
    }
  }
  end_word();
  return folded;
}

std::size_t distance(std::string_view a, std::string_view b, std::size_t most) {
  if (a.size() > b.size()) std::swap(a, b);
  if (b.size() - a.size() > most) return most + 1;
  std::vector<std::size_t> row(a.size() + 1);
  for (std::size_t i = 0; i <= a.size(); ++i) row[i] = i;
  for (std::size_t j = 1; j <= b.size(); ++j) {
    std::size_t diagonal = row[0];
    std::size_t nearest = row[0] = j;
    for (std::size_t i = 1; i <= a.size(); ++i) {
      std::size_t replaced = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
      diagonal = row[i];
      row[i] = std::min({replaced, row[i] + 1, row[i - 1] + 1});
      nearest = std::min(nearest, row[i]);
    }
    if (nearest > most) return most + 1;
  }
  return row[a.size()];
}

}  // namespace tocsin::communes
