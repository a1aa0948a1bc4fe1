// What two nodes, or a node and a relay, say to each other on a mailbox line: eight messages and their bytes.
// One message is one ZeroMQ frame, and every one names its mailbox: one line serves all that lie at its end.
// Parcels are sealed boxes: nothing here looks inside one. Pure.
#pragma once
#include <string>
#include <variant>

#include "protocol/ids.h"
#include "protocol/limits.h"
#include "protocol/result.h"

namespace tocsin::relay {

// A session of a listener or a dialled line; never 0, never used twice in one process. It is a place to
// answer to and no authority: that is the user's name (relay/io/context.h) and the signer of the bytes.
using SessionId = std::uint64_t;

// How soon a parcel must pass. Visible to a relay. Each lane has a share that no other can use (lanes.h).
enum class Lane : std::uint8_t {
  control = 1,      // revocations, suspensions, cancels, freshness
  in_progress = 2,  // alerts of danger under way, and their receipts
  rest = 3,
};

// Append only, never renumber.
enum class RefusedCode : std::uint8_t {
  malformed = 1,        // the frame or the parcel's size is wrong
  unknown_mailbox = 2,  // no such mailbox here
  not_yours = 3,        // only its owner fetches from a mailbox
  conflict = 4,         // this reference came before with other bytes
  unreadable = 5,  // the parcel does not open with the recipient's key, or is not signed by a known sender
  unwelcome = 6,   // the sender may not send this here
};

// Sender → mailbox: keep this for the mailbox's owner.
struct Put {
  MailboxId mailbox;
  std::uint64_t
      reference;  // chosen by the sender, echoed in the answer; the same bytes keep the same reference
  Lane lane;
  Bytes parcel;  // exactly one of limits::parcel_buckets long
  bool operator==(const Put&) const = default;
};
// Mailbox → sender: durable here. Only a signed `acknowledgement` is delivery; a relay's is empty.
struct Stored {
  MailboxId mailbox;
  std::uint64_t reference;
  Bytes acknowledgement;  // the recipient's signed receipt, opaque here; at most acknowledgement_bytes_max
  bool operator==(const Stored&) const = default;
};
// Mailbox → sender: nothing was kept; ask again no sooner than this.
struct Busy {
  MailboxId mailbox;
  std::uint64_t reference;
  std::uint32_t retry_after_ms;
  bool operator==(const Busy&) const = default;
};
// Mailbox → sender or owner: nothing was kept, and asking again with the same bytes changes nothing.
struct Refused {
  MailboxId mailbox;        // zero when the message was not understood
  std::uint64_t reference;  // of the Put; 0 in answer to anything else
  RefusedCode code;
  bool operator==(const Refused&) const = default;
};
// Owner → relay: send parcels on this line, at most `credits` of them without their Taken. A new Fetch ends
// the one before, by whatever line it came, and whatever was sent and not taken is sent again.
struct Fetch {
  MailboxId mailbox;
  std::uint16_t credits;  // window_parcels_min … window_parcels_max
  bool operator==(const Fetch&) const = default;
};
// Relay → owner.
struct Parcel {
  MailboxId mailbox;
  std::uint64_t number;  // of this mailbox, rising, never used twice
  Lane lane;
  Bytes parcel;
  bool operator==(const Parcel&) const = default;
};
// Owner → relay: durable at the owner, or of no use to it; the relay forgets it.
struct Taken {
  MailboxId mailbox;
  std::uint64_t number;
  bool operator==(const Taken&) const = default;
};
// Relay → owner: a Fetch was heard, and this line is the one that fetches.
struct Fetching {
  MailboxId mailbox;
  bool operator==(const Fetching&) const = default;
};
using Message = std::variant<Put, Stored, Busy, Refused, Fetch, Parcel, Taken, Fetching>;

constexpr std::size_t acknowledgement_bytes_max = 256;
constexpr std::uint32_t window_parcels_min = 3;   // one for each lane
constexpr std::uint32_t window_parcels_max = 32;  // unacknowledged parcels on one line

bool is_parcel_size(std::size_t bytes);

// The bytes of relay/README.md, "Messages". Asserts what `decode` checks: a caller builds no wrong message.
Bytes encode(const Message& message);
// malformed: unknown kind, lane or code, wrong length, zero credits or more than the window, anything after
// the end.
Result<Message> decode(ByteView bytes);

// True for the bytes of a Put or a Fetch: whoever is there answers them at once.
bool is_answered(ByteView message);

// A message and its line. What comes in carries the name under which the line was admitted.
struct Frame {
  SessionId line;
  std::string user;  // "node:<hex>", …; empty on the way out
  Message message;
};

}  // namespace tocsin::relay
