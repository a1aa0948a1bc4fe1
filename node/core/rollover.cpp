#include "node/core/rollover.h"

#include <algorithm>

#include "node/core/presence.h"
#include "node/core/roster.h"
#include "node/core/tables.h"

namespace tocsin::node {
namespace {

constexpr std::size_t due_per_turn_max = 256;

bool at_post(Turn& turn) {
  return turn.identity.kind == NodeKind::post;
}

std::vector<policy::Spell> spells_of(const wire::PostRecord& record) {
  std::vector<policy::Spell> spells;
  for (const auto& each : record.hours)
    spells.push_back({each.weekday, each.from_minute, each.until_minute, each.day});
  return spells;
}

Instant listens_until(Turn& turn, const PostId& post) {
  if (auto said = presence_until(turn, post)) return *said;
  if (at_post(turn)) return Instant{};
  auto started = turn.txn.get(table::conditions, named("started"));
  return started ? from_ms(ByteReader(*started).u64()) + limits::presence_valid : Instant{};
}

// By the alert's own post: what the supervising post signs moves nothing. A commune counts what has not been
// delivered from its acceptance: a post whose node is silent must not keep it waiting.
Instant since(Turn& turn, const AlertRecord& record) {
  Instant latest{};
  for (const auto& receipt : record.receipts)
    if (!receipt.supervising &&
        (receipt.state == AlertState::delivered || receipt.state == AlertState::held ||
         receipt.state == AlertState::released || receipt.state == AlertState::reopened))
      latest = std::max(latest, receipt.at);
  return latest == Instant{} && !at_post(turn) ? record.accepted : latest;
}

bool may_pass(Turn& turn, const AlertRecord& record) {
  if (record.roll_over != policy::RollOver::none || !record.other_post.is_zero()) return false;
  if (at_post(turn)) {
    auto here = charter_of(turn, record.header().commune);
    return here && charge_of(turn, here->charter) == Charge::own;
  }
  return record.queued && !record.rest.empty();
}

std::optional<policy::RollOverDue> due_of(Turn& turn, const AlertRecord& record) {
  if (!may_pass(turn, record)) return std::nullopt;
  auto post = stored<wire::PostRecord>(turn, own_post(turn).view());
  std::vector<policy::Spell> spells;
  policy::RollOverFacts facts;
  if (post) {
    spells = spells_of(*post);
    facts.service.known = true;
    facts.service.hours = spells;
    if (post->presence) facts.service.presence_until = listens_until(turn, post->post);
  }
  facts.since = since(turn, record);
  facts.urgency = record.header().urgency;
  facts.work = policy::work_of(record.history());
  if (!at_post(turn) && !facts.work.over) facts.work.arrived = true;
  return policy::roll_over_due(facts);
}

// New opening hours move every instant that was planned under the old ones.
void plan_again_under_new_hours(Turn& turn) {
  auto post = stored<wire::PostRecord>(turn, own_post(turn).view());
  auto planned = named("hours_planned");
  if (!post || get_number(turn.txn, table::meta, planned) == post->sequence) return;
  put_number(turn.txn, table::meta, planned, post->sequence);
  plan_roll_overs_again(turn);
}

}  // namespace

void plan_roll_over(Turn& turn, const AlertKey& key, const AlertRecord& record) {
  auto due = due_of(turn, record);
  if (!due) return;
  turn.txn.put(table::roll_overs, ByteWriter().sorted64(to_ms(due->at)).raw(key).view(), {});
  turn.wake(std::max(due->at, turn.now + milliseconds(1)));
}

void plan_roll_overs_again(Turn& turn) {
  std::vector<AlertKey> keys;
  const bool post = at_post(turn);
  turn.txn.scan(post ? table::open_alerts : table::expiries, {}, [&](ByteView row, ByteView) {
    if (auto key = AlertKey::from(post ? row : row.subspan(sizeof(std::uint64_t)))) keys.push_back(*key);
    return true;
  });
  for (const auto& key : keys)
    if (auto record = load_alert(turn, key)) plan_roll_over(turn, key, *record);
}

std::vector<DueRollOver> due_roll_overs(Turn& turn) {
  plan_again_under_new_hours(turn);
  std::vector<Bytes> rows;
  turn.txn.scan(table::roll_overs, {}, [&](ByteView row, ByteView) {
    auto at = from_ms(ByteReader(row).sorted64());
    if (at > turn.now || rows.size() >= due_per_turn_max) {
      turn.wake(std::max(at, turn.now + milliseconds(1)));
      return false;
    }
    rows.emplace_back(row.begin(), row.end());
    return true;
  });
  std::vector<DueRollOver> due;
  for (const auto& row : rows) {
    turn.txn.erase(table::roll_overs, row);
    auto key = AlertKey::from(ByteView(row).subspan(sizeof(std::uint64_t)));
    auto planned_twice = [&](const DueRollOver& other) { return other.key == *key; };
    auto record = key ? load_alert(turn, *key) : std::nullopt;
    if (!record || std::any_of(due.begin(), due.end(), planned_twice)) continue;
    auto now_due = due_of(turn, *record);  // what was planned may have been taken, seen or moved since
    if (!now_due) continue;
    if (now_due->at <= turn.now)
      due.push_back({*key, std::move(*record), now_due->cause});
    else
      plan_roll_over(turn, *key, *record);
  }
  return due;
}

void note_start(Turn& turn) {
  turn.txn.put(table::conditions, named("started"), ByteWriter().u64(to_ms(turn.now)).view());
}

}  // namespace tocsin::node
