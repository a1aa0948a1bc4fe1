// What a commune's charter names of its places: the streets that an alert may give by their index, and the
// outlines of its sectors. Public, signed by nobody: the charter's three signatures hold their names.
#pragma once
#include "protocol/wire/documents.h"

namespace tocsin::wire {

constexpr std::size_t streets_max = 3072;  // an alert's index is below; all of them fit a document
constexpr std::size_t rings_max = 1024;
constexpr std::size_t ring_points_max = 4096;

struct Street {
  std::string name;
  bool operator==(const Street&) const = default;
};
struct StreetList {
  Insee commune;
  std::vector<Street>
      streets;  // at least one, ascending by the bytes of their names; together within a document
  bool operator==(const StreetList&) const = default;
};

struct MapPoint {
  std::int32_t latitude_udeg = 0, longitude_udeg = 0;  // millionths of a degree, WGS 84
  bool operator==(const MapPoint&) const = default;
};
// A closed line. What lies within an odd number of one sector's rings is that sector.
struct Ring {
  SectorId sector = 0;  // 0: the commune's own outline
  Bytes points;         // 3 … ring_points_max of 8 bytes; the first is not repeated at the end
  bool operator==(const Ring&) const = default;
};
struct SectorMap {
  Insee commune;
  std::vector<Ring> rings;  // 1 … rings_max, ascending by sector, a sector's in the order of the import
  bool operator==(const SectorMap&) const = default;
};
// Points of a ring and back. Precondition of the second: a checked map.
Bytes pack(std::span<const MapPoint> points);
std::vector<MapPoint> points_of(const Ring& ring);

Status check(const StreetList&);
Status check(const SectorMap&);
Bytes encode(const StreetList&);
Bytes encode(const SectorMap&);
template <>
Result<StreetList> decode<StreetList>(ByteView bytes);
template <>
Result<SectorMap> decode<SectorMap>(ByteView bytes);
template <>
constexpr DocumentType type_of<StreetList>() {
  return DocumentType::street_list;
}
template <>
constexpr DocumentType type_of<SectorMap>() {
  return DocumentType::sector_map;
}

}  // namespace tocsin::wire
