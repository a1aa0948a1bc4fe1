#include "protocol/wire/message.h"

#include "check.hpp"
#include "fields.hpp"
#include "protocol/wire/documents.h"
#include "protocol/wire/messages.capnp.h"
#include "protocol/wire/text.h"

namespace tocsin::wire {
namespace {

constexpr std::uint8_t rule_max = 99;

constexpr std::size_t in_words(std::size_t bytes) {
  return (bytes + 7) / 8 * 8;
}

bool is_errc(std::uint8_t errc) {
  return errc != 0 && std::string_view(name(static_cast<Errc>(errc))) != "unknown";
}

}  // namespace

template <class Fields>
void describe(Fields& f, typename Fields::template Seen<Request>& v) {
  f.words("command", v.command.bytes);
  f.words("subject", v.subject);
  f.number("number", v.number);
  f.enumerator("verb", v.verb);
  f.number("code", v.code);
  f.blob("data", v.data);
  f.blob("extra", v.extra);
}
template <class Fields>
void describe(Fields& f, typename Fields::template Seen<Item>& v) {
  f.words("id", v.id);
  f.number("number", v.number);
  f.number("code", v.code);
  f.blob("data", v.data);
  f.blob("extra", v.extra);
}
template <class Fields>
void describe(Fields& f, typename Fields::template Seen<Reply>& v) {
  f.enumerator("outcome", v.outcome);
  f.number("rule", v.rule);
  f.number("errc", v.errc);
  f.number("more", v.more);
  f.number("retryAfterMs", v.retry_after_ms);
  f.instant("at", v.at);
  f.text("detail", v.detail);
  f.blob("data", v.data);
  f.list("items", v.items);
}

Bytes encode(const Request& request) {
  auto bytes = encode_fields<schema::Request>(request);
  assert(bytes.size() <= request_bytes_max);
  return bytes;
}

Result<Request> decode_request(ByteView bytes) {
  if (bytes.size() > request_bytes_max) return fail(Errc::too_large, "request: above its limit");
  return decode_fields<schema::Request, Request>(bytes, "request");
}

Status check(const Reply& reply) {
  Check is("reply");
  bool refused = reply.outcome == Outcome::refused, failed = reply.outcome == Outcome::failed;
  is.that(reply.outcome == Outcome::ok || refused || failed, "outcome", "not in the list");
  is.that(refused ? reply.rule <= rule_max : reply.rule == 0, "rule", "only when refused");
  is.that(failed ? is_errc(reply.errc) : reply.errc == 0, "errc", "of the list when failed, else zero");
  bool busy = failed && reply.errc == static_cast<std::uint8_t>(Errc::busy);
  is.that(busy || reply.retry_after_ms == 0, "retryAfterMs", "only when busy");
  is.that(reply.detail.empty() || ((refused || failed) && is_text(reply.detail)), "detail",
          "not a text, or where nothing went wrong");
  is.instant(reply.at, "at");
  is.that(reply.data.size() <= document_container_bytes_max, "data", "too large");
  is.that(reply.items.size() <= reply_items_max, "items", "too many");
  for (const auto& item : reply.items) {
    is.that(std::max(item.data.size(), item.extra.size()) <= document_container_bytes_max, "items",
            "too large");
    is.that(item != Item{}, "items", "one says nothing");
  }
  return std::move(is).result();
}

Bytes encode(const Reply& reply) {
  if (!reply.detail.empty() && !is_text(reply.detail)) {
    Reply fitted = reply;
    fitted.detail = fit_text(reply.detail);
    return encode(fitted);
  }
  auto bytes = encode_fields<schema::Reply>(reply);
  assert(bytes.size() <= reply_bytes_max);
  return bytes;
}

Result<Reply> decode_reply(ByteView bytes) {
  if (bytes.size() > reply_bytes_max) return fail(Errc::too_large, "reply: above its limit");
  return decode_fields<schema::Reply, Reply>(bytes, "reply");
}

// Of the schema: an item has 4 data words and 2 pointers; a reply 2 and 3, a root pointer and the tag of its
// list.
std::size_t bytes_bound(const Item& item) {
  return (4 + 2) * 8 + in_words(item.data.size()) + in_words(item.extra.size());
}

std::size_t bytes_bound(const Reply& reply) {
  std::size_t bytes =
      (1 + 2 + 3 + 1) * 8 + in_words(limits::text_bytes_max + 1) + in_words(reply.data.size());
  for (const auto& item : reply.items) bytes += bytes_bound(item);
  return bytes;
}

}  // namespace tocsin::wire
