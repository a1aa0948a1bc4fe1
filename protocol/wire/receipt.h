// A statement about one alert by one node: 128 canonical bytes, then its signature. It speaks only of its
// header hash.
#pragma once
#include <array>
#include <string_view>

#include "protocol/ids.h"
#include "protocol/result.h"
#include "protocol/time.h"
#include "protocol/vocabulary.h"

namespace tocsin::wire {

struct Receipt {
  AlertState state{};
  NodeKind issuer_kind{};
  std::uint8_t code = 0;     // ClosingCode when closed, else 0
  std::uint8_t rule = 0;     // rule number when held; when refused or violation, unless `refusal` says why
  std::uint8_t refusal = 0;  // Refusal when refused or violation for a reason of format, time or key, else 0
  bool clock_noted = false;  // accepted, but the device's clock is more than 5 min ahead: node time governs
  KeyId issuer;              // of the node's signing key
  Hash header_hash;
  std::uint32_t number = 0;  // from 1, rising per alert and issuer
  Instant at;
  std::uint64_t leaf = 0;  // index in the issuer's audit log
  Hash command;  // of the officer's signed request: set from `opened` on and when released, else zero

  bool operator==(const Receipt&) const = default;
};

// Why an alert was refused without a rule of the charter being at stake. Numbers are wire format.
enum class Refusal : std::uint8_t {
  none = 0,
  clock = 1,
  expired = 2,
  epoch = 3,
  equivocation = 4,
  unknown_charter = 5,
  undecipherable = 6,
  false_tag = 7,
  contradiction = 8,
};
Words words(Refusal);
std::string_view slug(Refusal);

constexpr std::size_t receipt_bytes = 128;
constexpr std::size_t signed_receipt_bytes = receipt_bytes + 64;
using ReceiptBytes = std::array<std::uint8_t, receipt_bytes>;

// True for the states that follow an officer's signed request and carry its hash.
bool follows_a_command(AlertState state);
// True if a node of that kind may sign that state; `refused` is both's.
bool may_sign(NodeKind kind, AlertState state);

// Ranges and which fields go with which state; the detail names the field.
Status check(const Receipt& receipt);
// Precondition: check holds (asserted).
ReceiptBytes encode(const Receipt& receipt);
// malformed when not the canonical 128 bytes or when check fails, such as a state that its issuer kind cannot
// sign. unsupported for another version. Whatever decodes, encodes to the same bytes again.
Result<Receipt> decode_receipt(ByteView bytes);

}  // namespace tocsin::wire
