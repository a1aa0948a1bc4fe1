#include "node/client/standing.h"

#include "protocol/bytes.h"

namespace tocsin::client {
namespace {

template <class Document>
std::optional<Document> value_of(const Result<wire::SignedDocument>& document) {
  if (!document || document->type != wire::type_of<Document>()) return std::nullopt;
  auto value = wire::decode<Document>(document->bytes);
  return value ? std::optional<Document>(*value) : std::nullopt;
}

void take_deputising(Standing& standing, const wire::Item& item) {
  auto document = wire::decode_document(item.data);
  auto value = value_of<wire::Deputising>(document);
  if (!value) return;
  DeputisingView view{std::move(*document), *value, {}};
  for (ByteReader read(item.extra); read.left() >= 2;) view.sectors.push_back(read.u16());
  standing.deputising.push_back(std::move(view));
}

}  // namespace

bool DeputisingView::runs(Instant now) const {
  return !deputising.deputy.is_zero() && now < deputising.until;
}

void take_standing_item(Standing& standing, const wire::Item& item) {
  switch (item.code) {
    case 2: standing.tie = value_of<wire::TieDeclaration>(wire::decode_document(item.data)); break;
    case 3: take_deputising(standing, item); break;
    case 4:
      if (item.data.size() == 1 && item.number > 0 && item.number < 100)
        standing.stop = Stop{static_cast<std::uint8_t>(item.number), item.data.front()};
      break;
    case 6:
      if (auto document = wire::decode_document(item.data); value_of<wire::MandateLink>(document))
        standing.links.push_back(std::move(*document));
      break;
    case 5:
      if (auto document = wire::decode_document(item.data); value_of<wire::ConductSignature>(document))
        standing.conduct = *document;
      break;
    default: break;
  }
}

bool signed_conduct(const Standing& standing, const SigningPublic& device, const Hash& conduct_charter) {
  if (!standing.conduct) return false;
  auto value =
      seal::verify_single<wire::ConductSignature>(*standing.conduct, device, seal::Tag::conduct_signature);
  return value && value->conduct_charter == conduct_charter;
}

Tie tie_now(const wire::Mandate& mandate, const Standing& standing) {
  return standing.tie && standing.tie->at >= mandate.from ? standing.tie->tie : mandate.tie;
}

}  // namespace tocsin::client
