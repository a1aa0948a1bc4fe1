// What became of parcels that came through a relay: what their recipient would have said on its own port, as
// a parcel of its own (ParcelKind::answers). It is answered by nothing; one that is lost is made again when
// its parcel comes again.
#pragma once
#include <span>
#include <vector>

#include "protocol/ids.h"
#include "protocol/result.h"

namespace tocsin::wire {

struct ParcelAnswer {
  enum class Kind : std::uint8_t {
    taken = 1,    // with the recipient's signed acknowledgement
    busy = 2,     // not kept; again no sooner than `retry_after_ms`
    refused = 3,  // not kept, and again changes nothing; `code` as on a mailbox's line (relay/README.md)
  };
  std::uint64_t sequence = 0;  // of the parcel
  Kind kind{};
  Signature acknowledgement;         // taken; else zero
  std::uint32_t retry_after_ms = 0;  // busy; else 0
  std::uint8_t code = 0;             // refused: 1 … 6; else 0
  bool operator==(const ParcelAnswer&) const = default;
};

// One answer: sequence u64 ‖ kind u8 ‖ what the kind says, filled up with zeros to 64 bytes.
constexpr std::size_t parcel_answer_bytes = 8 + 1 + 64;
constexpr std::size_t parcel_answers_max = 24;  // all of them in the smallest parcel

// Their number u8, 1 … parcel_answers_max (asserted), then one after another.
Bytes encode(std::span<const ParcelAnswer> answers);
// malformed: none or too many, another length than their number says, an unknown kind or code, anything but
// zeros after what it says.
Result<std::vector<ParcelAnswer>> decode_parcel_answers(ByteView bytes);

}  // namespace tocsin::wire
