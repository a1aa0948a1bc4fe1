// What a charter names of its commune's places: the street list and the sector map. Taken in where a charter
// held here names them, by whatever way they come, and kept as long as one does. They carry no signature.
#pragma once
#include "node/core/roster.h"

namespace tocsin::node {

constexpr wire::DocumentType locality_types[] = {wire::DocumentType::street_list,
                                                 wire::DocumentType::sector_map};

wire::Reply accept_locality(Turn& turn, const wire::SignedDocument& document,
                            const std::optional<KeyId>& from);
// Asked when the charters of a commune have changed. Named is what the charter in force names, or one before
// it that is kept (whose alerts are still read), one that waits, or the other of the same number.
void drop_unnamed_localities(Turn& turn, const Insee& commune);
// Of each charter in force: whether what it names is here.
void add_locality_status(Turn& turn, wire::Reply& reply);

}  // namespace tocsin::node
