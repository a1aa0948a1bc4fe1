#include <cassert>

#include "protocol/bytes.h"
#include "protocol/wire/carried.h"
#include "protocol/wire/documents.h"
#include "protocol/wire/lacking.h"
#include "protocol/wire/message.h"
#include "protocol/wire/parcel_answers.h"
#include "protocol/wire/receipt.h"

namespace tocsin::wire {
namespace {

constexpr std::size_t frame_head_bytes = 1 + 4;
// Of what the three fixed kinds of a parcel's content carry.
constexpr std::size_t alert_parcel_bytes =
    limits::envelope_bytes + signed_receipt_bytes + sizeof(std::uint32_t);
constexpr std::size_t ended_parcel_bytes = limits::header_bytes + Signature::size + signed_receipt_bytes;
constexpr std::size_t receipt_parcel_bytes = AlertId::size + MandateId::size + signed_receipt_bytes;
constexpr std::size_t signed_request_overhead = 2 + 32 + 16 + 32 + 8 + 4 + Signature::size;
static_assert(frame_head_bytes + signed_request_overhead + request_bytes_max <= limits::message_bytes_max);
static_assert(frame_head_bytes + reply_bytes_max <= limits::message_bytes_max);

Bytes copy(ByteView bytes) {
  return Bytes(bytes.begin(), bytes.end());
}

Status check(const ClientFrame& frame) {
  auto kind = static_cast<std::uint8_t>(frame.kind);
  if (kind < 1 || kind > 4) return fail(Errc::unsupported, "frame.kind: unknown");
  if (frame.kind == FrameKind::event && frame.reference != 0)
    return fail(Errc::malformed, "frame.reference: an event answers nothing");
  if (frame.bytes.empty()) return fail(Errc::malformed, "frame.bytes: none");
  if (frame.bytes.size() > limits::message_bytes_max - frame_head_bytes)
    return fail(Errc::too_large, "frame.bytes: larger than a frame");
  return {};
}

bool is_kind(ParcelKind kind) {
  auto number = static_cast<std::uint8_t>(kind);
  return number >= 1 && number <= 12;
}

bool fits(ParcelKind kind, std::size_t size) {
  switch (kind) {
    case ParcelKind::alert: return size == alert_parcel_bytes;
    case ParcelKind::ended: return size == ended_parcel_bytes;
    case ParcelKind::receipt: return size == receipt_parcel_bytes;
    case ParcelKind::document:
    case ParcelKind::forward:
    case ParcelKind::withdrawal: return size > 0 && size <= document_container_bytes_max;
    case ParcelKind::notice_shown: return size == notice_shown_bytes;
    case ParcelKind::mandate_refused: return size == mandate_refused_bytes;
    case ParcelKind::carried: return size >= carried_bytes_min && size <= carried_bytes_max;
    case ParcelKind::elsewhere: return size == elsewhere_bytes || size == elsewhere_with_receipt_bytes;
    case ParcelKind::answers:
      return size > 1 && (size - 1) % parcel_answer_bytes == 0 &&
             size <= 1 + parcel_answers_max * parcel_answer_bytes;
    case ParcelKind::lacking:
      return size > 2 && (size - 2) % Hash::size == 0 && size <= 2 + lacking_max * Hash::size;
  }
  return false;
}

Status check(const ParcelContent& content) {
  if (!is_kind(content.kind)) return fail(Errc::unsupported, "parcel content.kind: unknown");
  if (!fits(content.kind, content.bytes.size()))
    return fail(Errc::malformed, "parcel content.bytes: not the size of its kind");
  return {};
}

}  // namespace

Bytes encode(const ClientFrame& frame) {
  assert(check(frame));
  ByteWriter out;
  out.reserve(frame_head_bytes + frame.bytes.size());
  out.u8(static_cast<std::uint8_t>(frame.kind)).u32(frame.reference).raw(frame.bytes);
  return out.take();
}

Result<ClientFrame> decode_client_frame(ByteView bytes) {
  if (bytes.size() > limits::message_bytes_max) return fail(Errc::too_large, "frame: above its limit");
  ByteReader in(bytes);
  ClientFrame frame;
  frame.kind = static_cast<FrameKind>(in.u8());
  frame.reference = in.u32();
  if (!in.ok()) return fail(Errc::malformed, "frame: cut short");
  frame.bytes = copy(in.rest());
  if (auto ranges = check(frame); !ranges) return tl::unexpected<Error>(ranges.error());
  return frame;
}

Bytes encode(const SignedRequest& request) {
  assert(request.bytes.size() <= request_bytes_max);
  ByteWriter out;
  out.reserve(signed_request_overhead + request.bytes.size());
  out.u16(request_tag).raw(request.recipient).raw(request.device).raw(request.challenge).u64(request.counter);
  out.sized(request.bytes).raw(request.signature);
  return out.take();
}

Result<SignedRequest> decode_signed_request(ByteView bytes) {
  if (bytes.size() > signed_request_overhead + request_bytes_max)
    return fail(Errc::too_large, "signed request: above its limit");
  ByteReader in(bytes);
  SignedRequest request;
  auto tag = in.u16();
  request.recipient = in.id<SigningPublic>();
  request.device = in.id<KeyId>();
  request.challenge = in.id<Challenge>();
  request.counter = in.u64();
  auto inside = in.sized();
  request.signature = in.id<Signature>();
  if (!in.finished()) return fail(Errc::malformed, "signed request: cut short, or bytes after its end");
  if (tag != request_tag) return fail(Errc::unsupported, "signed request.tag: not a request");
  request.bytes = copy(inside);
  return request;
}

ByteView signed_part(ByteView signed_request) {
  if (signed_request.size() < Signature::size) return {};
  return signed_request.first(signed_request.size() - Signature::size);
}

Bytes encode(const ParcelContent& content) {
  assert(check(content));
  return ByteWriter().u8(static_cast<std::uint8_t>(content.kind)).raw(content.bytes).take();
}

Result<ParcelContent> decode_parcel_content(ByteView bytes) {
  if (bytes.empty()) return fail(Errc::malformed, "parcel content: empty");
  ParcelContent content{static_cast<ParcelKind>(bytes[0]), copy(bytes.subspan(1))};
  if (auto ranges = check(content); !ranges) return tl::unexpected<Error>(ranges.error());
  return content;
}

Bytes encode(const NoticeShown& shown) {
  return ByteWriter()
      .raw(ByteView(shown.notice))
      .u8(shown.rule)
      .u32(shown.addressed)
      .u32(shown.shown)
      .u32(shown.cancel_shown)
      .take();
}

Result<NoticeShown> decode_notice_shown(ByteView bytes) {
  ByteReader read(bytes);
  NoticeShown shown;
  auto id = read.raw(shown.notice.size());
  shown.rule = read.u8();
  shown.addressed = read.u32();
  shown.shown = read.u32();
  shown.cancel_shown = read.u32();
  if (!read.finished()) return fail(Errc::malformed, "notice shown: not 29 bytes");
  std::copy(id.begin(), id.end(), shown.notice.begin());
  return shown;
}

}  // namespace tocsin::wire
