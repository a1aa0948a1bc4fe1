#include "protocol/wire/carried.h"

#include <cassert>

#include "check.hpp"
#include "protocol/bytes.h"

namespace tocsin::wire {
namespace {

Bytes copy(ByteView bytes) {
  return Bytes(bytes.begin(), bytes.end());
}

Status check(const Carried& carried) {
  Check is("carried");
  is.that(carried.envelope.size() == limits::envelope_bytes, "envelope", "not of its size");
  is.that(carried.accepted.size() == signed_receipt_bytes, "accepted", "not a signed receipt");
  is.that(carried.cause >= 1 && carried.cause <= carry_causes, "cause", "not in the list");
  is.that(carried.held.size() == (carried.cause == carry_held ? signed_receipt_bytes : 0), "held",
          "one signed receipt with a held alert, else nothing");
  is.that(carried.cause == carry_passed_on
              ? !carried.forward.empty() && carried.forward.size() <= forward_container_bytes_max
              : carried.forward.empty(),
          "forward", "one document with an alert that is passed on, else nothing");
  return std::move(is).result();
}

Status check(const Elsewhere& elsewhere) {
  Check is("elsewhere");
  is.set(elsewhere.alert, "alert");
  is.set(elsewhere.mandate, "mandate");
  is.that(elsewhere.order >= 1, "order", "counts from one");
  is.that(elsewhere.cause >= 1 && elsewhere.cause <= carry_causes, "cause", "not in the list");
  is.that(elsewhere.holder <= holders, "holder", "not in the list");
  is.that(elsewhere.receipt.empty() || elsewhere.receipt.size() == signed_receipt_bytes, "receipt",
          "neither a signed receipt nor nothing");
  return std::move(is).result();
}

}  // namespace

Bytes encode(const Carried& carried) {
  assert(check(carried));
  ByteWriter out;
  out.reserve(carried_bytes_max);
  out.raw(carried.envelope).raw(carried.accepted).u32(carried.flags).u8(carried.cause);
  return out.sized(carried.held).sized(carried.forward).take();
}

Result<Carried> decode_carried(ByteView bytes) {
  ByteReader in(bytes);
  Carried carried;
  carried.envelope = copy(in.raw(limits::envelope_bytes));
  carried.accepted = copy(in.raw(signed_receipt_bytes));
  carried.flags = in.u32();
  carried.cause = in.u8();
  carried.held = copy(in.sized());
  carried.forward = copy(in.sized());
  if (!in.finished()) return fail(Errc::malformed, "carried: cut short, or bytes after its end");
  if (auto ranges = check(carried); !ranges) return tl::unexpected<Error>(ranges.error());
  return carried;
}

Bytes encode(const Elsewhere& elsewhere) {
  assert(check(elsewhere));
  return ByteWriter()
      .raw(elsewhere.alert)
      .raw(elsewhere.mandate)
      .u32(elsewhere.order)
      .u8(elsewhere.cause)
      .u8(elsewhere.holder)
      .sized(elsewhere.receipt)
      .take();
}

Result<Elsewhere> decode_elsewhere(ByteView bytes) {
  ByteReader in(bytes);
  Elsewhere elsewhere;
  elsewhere.alert = in.id<AlertId>();
  elsewhere.mandate = in.id<MandateId>();
  elsewhere.order = in.u32();
  elsewhere.cause = in.u8();
  elsewhere.holder = in.u8();
  elsewhere.receipt = copy(in.sized());
  if (!in.finished()) return fail(Errc::malformed, "elsewhere: cut short, or bytes after its end");
  if (auto ranges = check(elsewhere); !ranges) return tl::unexpected<Error>(ranges.error());
  return elsewhere;
}

}  // namespace tocsin::wire
