#include "node/core/locality.h"

#include <algorithm>

#include "node/core/keep.h"
#include "node/core/law.h"
#include "node/core/queries.h"
#include "node/core/tables.h"
#include "protocol/wire/locality.h"

namespace tocsin::node {
namespace {

using wire::DocumentType;
using wire::SignedDocument;

std::vector<wire::Charter> charters_held(Turn& turn, const Insee& commune) {
  std::vector<wire::Charter> held;
  for (const auto& document : stored_documents(turn, DocumentType::charter, commune.view()))
    if (auto charter = wire::decode<wire::Charter>(document.bytes)) held.push_back(std::move(*charter));
  if (auto waiting = waiting_charter(turn, commune)) held.push_back(std::move(waiting->charter));
  return held;
}

const Hash& named_by(const wire::Charter& charter, DocumentType type) {
  return type == DocumentType::street_list ? charter.street_list : charter.sector_map;
}

Bytes about(const Insee& commune, const Hash& name) {
  return ByteWriter().raw(commune).raw(name).take();
}

Result<Insee> commune_of(const SignedDocument& document) {
  if (document.type == DocumentType::street_list)
    return wire::decode<wire::StreetList>(document.bytes).map([](const auto& list) { return list.commune; });
  return wire::decode<wire::SectorMap>(document.bytes).map([](const auto& map) { return map.commune; });
}

Status verified(const SignedDocument& document, const wire::Charter& charter) {
  Status done;
  if (document.type == DocumentType::street_list) {
    if (auto list = seal::verify_street_list(document, charter); !list) done = tocsin::pass_on(list);
  } else if (auto map = seal::verify_sector_map(document, charter); !map) {
    done = tocsin::pass_on(map);
  }
  return done;
}

std::string file_of(DocumentType type, const std::string& commune) {
  return commune + (type == DocumentType::street_list ? ".streets" : ".map");
}

}  // namespace

wire::Reply accept_locality(Turn& turn, const SignedDocument& document, const std::optional<KeyId>& from) {
  auto commune = commune_of(document);
  if (!commune) return reply_of(turn, commune.error());
  if (!document.signatures.empty())
    return failed(turn, Errc::bad_signature,
                  "a " + std::string(slug(document.type)) +
                      " carries no signature: hand in the file that `tocsin mairie import-streets` or "
                      "`import-map` wrote");
  const auto name = seal::document_hash(document);
  if (is_held(turn, document, about(*commune, name))) return ok(turn);
  const auto held = charters_held(turn, *commune);
  const auto names_it = [&](const wire::Charter& charter) { return verified(document, charter).has_value(); };
  if (std::none_of(held.begin(), held.end(), names_it))
    return failed(turn, Errc::not_found,
                  "no charter of " + to_string(*commune) + " here names this " +
                      std::string(slug(document.type)) + ": hand in the charter that names it first");
  keep(turn, document, about(*commune, name));
  share(turn, document, from, &*commune);
  return ok(turn);
}

void drop_unnamed_localities(Turn& turn, const Insee& commune) {
  const auto held = charters_held(turn, commune);
  for (auto type : locality_types)
    for (const auto& document : stored_documents(turn, type, commune.view())) {
      const auto name = seal::document_hash(document);
      const auto names_it = [&](const wire::Charter& charter) { return named_by(charter, type) == name; };
      if (std::any_of(held.begin(), held.end(), names_it)) continue;
      turn.txn.erase(table::documents, document_key(type, about(commune, name)));
      recall(turn, document);
    }
}

void add_locality_status(Turn& turn, wire::Reply& reply) {
  for (const auto& here : charters(turn)) {
    const auto& commune = here->charter.commune;
    for (auto type : locality_types) {
      const auto& name = named_by(here->charter, type);
      const auto row = std::string(type == DocumentType::street_list ? "streets_" : "map_");
      if (name.is_zero())
        add_status(reply, row + to_string(commune), "none: the charter names none");
      else if (stored_document(turn, type, about(commune, name)))
        add_status(reply, row + to_string(commune), "here");
      else
        add_status(reply, row + to_string(commune),
                   "named by the charter, and not here: `tocsin node import " +
                       file_of(type, to_string(commune)) + "`");
    }
  }
}

}  // namespace tocsin::node
