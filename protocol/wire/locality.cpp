#include "protocol/wire/locality.h"

#include <algorithm>

#include "check.hpp"
#include "fields.hpp"
#include "protocol/bytes.h"
#include "protocol/limits.h"
#include "protocol/wire/documents.capnp.h"
#include "protocol/wire/text.h"

namespace tocsin::wire {
namespace {

constexpr std::size_t point_bytes = 8;

std::int32_t coordinate(ByteView bytes, std::size_t at) {
  std::uint32_t value = 0;
  for (std::size_t i = 4; i-- > 0;) value = value << 8 | bytes[at + i];
  return static_cast<std::int32_t>(value);
}

void append(Bytes& to, std::int32_t coordinate) {
  const auto value = static_cast<std::uint32_t>(coordinate);
  for (int shift = 0; shift < 32; shift += 8) to.push_back(static_cast<std::uint8_t>(value >> shift));
}

bool on_earth(const MapPoint& point) {
  return std::abs(static_cast<std::int64_t>(point.latitude_udeg)) <= 90'000'000 &&
         std::abs(static_cast<std::int64_t>(point.longitude_udeg)) <= 180'000'000;
}

}  // namespace

Bytes pack(std::span<const MapPoint> points) {
  Bytes bytes;
  for (const auto& point : points) append(bytes, point.latitude_udeg), append(bytes, point.longitude_udeg);
  return bytes;
}

std::vector<MapPoint> points_of(const Ring& ring) {
  std::vector<MapPoint> points;
  for (std::size_t at = 0; at + point_bytes <= ring.points.size(); at += point_bytes)
    points.push_back({coordinate(ring.points, at), coordinate(ring.points, at + 4)});
  return points;
}

Status check(const StreetList& list) {
  Check is("street_list");
  is.commune(list.commune, "commune");
  is.that(!list.streets.empty(), "streets", "none");
  is.that(list.streets.size() <= streets_max, "streets", "too many");
  for (const auto& street : list.streets)
    is.that(!street.name.empty() && is_text(street.name), "streets.name", "not a name");
  is.that(std::adjacent_find(list.streets.begin(), list.streets.end(),
                             [](const Street& a, const Street& b) { return !(a.name < b.name); }) ==
              list.streets.end(),
          "streets", "not ascending, or one twice");
  return std::move(is).result();
}

Status check(const SectorMap& map) {
  Check is("sector_map");
  is.commune(map.commune, "commune");
  is.that(!map.rings.empty(), "rings", "none");
  is.that(map.rings.size() <= rings_max, "rings", "too many");
  is.that(std::is_sorted(map.rings.begin(), map.rings.end(),
                         [](const Ring& a, const Ring& b) { return a.sector < b.sector; }),
          "rings", "not ascending by sector");
  for (const auto& ring : map.rings) {
    if (ring.sector != 0) is.sector(ring.sector, "rings.sector");
    const auto size = ring.points.size();
    is.that(size % point_bytes == 0 && size >= 3 * point_bytes && size <= ring_points_max * point_bytes,
            "rings.points", "not 3 ... 4096 points of 8 bytes");
    const auto points = points_of(ring);
    is.that(std::all_of(points.begin(), points.end(), on_earth), "rings.points", "not on the earth");
    is.that(std::adjacent_find(points.begin(), points.end()) == points.end(), "rings.points",
            "a point twice in a row");
    is.that(points.empty() || points.front() != points.back(), "rings.points", "the first again at the end");
  }
  return std::move(is).result();
}

template <class Fields>
void describe(Fields& f, typename Fields::template Seen<Street>& v) {
  f.text("name", v.name);
}
template <class Fields>
void describe(Fields& f, typename Fields::template Seen<StreetList>& v) {
  f.bytes("commune", v.commune);
  f.list("streets", v.streets);
}
template <class Fields>
void describe(Fields& f, typename Fields::template Seen<Ring>& v) {
  f.number("sector", v.sector);
  f.blob("points", v.points);
}
template <class Fields>
void describe(Fields& f, typename Fields::template Seen<SectorMap>& v) {
  f.bytes("commune", v.commune);
  f.list("rings", v.rings);
}

TOCSIN_DOCUMENT(StreetList, "street_list")
TOCSIN_DOCUMENT(SectorMap, "sector_map")

}  // namespace tocsin::wire
