// From a commune's open data to the two documents that its charter names, and from a street's name, as people
// type it, to its position in the list.
#pragma once
#include <iosfwd>

#include "node/cli/mairie.h"
#include "node/cli/observation.h"
#include "protocol/wire/locality.h"

namespace tocsin::node::cli {

// The distinct street names of one commune in the national address base's file (Base Adresse Nationale:
// UTF-8, `;` between fields, a header). malformed names the line; not_found: no address of this commune is
// in it; too_large: more than a list, or a document, holds.
Result<wire::StreetList> read_streets(std::istream& file, const Insee& commune);
// The polygons of a GeoJSON file (RFC 7946); the property `sector` says whose each is, none or 0 the
// commune's own outline. malformed names the feature; too_large says by how much.
Result<wire::SectorMap> read_map(std::string_view geojson, const Insee& commune);

// What `--streets`, `--map` and their opposites say, and what the charter before said. configuration: the
// file is another commune's, or shows a sector that the charter has not.
Status fill_places(const CharterWish& wish, const wire::Charter* before, wire::Charter& charter);

// Without regard to accents, case and hyphens. conflict: several streets are meant by it; not_found: none is,
// and the nearest are named.
Result<std::uint16_t> find_street(const wire::StreetList& list, const std::string& typed);
// The place that `--street` means, by the list of the charter (nullptr: it has none, or it is not here).
Status place_street(const SeenWish& wish, const wire::StreetList* list, client::Observation& seen);

}  // namespace tocsin::node::cli
