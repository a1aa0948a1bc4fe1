// No list holds a word for what must not be said about a person.
#include "words.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <set>

#include "protocol/vocabulary.h"

namespace tocsin::privacy {
namespace {

std::vector<Enumerant> one(const std::string& name, const std::string& fr, const std::string& en) {
  return {{"planted", name, name + " " + fr + " " + en}};
}
bool finds(const std::vector<Finding>& found, std::string_view attribute) {
  return std::any_of(found.begin(), found.end(), [&](const Finding& f) { return f.attribute == attribute; });
}

TEST_CASE("Privacy: no value of any list names a banned attribute, in French or in English") {
  for (const auto& finding : banned(enumerants())) {
    INFO(finding.list << " " << finding.name << ": \"" << finding.word << "\" is of " << finding.attribute);
    FAIL_CHECK(
        "banned; if it says nothing about a person, argue it in argued_exceptions of "
        "tests/privacy/words.cpp");
  }
}

TEST_CASE("Privacy: the lists that are looked at are all lists, with all their values and both languages") {
  auto all = enumerants();
  auto count = [&](std::string_view list) {
    return std::count_if(all.begin(), all.end(), [&](const Enumerant& e) { return e.list == list; });
  };
  CHECK(count("Category") == category_count);
  CHECK(count("categories") == category_count);
  CHECK(count("Conduct") == conduct_count);
  CHECK(count("conducts") == conduct_count);
  CHECK(count("Colour") == 13);
  CHECK(count("colours") == 13);
  CHECK(count("PlaceKind") == 3);
  // Every value has its entry: what is read from the source is what the program says.
  for (std::uint8_t n = 1; n <= conduct_count; ++n) {
    auto conduct = static_cast<Conduct>(n);
    auto entry = std::string(slug(conduct)) + " " + std::string(words(conduct).fr) + " " +
                 std::string(words(conduct).en);
    INFO(entry);
    CHECK(std::any_of(all.begin(), all.end(), [&](const Enumerant& e) { return e.words == entry; }));
  }
}

TEST_CASE("Privacy: a banned value that somebody adds is found, in either language") {
  struct Plant {
    const char *attribute, *name, *fr, *en;
  };
  const Plant plants[] = {
      {"nationality", "not_from_here", "De nationalité étrangère", "x"},
      {"nationality", "not_from_here", "x", "Looks foreign"},
      {"language", "speaks", "Parle une autre langue", "x"},
      {"language", "speaks", "x", "Has an accent"},
      {"religion", "garment", "Porte un voile", "x"},
      {"religion", "garment", "x", "Looks Muslim"},
      {"opinions", "group", "Colleur d’affiches politiques", "x"},
      {"opinions", "group", "x", "Takes part in a protest"},
      {"origin", "group", "Gens du voyage", "x"},
      {"origin", "group", "x", "Ethnic look"},
      {"skin", "look", "Peau foncée", "x"},
      {"skin", "look", "x", "Dark complexion"},
      {"health", "state", "Malade ou ivre", "x"},
      {"health", "state", "x", "Pregnant"},
      {"disability", "gait", "Handicapé", "x"},
      {"disability", "gait", "x", "In a wheelchair"},
      {"sex life", "who", "Homosexuel", "x"},
      {"sex life", "who", "x", "Two women, a couple"},
      {"habits", "when", "Y va d’habitude le soir", "x"},
      {"habits", "when", "x", "Comes every night"},
      {"image", "proof", "Voir l’enregistrement", "x"},
      {"image", "proof", "x", "Video attached"},
      {"comings and goings", "when", "Allées et venues", "x"},
      {"comings and goings", "when", "x", "Whereabouts known"},
  };
  std::set<std::string_view> planted;
  for (const auto& plant : plants) {
    INFO(plant.attribute << ": " << plant.fr << " / " << plant.en);
    CHECK(finds(banned(one(plant.name, plant.fr, plant.en)), plant.attribute));
    planted.insert(plant.attribute);
  }
  for (const auto& attribute : banned_attributes()) CHECK(planted.contains(attribute.name));
  // An enumerator alone, without words, in a header.
  auto header = enumerators_of(
      "enum class Trait : std::uint8_t {\n  tall = 1,  // skin is only said here\n  dark_skin = 2,\n};\n");
  REQUIRE(header.size() == 2);
  CHECK(finds(banned(header), "skin"));
  CHECK(banned({header[0]}).empty());
}

TEST_CASE("Privacy: every argued exception is needed, and gives its reason") {
  auto found = banned(enumerants(), false);
  for (const auto& exception : argued_exceptions()) {
    INFO(exception.name << ", " << exception.attribute);
    CHECK(exception.reason.size() >= 8);
    CHECK(std::any_of(found.begin(), found.end(), [&](const Finding& f) {
      return f.name == exception.name && f.attribute == exception.attribute;
    }));
  }
  CHECK(argued_exceptions().size() <= 30);
}

}  // namespace
}  // namespace tocsin::privacy
