#include "node/client/law.h"

#include <algorithm>

#include "node/client/documents.h"
#include "protocol/bytes.h"
#include "protocol/seal/trust.h"

namespace tocsin::client {
namespace {

bool carries(const wire::SignedDocument& document, seal::Tag tag) {
  return std::any_of(document.signatures.begin(), document.signatures.end(),
                     [&](const auto& each) { return each.tag == static_cast<std::uint16_t>(tag); });
}

template <class Document>
std::optional<Document> value_of(const wire::SignedDocument& document) {
  if (document.type != wire::type_of<Document>()) return std::nullopt;
  auto value = wire::decode<Document>(document.bytes);
  return value ? std::optional<Document>(std::move(*value)) : std::nullopt;
}

bool add_waiting(CommuneLaw& law, const wire::SignedDocument& document, std::uint64_t number) {
  auto charter = value_of<wire::Charter>(document);
  if (charter) law.waiting = CommuneLaw::Waiting{document, *charter, from_ms(number)};
  return charter.has_value();
}

bool add_tightening(CommuneLaw& law, const wire::SignedDocument& document, std::uint64_t number) {
  auto overlay = value_of<wire::Overlay>(document);
  if (!overlay) return false;
  CommuneLaw::Tightening made;
  made.by_mairie = carries(document, seal::Tag::overlay_mairie);
  made.by_post = carries(document, seal::Tag::overlay_post);
  made.hash = seal::document_hash(document);
  if (number != 0) made.lapses = from_ms(number);
  made.overlay = std::move(*overlay);
  made.document = document;
  law.tightenings.push_back(std::move(made));
  return true;
}

bool add_suspension(CommuneLaw& law, const wire::SignedDocument& document) {
  auto act = value_of<wire::NodeAct>(document);
  if (!act) return false;
  std::string_view by = carries(document, seal::Tag::node_suspend_mairie) ? "mairie"
                        : carries(document, seal::Tag::node_suspend_post) ? "post"
                                                                          : "prefecture";
  law.suspension = CommuneLaw::Suspension{*act, by};
  return true;
}

bool add_rules(CommuneLaw& law, ByteView data, bool waits) {
  ByteReader read(data);
  while (read.left() >= 5) {
    auto limit = read.u8();
    policy::set(law.rules, limit, read.u32());  // a limit that this program does not know changes nothing
  }
  law.looser_rules_wait = waits;
  return read.left() == 0;
}

bool add(CommuneLaw& law, const wire::Item& item) {
  if (item.code == 5) return add_rules(law, item.data, item.number != 0);
  auto document = wire::decode_document(item.data);
  if (!document) return false;
  switch (item.code) {
    case 1: return add_waiting(law, *document, item.number);
    case 2: return add_tightening(law, *document, item.number);
    case 3:
      law.renewed_until = std::max(law.renewed_until.value_or(Instant{}), from_ms(item.number));
      return true;
    case 4: return add_suspension(law, *document);
    case 6: return law.forked = document->type == wire::DocumentType::charter;
    case 7:
      (document->type == wire::DocumentType::charter ? law.mairie_key_from : law.post_key_from) =
          from_ms(item.number);
      return true;
    default: return true;  // of a later version
  }
}

}  // namespace

Answer<std::vector<CommuneLaw>> law(Session& session) {
  wire::Request request;
  request.verb = wire::Verb::pending;
  auto items = ask_all(session, std::move(request));
  if (!items) return pass_on(items);
  std::vector<CommuneLaw> all;
  for (const auto& item : *items) {
    auto commune = Insee::from(ByteView(item.id).first(Insee::size));
    if (!commune) return failure(Errc::malformed, "the node's list of what is pending names no commune");
    auto found =
        std::find_if(all.begin(), all.end(), [&](const auto& law) { return law.commune == *commune; });
    if (found == all.end()) {
      all.push_back({});
      found = all.end() - 1;
      found->commune = *commune;
    }
    if (!add(*found, item)) return failure(Errc::malformed, "the node's list of what is pending is damaged");
  }
  return all;
}

const CommuneLaw* law_of(const std::vector<CommuneLaw>& all, const Insee& commune) {
  auto found = std::find_if(all.begin(), all.end(), [&](const auto& law) { return law.commune == commune; });
  return found == all.end() ? nullptr : &*found;
}

policy::Limits with_values(policy::Limits start, const std::vector<wire::LimitValue>& values) {
  for (const auto& value : values) policy::set(start, value.limit, value.value);
  return start;
}

policy::Limits limits_in(const wire::Charter& charter) {
  auto limits = policy::charter_default();
  limits.categories = charter.categories;
  limits = with_values(limits, charter.limits);
  limits.categories &= charter.categories;
  return limits;
}

policy::Limits limits_in(const CommuneLaw& law) {
  auto limits = policy::ceiling();
  for (const auto& each : law.tightenings)
    limits = policy::meet(limits, with_values(policy::ceiling(), each.overlay.limits));
  return limits;
}

}  // namespace tocsin::client
