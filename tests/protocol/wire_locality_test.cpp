// A commune's streets and the outlines of its sectors: their order, their bounds, and what fits a document.
#include <catch2/catch.hpp>

#include "protocol/limits.h"
#include "protocol/wire/locality.h"
#include "wire_blamed.hpp"

using namespace tocsin;
using namespace tocsin::wire;

namespace {

using test::blamed;

template <class Change>
std::string list_blames(Change change) {
  return blamed<StreetList>("street_list", change);
}
template <class Change>
std::string map_blames(Change change) {
  return blamed<SectorMap>("sector_map", change);
}

TEST_CASE("Streets are named, ascend and stand once") {
  CHECK(list_blames([](auto&) {}).empty());
  CHECK(list_blames([](auto& l) { l.commune = {}; }) == "street_list.commune");
  CHECK(list_blames([](auto& l) { l.streets.clear(); }) == "street_list.streets");
  CHECK(list_blames([](auto& l) { std::swap(l.streets[0], l.streets[1]); }) == "street_list.streets");
  CHECK(list_blames([](auto& l) { l.streets[1] = l.streets[0]; }) == "street_list.streets");
  CHECK(list_blames([](auto& l) { l.streets[0].name.clear(); }) == "street_list.streets.name");
  CHECK(list_blames([](auto& l) { l.streets[0].name = "Rue\nBasse"; }) == "street_list.streets.name");
  CHECK(list_blames([](auto& l) { l.streets.assign(streets_max + 1, {"Rue"}); }) == "street_list.streets");
}

TEST_CASE("As many streets as a list holds fit a document, with names as long as they are on average") {
  StreetList list{*parse_insee("69123"), {}};
  for (std::size_t i = 0; i < streets_max; ++i) {
    std::string number = std::to_string(10'000 + i);
    list.streets.push_back({"Rue du Bois " + number});
  }
  REQUIRE(check(list));
  CHECK(encode(list).size() <= limits::document_bytes_max);
  CHECK(decode<StreetList>(encode(list)) == list);
}

TEST_CASE("Rings ascend by sector and have three points at least, each on the earth, none twice in a row") {
  CHECK(map_blames([](auto&) {}).empty());
  CHECK(map_blames([](auto& m) { m.commune = {}; }) == "sector_map.commune");
  CHECK(map_blames([](auto& m) { m.rings.clear(); }) == "sector_map.rings");
  CHECK(map_blames([](auto& m) { m.rings[0].sector = 3; }) == "sector_map.rings");
  CHECK(map_blames([](auto& m) { m.rings.back().sector = 1000; }) == "sector_map.rings.sector");
  CHECK(map_blames([](auto& m) { m.rings[0].points.pop_back(); }) == "sector_map.rings.points");
  CHECK(map_blames([](auto& m) { m.rings[0].points.resize(16); }) == "sector_map.rings.points");
  CHECK(map_blames([](auto& m) { m.rings[0].points.resize(8 * (ring_points_max + 1)); }) ==
        "sector_map.rings.points");
  auto with = [](std::vector<MapPoint> points) {
    return map_blames([&](auto& m) { m.rings[0].points = pack(points); });
  };
  CHECK(with({{90'000'000, 180'000'000}, {-90'000'000, -180'000'000}, {0, 1}}).empty());
  CHECK(with({{90'000'001, 0}, {0, 0}, {0, 1}}) == "sector_map.rings.points");
  CHECK(with({{0, -180'000'001}, {0, 0}, {0, 1}}) == "sector_map.rings.points");
  CHECK(with({{0, 0}, {0, 0}, {0, 1}}) == "sector_map.rings.points");
  CHECK(with({{0, 0}, {0, 1}, {0, 0}}) == "sector_map.rings.points");
}

TEST_CASE("Points are written and read back, negative ones too") {
  const std::vector<MapPoint> points{{-21'340'000, -55'480'000}, {0, 0}, {47'120'000, 6'145'000}};
  CHECK(points_of(Ring{0, pack(points)}) == points);
}

}  // namespace
