// The turn: one input in, a transaction changed, effects out. Decide inside the transaction, send only after
// the commit. Pure: the clock, randomness and keys are handed in. A Node holds no state; all of it is in the
// Txn.
#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "node/txn/keyring.h"
#include "node/txn/txn.h"
#include "protocol/entropy.h"
#include "protocol/ids.h"
#include "protocol/result.h"
#include "protocol/seal/keys.h"
#include "protocol/time.h"
#include "protocol/vocabulary.h"

namespace tocsin::node {

using SessionId =
    std::uint64_t;  // of one connection, given by the sockets; never reused while the process lives

// ---- inputs
// -------------------------------------------------------------------------------------------------
// Whose messages a gateway brings: this name limits rates and lets nobody in. No door gives it.
constexpr std::string_view gateway_user = "gateway:";
struct ClientMessage {  // on the client port, or by a gateway
  SessionId session;
  std::string user;  // ZAP User-Id of the connection, from Node::admit; or gateway_user and the gateway's key
  Bytes frame;       // wire::ClientFrame
};
struct MailboxMessage {  // on the mailbox port: a peer puts a parcel
  SessionId session;
  std::string user;
  Bytes frame;  // relay::Message
};
// A line that this node dials, and keeps open: to another node's mailbox port, or to a relay, where many
// mailboxes may lie, some of them its own.
struct LineTo {
  std::string address;
  BoxPublic server;
  auto operator<=>(const LineTo&) const = default;
};
struct LinkMessage {  // on a line this node dialled: the answer to a put, or a parcel of its own mailbox
  LineTo line;
  Bytes frame;  // relay::Message
};
struct LinkChange {
  LineTo line;
  bool up;
};
struct Tick {
  // Wall time moved with CLOCK_BOOTTIME since the start (± 10 min). Without it nothing is erased or
  // destroyed.
  bool clock_steady;
  bool storage_tight;  // Store::nearly_full: intake says Busy, erasure goes on
};
struct Started {};  // the first input of a process: logs the restart, repeats unfinished key destruction
struct Settle {};   // the last input of every batch: sends what the batch queued for other nodes
using Input = std::variant<ClientMessage, MailboxMessage, LinkMessage, LinkChange, Tick, Started, Settle>;

// ---- effects
// ------------------------------------------------------------------------------------------------
struct Reply {  // to a session, as frames to write
  SessionId session;
  Bytes frame;
  bool known = false;  // a key known here has signed in this session: a gateway ends it for nobody
};
struct MailboxReply {
  SessionId session;
  Bytes frame;
};
struct LineSend {
  LineTo line;
  Bytes frame;
};
// One line of the operator's log. Codes and ids of devices or documents; never a name, a place, a plate, a
// content.
enum class EventCode : std::uint8_t {
  started = 1,
  document_accepted,
  document_refused,
  alert_accepted,
  alert_refused,
  alert_ended,
  alert_delivered,
  alert_violation,
  alert_held,
  alert_released,
  alert_opened,
  alert_taken,
  alert_closed,
  alert_reopened,
  call_back,
  parcel_acknowledged,
  parcel_refused,
  request_refused,
  frame_malformed,
  peer_up,
  peer_down,
  erased,
  keys_destroyed,
  erasure_waits_for_clock,
  sequence_gap,
  record_damaged,
  storage_tight,
  equivocation,
  drift,
  review_overdue,
  entry_confirmed,        // R35; number: by whom
  entry_never_confirmed,  // R35; the desk
  alert_handed_over,      // R30; number: the reason
  alerts_grouped,         // R31; number: how many
  roll_over_due,          // R29, R34; number: the cause
  loosening_waits,        // subject: the charter's hash; number: in force from, ms
  charter_in_force,       // its wait is over; subject: commune; number: sequence
  mandate_stopped,        // by what its person declared; number: the rule
  mandate_refused,        // both have signed it; number: the rule
  relay_up,               // subject: its server key
  relay_down,
  silence_closes_granting,  // subject: commune; number: last heard, ms
  silence_closes_intake,
  heard_again,
  charter_forked,       // subject: the commune; number: the charters' sequence
  office_key_replaced,  // subject: commune or post; number: from when the new key acts, ms
  epochs_lost,          // subject: post; number: how many days
  acts_lacking,         // subject: the peer whose list names them; number: how many are asked for
  alert_carried,        // R29, R30, R34: to the supervising post; number: the cause
  alert_elsewhere,      // the other post has signed; number: its state
  mailbox_refused,      // a relay does not let this node fetch; subject: the mailbox; number: the refusal
  gateway_up,           // subject: its server key
  gateway_down,
  node_keys_changed,  // subject: the commune or post whose paper names others; number: until when the former
                      // count, ms
  node_keys_destroyed,  // subject: the signing key's id
  directory_newer,      // subject: a commune or post of which the directory lists a later paper; number: that
                        // one's
  directory_other,      // … another of the same number
};
const char* name(EventCode code);
struct Event {
  EventCode code;
  std::string subject;       // hex id, document type, or empty
  std::uint64_t number = 0;  // rule, count or sequence, as the code says
};
struct Effects {
  std::vector<LineSend> send;
  std::vector<Reply> reply;
  std::vector<MailboxReply> mailbox_reply;
  std::vector<txn::KeyName> destroy_keys;  // only after this commit; the next Tick sees that they are gone
  std::vector<KeyId> destroy_sets;         // own generations by their signing key, likewise
  std::vector<Event> events;
  bool lines_changed = false;      // ask lines() again
  std::optional<Instant> wake_at;  // the earliest useful Tick
};

// ---- who this node is
// ---------------------------------------------------------------------------------------
// One generation of a node's own keys, as its charter or record names them.
struct KeySet {
  seal::SigningKey signing;
  seal::BoxKey parcel;
  seal::SigningKey log;
  BoxPublic curve;  // the secret half is the sockets' alone
};
// All generations whose files are there: which of them signs is in the Txn (rotation.h). Between two turns
// the owner may add one, or take one away that a turn has let go.
struct Identity : KeySet {
  NodeKind kind;
  seal::Secret32 boot_secret;  // new at each start; challenges derive from it
  std::vector<KeySet> others = {};
};

class Node {
 public:
  virtual ~Node() = default;
  // All of an input's work, or, if the answer is an error, nothing: the caller drops the overlay it passed.
  // Peers' and strangers' mistakes are not errors: they have replies.
  virtual Result<Effects> handle(txn::Txn& txn, const Input& input, Instant now, Entropy& entropy) const = 0;
  // The User-Id of a connection with this CURVE key; nullopt: refuse it.
  virtual std::optional<std::string> admit(txn::Txn& txn, const BoxPublic& key, Instant now) const = 0;
  // The lines to keep open.
  virtual std::vector<LineTo> lines(txn::Txn& txn) const = 0;
  // The gateways to be at, so that devices reach this node there.
  virtual std::vector<LineTo> gateways(txn::Txn&) const { return {}; }
};

// Accepts documents from an operator's file, before the node first runs (root, rules, records, charters,
// commissions, in this order of trust). The same checks as for documents that arrive; the detail of an error
// says which document and why. The root is believed only if the table holds none yet.
Status import_document(txn::Txn& txn, const Identity& identity, const txn::Keyring& keyring,
                       ByteView container, Instant now, Entropy& entropy);

// configuration: the charter or record in force names keys of this node whose files are not here.
Status check_own_keys(txn::Txn& txn, const Identity& identity, const txn::Keyring& keyring, Instant now,
                      Entropy& entropy);

// The two kinds, from archives of their own: node/intake and node/inbox. Identity and keyring must outlive
// them.
std::unique_ptr<Node> make_intake(const Identity& identity, const txn::Keyring& keyring);
std::unique_ptr<Node> make_inbox(const Identity& identity, const txn::Keyring& keyring);

}  // namespace tocsin::node
