// Documents that a node has seen named in another's list of revocations and does not hold: their names, as
// the content of a parcel (ParcelKind::lacking). The answer is the documents themselves, each a parcel.
#pragma once
#include <span>
#include <vector>

#include "protocol/ids.h"
#include "protocol/result.h"

namespace tocsin::wire {

constexpr std::size_t lacking_max = 1024;  // as many as a list holds

// Their number u16, then one after another. Precondition: 1 … lacking_max names, ascending, none twice
// (asserted).
Bytes encode(std::span<const Hash> names);
// malformed: anything else.
Result<std::vector<Hash>> decode_lacking(ByteView bytes);

}  // namespace tocsin::wire
