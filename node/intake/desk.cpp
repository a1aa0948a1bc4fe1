// R35 at the commune: what its desks have entered, what still waits for a word of the referent, and what
// never got one.
#include "node/core/confirmations.h"
#include "node/core/retention.h"
#include "node/core/tables.h"
#include "node/intake/intake.h"

namespace tocsin::node::intake {
namespace {

std::uint32_t entries_last_day(Turn& turn, bool exercise) {
  std::vector<Instant> at;
  scan_prefix(turn.txn, table::desk_entries, ByteWriter().boolean(exercise).view(),
              [&](ByteView key, ByteView) {
                at.push_back(from_ms(ByteReader(key.subspan(1)).sorted64()));
                return true;
              });
  return policy::count_in_window(at, policy::desk_window, turn.now);
}

std::uint32_t never_confirmed(Turn& turn, const KeyId& desk) {
  std::vector<Instant> at;
  scan_prefix(turn.txn, table::desk_late, desk.view(), [&](ByteView key, ByteView) {
    at.push_back(from_ms(ByteReader(key.subspan(KeyId::size)).sorted64()));
    return true;
  });
  return policy::count_in_window(at, policy::desk_late_window, turn.now);
}

}  // namespace

policy::DeskFacts desk_facts(Turn& turn, const KeyId& desk, const wire::AlertHeader& header) {
  policy::DeskFacts facts;
  for (const auto& each : desks_of(turn, header.commune))
    if (each.id == desk) {
      facts.own_commune = true;
      facts.commission = each.term;
    }
  facts.entries_last_day = entries_last_day(turn, header.exercise());
  facts.never_confirmed = never_confirmed(turn, desk);
  return facts;
}

void count_entry(Turn& turn, const KeyId& desk, const AlertKey& key, bool exercise) {
  auto row = ByteWriter().boolean(exercise).sorted64(to_ms(turn.now)).raw(key).take();
  put_until(turn, table::desk_entries, row, desk.view(), turn.now + policy::desk_window);
  if (exercise) return;  // nobody is called back about an exercise
  turn.txn.put(table::desk_waiting, waiting_row(turn.now, key.view()), desk.view());
  turn.wake(turn.now + policy::desk_confirmed_within);
}

void charge_unconfirmed(Turn& turn) {
  for (const auto& row : due_rows(turn, table::desk_waiting)) {
    auto desk = turn.txn.get(table::desk_waiting, row);
    turn.txn.erase(table::desk_waiting, row);
    if (!desk) continue;
    // A bare count of the desk's own: which alert it was is in no row that outlives the alert.
    std::array<std::uint8_t, 8> any{};
    turn.entropy.fill(any.data(), any.size());
    put_until(turn, table::desk_late,
              ByteWriter().raw(*desk).sorted64(to_ms(turn.now)).raw(ByteView(any)).view(), {},
              turn.now + policy::desk_late_window);
    turn.event(EventCode::entry_never_confirmed, to_hex(ByteView(*desk).first(8)));
  }
}

// The receipts of what this desk entered in the last 24 h, as they stand: the person on the telephone asks.
wire::Reply follow_entries(Turn& turn, const Caller& caller) {
  auto reply = ok(turn);
  turn.txn.scan(table::desk_entries, {}, [&](ByteView row, ByteView desk) {
    if (KeyId::from(desk) != caller.id) return true;
    auto key = AlertKey::from(row.subspan(1 + sizeof(std::uint64_t)));
    auto record = key ? load_alert(turn, *key) : std::nullopt;
    if (!record) return true;
    for (const auto& receipt : record->receipts) {
      if (reply.items.size() >= wire::reply_items_max) return false;
      wire::Item item;
      std::copy_n(key->bytes.begin(), AlertId::size, item.id.begin());
      item.number = reply.items.size() + 1;
      item.data = receipt.bytes;
      reply.items.push_back(std::move(item));
    }
    return true;
  });
  return reply;
}

}  // namespace tocsin::node::intake
