// What must not be sayable about a person, as stems of French and English words, and every closed list of the
// vocabulary held against them.
#pragma once
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace tocsin::privacy {

// "stem": a word begins with it; "*stem": it stands anywhere in a word; "stem.": the whole word. Accents are
// left out.
struct Attribute {
  std::string_view name;
  std::span<const std::string_view> stems;
};
std::span<const Attribute> banned_attributes();

// One value of a closed list: its name in the code and what people read.
struct Enumerant {
  std::string list, name;
  std::string words;  // name and both languages, in one
};
// Every enumerator of every `enum class` below protocol/, and every entry of the tables in
// protocol/vocabulary.cpp.
std::vector<Enumerant> enumerants();
// Of a header's text alone.
std::vector<Enumerant> enumerators_of(const std::string& header);

struct Exception {
  std::string_view name, attribute, reason;
};
std::span<const Exception> argued_exceptions();

struct Finding {
  std::string list, name, attribute, word;
};
// What of these is banned; argued exceptions are left out when `excepting`.
std::vector<Finding> banned(const std::vector<Enumerant>& all, bool excepting = true);

}  // namespace tocsin::privacy
