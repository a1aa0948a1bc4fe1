// The lines a node dials, and its own mailboxes at relays: which lines are up, whom their messages concern,
// when to fetch, and the answers that go back to whoever sent a parcel through a relay.
#pragma once
#include "node/core/roster.h"

namespace tocsin::node {

// One for each place where a peer or this node has a mailbox, this node's own port left out.
std::vector<LineTo> lines_of(Turn& turn);
void on_line_change(Turn& turn, const LineTo& line, bool up);
// Answers to puts and fetches are dealt with; a parcel of an own mailbox is handed back: the caller judges
// it, then says `taken`.
std::optional<relay::Parcel> on_line_message(Turn& turn, const LinkMessage& message);
// The relay forgets the parcel once this turn is on disk.
void taken(Turn& turn, const LineTo& line, const relay::Parcel& parcel);

// A Fetch is said when a line comes up, and again every minute, five while nothing comes: a relay that had to
// give up a line, or to which a Taken was lost, goes on from there.
constexpr seconds fetch_again{60};
constexpr minutes fetch_again_quiet{5}, fetch_quiet_after{10};
void fetch_due(Turn& turn);
enum class Fetching : std::uint8_t { down = 0, asked = 1, fetching = 2, refused = 3 };
Fetching fetching(Turn& turn, const wire::Mailbox& mailbox);
const char* name(Fetching state);

// An answer to a parcel that came through a relay, sent at the end of the batch by every line to that peer
// that is up (one relay may swallow it), or when one comes up. It is never sent twice: its parcel comes
// again.
void queue_answer(Turn& turn, const PeerNode& to, relay::Lane lane, const wire::ParcelAnswer& answer);
void send_answers(Turn& turn, const PeerNode& to);

// Sent now by every line to that peer that is up, and kept nowhere: for what is soon untrue and said again.
// A peer that answers nothing gets few of them.
void send_once(Turn& turn, const PeerNode& to, relay::Lane lane, const wire::ParcelContent& content);

}  // namespace tocsin::node
