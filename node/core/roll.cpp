#include "node/core/roll.h"

#include "node/core/deputies.h"
#include "node/core/mandate_links.h"
#include "node/core/mandates.h"
#include "node/core/own_word.h"
#include "node/core/people.h"
#include "node/core/queries.h"
#include "node/core/refusals.h"
#include "node/core/retention.h"
#include "node/core/reviews.h"
#include "node/core/tables.h"

namespace tocsin::node {
namespace {

// As the roll numbers them (protocol/README.md, verb 11).
enum class RollState : std::uint64_t { waiting = 0, in_force, suspended, revoked, ended, tied, refused };

RollState state_of(Turn& turn, const MandateHere& mandate) {
  if (mandate.term.revoked_at) return RollState::revoked;
  if (turn.now >= mandate.term.until) return RollState::ended;
  if (mandate.term.suspended_from || review_since(turn, mandate.mandate.referent) != Instant::max())
    return RollState::suspended;
  if (mandate.statement && mandate.statement->mandate == mandate.hash)
    return policy::bars(tie_of(turn, mandate.mandate)) ? RollState::tied : RollState::in_force;
  return refusal_of(turn, mandate) ? RollState::refused : RollState::waiting;
}

wire::Item item_of(const MandateHere& mandate, RollItem code) {
  wire::Item item;
  item.id = mandate.mandate.mandate.bytes;
  item.code = static_cast<std::uint8_t>(code);
  return item;
}

void add(wire::Reply& reply, const MandateHere& mandate, RollItem code, Bytes data) {
  reply.items.push_back(item_of(mandate, code));
  reply.items.back().data = std::move(data);
}

void add_stopped(Turn& turn, const MandateHere& mandate, wire::Reply& reply) {
  auto item = item_of(mandate, RollItem::stopped);
  if (auto refusal = refusal_of(turn, mandate)) {
    item.number = refusal->rule;
    item.data = {refusal->detail};
  } else if (mandate.statement) {
    auto verdict = usable(turn, mandate);
    if (verdict.permitted()) return;
    item.number = static_cast<std::uint64_t>(verdict.rule);
    item.data = {static_cast<std::uint8_t>(verdict.detail)};
  } else {
    return;
  }
  reply.items.push_back(std::move(item));
}

// A post keeps mandates of the communes that it supervises too; their roll is their own post's.
bool is_ours(Turn& turn, const Insee& commune) {
  if (turn.identity.kind == NodeKind::commune) return true;
  auto here = charter_of(turn, commune);
  return here && charge_of(turn, here->charter) == Charge::own;
}

void add_deputisings(Turn& turn, const MandateHere& mandate, wire::Reply& reply) {
  for (const auto& here : deputisings(turn)) {
    bool concerns = here.absent == mandate.mandate.referent || here.deputy == mandate.mandate.referent;
    if (!concerns) continue;
    auto item = item_of(mandate, RollItem::deputising);
    item.data = wire::encode(here.document);
    ByteWriter sectors;
    for (auto sector : here.sectors) sectors.u16(sector);
    item.extra = sectors.take();
    reply.items.push_back(std::move(item));
  }
}

bool of_the_mairie(Role role) {
  return role == Role::mayor || role == Role::clerk || role == Role::desk;
}

// As it was typed on the person's card, of this mandate or of another of the same person.
void add_name(Turn& turn, const MandateHere& mandate, wire::Reply& reply) {
  auto person = get_dated(turn, table::persons, mandate.mandate.mandate.view());
  for (const auto& each : stated_mandates(turn, mandate.mandate.referent))
    if (!person) person = get_dated(turn, table::persons, each.mandate.view());
  if (!person) return;
  auto name = ByteReader(*person).sized();
  add(reply, mandate, RollItem::name, Bytes(name.begin(), name.end()));
}

}  // namespace

void add_standing_items(Turn& turn, const MandateHere& mandate, wire::Reply& reply) {
  const auto& referent = mandate.mandate.referent;
  auto ties = stored_documents(turn, wire::DocumentType::tie_declaration, referent.view());
  if (!ties.empty()) add(reply, mandate, RollItem::tie_declared, wire::encode(ties.back()));
  add_deputisings(turn, mandate, reply);
  if (auto here = charter_of(turn, mandate.mandate.commune)) {
    auto about = ByteWriter().raw(referent).raw(here->charter.conduct_charter).take();
    if (auto held = stored_document(turn, wire::DocumentType::conduct_signature, about))
      add(reply, mandate, RollItem::conduct_signed, wire::encode(*held));
  }
  for (const auto& link : links_of(turn, referent)) add(reply, mandate, RollItem::linked, wire::encode(link));
  add_stopped(turn, mandate, reply);
}

wire::Reply list_mandates(Turn& turn, const wire::Request& request, Role asked_by) {
  auto reply = ok(turn);
  const bool names = turn.identity.kind == NodeKind::commune && of_the_mairie(asked_by);
  for (const auto& mandate : mandates(turn)) {
    if (!is_ours(turn, mandate.mandate.commune)) continue;
    auto item = item_of(mandate, RollItem::mandate);
    item.number = static_cast<std::uint64_t>(state_of(turn, mandate));
    item.data = wire::encode(mandate.document);
    if (auto statement =
            stored_document(turn, wire::DocumentType::mandate_in_force, mandate.mandate.mandate.view()))
      item.extra = wire::encode(*statement);
    reply.items.push_back(std::move(item));
    if (auto enrolment = turn.txn.get(table::enrolments, mandate.mandate.mandate.view()))
      add(reply, mandate, RollItem::enrolment, std::move(*enrolment));
    add_standing_items(turn, mandate, reply);
    if (names) add_name(turn, mandate, reply);
  }
  return page(std::move(reply), request.number);
}

}  // namespace tocsin::node
