#include "web_communes.h"

#include <nlohmann/json.hpp>

#include "node/communes/communes.h"
#include "node/communes/fold.h"

namespace tocsin::test {
namespace {

constexpr const char* typed[] = {"Ornans",
                                 "ornans",
                                 "ORNANS 25",
                                 "Ornans (Doubs)",
                                 "25434",
                                 "2a004",
                                 "Ste Colombe",
                                 "Ste Colombe (Doubs)",
                                 "St-Denis",
                                 "st denis 974",
                                 "Bray-sur-Somme",
                                 "Bray sur Somme",
                                 "L Abergement",
                                 "abergement",
                                 "Bors",
                                 "ornan",
                                 "Besancon",
                                 "Besançon",
                                 "Le Havre",
                                 "havre",
                                 "Œuilly",
                                 "oeuilly",
                                 "Y",
                                 "Zzzzzz",
                                 "",
                                 "Fleury devant Douaumont",
                                 "Saint-Pierre",
                                 "Château-Thierry 02"};
constexpr const char* texts[] = {"Sainte-Colombe-d'Œuf",
                                 "STE COLOMBE D’OEUF",
                                 "L'Haÿ-les-Roses",
                                 "Łód",
                                 "  A  b ",
                                 "Bors (Canton)",
                                 "été – hiver",
                                 "日本"};

}  // namespace

std::string web_communes_cases() {
  nlohmann::ordered_json found = nlohmann::json::array(), folded = nlohmann::json::array();
  for (const char* text : typed) {
    const auto answer = communes::find(std::string_view(text));
    std::vector<std::string> codes;
    for (const auto& each : answer.communes) codes.push_back(to_string(each.insee));
    found.push_back({{"typed", text}, {"codes", codes}, {"suggestions", answer.suggestions}});
  }
  for (const char* text : texts) folded.push_back({{"text", text}, {"folded", communes::fold(text)}});
  nlohmann::ordered_json all{{"found", found}, {"folded", folded}};
  return all.dump(1) + "\n";
}

}  // namespace tocsin::test
