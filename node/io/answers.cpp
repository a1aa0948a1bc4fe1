#include "node/io/answers.h"

#include "protocol/limits.h"
#include "protocol/wire/message.h"
#include "relay/message.h"

namespace tocsin::node::io {

std::optional<Bytes> failed_reply(ByteView client_frame, const Error& error, Duration retry_after,
                                  Instant now) {
  auto asked = wire::decode_client_frame(client_frame);
  if (!asked ||
      (asked->kind != wire::FrameKind::open_request && asked->kind != wire::FrameKind::signed_request))
    return std::nullopt;
  wire::Reply reply;
  reply.outcome = wire::Outcome::failed;
  reply.errc = static_cast<std::uint8_t>(error.code);
  if (error.code == Errc::busy) reply.retry_after_ms = static_cast<std::uint32_t>(retry_after.count());
  reply.detail = error.detail.substr(0, limits::text_bytes_max);
  reply.at = now;
  wire::ClientFrame frame;
  frame.kind = wire::FrameKind::reply;
  frame.reference = asked->reference;
  frame.bytes = wire::encode(reply);
  return wire::encode(frame);
}

std::optional<Bytes> busy_reply(ByteView mailbox_frame, Duration retry_after) {
  auto asked = relay::decode(mailbox_frame);
  if (!asked) return std::nullopt;
  const auto* put = std::get_if<relay::Put>(&*asked);
  if (put == nullptr) return std::nullopt;
  return relay::encode(
      relay::Busy{put->mailbox, put->reference, static_cast<std::uint32_t>(retry_after.count())});
}

}  // namespace tocsin::node::io
