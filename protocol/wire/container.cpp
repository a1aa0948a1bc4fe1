#include <algorithm>
#include <cassert>
#include <tuple>

#include "protocol/bytes.h"
#include "protocol/wire/documents.h"

namespace tocsin::wire {
namespace {

constexpr std::string_view slugs[] = {
    "root",
    "rules",
    "post_record",
    "charter",
    "commission",
    "mandate",
    "overlay",
    "act",
    "node_act",
    "revocation_list",
    "epoch_loss",
    "mandate_link",
    "freshness",
    "epoch_key",
    "mandate_in_force",
    "withdrawal",
    "enrolment",
    "review",
    "review_answer",
    "notice",
    "notice_cancel",
    "notice_display",
    "exercise_window",
    "desk_confirmation",
    "charter_renewal",
    "overlay_withdrawal",
    "tie_declaration",
    "deputising",
    "conduct_signature",
    "presence",
    "forward",
    "directory",
    "hand_over",
    "street_list",
    "sector_map",
};

static_assert(std::size(slugs) == document_type_count);

bool is_type(std::uint16_t number) {
  return number >= 1 && number <= std::size(slugs);
}

bool before(const DocumentSignature& a, const DocumentSignature& b) {
  return std::tie(a.key, a.tag) < std::tie(b.key, b.tag);
}

// Ascending, no key twice under one tag.
bool in_order(const std::vector<DocumentSignature>& signatures) {
  return std::adjacent_find(signatures.begin(), signatures.end(),
                            [](const auto& a, const auto& b) { return !before(a, b); }) == signatures.end();
}

}  // namespace

std::string_view slug(DocumentType type) {
  auto number = static_cast<std::uint16_t>(type);
  return is_type(number) ? slugs[number - 1] : std::string_view{};
}

std::optional<DocumentType> parse_document_type(std::string_view text) {
  auto found = std::find(std::begin(slugs), std::end(slugs), text);
  if (found == std::end(slugs)) return std::nullopt;
  return static_cast<DocumentType>(found - std::begin(slugs) + 1);
}

Bytes encode(const SignedDocument& document) {
  auto signatures = document.signatures;
  std::sort(signatures.begin(), signatures.end(), before);
  assert(is_type(static_cast<std::uint16_t>(document.type)) && in_order(signatures));
  assert(document.bytes.size() <= limits::document_bytes_max && signatures.size() <= limits::signatures_max);
  ByteWriter out;
  out.u16(static_cast<std::uint16_t>(document.type)).sized(document.bytes);
  out.u8(static_cast<std::uint8_t>(signatures.size()));
  for (const auto& signature : signatures) out.u16(signature.tag).raw(signature.key).raw(signature.signature);
  return out.take();
}

Result<SignedDocument> decode_document(ByteView container) {
  if (container.size() > document_container_bytes_max)
    return fail(Errc::too_large, "document: larger than any");
  ByteReader in(container);
  auto type = in.u16();
  auto bytes = in.sized();
  auto count = in.u8();
  if (!in.ok()) return fail(Errc::malformed, "document: cut short");
  if (!is_type(type)) return fail(Errc::unsupported, "document.type: unknown");
  if (bytes.size() > limits::document_bytes_max)
    return fail(Errc::too_large, "document.bytes: above the limit");
  if (count > limits::signatures_max) return fail(Errc::malformed, "document.signatures: too many");
  SignedDocument document{static_cast<DocumentType>(type), Bytes(bytes.begin(), bytes.end()), {}};
  for (int i = 0; i < count; ++i) {
    auto tag = in.u16();
    auto key = in.id<KeyId>();
    document.signatures.push_back({tag, key, in.id<Signature>()});
  }
  if (!in.finished()) return fail(Errc::malformed, "document: cut short, or bytes after its end");
  if (!in_order(document.signatures))
    return fail(Errc::malformed, "document.signatures: not ascending by key, or one twice");
  return document;
}

}  // namespace tocsin::wire
