#include "node/core/keep.h"

#include "node/core/log.h"
#include "node/core/tables.h"

namespace tocsin::node {

using relay::Lane;
using wire::SignedDocument;

wire::Reply reply_of(Turn& turn, const Error& error) {
  return failed(turn, error.code, error.detail);
}

std::optional<Error> unusable_limit(std::span<const wire::LimitValue> values) {
  for (const auto& value : values) {
    auto trial = policy::ceiling();
    if (!policy::set(trial, value.limit, value.value))
      return Error{Errc::malformed, "limit " + std::to_string(value.limit) + " = " +
                                        std::to_string(value.value) +
                                        ": unknown, or tighter than it may be (`tocsin policy show`)"};
  }
  return std::nullopt;
}

void keep(Turn& turn, const SignedDocument& document, ByteView about) {
  turn.txn.put(table::documents, document_key(document.type, about), wire::encode(document));
  auto hash = seal::document_hash(document);
  append_log(turn, LogKind::document,
             ByteWriter().u16(static_cast<std::uint16_t>(document.type)).raw(hash).view());
  turn.event(EventCode::document_accepted,
             std::string(slug(document.type)) + ':' + to_hex(hash.view().first(8)));
}

bool is_held(Turn& turn, const SignedDocument& document, ByteView about) {
  auto held = stored_document(turn, document.type, about);
  return held && held->bytes == document.bytes;
}

void keep_newer_signature(Turn& turn, const SignedDocument& document, ByteView about) {
  auto container = wire::encode(document);
  auto key = document_key(document.type, about);
  if (turn.txn.get(table::documents, key) != container) turn.txn.put(table::documents, key, container);
}

void share(Turn& turn, const SignedDocument& document, const std::optional<KeyId>& from, const Insee* only) {
  auto container = wire::encode(document);
  for (const auto& peer : peer_nodes(turn)) {
    if (from && peer.id == *from) continue;
    if (only && turn.identity.kind == NodeKind::post) {
      auto addressed = peer_of_commune(turn, *only);
      if (!addressed || addressed->id != peer.id) continue;
    }
    queue_parcel(turn, peer, Lane::control, wire::ParcelKind::document, container);
  }
}

void recall(Turn& turn, const SignedDocument& document) {
  const std::vector<Bytes> containers{wire::encode(document)};
  for (const auto& peer : peer_nodes(turn))
    recall_parcels(turn, peer, wire::ParcelKind::document, containers);
}

}  // namespace tocsin::node
