#include "node/client/locality.h"

#include "node/client/desk.h"
#include "protocol/seal/trust.h"

namespace tocsin::client {
namespace {

std::string item_of(const wire::Charter& charter) {
  return "streets/" + to_string(charter.commune) + "-" + to_hex(charter.street_list.view().first(8));
}

std::optional<wire::StreetList> believed(ByteView container, const wire::Charter& charter) {
  auto document = wire::decode_document(container);
  if (!document) return std::nullopt;
  auto list = seal::verify_street_list(*document, charter);
  return list ? std::optional(std::move(*list)) : std::nullopt;
}

}  // namespace

std::optional<wire::StreetList> kept_streets(const Profile& profile, const wire::Charter& charter) {
  if (charter.street_list.is_zero()) return std::nullopt;
  auto container = profile.read(item_of(charter));
  return container ? believed(*container, charter) : std::nullopt;
}

Answer<bool> learn_streets(Session& session, const Profile& profile, const wire::Charter& charter) {
  if (charter.street_list.is_zero() || kept_streets(profile, charter)) return false;
  auto held = documents(session, wire::DocumentType::street_list);
  if (!held) return pass_on(held);
  for (const auto& container : *held) {
    if (!believed(container, charter)) continue;
    if (auto kept = profile.write(item_of(charter), container); !kept) return pass_on(kept);
    return true;
  }
  return false;
}

// The charter of that number, which may be the one before the one that the roster holds.
std::optional<wire::Charter> Official::charter_numbered(const Insee& commune, std::uint32_t sequence) {
  const auto* newest = roster_.charter(commune);
  if (newest != nullptr && newest->value.sequence == sequence) return newest->value;
  auto session = connected();
  if (!session) return std::nullopt;
  auto held = documents(**session, wire::DocumentType::charter);
  if (!held) return std::nullopt;
  for (const auto& container : *held) {
    auto document = wire::decode_document(container);
    auto draft = document ? wire::decode<wire::Charter>(document->bytes) : fail(Errc::malformed, "");
    if (!draft || draft->commune != commune || draft->sequence != sequence) continue;
    const auto* record = roster_.record(draft->post);
    if (record != nullptr && seal::verify_charter(*document, roster_.root().value, record->value))
      return std::move(*draft);
  }
  return std::nullopt;
}

std::optional<wire::StreetList> Official::streets(const Insee& commune, std::uint32_t charter_sequence) {
  auto charter = charter_numbered(commune, charter_sequence);
  if (!charter) return std::nullopt;
  if (auto kept = kept_streets(*profile_, *charter)) return kept;
  auto session = connected();
  if (!session || !learn_streets(**session, *profile_, *charter)) return std::nullopt;
  return kept_streets(*profile_, *charter);
}

std::string Desk::street(const wire::AlertHeader& header, const wire::AlertContent& content) {
  if (content.place.kind != wire::PlaceKind::street) return {};
  const auto list = official_->streets(header.commune, header.charter_sequence);
  if (!list || content.place.street >= list->streets.size()) return {};
  return list->streets[content.place.street].name;
}

}  // namespace tocsin::client
