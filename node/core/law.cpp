#include "node/core/law.h"

#include <algorithm>

#include "node/core/retention.h"
#include "node/core/superseded.h"
#include "node/core/tables.h"

namespace tocsin::node {
namespace {

using wire::DocumentType;

Bytes agreed_key(const Insee& commune) {
  return ByteWriter().raw(named("agreed")).raw(commune).take();
}

bool withdrew(Turn& turn, const Insee& commune, const Hash& overlay, policy::Office office) {
  auto about = ByteWriter().raw(commune).raw(overlay).u8(static_cast<std::uint8_t>(office)).take();
  return turn.txn.get(table::documents, document_key(DocumentType::overlay_withdrawal, about)).has_value();
}

std::optional<OverlayHere> read_overlay(Turn& turn, wire::SignedDocument document) {
  auto overlay = wire::decode<wire::Overlay>(document.bytes);
  if (!overlay) return std::nullopt;
  OverlayHere here;
  auto hash = seal::document_hash(document);
  here.facts.at = overlay->at;
  for (const auto& signature : document.signatures) {
    here.facts.by_mairie |= signature.tag == static_cast<std::uint16_t>(seal::Tag::overlay_mairie);
    here.facts.by_post |= signature.tag == static_cast<std::uint16_t>(seal::Tag::overlay_post);
  }
  here.facts.mairie_withdrew = withdrew(turn, overlay->commune, hash, policy::Office::mairie);
  here.facts.post_withdrew = withdrew(turn, overlay->commune, hash, policy::Office::post);
  here.overlay = std::move(*overlay);
  here.document = std::move(document);
  return here;
}

std::optional<policy::Limits> agreed_row(Turn& turn, const Insee& commune) {
  auto row = turn.txn.get(table::meta, agreed_key(commune));
  if (!row) return std::nullopt;
  auto limits = policy::prefecture_default();  // of a limit younger than the row
  for (ByteReader read(*row); read.left() >= 5;) {
    auto id = read.u8();
    policy::set(limits, id, read.u32());
  }
  return limits;
}

void put_agreed(Turn& turn, const Insee& commune, const policy::Limits& limits) {
  ByteWriter row;
  for (const auto& each : policy::limit_table())
    row.u8(static_cast<std::uint8_t>(each.id)).u32(limits.*each.field);
  turn.txn.put(table::meta, agreed_key(commune), row.view());
}

}  // namespace

std::vector<OverlayHere> overlays_of(Turn& turn, const Insee& commune, const Hash& charter) {
  std::vector<OverlayHere> found;
  for (auto& document : stored_documents(turn, DocumentType::overlay, commune.view()))
    if (auto here = read_overlay(turn, std::move(document)); here && here->overlay.charter == charter)
      found.push_back(std::move(*here));
  return found;
}

std::optional<OverlayHere> overlay_of(Turn& turn, const Insee& commune, const Hash& overlay) {
  auto document = stored_document(turn, DocumentType::overlay, ByteWriter().raw(commune).raw(overlay).view());
  return document ? read_overlay(turn, std::move(*document)) : std::nullopt;
}

bool in_force(Turn& turn, const OverlayHere& overlay) {
  return policy::in_force(overlay.facts, clock_trusted(turn) ? turn.now : overlay.facts.at);
}

std::optional<WaitingCharter> waiting_charter(Turn& turn, const Insee& commune) {
  auto row = turn.txn.get(table::waiting, commune.view());
  if (!row) return std::nullopt;
  ByteReader read(*row);
  auto in_force = from_ms(read.u64());
  auto document = wire::decode_document(read.rest());
  if (!document) return std::nullopt;
  auto charter = wire::decode<wire::Charter>(document->bytes);
  if (!charter) return std::nullopt;
  auto hash = seal::document_hash(*document);
  return WaitingCharter{std::move(*document), std::move(*charter), hash, in_force};
}

void put_waiting(Turn& turn, const Insee& commune, const wire::SignedDocument& document, Instant in_force) {
  turn.txn.put(table::waiting, commune.view(),
               ByteWriter().u64(to_ms(in_force)).raw(wire::encode(document)).view());
}

void erase_waiting(Turn& turn, const Insee& commune) {
  turn.txn.erase(table::waiting, commune.view());
}

policy::Limits newest_rules(Turn& turn) {
  auto rules = stored<wire::Rules>(turn);
  return rules ? with_values(policy::prefecture_default(), rules->limits) : policy::prefecture_default();
}

policy::Limits agreed_rules(Turn& turn, const Insee& commune) {
  auto agreed = agreed_row(turn, commune);
  return agreed ? *agreed : newest_rules(turn);
}

void tighten_agreed(Turn& turn, const policy::Limits& rules) {
  // Before any rules were here there is nothing to loosen: the first count as they are.
  bool first = !stored<wire::Rules>(turn);
  for (const auto& here : charters(turn)) {
    auto before = first ? rules : agreed_rules(turn, here->charter.commune);
    put_agreed(turn, here->charter.commune, policy::meet(before, rules));
  }
}

void agree_to_newest(Turn& turn, const Insee& commune) {
  if (stored<wire::Rules>(turn))
    put_agreed(turn, commune, newest_rules(turn));
  else
    turn.txn.erase(table::meta, agreed_key(commune));
}

bool may_come(Turn& turn, const Insee& commune, const Hash& charter) {
  if (!charter_of(turn, commune)) return true;
  auto waiting = waiting_charter(turn, commune);
  return waiting && waiting->hash == charter;
}

policy::Limits limits_in(const wire::Charter& charter) {
  auto agreed = policy::charter_default();
  agreed.categories = charter.categories;
  agreed = with_values(agreed, charter.limits);
  agreed.categories &= charter.categories;
  return agreed;
}

policy::Limits limits_at_delivery(Turn& turn, const CharterHere& here, std::uint32_t sequence,
                                  Instant accepted) {
  auto under = [&](const policy::Limits& rules, const wire::Charter& charter) {
    return policy::effective(rules, limits_in(charter), policy::ceiling(), policy::ceiling());
  };
  const auto& commune = here.charter.commune;
  if (sequence < here.charter.sequence)
    if (auto before = honoured_charter(turn, commune, sequence, accepted - nodes_differ_by))
      return under(agreed_rules(turn, commune), before->charter);
  if (sequence > here.charter.sequence)
    if (auto next = waiting_charter(turn, commune);
        next && next->charter.sequence == sequence && turn.now + nodes_differ_by >= next->in_force)
      return under(newest_rules(turn), next->charter);
  return under(agreed_rules(turn, commune), here.charter);
}

}  // namespace tocsin::node
