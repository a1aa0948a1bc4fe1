#include "node/core/law.h"
#include "node/core/offices.h"
#include "node/core/queries.h"

namespace tocsin::node {
namespace {

enum class PendingItem : std::uint8_t {
  charter = 1,
  overlay = 2,
  renewal = 3,
  suspension = 4,
  rules = 5,
  forked = 6,
  office_key = 7,
};

wire::Item item_of(const Insee& commune, PendingItem code, std::uint64_t number, Bytes data) {
  wire::Item item;
  std::copy(commune.bytes.begin(), commune.bytes.end(), item.id.begin());
  item.code = static_cast<std::uint8_t>(code);
  item.number = number;
  item.data = std::move(data);
  return item;
}

std::optional<wire::SignedDocument> suspension(Turn& turn, const CharterHere& here) {
  std::optional<wire::SignedDocument> latest;
  std::uint32_t sequence = 0;
  if (!here.facts.suspended_at) return latest;
  for (auto& each : stored_documents(turn, wire::DocumentType::node_act, here.charter.commune.view())) {
    auto act = wire::decode<wire::NodeAct>(each.bytes);
    if (!act || act->kind != wire::NodeActKind::suspend || act->sequence < sequence) continue;
    sequence = act->sequence;
    latest = std::move(each);
  }
  return latest;
}

void add_law(Turn& turn, const CharterHere& here, wire::Reply& reply) {
  const auto& commune = here.charter.commune;
  auto add = [&](PendingItem code, std::uint64_t number, Bytes data) {
    reply.items.push_back(item_of(commune, code, number, std::move(data)));
  };
  if (auto waiting = waiting_charter(turn, commune))
    add(PendingItem::charter, to_ms(waiting->in_force), wire::encode(waiting->document));
  for (const auto& overlay : overlays_of(turn, commune, here.hash)) {
    if (!in_force(turn, overlay)) continue;
    auto end = policy::lapses_at(overlay.facts);
    add(PendingItem::overlay, end ? to_ms(*end) : 0, wire::encode(overlay.document));
  }
  for (const auto& document : stored_documents(turn, wire::DocumentType::charter_renewal,
                                               ByteWriter().raw(commune).raw(here.hash).view()))
    if (auto renewal = wire::decode<wire::CharterRenewal>(document.bytes))
      add(PendingItem::renewal, to_ms(renewal->until), wire::encode(document));
  if (auto stopped = suspension(turn, here)) add(PendingItem::suspension, 0, wire::encode(*stopped));
  if (here.facts.forked)
    if (auto other = stored_document(turn, wire::DocumentType::charter, fork_of(commune)))
      add(PendingItem::forked, 0, wire::encode(*other));
  auto add_key = [&](ByteView who, wire::DocumentType type) {
    auto from = office_acts_from(turn, who);
    auto paper = from ? stored_document(turn, type, who) : std::nullopt;
    if (paper) add(PendingItem::office_key, to_ms(*from), wire::encode(*paper));
  };
  add_key(commune.view(), wire::DocumentType::charter);
  add_key(here.charter.post.view(), wire::DocumentType::post_record);
  auto agreed = agreed_rules(turn, commune);
  ByteWriter limits;
  for (const auto& row : policy::limit_table())
    limits.u8(static_cast<std::uint8_t>(row.id)).u32(agreed.*row.field);
  add(PendingItem::rules, policy::no_looser_than(newest_rules(turn), agreed) ? 0 : 1, limits.take());
}

}  // namespace

wire::Reply list_pending(Turn& turn, const wire::Request& request) {
  auto reply = ok(turn);
  for (const auto& here : charters(turn)) add_law(turn, *here, reply);
  return page(std::move(reply), request.number);
}

}  // namespace tocsin::node
