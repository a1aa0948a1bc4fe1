// The audit log: every document, acceptance, refusal, opening, disclosure, erasure, key event and restart is
// a leaf of one Merkle tree. Events and their salts lie beside it and go after a year; the tree stays
// verifiable.
#pragma once
#include <string>

#include "node/core/context.h"

namespace tocsin::node {

// Append only, never renumber. `governance` ones are open to the mairie's view.
enum class LogKind : std::uint8_t {
  document = 1,  // event: type u16 ‖ document hash
  receipt =
      2,  // event: header hash ‖ state ‖ code ‖ rule ‖ refusal ‖ number u32 ‖ command hash ‖ officer key id
  consultation = 3,  // event: header hash ‖ reason ‖ officer key id ‖ command hash ‖ signed request
  command = 4,  // event: verb ‖ signer key id ‖ command hash ‖ outcome ‖ rule ‖ signed request (post)
  equivocation = 5,   // event: alert id ‖ first header hash ‖ second
  erasure = 6,        // event: header hash
  restart = 7,        // event: nothing
  keys = 8,           // event: number u32 of keys destroyed
  combination = 9,    // event: header hash ‖ count u32 (R11's lookups that found something)
  drift = 10,         // event: rule u8 ‖ header hash (R10-R14) or officer key id (R36)
  overdue = 11,       // event: review id
  confirmation = 12,  // event: header hash ‖ by (1 the post's call, 2 the referent's device) ‖ signer
  disclosure = 13,  // event: header hash ‖ reason ‖ officer key id ‖ command hash ‖ recipient's text (R30)
  grouping = 14,   // event: reason ‖ officer key id ‖ command hash ‖ header hashes (R31)
  roll_over = 15,  // event: header hash ‖ cause ‖ supervising post (R29, R30, R34)
};
bool is_governance(LogKind kind);

// The signed request beside an officer's act is whole: a post's node signs receipts of acts by itself, and an
// auditor who finds none beside a receipt knows that no officer acted (protocol/README.md, "Audit log").

// The new leaf's index. The event is kept for a year.
std::uint64_t append_log(Turn& turn, LogKind kind, ByteView event);
std::uint64_t log_size(Turn& turn);
// C2SP signed note over the tree as it stands; its origin is this node's name.
std::string checkpoint(Turn& turn);
// "tocsin/25434" or "tocsin/P25-014".
std::string log_origin(Turn& turn);

}  // namespace tocsin::node
