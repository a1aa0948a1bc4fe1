// R29 and R34 at the post: when an alert is due at the supervising post, it is marked, logged and shown.
#include "node/core/presence.h"
#include "node/core/tables.h"
#include "node/inbox/inbox.h"

namespace tocsin::node::inbox {
namespace {

constexpr std::size_t marked_per_turn_max = 256;

std::optional<wire::PostRecord> own_record(Turn& turn) {
  return stored<wire::PostRecord>(turn, self_of(turn).post.view());
}

std::vector<policy::Spell> spells_of(const wire::PostRecord& record) {
  std::vector<policy::Spell> spells;
  for (const auto& each : record.hours) spells.push_back({each.weekday, each.from_minute, each.until_minute});
  return spells;
}

Instant since(const AlertRecord& record) {
  Instant latest{};
  for (const auto& receipt : record.receipts)
    if (receipt.state == AlertState::delivered || receipt.state == AlertState::held ||
        receipt.state == AlertState::released || receipt.state == AlertState::reopened)
      latest = std::max(latest, receipt.at);
  return latest;
}

std::optional<policy::RollOverDue> due_of(Turn& turn, const AlertRecord& record) {
  auto self = own_record(turn);
  std::vector<policy::Spell> spells;
  policy::RollOverFacts facts;
  if (self) {
    spells = spells_of(*self);
    facts.service.known = true;
    facts.service.hours = spells;
    if (self->presence) facts.service.presence_until = presence_until(turn, self->post).value_or(Instant{});
  }
  facts.since = since(record);
  facts.urgency = record.header().urgency;
  facts.work = policy::work_of(record.history());
  return policy::roll_over_due(facts);
}

void mark(Turn& turn, const AlertKey& key, AlertRecord& record, policy::RollOver cause) {
  record.flags |= policy::flag::roll_over;
  record.roll_over = cause;
  save_alert(turn, key, record, limits_for(turn, record.header()));
  auto self = own_record(turn);
  append_log(turn, LogKind::roll_over,
             ByteWriter()
                 .raw(record.header_hash())
                 .u8(static_cast<std::uint8_t>(cause))
                 .raw(self ? self->supervising : PostId{})
                 .view());
  turn.event(EventCode::roll_over_due, to_hex(record.header_hash().view().first(8)),
             static_cast<std::uint64_t>(cause));
  tell_of_flags(turn, key, record);
}

// New opening hours move every instant that was planned under the old ones.
void plan_again_under_new_hours(Turn& turn) {
  auto self = own_record(turn);
  auto planned = named("hours_planned");
  if (!self || get_number(turn.txn, table::meta, planned) == self->sequence) return;
  put_number(turn.txn, table::meta, planned, self->sequence);
  plan_roll_overs_again(turn);
}

}  // namespace

void plan_roll_over(Turn& turn, const AlertKey& key, const AlertRecord& record) {
  if (record.roll_over != policy::RollOver::none) return;
  auto due = due_of(turn, record);
  if (!due) return;
  turn.txn.put(table::roll_overs, ByteWriter().sorted64(to_ms(due->at)).raw(key).view(), {});
  turn.wake(std::max(due->at, turn.now + milliseconds(1)));
}

void plan_roll_overs_again(Turn& turn) {
  std::vector<AlertKey> keys;
  turn.txn.scan(table::open_alerts, {}, [&](ByteView key, ByteView) {
    if (auto alert = AlertKey::from(key)) keys.push_back(*alert);
    return true;
  });
  for (const auto& key : keys)
    if (auto record = load_alert(turn, key)) plan_roll_over(turn, key, *record);
}

void mark_roll_overs(Turn& turn) {
  plan_again_under_new_hours(turn);
  std::vector<Bytes> due;
  turn.txn.scan(table::roll_overs, {}, [&](ByteView row, ByteView) {
    auto at = from_ms(ByteReader(row).sorted64());
    if (at > turn.now || due.size() >= marked_per_turn_max) {
      turn.wake(std::max(at, turn.now + milliseconds(1)));
      return false;
    }
    due.emplace_back(row.begin(), row.end());
    return true;
  });
  for (const auto& row : due) {
    turn.txn.erase(table::roll_overs, row);
    auto key = AlertKey::from(ByteView(row).subspan(sizeof(std::uint64_t)));
    auto record = key ? load_alert(turn, *key) : std::nullopt;
    if (!record || record->roll_over != policy::RollOver::none) continue;
    auto now_due = due_of(turn, *record);  // what was planned may have been taken, seen or moved since
    if (!now_due) continue;
    if (now_due->at <= turn.now)
      mark(turn, *key, *record, now_due->cause);
    else
      plan_roll_over(turn, *key, *record);
  }
}

}  // namespace tocsin::node::inbox
