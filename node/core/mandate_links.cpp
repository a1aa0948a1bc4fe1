#include "node/core/mandate_links.h"

#include <algorithm>

#include "node/core/alerts.h"
#include "node/core/keep.h"
#include "node/core/mandates.h"
#include "node/core/people.h"
#include "node/core/retention.h"
#include "node/core/tables.h"

namespace tocsin::node {
namespace {

using wire::DocumentType;
using wire::SignedDocument;

constexpr std::size_t phones_max = 64;  // of one person, one after another

Bytes line_key(const MandateId& line) {
  return ByteWriter().raw(named("line")).raw(line).take();
}

MandateId end_of_lines(Turn& turn, MandateId line) {
  for (std::size_t i = 0; i < phones_max; ++i) {
    auto row = turn.txn.get(table::meta, line_key(line));
    auto next = row ? MandateId::from(*row) : std::nullopt;
    if (!next) break;
    line = *next;
  }
  return line;
}

// Each later line begins later, so that no chain of links comes back to where it began.
bool is_later(Turn& turn, const MandateHere& old_one, const MandateHere& new_one) {
  auto all = stated_mandates(turn, old_one.mandate.referent);
  auto place = [&](const MandateHere& of) {
    return std::find_if(all.begin(), all.end(),
                        [&](const auto& each) { return each.mandate == first_on_device(turn, of.mandate); });
  };
  return place(new_one) != all.end() && place(old_one) < place(new_one);
}

void move_events(Turn& turn, const MandateId& from, const MandateId& to, const policy::Limits& limits) {
  struct Row {
    Bytes key;
    AlertKey alert;
    std::uint16_t index;
  };
  std::vector<Row> rows;
  scan_prefix(turn.txn, table::events, from.view(), [&](ByteView key, ByteView value) {
    ByteReader read(value);
    auto alert = read.id<AlertKey>();
    rows.push_back({Bytes(key.begin(), key.end()), alert, read.u16()});
    return true;
  });
  auto counter = ByteWriter().raw(named("event")).raw(to).take();
  auto number = get_number(turn.txn, table::meta, counter);
  for (const auto& row : rows) {
    turn.txn.erase(table::events, row.key);
    auto record = load_alert(turn, row.alert);
    if (!record || row.index >= record->receipts.size()) continue;
    record->receipts[row.index].event = ++number;
    turn.txn.put(table::events, ByteWriter().raw(to).sorted64(number).view(),
                 ByteWriter().raw(row.alert).u16(row.index).view());
    save_alert(turn, row.alert, *record, limits);
  }
  put_number(turn.txn, table::meta, counter, number);
}

// The name is the person's: the post has it under the new mandate too.
void keep_person(Turn& turn, const MandateHere& old_one, const MandateHere& new_one) {
  const auto& id = new_one.mandate.mandate;
  auto person = get_dated(turn, table::persons, old_one.mandate.mandate.view());
  if (person && !get_dated(turn, table::persons, id.view()))
    put_dated(turn, table::persons, id.view(), *person, new_one.mandate.until + person_kept_after_mandate);
}

}  // namespace

wire::Reply accept_mandate_link(Turn& turn, const SignedDocument& document,
                                const std::optional<KeyId>& from) {
  auto draft = wire::decode<wire::MandateLink>(document.bytes);
  if (!draft) return reply_of(turn, draft.error());
  auto about = draft->old_mandate.view();
  if (is_held(turn, document, about)) return ok(turn);
  auto old_one = mandate_of(turn, draft->old_mandate), new_one = mandate_of(turn, draft->new_mandate);
  if (!old_one || !new_one)
    return failed(turn, Errc::not_found, "one of the two mandates of this link is not here");
  auto here = charter_of(turn, new_one->mandate.commune);
  if (!here) return failed(turn, Errc::not_found, "no charter of the mandate's commune here");
  std::optional<wire::MandateLink> link;
  for (const auto& key : commissioned(turn, Role::commander, Insee{}, here->charter.post))
    if (auto verified = seal::verify_single<wire::MandateLink>(document, key, seal::Tag::mandate_link))
      link = *verified;
  if (!link)
    return failed(turn, Errc::bad_signature, "a link is signed by a commander of the commune's post");
  if (old_one->mandate.referent != new_one->mandate.referent ||
      old_one->mandate.commune != new_one->mandate.commune)
    return failed(turn, Errc::conflict, "these are mandates of two persons");
  if (old_one->mandate.device.is_zero() || new_one->mandate.device.is_zero() ||
      old_one->mandate.device == new_one->mandate.device)
    return failed(turn, Errc::conflict, "a link is from one phone to another");
  if (stored_document(turn, DocumentType::mandate_link, about))
    return failed(turn, Errc::conflict, "the alerts of this mandate have passed to another already");
  const bool commune = turn.identity.kind == NodeKind::commune;
  if (commune && !is_later(turn, *old_one, *new_one))
    return failed(turn, Errc::not_found, "the new mandate is not in force yet, or is not the later one");
  keep(turn, document, about);
  put_until(turn, table::documents, document_key(DocumentType::mandate_link, about), wire::encode(document),
            new_one->mandate.until + person_kept_after_mandate + days(365));
  share(turn, document, from, &new_one->mandate.commune);
  if (!commune) {
    keep_person(turn, *old_one, *new_one);
    return ok(turn);
  }
  auto before = line_of(turn, draft->old_mandate), after = line_of(turn, draft->new_mandate);
  if (before == after) return ok(turn);  // linked already, by another mandate of the same phone
  turn.txn.put(table::meta, line_key(before), after.view());
  move_events(turn, before, after, limits_of(turn, here->charter, nullptr));
  return ok(turn);
}

MandateId line_of(Turn& turn, const MandateId& mandate) {
  return end_of_lines(turn, first_on_device(turn, mandate));
}

std::vector<SignedDocument> links_of(Turn& turn, const ReferentId& referent) {
  std::vector<SignedDocument> found;
  for (const auto& each : stated_mandates(turn, referent))
    if (auto link = stored_document(turn, DocumentType::mandate_link, each.mandate.view()))
      found.push_back(std::move(*link));
  return found;
}

}  // namespace tocsin::node
