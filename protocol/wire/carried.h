// Between a commune's node and the two posts that its alerts are sealed to: an alert that passes to the other
// post (R29, R30, R34), and what each post is told of the other's work. The commune carries both: posts have
// no line to each other.
#pragma once
#include <cstdint>

#include "protocol/ids.h"
#include "protocol/limits.h"
#include "protocol/result.h"
#include "protocol/wire/documents.h"
#include "protocol/wire/receipt.h"

namespace tocsin::wire {

// Why it passes: the numbers of policy::RollOver.
constexpr std::uint8_t carry_causes = 6;
constexpr std::uint8_t carry_held = 5;       // with the post's signed `held`
constexpr std::uint8_t carry_passed_on = 6;  // with the signed forward

struct Carried {
  Bytes envelope;           // limits::envelope_bytes
  Bytes accepted;           // the commune's signed receipt
  std::uint32_t flags = 0;  // of the commune's verdict (policy::flag)
  std::uint8_t cause = 0;   // 1 … carry_causes
  Bytes held;               // the first post's signed receipt with cause carry_held, else empty
  Bytes forward;            // the signed document with cause carry_passed_on, else empty
  bool operator==(const Carried&) const = default;
};
constexpr std::size_t carried_bytes_min = limits::envelope_bytes + signed_receipt_bytes + 4 + 1 + 4 + 4;
constexpr std::size_t forward_container_bytes_max = 1024;
constexpr std::size_t carried_bytes_max =
    carried_bytes_min + signed_receipt_bytes + forward_container_bytes_max;
// envelope ‖ accepted ‖ flags u32 ‖ cause u8 ‖ length u32 ‖ held ‖ length u32 ‖ forward. Precondition: what
// comes with the cause is there and nothing else (asserted).
Bytes encode(const Carried& carried);
Result<Carried> decode_carried(ByteView bytes);

// Which post has it in hand: the numbers of policy::Holder.
constexpr std::uint8_t holders = 2;
struct Elsewhere {
  AlertId alert;
  MandateId mandate;
  std::uint32_t order = 0;  // rising per alert, from 1: of two that overtook each other the later counts
  std::uint8_t cause = 0;   // why it passed, 1 … carry_causes
  std::uint8_t holder = 0;  // 0 nobody, 1 the charter's post, 2 its supervising post
  Bytes receipt;            // the other post's newest signed receipt; empty before its first
  bool operator==(const Elsewhere&) const = default;
};
constexpr std::size_t elsewhere_bytes = AlertId::size + MandateId::size + 4 + 1 + 1 + 4;
constexpr std::size_t elsewhere_with_receipt_bytes = elsewhere_bytes + signed_receipt_bytes;
// alert[16] ‖ mandate[16] ‖ order u32 ‖ cause u8 ‖ holder u8 ‖ length u32 ‖ receipt, or nothing.
Bytes encode(const Elsewhere& elsewhere);
Result<Elsewhere> decode_elsewhere(ByteView bytes);

}  // namespace tocsin::wire
