#include "node/core/retention.h"

#include <algorithm>

#include "node/core/alerts.h"
#include "node/core/tables.h"
#include "protocol/seal/keys.h"

namespace tocsin::node {
namespace {

constexpr Day keyring_reach_days = 400;
constexpr std::size_t erased_per_turn_max = 256;
constexpr hours offline_jump_max = days(35);
constexpr minutes peer_clock_tolerance{10};
constexpr hours peer_word_late{24};

using txn::KeyName;
using txn::KeyUse;

Bytes day_row(Day day) {
  return ByteWriter().sorted64(day).take();
}

std::vector<KeyName> names_of(Turn& turn, Day day) {
  std::vector<KeyName> names{{KeyUse::erasure_day, day}};
  if (auto row = turn.txn.get(table::day_keys, day_row(day))) {
    ByteReader read(*row);
    while (read.left() >= 4) names.push_back({KeyUse::spare, read.u32()});
  }
  return names;
}

Bytes associated(txn::Table table, ByteView key) {
  return ByteWriter().u8(static_cast<std::uint8_t>(table)).raw(key).take();
}

Bytes index_row(Instant erase_at, txn::Table table, ByteView key) {
  return ByteWriter().sorted64(to_ms(erase_at)).u8(static_cast<std::uint8_t>(table)).raw(key).take();
}

struct Dated {
  Instant erase_at;
  KeyName key;
  ByteView sealed;
};
Dated parse(ByteView row) {
  ByteReader read(row);
  Dated dated;
  dated.erase_at = from_ms(read.u64());
  dated.key.use = static_cast<KeyUse>(read.u8());
  dated.key.number = read.u32();
  dated.sealed = read.rest();
  return dated;
}

bool is_dated(txn::Table table) {
  return table == table::alerts || table == table::log_events || table == table::meta ||
         table == table::persons;
}

void write_dated(Turn& turn, txn::Table table, ByteView key, ByteView plain, Instant erase_at) {
  auto names = names_of(turn, day_of(erase_at));
  const auto* bytes = turn.keyring.find(names.back());
  if (!bytes) {  // no key is held at all, or the day's last one died
    turn.txn.erase(table, key);
    turn.event(EventCode::record_damaged, "no erasure key", day_of(erase_at));
    return;
  }
  seal::Secret32 secret{std::span<const std::uint8_t, 32>(*bytes)};
  auto sealed = seal::aead_seal(secret, plain, associated(table, key), turn.entropy);
  ByteWriter row;
  row.reserve(13 + sealed.size());
  row.u64(to_ms(erase_at))
      .u8(static_cast<std::uint8_t>(names.back().use))
      .u32(names.back().number)
      .raw(sealed);
  turn.txn.put(table, key, row.view());
}

// A clock that is far from the true day asks for a day without a key: the row goes under the next day that
// has one, or under the last.
Instant within_keyring(Turn& turn, Instant erase_at) {
  const auto day = day_of(erase_at);
  if (turn.keyring.find(names_of(turn, day).back())) return erase_at;
  const auto held = turn.keyring.all(KeyUse::erasure_day);
  if (held.empty()) return erase_at;
  auto next = std::find_if(held.begin(), held.end(), [&](KeyName name) { return name.number >= day; });
  return start_of(next == held.end() ? held.back().number : next->number);
}

void plan_rotation(Turn& turn, Day day, Instant due) {
  auto key = ByteWriter().sorted64(to_ms(due)).sorted64(day).take();
  turn.txn.put(table::rotations, key, {});
  turn.wake(due);
}

// Ascending. A day whose own key died in a change lives on in the spares it took.
std::vector<Day> days_with_keys_before(Turn& turn, Day today) {
  std::vector<Day> days;
  for (auto name : turn.keyring.below({KeyUse::erasure_day, today})) days.push_back(name.number);
  turn.txn.scan(table::day_keys, {}, [&](ByteView key, ByteView) {
    auto day = static_cast<Day>(ByteReader(key).sorted64());
    if (day < today) days.push_back(day);
    return day < today;
  });
  std::sort(days.begin(), days.end());
  days.erase(std::unique(days.begin(), days.end()), days.end());
  return days;
}

std::optional<std::uint32_t> free_spare(Turn& turn) {
  std::vector<std::uint32_t> taken;
  turn.txn.scan(table::day_keys, {}, [&](ByteView, ByteView value) {
    ByteReader read(value);
    while (read.left() >= 4) taken.push_back(read.u32());
    return true;
  });
  for (const auto& name : turn.keyring.all(KeyUse::spare))
    if (std::find(taken.begin(), taken.end(), name.number) == taken.end() &&
        !turn.txn.get(table::dying_keys, ByteWriter().u8(2).u32(name.number).view()))
      return name.number;
  return std::nullopt;
}

// Re-seals the day's records under a fresh spare and lets the older keys of that day die. False: no spare is
// left.
bool change_day_key(Turn& turn, Day day) {
  auto spare = free_spare(turn);
  if (!spare) return false;
  auto old_names = names_of(turn, day);
  std::vector<std::pair<txn::Table, Bytes>> rows;
  auto first = ByteWriter().sorted64(to_ms(start_of(day))).take();
  turn.txn.scan(table::erasure, first, [&](ByteView key, ByteView) {
    ByteReader read(key);
    if (read.sorted64() >= to_ms(start_of(day + 1))) return false;
    auto table = static_cast<txn::Table>(read.u8());
    auto rest = read.rest();
    if (is_dated(table)) rows.emplace_back(table, Bytes(rest.begin(), rest.end()));
    return true;
  });
  std::vector<std::optional<Bytes>> plains;
  plains.reserve(rows.size());
  for (const auto& [table, key] : rows) plains.push_back(get_dated(turn, table, key));
  turn.txn.put(table::day_keys, day_row(day), ByteWriter().u32(*spare).view());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (!plains[i]) continue;
    auto raw = turn.txn.get(rows[i].first, rows[i].second);
    if (raw) write_dated(turn, rows[i].first, rows[i].second, *plains[i], parse(*raw).erase_at);
  }
  for (auto name : old_names) destroy_key(turn, name);
  return true;
}

}  // namespace

void destroy_key(Turn& turn, KeyName name) {
  turn.txn.put(table::dying_keys,
               ByteWriter().u8(static_cast<std::uint8_t>(name.use)).u32(name.number).view(), {});
  turn.effects.destroy_keys.push_back(name);
}

void put_dated(Turn& turn, txn::Table table, ByteView key, ByteView plain, Instant erase_at) {
  erase_at = std::min(erase_at, start_of(day_of(turn.now) + keyring_reach_days));
  erase_at = within_keyring(turn, std::max(erase_at, latest_believable(turn)));
  if (auto old = turn.txn.get(table, key)) {
    auto before = parse(*old).erase_at;
    if (before != erase_at) turn.txn.erase(table::erasure, index_row(before, table, key));
    if (day_of(erase_at) < day_of(before)) plan_rotation(turn, day_of(before), erase_at);
  }
  write_dated(turn, table, key, plain, erase_at);
  turn.txn.put(table::erasure, index_row(erase_at, table, key), {});
}

std::optional<Bytes> get_dated(Turn& turn, txn::Table table, ByteView key) {
  auto row = turn.txn.get(table, key);
  if (!row) return std::nullopt;
  auto dated = parse(*row);
  const auto* bytes = turn.keyring.find(dated.key);
  if (!bytes) return std::nullopt;
  seal::Secret32 secret{std::span<const std::uint8_t, 32>(*bytes)};
  return seal::aead_open(secret, dated.sealed, associated(table, key));
}

void erase_dated(Turn& turn, txn::Table table, ByteView key) {
  auto row = turn.txn.get(table, key);
  if (!row) return;
  auto before = parse(*row).erase_at;
  turn.txn.erase(table, key);
  turn.txn.erase(table::erasure, index_row(before, table, key));
  plan_rotation(turn, day_of(before), turn.now);
}

void put_until(Turn& turn, txn::Table table, ByteView key, ByteView value, Instant erase_at) {
  turn.txn.put(table, key, value);
  turn.txn.put(table::erasure, index_row(erase_at, table, key), {});
}

// Said once, when the wait begins: ticks come each second.
static bool may_erase(Turn& turn) {
  const auto said = turn.txn.get(table::conditions, named("erasure_waits")).has_value();
  const bool may = clock_trusted(turn);
  if (may && said) turn.txn.erase(table::conditions, named("erasure_waits"));
  if (may || said) return may;
  turn.txn.put(table::conditions, named("erasure_waits"), {});
  turn.event(EventCode::erasure_waits_for_clock);
  return false;
}

void erase_due(Turn& turn) {
  auto first_due = [&]() -> std::optional<Instant> {
    std::optional<Instant> at;
    for (auto which : {table::erasure, table::rotations})
      turn.txn.scan(which, {}, [&](ByteView key, ByteView) {
        auto due = from_ms(ByteReader(key).sorted64());
        if (!at || due < *at) at = due;
        return false;
      });
    return at;
  };
  auto past = days_with_keys_before(turn, day_of(turn.now));
  auto next = first_due();
  if (next && *next > turn.now) turn.wake(*next);
  if (past.empty() && (!next || *next > turn.now)) return;
  if (!may_erase(turn)) return;

  std::vector<Bytes> due;
  turn.txn.scan(table::erasure, {}, [&](ByteView key, ByteView) {
    if (from_ms(ByteReader(key).sorted64()) > turn.now || due.size() >= erased_per_turn_max) return false;
    due.emplace_back(key.begin(), key.end());
    return true;
  });
  for (const auto& index : due) {
    ByteReader read(index);
    read.sorted64();
    auto table = static_cast<txn::Table>(read.u8());
    auto key = read.rest();
    if (table == table::alerts) forget_alert(turn, key);
    turn.txn.erase(table, key);
    turn.txn.erase(table::erasure, index);
  }
  if (!due.empty()) turn.event(EventCode::erased, {}, due.size());

  std::vector<std::pair<Bytes, Day>> rotations;
  turn.txn.scan(table::rotations, {}, [&](ByteView key, ByteView) {
    ByteReader read(key);
    if (from_ms(read.sorted64()) > turn.now) return false;
    rotations.emplace_back(Bytes(key.begin(), key.end()), static_cast<Day>(read.sorted64()));
    return true;
  });
  std::vector<Day> changed;
  for (const auto& [key, day] : rotations) {
    bool done = day < day_of(turn.now) || std::find(changed.begin(), changed.end(), day) != changed.end();
    if (!done) done = change_day_key(turn, day);
    if (!done) break;  // no spare left: the keyring is topped up before the next batch
    changed.push_back(day);
    turn.txn.erase(table::rotations, key);
  }

  // Days that are over and whose rows are all gone: their keys die.
  auto oldest = first_due();
  for (auto day : past) {
    if (oldest && day_of(*oldest) <= day) break;
    for (auto name : names_of(turn, day)) destroy_key(turn, name);
    turn.txn.erase(table::day_keys, day_row(day));
  }
  if (oldest) turn.wake(std::max(*oldest, turn.now + seconds(1)));
}

void repeat_destruction(Turn& turn) {
  std::vector<Bytes> done;
  turn.txn.scan(table::dying_keys, {}, [&](ByteView key, ByteView) {
    ByteReader read(key);
    KeyName name{};
    name.use = static_cast<KeyUse>(read.u8());
    name.number = read.u32();
    if (turn.keyring.find(name))
      turn.effects.destroy_keys.push_back(name);
    else
      done.emplace_back(key.begin(), key.end());
    return true;
  });
  for (const auto& key : done) turn.txn.erase(table::dying_keys, key);
  if (!done.empty()) turn.event(EventCode::keys_destroyed, {}, done.size());
}

void note_clock(Turn& turn, bool steady) {
  auto seen = named("last_seen");
  // What the clock said before this process started; read once, before it is overwritten.
  if (!turn.txn.get(table::conditions, named("seen_before"))) {
    auto before = turn.txn.get(table::meta, seen);
    auto at_start = to_ms(turn.now);
    turn.txn.put(table::conditions, named("seen_before"),
                 ByteWriter().u64(before ? ByteReader(*before).u64() : at_start).u64(at_start).view());
  }
  turn.txn.put(table::conditions, named("clock"), ByteWriter().boolean(steady).view());
  auto last = get_number(turn.txn, table::meta, seen);
  if (steady && clock_trusted(turn) && to_ms(turn.now) >= last + 60'000)
    put_number(turn.txn, table::meta, seen, to_ms(turn.now));
}

Instant latest_believable(Turn& turn) {
  const auto last = get_number(turn.txn, table::meta, named("last_seen"));
  return last == 0 ? turn.now : std::min(turn.now, from_ms(last) + offline_jump_max);
}

static Bytes peer_time_key(const KeyId& peer) {
  return ByteWriter().raw(ByteView(named("peer_time"))).raw(peer).take();
}

bool is_past_for_both(Turn& turn, const KeyId& peer, Instant at) {
  const auto word = turn.txn.get(table::conditions, peer_time_key(peer));
  if (!word || from_ms(ByteReader(*word).u64()) < at) return false;
  const auto last = from_ms(get_number(turn.txn, table::meta, named("last_seen")));
  return at <= (clock_trusted(turn) ? turn.now : std::min(turn.now, last));
}

void note_peer_time(Turn& turn, const KeyId& peer, Instant theirs) {
  const auto key = peer_time_key(peer);
  if (auto row = turn.txn.get(table::conditions, key))
    if (from_ms(ByteReader(*row).u64()) > theirs) return;  // statements may arrive late: its newest counts
  turn.txn.put(table::conditions, key, ByteWriter().u64(to_ms(theirs)).u64(to_ms(turn.now)).view());
}

bool clock_trusted(Turn& turn) {
  auto steady = turn.txn.get(table::conditions, named("clock"));
  if (!steady || !ByteReader(*steady).boolean()) return false;
  // How far it moved while no process watched it; since the start it is known to be steady, however long ago.
  auto row = turn.txn.get(table::conditions, named("seen_before"));
  if (!row) return false;
  ByteReader seen(*row);
  auto before = from_ms(seen.u64()), at_start = from_ms(seen.u64());
  auto unwatched = at_start - before;
  int agree = 0, contradict = 0;
  scan_prefix(turn.txn, table::conditions, named("peer_time"), [&](ByteView, ByteView word) {
    ByteReader read(word);
    auto theirs = from_ms(read.u64()), ours = from_ms(read.u64());
    if (turn.now - ours >= hours(24) || turn.now < ours) return true;
    // What lay in an outbox while a line was cut is late, and speaks only against a clock that moved as far
    // unseen.
    const bool late = ours - theirs >= peer_word_late;
    if (late && unwatched < peer_word_late) return true;
    ++(late || theirs - ours >= peer_clock_tolerance ? contradict : agree);
    return true;
  });
  if (agree + contradict > 0) return agree > contradict;
  return unwatched < offline_jump_max;
}

}  // namespace tocsin::node
