// What a charter says of the commune's places: the names of its street list and of the map of its sectors.
#include <algorithm>

#include "node/cli/locality.h"

namespace tocsin::node::cli {
namespace {

Status check_sectors(const Path& file, const wire::SectorMap& map, const wire::Charter& charter) {
  for (const auto& ring : map.rings) {
    const auto is_its = [&](const wire::Sector& sector) { return sector.id == ring.sector; };
    if (ring.sector == 0 || std::any_of(charter.sectors.begin(), charter.sectors.end(), is_its)) continue;
    return fail(Errc::configuration, "--map " + file.string() + " shows the sector " +
                                         std::to_string(ring.sector) +
                                         ", and the charter has none of this number: give it by --sector " +
                                         std::to_string(ring.sector) + "=NAME, or import another map");
  }
  return {};
}

Result<wire::SignedDocument> read_place(const Path& file, const wire::Charter& charter,
                                        wire::DocumentType type, const char* made_by) {
  auto document = read_document(file);
  if (!document) return document;
  if (document->type != type)
    return fail(Errc::malformed, file.string() + " is not what `tocsin mairie " + made_by + "` writes");
  const auto commune =
      type == wire::DocumentType::street_list
          ? wire::decode<wire::StreetList>(document->bytes).map([](const auto& l) { return l.commune; })
          : wire::decode<wire::SectorMap>(document->bytes).map([](const auto& m) { return m.commune; });
  if (!commune) return fail(commune.error().code, file.string() + ": " + commune.error().detail);
  if (*commune != charter.commune)
    return fail(Errc::configuration, file.string() + " is of " + to_string(*commune) + ", the charter of " +
                                         to_string(charter.commune));
  return document;
}

// A map that is kept unseen may show a sector that this charter leaves out.
Status keep_map(const wire::Charter& before, wire::Charter& charter) {
  for (const auto& was : before.sectors) {
    const auto is_it = [&](const wire::Sector& sector) { return sector.id == was.id; };
    if (before.sector_map.is_zero() || std::any_of(charter.sectors.begin(), charter.sectors.end(), is_it))
      continue;
    return fail(Errc::configuration,
                "the sector " + std::to_string(was.id) +
                    " of the charter before is left out, and its map may show it: give --map FILE "
                    "with a map of today's sectors, or --no-map");
  }
  charter.sector_map = before.sector_map;
  return {};
}

}  // namespace

Status fill_places(const CharterWish& wish, const wire::Charter* before, wire::Charter& charter) {
  if (!wish.streets.empty()) {
    auto list = read_place(wish.streets, charter, wire::DocumentType::street_list, "import-streets");
    if (!list) return tl::unexpected<Error>(list.error());
    charter.street_list = seal::document_hash(*list);
  } else if (before != nullptr && !wish.no_streets) {
    charter.street_list = before->street_list;
  }
  if (!wish.map.empty()) {
    auto map = read_place(wish.map, charter, wire::DocumentType::sector_map, "import-map");
    if (!map) return tl::unexpected<Error>(map.error());
    charter.sector_map = seal::document_hash(*map);
    return check_sectors(wish.map, *wire::decode<wire::SectorMap>(map->bytes), charter);
  }
  return before != nullptr && !wish.no_map ? keep_map(*before, charter) : Status{};
}

}  // namespace tocsin::node::cli
