#include "protocol/seal/open/open_alert.h"

#include <sodium.h>

#include <cassert>

namespace tocsin::seal {

Result<OpenedAlert> open_alert(const wire::AlertHeader& header, ByteView envelope, const BoxKey& epoch,
                               int slot) {
  assert(slot == 0 || slot == 1);
  auto parts = wire::split_envelope(envelope);
  if (!parts) return pass_on(parts);

  auto wrap = parts->wraps.subspan(slot == 0 ? 0 : limits::wrap_bytes, limits::wrap_bytes);
  auto opened = open_sealed(epoch, wrap);
  if (!opened) return fail(Errc::cannot_open, "alert: the wrap is not for this epoch key");
  Secret32 content_key(ByteView(*opened).first<32>());
  bool bound = equal(ByteView(*opened).subspan(32),
                     wrap_binding(header.mandate, header.alert, static_cast<std::uint8_t>(slot)));
  wipe(*opened);
  if (!bound) return fail(Errc::cannot_open, "alert: the wrap was made for another alert, mandate or slot");

  auto content = open_alert_with_key(header, envelope, content_key);
  if (!content) return pass_on(content);
  return OpenedAlert{std::move(*content), std::move(content_key)};
}

Result<wire::AlertContent> open_alert_with_key(const wire::AlertHeader& header, ByteView envelope,
                                               const Secret32& content_key) {
  auto parts = wire::split_envelope(envelope);
  if (!parts) return pass_on(parts);
  if (!equal(key_commitment(content_key, header.alert).view(), header.commitment.view()))
    return fail(Errc::cannot_open, "alert: the content key is not the one that the header commits to");
  auto plain = aead_open(content_key, parts->body, body_binding(wire::encode(header)).view());
  if (!plain) return fail(Errc::cannot_open, "alert: the body does not open under its header");
  auto content = wire::decode_content(*plain);
  wipe(*plain);
  return content;
}

Lie find_lie(const wire::AlertHeader& header, const wire::AlertContent& content, const Hash& commitment) {
  if (content.category != header.category) return Lie::category;
  if (content.sector != header.sector) return Lie::sector;
  if (content.mandate != header.mandate) return Lie::mandate;
  if (content.alert != header.alert) return Lie::alert;
  Secret32 tag_key{std::span<const std::uint8_t, 32>(content.tag_key)};
  if (tag_commitment(tag_key) != commitment) return Lie::tag_key;
  if (place_tag(tag_key, content) != header.place_tag) return Lie::place_tag;
  if (plate_tag(tag_key, content) != header.plate_tag) return Lie::plate_tag;
  return Lie::none;
}

std::optional<Bytes> open_sealed(const BoxKey& key, ByteView sealed) {
  if (sealed.size() < sealed_overhead) return std::nullopt;
  Bytes plain(sealed.size() - sealed_overhead);
  if (crypto_box_seal_open(plain.data(), sealed.data(), sealed.size(), key.public_key.bytes.data(),
                           key.secret.data()) != 0)
    return std::nullopt;
  return plain;
}

}  // namespace tocsin::seal
