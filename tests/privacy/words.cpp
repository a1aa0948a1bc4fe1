#include "words.h"

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <utility>

#include "schemas.h"

namespace tocsin::privacy {
namespace {

using Stems = std::string_view;

constexpr Stems nationality[] = {
    "*nationa", "etrang",  "foreign", "immigr",  "*migrant", "refugi", "refugee",  "clandest",
    "citizen",  "citoyen", "roumain", "romania", "maghreb",  "africa", "african",  "afrique",
    "arab",     "asiat",   "asian",   "europe",  "algeri",   "maroc",  "morocc",   "tunisi",
    "turc",     "turk",    "chino",   "chinese", "pologn",   "polish", "francais", "french"};
constexpr Stems language[] = {"langue", "language", "accent", "parle",   "speak",   "spoke",
                              "tongue", "dialect",  "patois", "*phone.", "*phones."};
constexpr Stems religion[] = {"relig",     "musulm",  "muslim", "islam",      "juif",   "juive",   "jew",
                              "chretien",  "christ",  "cathol", "protestant", "mosque", "mosquee", "eglise",
                              "church",    "synagog", "temple", "voile",      "veil",   "foulard", "scarf",
                              "headscarf", "kippa",   "burqa",  "croyan",     "belief", "believ",  "priere",
                              "pray",      "barbu",   "beard",  "cult."};
constexpr Stems opinions[] = {"opinion",  "politi",  "syndic",  "trade_union", "union.",   "manifest",
                              "protest",  "militan", "activis", "electeur",    "voter.",   "vote.",
                              "partisan", "gauchi",  "extrem",  "anarch",      "philosoph"};
constexpr Stems origin[] = {"origin",  "*ethni",  "race.",   "races.",    "racial",   "raciau", "racis",
                            "type.",   "rom.",    "roms.",   "gitan",     "gypsy",    "gypsie", "tzigan",
                            "manouch", "voyage",  "nomad",   "traveller", "ancest",   "native", "indigen",
                            "local.",  "unknown", "inconnu", "ailleurs",  "elsewhere"};
constexpr Stems skin[] = {"peau",   "skin",   "teint",    "complexion", "noir",   "black", "blanc", "white",
                          "metis",  "mixed",  "basane",   "tanned",     "bronz",  "brown", "brun",  "marron",
                          "yellow", "jaune",  "cheveu",   "hair",       "eyes",   "yeux",  "blond", "roux",
                          "tatou",  "tattoo", "cicatric", "scar.",      "visage", "face."};
constexpr Stems health[] = {"sante",   "health",  "malad",    "malais", "sick",   "ill.",   "illness",
                            "unwell",  "disease", "virus",    "medic",  "hopit",  "hospit", "ivre",
                            "ivress",  "drunk",   "drog",     "drug",   "alcoo",  "alcoh",  "enceint",
                            "pregnan", "depress", "vulnerab", "suicid", "blesse", "injur",  "*orient",
                            "confus",  "dement",  "memory",   "memoire"};
constexpr Stems disability[] = {"*handicap", "*disab", "infirm", "wheelchair", "fauteuil",
                                "aveugl",    "blind",  "sourd",  "deaf",       "muet",
                                "mute.",     "boit",   "limp",   "cripple",    "autis",
                                "canne",     "mental", "trisom", "bequill",    "crutch"};
constexpr Stems sex_life[] = {"sex",    "*sexuel", "*sexual", "homo.",  "homos", "gay",   "lesb",   "trans.",
                              "bisex",  "hetero",  "prostit", "couple", "amant", "lover", "adulte", "genre",
                              "gender", "femme",   "homme",   "woman",  "women", "man.",  "men.",   "male.",
                              "female", "fille",   "garcon",  "girl",   "boy.",  "queer", "pede"};
constexpr Stems habits[] = {"*habitu",   "habit.",   "habits.",   "*usual",   "*usuel", "routine",
                            "souvent",   "often",    "quotidien", "daily",    "jours.", "every",
                            "always",    "toujours", "horaire",   "schedule", "hobby",  "loisir",
                            "lifestyle", "frequent", "frequenta", "repeat",   "repete"};
constexpr Stems image[] = {"image",   "*photo",    "pictur",         "film",     "video",
                           "camera",  "audio",     "sound",          "son.",     "voix",
                           "voice",   "recording", "enregistrement", "portrait", "dessin",
                           "drawing", "sketch",    "selfie",         "croquis",  "scan"};
constexpr Stems comings[] = {"*absen",   "holiday",   "vacanc",  "depart",     "rentre",    "sortie",
                             "comings",  "goings",    "allees",  "venues",     "trajet",    "journey",
                             "itinerar", "itinerair", "deplace", "whereabout", "timetable", "commut"};

constexpr Attribute attributes[] = {
    {"nationality", nationality}, {"language", language},     {"religion", religion},
    {"opinions", opinions},       {"origin", origin},         {"skin", skin},
    {"health", health},           {"disability", disability}, {"sex life", sex_life},
    {"habits", habits},           {"image", image},           {"comings and goings", comings},
};

// What stands in a list though a stem finds it, and why it says nothing of the kind about a person.
constexpr Exception exceptions[] = {
    {"elsewhere", "origin", "the other post of a commune, where an alert has passed to; no person"},
    {"vulnerable_person", "health",
     "the category of help: a person in distress, never a person under suspicion"},
    {"VUL", "health", "as vulnerable_person"},
    {"person_lost_or_confused", "health",
     "offered for help and for a missing person alone; a state of the moment, no illness"},
    {"person_fallen_or_unwell", "health",
     "offered for help and for a missing person alone; a state of the moment, no illness"},
    {"no_answer_unusual", "habits",
     "offered for help alone: somebody does not answer now; no habit is described"},
    {"light_or_alarm_unusual", "habits", "a light or an alarm of a house, not a person"},
    {"slow_repeated_passes", "habits", "a vehicle within one observation, which has one time"},
    {"stayed", "habits", "where a person went at that moment: nowhere"},
    {"holiday_watch", "comings and goings",
     "the police's own register of homes to look after; the alert says what is wrong there"},
    {"OTV", "comings and goings", "as holiday_watch"},
    {"asking_absences", "comings and goings", "what a stranger asks; the answer has no field"},
    {"photographing_homes", "image", "what a stranger does; the alert has no image"},
    {"unknown_in_area", "origin", "never enough alone (R7); kept so that it can be refused by name"},
    {"white", "skin", "of a vehicle or of a garment: no field of a person's body has a colour"},
    {"black", "skin", "as white"},
    {"brown", "skin", "as white"},
    {"yellow", "skin", "as white"},
    {"citizen", "nationality", "a role: whoever is none of the others"},
    {"unknown_charter", "origin", "why a node refuses an envelope: the charter is unknown, not a person"},
    {"register_absence", "comings and goings",
     "advice of a notice: sign up for the police's own holiday watch; nobody is named"},
    {"left_or_unavailable", "comings and goings", "why an office ends a mandate; a referent cannot write it"},
};

// Lower case, accents dropped, everything but letters a space.
std::string folded(std::string_view text) {
  static constexpr std::pair<std::string_view, std::string_view> accents[] = {
      {"à", "a"},  {"â", "a"},  {"ä", "a"}, {"ç", "c"}, {"é", "e"}, {"è", "e"}, {"ê", "e"}, {"ë", "e"},
      {"î", "i"},  {"ï", "i"},  {"ô", "o"}, {"ö", "o"}, {"û", "u"}, {"ù", "u"}, {"ü", "u"}, {"ÿ", "y"},
      {"œ", "oe"}, {"æ", "ae"}, {"À", "a"}, {"Â", "a"}, {"Ç", "c"}, {"É", "e"}, {"È", "e"}, {"Ê", "e"},
      {"Î", "i"},  {"Ô", "o"},  {"Û", "u"}, {"Š", "s"}, {"Œ", "oe"}};
  std::string plain;
  while (!text.empty()) {
    auto accent = std::find_if(std::begin(accents), std::end(accents),
                               [&](const auto& pair) { return text.starts_with(pair.first); });
    if (accent != std::end(accents)) {
      plain += accent->second;
      text.remove_prefix(accent->first.size());
      continue;
    }
    auto c = static_cast<unsigned char>(text.front());
    plain += c < 128 && std::isalpha(c) ? static_cast<char>(std::tolower(c)) : ' ';
    text.remove_prefix(1);
  }
  return plain;
}
std::vector<std::string> words_in(std::string_view text) {
  std::vector<std::string> words;
  std::string word;
  for (char c : folded(text) + " ") {
    if (c != ' ')
      word += c;
    else if (!word.empty())
      words.push_back(std::exchange(word, {}));
  }
  return words;
}
bool matches(std::string_view word, std::string_view stem) {
  if (stem.ends_with('.')) {
    stem.remove_suffix(1);
    return stem.starts_with('*') ? word.ends_with(stem.substr(1)) : word == stem;
  }
  return stem.starts_with('*') ? word.find(stem.substr(1)) != std::string_view::npos : word.starts_with(stem);
}

std::string without_comments(const std::string& text) {
  std::string kept;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text.compare(i, 2, "//") == 0) i = std::min(text.find('\n', i), text.size() - 1);
    kept += text[i];
  }
  return kept;
}

// The string literals of a table, in order; literals with only space between them are one.
std::vector<std::string> literals(std::string_view table) {
  std::vector<std::string> found;
  bool joins = false;
  for (std::size_t i = 0; i < table.size(); ++i) {
    if (table[i] != '"') {
      joins = joins && std::isspace(static_cast<unsigned char>(table[i]));
      continue;
    }
    std::string text;
    for (++i; i < table.size() && table[i] != '"'; ++i) text += table[i];
    if (joins)
      found.back() += text;
    else
      found.push_back(text);
    joins = true;
  }
  return found;
}

// `constexpr Entry NAME[] = { {slug, {fr, en}}, ... };`
void read_tables(const std::string& text, std::vector<Enumerant>& all) {
  const std::string start = "constexpr Entry ";
  for (auto at = text.find(start); at != std::string::npos; at = text.find(start, at + 1)) {
    auto name = text.substr(at + start.size(), text.find('[', at) - at - start.size());
    auto table = literals(std::string_view(text).substr(at, text.find("};", at) - at));
    for (std::size_t i = 0; i + 2 < table.size(); i += 3)
      all.push_back({name, table[i], table[i] + " " + table[i + 1] + " " + table[i + 2]});
  }
}

}  // namespace

std::span<const Attribute> banned_attributes() {
  return attributes;
}
std::span<const Exception> argued_exceptions() {
  return exceptions;
}

std::vector<Enumerant> enumerators_of(const std::string& header) {
  std::vector<Enumerant> found;
  auto text = without_comments(header);
  const std::string start = "enum class ";
  for (auto at = text.find(start); at != std::string::npos; at = text.find(start, at + 1)) {
    auto open = text.find_first_of("{;", at);
    if (open == std::string::npos || text[open] == ';') continue;
    auto list =
        text.substr(at + start.size(), text.find_first_of(" :{", at + start.size()) - at - start.size());
    std::string name;
    bool in_name = true;
    for (auto i = open + 1; i < text.size(); ++i) {
      char c = text[i];
      if (c == ',' || c == '}') {
        if (!name.empty()) found.push_back({list, name, name});
        name.clear();
        in_name = true;
        if (c == '}') break;
      } else if (c == '=') {
        in_name = false;
      } else if (in_name && !std::isspace(static_cast<unsigned char>(c))) {
        name += c;
      }
    }
  }
  return found;
}

std::vector<Enumerant> enumerants() {
  std::vector<Enumerant> all;
  for (const auto& entry : std::filesystem::recursive_directory_iterator("protocol"))
    if (entry.path().extension() == ".h")
      for (auto& one : enumerators_of(read_file(entry.path()))) all.push_back(std::move(one));
  read_tables(without_comments(read_file("protocol/vocabulary.cpp")), all);
  return all;
}

std::vector<Finding> banned(const std::vector<Enumerant>& all, bool excepting) {
  std::vector<Finding> found;
  for (const auto& one : all)
    for (const auto& attribute : attributes)
      for (const auto& word : words_in(one.words)) {
        bool hit = std::any_of(attribute.stems.begin(), attribute.stems.end(),
                               [&](std::string_view stem) { return matches(word, stem); });
        bool argued =
            excepting && std::any_of(std::begin(exceptions), std::end(exceptions), [&](const Exception& e) {
              return e.name == one.name && e.attribute == attribute.name;
            });
        if (hit && !argued) found.push_back({one.list, one.name, std::string(attribute.name), word});
      }
  return found;
}

}  // namespace tocsin::privacy
