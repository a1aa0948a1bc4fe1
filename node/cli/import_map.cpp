// `tocsin mairie import-map`: from GeoJSON (RFC 7946) to the outlines of the commune's sectors.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <cmath>
#include <fstream>
#include <memory>
#include <nlohmann/json.hpp>
#include <set>
#include <sstream>

#include "node/cli/device.h"
#include "node/cli/locality.h"
#include "node/communes/communes.h"
#include "protocol/limits.h"

namespace tocsin::node::cli {
namespace {

using json = nlohmann::json;

constexpr std::size_t file_bytes_max = 64 * 1024 * 1024;
constexpr const char* simplify =
    ": simplify the outlines (`mapshaper IN -simplify 10% -o OUT`, or QGIS) and import again";

std::string type_of(const json& object) {
  const auto found = object.is_object() ? object.find("type") : object.end();
  return object.is_object() && found != object.end() && found->is_string() ? found->get<std::string>() : "";
}
const json* member(const json& object, const char* name) {
  const auto found = object.find(name);
  return found == object.end() || found->is_null() ? nullptr : &*found;
}

// Reads features one after another; every error says of which one, from 1.
class MapReader {
 public:
  explicit MapReader(const Insee& commune) : map_{commune, {}} {}
  Status feature(const json& each) {
    ++number_;
    if (type_of(each) != "Feature") return wrong("its type must be Feature");
    SectorId sector = 0;
    if (auto read = read_sector(each, sector); !read) return read;
    const auto* geometry = member(each, "geometry");
    const auto type = geometry == nullptr ? "" : type_of(*geometry);
    if (type != "Polygon" && type != "MultiPolygon")
      return wrong("its geometry must be a Polygon or a MultiPolygon" +
                   (type.empty() ? "" : ", and is a " + type));
    const auto* coordinates = member(*geometry, "coordinates");
    if (coordinates == nullptr || !coordinates->is_array() || coordinates->empty())
      return wrong("its coordinates must be a list of rings");
    if (type == "Polygon") return polygon(*coordinates, sector);
    for (const auto& part : *coordinates)
      if (auto read = polygon(part, sector); !read) return read;
    return {};
  }
  Result<wire::SectorMap> finished() && {
    if (map_.rings.size() > wire::rings_max)
      return fail(Errc::too_large, std::to_string(map_.rings.size()) + " rings, and a map holds at most " +
                                       std::to_string(wire::rings_max) + simplify);
    std::stable_sort(map_.rings.begin(), map_.rings.end(),
                     [](const wire::Ring& a, const wire::Ring& b) { return a.sector < b.sector; });
    if (auto checked = wire::check(map_); !checked) return tl::unexpected<Error>(checked.error());
    if (const auto bytes = wire::encode(map_).size(); bytes > limits::document_bytes_max)
      return fail(Errc::too_large, std::to_string(points_) + " points make " + std::to_string(bytes) +
                                       " bytes, and a document holds at most " +
                                       std::to_string(limits::document_bytes_max) + simplify);
    return std::move(map_);
  }

 private:
  tl::unexpected<Error> wrong(const std::string& what, Errc code = Errc::malformed) const {
    return fail(code, "feature " + std::to_string(number_) + ": " + what);
  }
  Status read_sector(const json& each, SectorId& sector) const {
    const auto* properties = member(each, "properties");
    if (properties == nullptr) return {};
    if (!properties->is_object()) return wrong("its properties must be an object");
    const auto* given = member(*properties, "sector");
    if (given == nullptr) return {};
    if (!given->is_number_unsigned() || given->get<std::uint64_t>() > 999)
      return wrong(
          "its property `sector` must be a number from 1 to 999, or 0 for the commune's own outline");
    sector = given->get<SectorId>();
    return {};
  }
  Status polygon(const json& rings, SectorId sector) {
    if (!rings.is_array() || rings.empty()) return wrong("a polygon is a list of rings");
    for (const auto& ring : rings)
      if (auto read = add(ring, sector); !read) return read;
    return {};
  }
  Status add(const json& positions, SectorId sector) {
    if (!positions.is_array() || positions.size() < 4) return wrong("a ring has four positions or more");
    std::vector<wire::MapPoint> points;
    for (const auto& position : positions) {
      auto point = point_of(position);
      if (!point) return tl::unexpected<Error>(point.error());
      if (points.empty() || !(points.back() == *point)) points.push_back(*point);
    }
    if (positions.front() != positions.back())
      return wrong("a ring ends where it begins: its last position is another");
    while (points.size() > 1 && points.front() == points.back()) points.pop_back();
    if (points.size() < 3) return wrong("a ring has fewer than three points a millionth of a degree apart");
    if (points.size() > wire::ring_points_max)
      return wrong("a ring of " + std::to_string(points.size()) + " points, and one has at most " +
                       std::to_string(wire::ring_points_max) + simplify,
                   Errc::too_large);
    points_ += points.size();
    map_.rings.push_back({sector, wire::pack(points)});
    return {};
  }
  // [longitude, latitude] in degrees; a height may follow.
  Result<wire::MapPoint> point_of(const json& position) const {
    const bool numbers =
        position.is_array() && (position.size() == 2 || position.size() == 3) &&
        std::all_of(position.begin(), position.end(), [](const json& n) { return n.is_number(); });
    if (!numbers) return wrong("a position is [longitude, latitude], two numbers in degrees");
    const auto longitude = position[0].get<double>(), latitude = position[1].get<double>();
    if (!(std::abs(longitude) <= 180) || !(std::abs(latitude) <= 90))
      return wrong("a position " + position.dump() +
                   " is not on the earth: coordinates are [longitude, latitude] in degrees, WGS 84");
    const auto millionths = [](double degrees) {
      return static_cast<std::int32_t>(std::lround(degrees * 1e6));
    };
    return wire::MapPoint{millionths(latitude), millionths(longitude)};
  }

  wire::SectorMap map_;
  std::size_t number_ = 0, points_ = 0;
};

Result<std::string> whole(const Path& file) {
  std::ifstream in(file, std::ios::binary);
  std::error_code error;
  const auto bytes = std::filesystem::file_size(file, error);
  if (!in || error) return fail(Errc::not_found, "no such file, or it cannot be read");
  if (bytes > file_bytes_max)
    return fail(Errc::too_large, std::to_string(bytes) + " bytes, and at most " +
                                     std::to_string(file_bytes_max) + " are read" + simplify);
  std::ostringstream text;
  text << in.rdbuf();
  return std::move(text).str();
}

struct ImportWish {
  Path file, out;
  std::string insee;
};

int import_map(const Context& context, const ImportWish& wish) {
  auto insee = parse_insee(wish.insee);
  if (!insee || !communes::find(*insee))
    return misuse(context, "--insee " + wish.insee + ": there is no commune with this code");
  auto text = whole(wish.file);
  auto map = text ? read_map(*text, *insee) : tl::unexpected<Error>(text.error());
  if (!map) return context.out.failed({map.error().code, wish.file.string() + ": " + map.error().detail});
  const auto out = wish.out.empty() ? Path(wish.insee + ".map") : wish.out;
  const auto document = seal::draft(*map);
  if (auto written = write_document(out, document); !written) return context.out.failed(written.error());
  std::size_t points = 0;
  std::set<SectorId> sectors;
  for (const auto& ring : map->rings) {
    points += wire::points_of(ring).size();
    if (ring.sector != 0) sectors.insert(ring.sector);
  }
  context.out.good(std::to_string(sectors.size()) + (sectors.size() == 1 ? " sector, " : " sectors, ") +
                   std::to_string(map->rings.size()) + (map->rings.size() == 1 ? " ring, " : " rings, ") +
                   std::to_string(points) + " points of " + wish.insee + ": " + out.string());
  context.out.talk("Next: `tocsin mairie init … --map " + out.string() +
                   "` names it in the charter; once that is handed in, `tocsin node import " + out.string() +
                   "`.");
  List listed;
  for (auto sector : sectors) listed.push_back(unsigned{sector});
  return context.out.done({{"commune", wish.insee},
                           {"sectors", listed},
                           {"outline", map->rings.front().sector == 0},
                           {"rings", std::uint64_t{map->rings.size()}},
                           {"points", std::uint64_t{points}},
                           {"bytes", std::uint64_t{document.bytes.size()}},
                           {"hash", to_hex(seal::document_hash(document).view())},
                           {"file", out.string()}},
                          {});
}

}  // namespace

Result<wire::SectorMap> read_map(std::string_view geojson, const Insee& commune) {
  const auto root = json::parse(geojson, nullptr, false);
  if (root.is_discarded()) return fail(Errc::malformed, "this is not JSON, or not all of it");
  if (type_of(root) != "FeatureCollection")
    return fail(Errc::malformed, "this is not a GeoJSON FeatureCollection (RFC 7946)");
  if (member(root, "crs") != nullptr && member(root, "crs")->dump().find("CRS84") == std::string::npos)
    return fail(Errc::malformed,
                "its `crs` is another than WGS 84: export it in longitude and latitude (RFC 7946)");
  const auto* features = member(root, "features");
  if (features == nullptr || !features->is_array() || features->empty())
    return fail(Errc::malformed, "it has no features");
  MapReader reader(commune);
  for (const auto& each : *features)
    if (auto read = reader.feature(each); !read) return tl::unexpected<Error>(read.error());
  return std::move(reader).finished();
}

void add_import_map(CLI::App& mairie, Context& context) {
  auto& command = add_command(mairie, "import-map", "make the map of the sectors of a GeoJSON file",
                              "  tocsin mairie import-map ornans.geojson --insee 25434\n"
                              "  tocsin mairie import-map ornans.geojson --insee 25434 --out ornans.map");
  auto wish = std::make_shared<ImportWish>();
  command
      .add_option("file", wish->file,
                  "GeoJSON of polygons; their property `sector` is a sector's number, none or 0 the "
                  "commune's outline")
      ->required();
  command.add_option("--insee", wish->insee, "the commune's INSEE code")->required();
  command.add_option("--out", wish->out, "map to write; default CODE.map");
  on_run(command, context, [&context, wish] { return import_map(context, *wish); });
}

}  // namespace tocsin::node::cli
