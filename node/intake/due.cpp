#include <map>

#include "node/core/retention.h"
#include "node/core/tables.h"
#include "node/intake/intake.h"

namespace tocsin::node::intake {
namespace {

constexpr std::size_t due_per_turn_max = 256;
constexpr minutes hold_longest{10};  // longer than any: a row further ahead is of a clock that stepped back

}  // namespace

std::vector<Bytes> due_rows(Turn& turn, txn::Table table) {
  std::vector<Bytes> due;
  turn.txn.scan(table, {}, [&](ByteView key, ByteView) {
    auto at = from_ms(ByteReader(key).sorted64());
    if (at > turn.now || due.size() >= due_per_turn_max) {
      turn.wake(std::max(at, turn.now + milliseconds(1)));
      return false;
    }
    due.emplace_back(key.begin(), key.end());
    return true;
  });
  return due;
}

static std::vector<Bytes> holds_over(Turn& turn) {
  auto due = due_rows(turn, table::hold);
  turn.txn.scan(table::hold, ByteWriter().sorted64(to_ms(turn.now + hold_longest)).view(),
                [&](ByteView key, ByteView) {
                  if (due.size() >= due_per_turn_max) return false;
                  due.emplace_back(key.begin(), key.end());
                  return true;
                });
  return due;
}

void carry_out_due(Turn& turn) {
  auto here = charter_of(turn, self_of(turn).commune);
  if (!here) return;
  auto limits = [&] { return limits_of(turn, here->charter, nullptr); };
  for (const auto& row : holds_over(turn)) {
    turn.txn.erase(table::hold, row);
    auto key = AlertKey::from(ByteView(row).subspan(8));
    auto record = load_alert(turn, *key);
    if (record && !record->queued && !record->has(AlertState::withdrawn) && !record->has(AlertState::expired))
      queue_for_post(turn, *key, *record, limits());
  }
  carry_due(turn);
  // What a clock that jumps a year says is over is not: it is told, and given up, when the clock can be
  // believed.
  if (!clock_trusted(turn)) return;
  std::vector<Bytes> over;
  std::map<PostId, std::vector<Bytes>> over_above;
  for (const auto& row : due_rows(turn, table::expiries)) {
    turn.txn.erase(table::expiries, row);
    auto key = AlertKey::from(ByteView(row).subspan(8));
    auto record = load_alert(turn, *key);
    if (!record || record->post_has_spoken() || record->has(AlertState::withdrawn)) continue;
    auto receipt = state(turn, *key, *record, {AlertState::expired});
    if (record->queued) over.push_back(content_for_post(*record));
    if (!record->other_post.is_zero())
      over_above[record->other_post].push_back(content_for_supervising_post(*record));
    record->rest.clear();
    save_alert(turn, *key, *record, limits());
    tell_post_of_end(turn, *record, receipt);
  }
  if (auto post = peer_of_post(turn, own_post(turn)))
    recall_parcels(turn, *post, wire::ParcelKind::alert, over);
  for (const auto& [id, contents] : over_above)
    if (auto post = peer_of_post(turn, id)) recall_parcels(turn, *post, wire::ParcelKind::carried, contents);
  charge_unconfirmed(turn);
}

}  // namespace tocsin::node::intake
