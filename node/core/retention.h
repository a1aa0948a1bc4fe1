// What must go, when, and under which key. A dated row is sealed under the key of the day on which it must
// go; destroying that key erases it from pages, snapshots and backups alike (R26, R20 of the audit log's own
// life).
#pragma once
#include "node/core/context.h"

namespace tocsin::node {

// Writes a row that is erased at `erase_at`, sealed under that day's key; replaces an earlier one. A row that
// moves to an earlier day makes the later day change its key at the new instant (spare keys,
// node/txn/keyring.h). A day further than the keyring reaches (400 days) is brought back to it: never kept
// longer. A clock far from the true day may ask for a day that has no key: the next that has one is taken, or
// the last.
void put_dated(Turn& turn, txn::Table table, ByteView key, ByteView plain, Instant erase_at);
// nullopt if there is no row, or its key is destroyed, or it does not open.
std::optional<Bytes> get_dated(Turn& turn, txn::Table table, ByteView key);
// Before its day: the day's key changes at the next Tick.
void erase_dated(Turn& turn, txn::Table table, ByteView key);

// A plain row (no content, no person) that is erased at `erase_at`.
void put_until(Turn& turn, txn::Table table, ByteView key, ByteView value, Instant erase_at);

// Carries out what is due: rows, changes of day keys, destruction of the keys of days gone by. Bounded per
// call; asks to be woken for the rest. Does nothing while the clock is not trusted.
void erase_due(Turn& turn);
// Lets a key die after this commit, and again at each start until it is gone.
void destroy_key(Turn& turn, txn::KeyName name);
// Keys whose destruction was decided and not yet seen done: asked for again.
void repeat_destruction(Turn& turn);

// The clock may be believed for erasing: it moved steadily since the start (Tick), and of the peers that
// signed a time in the last 24 h more agree with it than contradict it; where none did, it must not have
// jumped ahead by 35 days while the process was down.
bool clock_trusted(Turn& turn);
void note_clock(Turn& turn, bool steady);
// Past by this node's clock, as far as it was ever believed, and by the newest word of that peer: one wrong
// clock says it of nothing.
bool is_past_for_both(Turn& turn, const KeyId& peer, Instant at);
// `now`, or 35 days after the clock was last trusted, whichever is earlier. `now` before it ever was.
Instant latest_believable(Turn& turn);
// A time inside a statement that this peer signed just now.
void note_peer_time(Turn& turn, const KeyId& peer, Instant theirs);

}  // namespace tocsin::node
