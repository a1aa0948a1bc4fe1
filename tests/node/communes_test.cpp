// A town hall types its own name; the wizard must not take one town for another.
#include "node/communes/communes.h"

#include <catch2/catch.hpp>
#include <set>
#include <string>

#include "node/communes/fold.h"

namespace tocsin::communes {
namespace {

// Codes of what was found, in order; "?" in front when they are only suggestions.
std::string codes(std::string_view typed) {
  auto found = find(typed);
  std::string text = found.suggestions ? "?" : "";
  for (const auto& commune : found.communes) {
    if (!text.empty() && text != "?") text += " ";
    text += to_string(commune.insee);
  }
  return text;
}

bool suggests(std::string_view typed, std::string_view code) {
  auto found = find(typed);
  if (!found.suggestions || found.communes.size() > suggestions_max) return false;
  for (const auto& commune : found.communes) {
    if (to_string(commune.insee) == code) return true;
  }
  return false;
}

}  // namespace

TEST_CASE("every commune of the table has a code, a name, a department and its inhabitants") {
  auto communes = all();
  CHECK(communes.size() > 34'000);
  CHECK(communes.size() < 36'000);
  std::set<std::string_view> departments;
  std::uint64_t inhabitants = 0;
  std::size_t odd = 0;
  for (std::size_t i = 0; i < communes.size(); ++i) {
    const auto& commune = communes[i];
    bool ascending = i == 0 || communes[i - 1].insee < commune.insee;
    bool named =
        !commune.name.empty() && commune.name.size() <= typed_bytes_max && !commune.department_name.empty();
    bool in_department = to_string(commune.insee).starts_with(commune.department);
    bool foldable = fold(commune.name).find('?') == std::string::npos;
    if (!ascending || !named || !in_department || !foldable) ++odd;
    departments.insert(commune.department);
    inhabitants += commune.population;
  }
  CHECK(odd == 0);
  CHECK(departments.size() > 100);
  CHECK(departments.count("2A") + departments.count("2B") + departments.count("974") == 3);
  CHECK(inhabitants > 65'000'000);
  CHECK(inhabitants < 75'000'000);
}

TEST_CASE("the two communes of the demonstration are who they say they are") {
  auto ornans = find(*parse_insee("25434"));
  REQUIRE(ornans);
  CHECK(ornans->name == "Ornans");
  CHECK(ornans->department_name == "Doubs");
  CHECK(ornans->population > 3'000);
  CHECK(codes("Ornans") == "25434");
  CHECK(codes("Dernancourt") == "80238");
}

TEST_CASE("a code finds its commune, and an unknown one finds none") {
  CHECK(codes("25434") == "25434");
  CHECK(codes(" 80238 ") == "80238");
  CHECK(codes("2A004") == "2A004");
  CHECK(codes("2a004") == "2A004");
  CHECK(codes("00000") == "");
  CHECK_FALSE(find(*parse_insee("99999")));
}

TEST_CASE("accents, case, hyphens and apostrophes are forgiven") {
  CHECK(codes("l'abergement-clémenciat") == "01001");
  CHECK(codes("L’ABERGEMENT CLEMENCIAT") == "01001");
  CHECK(codes("  L Abergement   Clemenciat ") == "01001");
  CHECK(codes("L'Abergement-Cle\u0301menciat") == "01001");  // the accent as a letter of its own
  CHECK(codes("chalons en champagne") == "51108");
  CHECK(codes("OEUILLY (Marne)") == "51410");
  CHECK(codes("Œuilly (Marne)") == "51410");
}

TEST_CASE("St and Ste stand for Saint and Sainte, and for nothing inside a word") {
  CHECK(codes("St Denis (974)") == "97411");
  CHECK(codes("St-Étienne 42") == "42218");
  CHECK(codes("ste colombe doubs") == codes("Sainte-Colombe 25"));
  CHECK(fold("Brest Ste-Anne St") == "brest sainte anne saint");
}

TEST_CASE("every commune of one name is returned, the most populous first") {
  auto found = find("sainte-colombe");
  CHECK_FALSE(found.suggestions);
  CHECK(found.communes.size() > 5);
  for (std::size_t i = 0; i < found.communes.size(); ++i) {
    CHECK(found.communes[i].name == "Sainte-Colombe");
    if (i > 0) CHECK(found.communes[i - 1].population >= found.communes[i].population);
  }
}

TEST_CASE("the department behind the name chooses between homonyms") {
  for (const char* typed :
       {"Sainte-Colombe (Doubs)", "Sainte-Colombe 25", "Sainte-Colombe, Doubs", "ste colombe (25)"}) {
    CAPTURE(typed);
    CHECK(codes(typed) == "25515");
  }
  CHECK(codes("Ornans 25") == "25434");
  CHECK(codes("Ornans (Doubs)") == "25434");
  CHECK(codes("Ajaccio 2a") == "2A004");
  CHECK(codes("Saint-Denis (La Réunion)") == "97411");
  CHECK(codes("Saint-Denis Réunion") == "97411");
}

TEST_CASE("a commune is not found in a department that it is not in") {
  CHECK(codes("Ornans 80").find("25434") == std::string::npos);
  CHECK(codes("Dernancourt (Doubs)").find("80238") == std::string::npos);
}

TEST_CASE("a name that ends like a department is still a name") {
  CHECK(codes("Bray-sur-Somme") == "80136");
  CHECK(codes("Villers-sous-Ailly Somme") == codes("Villers-sous-Ailly"));
}

TEST_CASE("a name that the table gives with a bracket is found without it") {
  CHECK(codes("Château-Chinon") == "58062 58063");
  CHECK(codes("chateau chinon (ville)") == "58062");
  CHECK(codes("Bors") == "16052 16053");
}

TEST_CASE("a name that no commune has gives suggestions, never a match") {
  CHECK(suggests("Ornan", "25434"));
  CHECK(suggests("Ornanns", "25434"));
  CHECK(suggests("Dernencour", "80238"));
  CHECK(suggests("Abergement-Clémenciat", "01001"));
  CHECK(suggests("Dernan", "80238"));
  CHECK(suggests("ornan doubs", "25434"));
  CHECK_FALSE(suggests("Ornxyzs", "25434"));  // three letters are too many
}

TEST_CASE("what is no name finds nothing") {
  for (const char* typed :
       {"", " ", "---", "'", "()", "zzzzzzzzzz", "Орнан", "日本語", "\xff\xfe\xc3", "0", "; DROP"}) {
    CAPTURE(typed);
    auto found = find(typed);
    CHECK((found.communes.empty() || found.suggestions));
  }
  CHECK(find(std::string(typed_bytes_max + 1, 'a')).communes.empty());
  CHECK(find(std::string_view("Ornans\0", 7)).communes.size() == 1);
  CHECK(find("Ornans\xf0\x9f\x98\x80").communes.empty());
}

TEST_CASE("the distance counts letters inserted, removed or replaced, and gives up above its bound") {
  CHECK(distance("ornans", "ornans", 2) == 0);
  CHECK(distance("ornans", "ornan", 2) == 1);
  CHECK(distance("ornans", "arnant", 2) == 2);
  CHECK(distance("", "ab", 2) == 2);
  CHECK(distance("ornans", "dernancourt", 2) == 3);
  CHECK(distance("abcdef", "fedcba", 2) == 3);
}

}  // namespace tocsin::communes
