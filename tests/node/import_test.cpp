// What is made of a commune's open data, whoever wrote the file: the street list and the map, or one line
// that says what is wrong and where. And a street as people type it.
#include <catch2/catch.hpp>
#include <sstream>

#include "node/cli/locality.h"
#include "protocol/limits.h"

using namespace tocsin;
using namespace tocsin::node::cli;

namespace {

const Insee ornans = *parse_insee("25434");

Result<wire::StreetList> streets_in(const std::string& csv, const Insee& commune = ornans) {
  std::istringstream file(csv);
  return read_streets(file, commune);
}
std::vector<std::string> names_in(const std::string& csv, const Insee& commune = ornans) {
  auto list = streets_in(csv, commune);
  std::vector<std::string> names;
  if (!list) names.push_back(list.error().detail);
  if (list)
    for (auto& street : list->streets) names.push_back(street.name);
  return names;
}
template <class Document>
std::string refusal(const Result<Document>& result) {
  return result ? "no refusal" : result.error().detail;
}
std::string csv_refusal(const std::string& csv) {
  return refusal(streets_in(csv));
}
bool says(const std::string& text, const std::string& words) {
  INFO(text);
  return text.find(words) != std::string::npos;
}

const std::string header = "id;numero;nom_voie;code_insee\n";
const std::string corner = "[6.146,47.106]", east = "[6.148,47.106]", north = "[6.148,47.107]";

std::string feature(const std::string& coordinates, const std::string& properties = "{\"sector\":1}",
                    const std::string& type = "Polygon") {
  return R"({"type":"Feature","properties":)" + properties + R"(,"geometry":{"type":")" + type +
         R"(","coordinates":)" + coordinates + "}}";
}
std::string collection(const std::string& features) {
  return R"({"type":"FeatureCollection","features":[)" + features + "]}";
}
const std::string triangle = "[" + corner + "," + east + "," + north + "," + corner + "]";
Result<wire::SectorMap> map_in(const std::string& geojson) {
  return read_map(geojson, ornans);
}
std::string map_refusal(const std::string& geojson) {
  return refusal(map_in(geojson));
}
// A closed ring of so many points that differ.
std::string ring_of(std::size_t points) {
  std::string ring = "[";
  for (std::size_t n = 0; n < points; ++n)
    ring +=
        "[" + std::to_string(6.0 + 0.00001 * static_cast<double>(n)) + ",47.1" + (n % 2 ? "1" : "") + "],";
  return ring + "[6.0,47.1]]";
}

}  // namespace

TEST_CASE("the streets are the commune's own, each once, in the order of their bytes") {
  CHECK(names_in(header + "1;1;Rue Basse;25434\n2;2;Grande Rue;25434\n3;2;Rue de Paris;25056\n"
                          "4;3;Grande Rue;25434\n5;1;Éperon;25434\n") ==
        std::vector<std::string>{"Grande Rue", "Rue Basse", "Éperon"});
}

TEST_CASE("the streets of Paris, Lyon and Marseille are those of their arrondissements") {
  const std::string csv = header +
                          "1;1;a;75101\n1;1;b;75120\n1;1;no;75121\n1;1;no;75100\n1;1;c;69381\n1;1;d;69389\n"
                          "1;1;e;13201\n1;1;f;13216\n1;1;no;13217\n1;1;g;69123\n1;1;no;69380\n1;1;no;7510\n";
  using Names = std::vector<std::string>;
  CHECK(names_in(csv, *parse_insee("75056")) == Names{"a", "b"});
  CHECK(names_in(csv, *parse_insee("69123")) == Names{"c", "d", "g"});
  CHECK(names_in(csv, *parse_insee("13055")) == Names{"e", "f"});
}

TEST_CASE("columns are found by name, behind a byte order mark, with either end of line, the last one open") {
  CHECK(names_in("\xef\xbb\xbf\"code_insee\";x;\"nom_voie\"\r\n25434;;Grande Rue\r\n\r\n25434;;Rue Basse") ==
        std::vector<std::string>{"Grande Rue", "Rue Basse"});
}

TEST_CASE("quotes hold separators, quotes and ends of lines") {
  CHECK(names_in(header + "1;1;\"Rue \"\"du Pont\"\"; nord\";25434\n\"a\nb\";1;Grande Rue;25434\n") ==
        std::vector<std::string>{"Grande Rue", "Rue \"du Pont\"; nord"});
}

TEST_CASE("blanks before, behind and doubled are taken out of a name") {
  CHECK(names_in(header + "1;1;  Grande \t Rue\u00a0;25434\n2;1;Grande Rue;25434\n") ==
        std::vector<std::string>{"Grande Rue"});
}

TEST_CASE("what is wrong with a file of addresses is said with its line") {
  CHECK(says(csv_refusal(""), "line 1 must name the columns"));
  CHECK(says(csv_refusal("nom_voie,code_insee\n"), "line 1 must name the columns"));
  CHECK(says(csv_refusal("nom_voie;code_insee;nom_voie\n"), "nom_voie once"));
  CHECK(says(csv_refusal("nom_voie\nGrande Rue\n"), "code_insee once"));
  CHECK(says(csv_refusal(header), "no address of 25434"));
  CHECK(says(csv_refusal(header + "1;1;Rue Basse;25056\n"), "no address of 25434"));
  CHECK(says(csv_refusal(header + "1;1;Rue Basse;25434\n2;1;Grande Rue\n"), "line 3: 3 fields"));
  CHECK(says(csv_refusal(header + "1;1;Rue;Basse;25434\n"), "line 2: 5 fields"));
  CHECK(says(csv_refusal(header + "1;1; ;25434\n"), "line 2: nom_voie is empty"));
  CHECK(says(csv_refusal(header + "\"a\nb\";1;x;25434\n1;1;Rue\x07;25434\n"), "line 4: nom_voie is no name"));
  CHECK(says(csv_refusal(header + "1;1;Rue \xff;25434\n"), "line 2: nom_voie is no name"));
  CHECK(says(csv_refusal(header + "1;1;Rue \u202e;25434\n"), "line 2: nom_voie is no name"));
  CHECK(says(csv_refusal(header + "1;1;" + std::string(limits::text_bytes_max + 1, 'a') + ";25434\n"),
             "line 2: nom_voie is no name"));
}

TEST_CASE("quotes that nothing closes, or where none may be, end the reading at once") {
  CHECK(says(csv_refusal(header + "1;1;\"Grande Rue;25434\n2;2;Rue Basse;25434\n"),
             "line 2: a quote is opened"));
  std::string endless = header + "1;1;\"";
  endless.append(10'000'000, 'a');
  CHECK(says(csv_refusal(endless), "line 2: a quote is opened"));
  CHECK(says(csv_refusal(header + "1;1;\"Grande\" Rue;25434\n"), "line 2: after a closing quote"));
  CHECK(says(csv_refusal(header + "1;1;Grande \"Rue\";25434\n"), "line 2: a quote inside a field"));
  CHECK(says(csv_refusal(header + "1;1;" + std::string(1'000'000, ';')), "line 2: "));
  CHECK(says(csv_refusal(header + "1;1;" + std::string(1'000'000, 'a')), "line 2: too long"));
}

TEST_CASE("more streets than a list holds, or more than fit a document, are said with their number") {
  auto many = [](std::size_t count, std::size_t length) {
    std::string csv = header;
    for (std::size_t n = 0; n < count; ++n)
      csv += "1;1;Rue " + std::to_string(10'000 + n) + std::string(length, 'a') + ";25434\n";
    return csv;
  };
  CHECK(streets_in(many(wire::streets_max, 1)).has_value());
  CHECK(says(csv_refusal(many(wire::streets_max + 1, 1)), "3073 streets, and a list holds at most 3072"));
  CHECK(says(csv_refusal(many(2000, 80)), "2000 streets make "));
}

TEST_CASE("a map has every ring of its polygons, by sector, in millionths, none closed twice") {
  const auto hole = "[[6.1465,47.1062],[6.147,47.1062],[6.147,47.1064],[6.1465,47.1062]]";
  auto map = map_in(collection(
      feature("[[" + triangle + "," + hole + "],[" + triangle + "]]", "{\"sector\":2}", "MultiPolygon") +
      "," + feature("[" + triangle + "]", "{\"name\":\"Ornans\"}") + "," +
      feature("[" + triangle + "]", "null")));
  REQUIRE(map);
  REQUIRE(map->rings.size() == 5);
  std::vector<SectorId> sectors;
  for (const auto& ring : map->rings) sectors.push_back(ring.sector);
  CHECK(sectors == std::vector<SectorId>{0, 0, 2, 2, 2});
  CHECK(wire::points_of(map->rings[0]) == std::vector<wire::MapPoint>{{47'106'000, 6'146'000},
                                                                      {47'106'000, 6'148'000},
                                                                      {47'107'000, 6'148'000}});
  CHECK(wire::points_of(map->rings[3]).size() == 3);
}

TEST_CASE("points that are one at a millionth of a degree are one, and a height is left out") {
  auto map =
      map_in(collection(feature("[[[6.146,47.106,350],[6.1460000001,47.106],[6.148,47.106],[6.148,47.107],"
                                "[6.1460000002,47.1060000001],[6.146,47.106,350]]]")));
  REQUIRE(map);
  CHECK(wire::points_of(map->rings[0]).size() == 3);
}

TEST_CASE("what is wrong with a map is said with its feature") {
  CHECK(says(map_refusal(""), "not JSON"));
  CHECK(says(map_refusal("{\"type\":\"FeatureCollection\",\"features\":[NaN]}"), "not JSON"));
  CHECK(says(map_refusal(collection(feature("[[[6.1,1e400]]]"))), "not JSON"));
  CHECK(says(map_refusal(std::string(1'000'000, '[')), "not JSON"));
  CHECK(says(map_refusal(std::string(100'000, '[') + std::string(100'000, ']')), "FeatureCollection"));
  CHECK(says(map_refusal(feature("[" + triangle + "]")), "FeatureCollection"));
  CHECK(says(map_refusal("[]"), "FeatureCollection"));
  CHECK(says(map_refusal("{\"type\":[\"FeatureCollection\"]}"), "FeatureCollection"));
  CHECK(says(map_refusal(collection("")), "no features"));
  CHECK(says(map_refusal("{\"type\":\"FeatureCollection\",\"features\":{}}"), "no features"));
  CHECK(says(map_refusal("{\"type\":\"FeatureCollection\",\"crs\":{\"name\":\"EPSG:2154\"},\"features\":[]}"),
             "another than WGS 84"));
  const auto good = feature("[" + triangle + "]");
  CHECK(says(map_refusal(collection(good + ",7")), "feature 2: its type"));
  CHECK(says(map_refusal(collection(feature(corner, "{}", "Point"))), "feature 1: its geometry must be"));
  CHECK(says(map_refusal(collection("{\"type\":\"Feature\",\"geometry\":null}")),
             "feature 1: its geometry must be"));
  CHECK(says(map_refusal(collection(feature("[]"))), "feature 1: its coordinates"));
  CHECK(says(map_refusal(collection(feature("{}"))), "feature 1: its coordinates"));
  CHECK(says(map_refusal(collection(feature(triangle))), "feature 1: a ring has four"));  // a level too few
  CHECK(says(map_refusal(collection(feature("[[" + triangle + "]]"))), "feature 1: "));   // a level too many
  CHECK(says(map_refusal(collection(feature("[" + triangle + "]", "{\"sector\":1}", "MultiPolygon"))),
             "feature 1: "));
  CHECK(says(map_refusal(collection(feature("[7]"))), "feature 1: a ring has four"));
  CHECK(says(map_refusal(collection(feature("[[" + corner + "," + east + "," + corner + "]]"))),
             "four positions"));
  CHECK(says(map_refusal(collection(feature("[[" + corner + "," + east + "," + north + "," + east + "]]"))),
             "ends where it begins"));
  CHECK(
      says(map_refusal(collection(feature("[[" + corner + "," + corner + "," + east + "," + corner + "]]"))),
           "fewer than three points"));
  CHECK(says(map_refusal(collection(feature("[[[6,47],[\"6\",47],[6,48],[6,47]]]"))), "a position is"));
  CHECK(says(map_refusal(collection(feature("[[[6],[6,47],[6,48],[6]]]"))), "a position is"));
  for (const auto* far : {"[1e308,47]", "[6,-1e308]", "[190,47]", "[6,91]", "[942000,6680000]"})
    CHECK(says(map_refusal(collection(
                   feature("[[" + std::string(far) + "," + corner + "," + east + "," + far + "]]"))),
               "not on the earth"));
}

TEST_CASE("a sector is a number from 1 to 999") {
  for (const auto* sector : {"1000", "-1", "1.5", "\"1\"", "true", "[1]", "18446744073709551617"})
    CHECK(says(
        map_refusal(collection(feature("[" + triangle + "]", "{\"sector\":" + std::string(sector) + "}"))),
        "feature 1: its property `sector`"));
  CHECK(says(map_refusal(collection(feature("[" + triangle + "]", "[]"))), "feature 1: its properties"));
  CHECK(map_in(collection(feature("[" + triangle + "]", "{\"sector\":999}")))->rings[0].sector == 999);
  CHECK(map_in(collection(feature("[" + triangle + "]", "{\"sector\":0}")))->rings[0].sector == 0);
  CHECK(map_in(collection(feature("[" + triangle + "]", "{\"sector\":null}")))->rings[0].sector == 0);
}

TEST_CASE("a map that is too large says how large, and what to do") {
  CHECK(map_in(collection(feature("[" + ring_of(4096) + "]"))).has_value());
  auto ring = map_refusal(collection(feature("[" + ring_of(70'000) + "]")));
  CHECK(says(ring, "feature 1: a ring of 70000 points"));
  CHECK(says(ring, "simplify"));
  std::string rings;
  for (int n = 0; n < 20; ++n) rings += (n == 0 ? "" : ",") + ring_of(3500);
  auto whole = map_refusal(collection(feature("[" + rings + "]")));
  CHECK(says(whole, "70000 points make 560"));
  CHECK(says(whole, "simplify"));
  std::string small;
  for (int n = 0; n < 1025; ++n) small += (n == 0 ? "" : ",") + triangle;
  CHECK(says(map_refusal(collection(feature("[" + small + "]"))), "1025 rings"));
}

TEST_CASE("a charter takes up a list and a map of its own commune and sectors, and keeps those before") {
  wire::Charter charter, before;
  charter.commune = before.commune = ornans;
  charter.sectors = before.sectors = {{1, "Centre"}, {2, "Gare"}};
  before.street_list.bytes.fill(1);
  before.sector_map.bytes.fill(2);
  CharterWish wish;
  SECTION("what the one before named goes on") {
    REQUIRE(fill_places(wish, &before, charter));
    CHECK(charter.street_list == before.street_list);
    CHECK(charter.sector_map == before.sector_map);
  }
  SECTION("unless it is dropped") {
    wish.no_streets = wish.no_map = true;
    REQUIRE(fill_places(wish, &before, charter));
    CHECK(charter.street_list.is_zero());
    CHECK(charter.sector_map.is_zero());
  }
  SECTION("a map is not kept past the sectors that it shows") {
    charter.sectors.pop_back();
    CHECK(says(fill_places(wish, &before, charter).error().detail,
               "the sector 2 of the charter before is left out"));
    wish.no_map = true;
    CHECK(fill_places(wish, &before, charter).has_value());
  }
}

TEST_CASE("a street is found without regard to accents, case and hyphens") {
  const wire::StreetList list{ornans,
                              {{"Chemin des Prés"},
                               {"Grande Rue"},
                               {"Grande Rue Basse"},
                               {"Rue Basse"},
                               {"Rue Saint-Laurent"},
                               {"Rue basse"}}};
  CHECK(find_street(list, "grande rue") == 1);
  CHECK(find_street(list, "CHEMIN DES PRES") == 0);
  CHECK(find_street(list, "rue st laurent") == 4);
  CHECK(find_street(list, "Rue basse") == 5);  // as it stands
  const auto several = find_street(list, "RUE BASSE");
  CHECK(several.error().code == Errc::conflict);
  CHECK(says(several.error().detail, "Rue Basse (3), Rue basse (5)"));
  const auto unknown = find_street(list, "Grand Rue");
  CHECK(unknown.error().code == Errc::not_found);
  CHECK(says(unknown.error().detail, "near it: Grande Rue (1)"));
  CHECK(says(refusal(find_street(list, "Basse")), "Grande Rue Basse (2)"));
  CHECK_FALSE(says(refusal(find_street(list, "Boulevard Haussmann")), "near it"));
  CHECK_FALSE(says(refusal(find_street(list, "  ")), "near it"));
}

TEST_CASE("a street is said by its name or its position, and needs a list for its name") {
  const wire::StreetList list{ornans, {{"Grande Rue"}, {"Rue Basse"}}};
  SeenWish wish;
  client::Observation seen;
  REQUIRE(place_street(wish, nullptr, seen));
  CHECK(seen.place.kind == wire::PlaceKind::sector);
  wish.street = "rue basse";
  wish.number = 12;
  REQUIRE(place_street(wish, &list, seen));
  CHECK(seen.place.kind == wire::PlaceKind::street);
  CHECK(seen.place.street == 1);
  CHECK(seen.place.number == 12);
  CHECK(says(place_street(wish, nullptr, seen).error().detail, "no list of the commune's streets"));
  wish.street = "7";
  REQUIRE(place_street(wish, nullptr, seen));
  CHECK(seen.place.street == 7);
  CHECK(says(place_street(wish, &list, seen).error().detail, "ends at 1"));
  wish.street = "65536";
  CHECK_FALSE(place_street(wish, nullptr, seen).has_value());
}
