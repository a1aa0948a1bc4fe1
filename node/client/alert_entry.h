// What a device keeps of one alert it sealed: the envelope until it is safe elsewhere, and the receipts it
// verified. No plaintext, no content key: they died at the sealing. Pure.
#pragma once
#include <optional>
#include <span>
#include <vector>

#include "policy/work.h"
#include "protocol/seal/alert.h"

namespace tocsin::client {

struct HeldReceipt {
  wire::Receipt receipt;
  Bytes signed_bytes;  // wire::signed_receipt_bytes
  Instant arrived;     // on this device's clock
};

struct AlertEntry {
  AlertId alert;
  Hash header_hash;
  std::uint64_t sequence = 0;
  Category category{};
  Urgency urgency = Urgency::ordinary;
  std::uint8_t flags = 0;  // header_flag
  SectorId sector = 0;
  Instant created;   // as the header says
  Instant sent;      // device clock, when the person pressed "send"
  Bytes envelope;    // empty once a verified receipt lets it go
  Bytes withdrawal;  // signed withdrawal, empty: none; kept until it is answered
  bool withdrawal_answered = false;
  bool contradicted = false;  // one issuer signed two things that cannot both be true; both are kept
  std::vector<HeldReceipt> receipts;

  bool exercise() const { return flags & header_flag::exercise; }
};
Bytes encode(const AlertEntry& entry);
Result<AlertEntry> decode_entry(ByteView bytes);

// Nodes whose receipts count for an alert. The first is the present key, the others former ones.
struct IssuerKeys {
  std::vector<SigningPublic> commune, post;
  std::vector<SigningPublic> supervising;  // R34: to which it may pass
  std::vector<SigningPublic> ended;        // former ones among them by which nothing new is believed any more
};
// A receipt signed by the right node for this header; its issuer is the id of that node's oldest key,
// whichever of its keys has signed. bad_signature: forged, by another node, or by the commune in the post's
// name; conflict: of another alert.
enum class Heard : std::uint8_t { before, now };  // kept already, or come just now
Result<wire::Receipt> believe_receipt(ByteView signed_receipt, const Hash& header_hash,
                                      const IssuerKeys& keys, Heard heard = Heard::now);
// The issuers of what is kept, likewise.
void name_issuers(AlertEntry& entry, const IssuerKeys& keys);

enum class Added : std::uint8_t { fresh = 1, known = 2, contradiction = 3 };
// Keeps a believed receipt; drops the envelope when the receipt lets it go.
Added add_receipt(AlertEntry& entry, const wire::Receipt& receipt, ByteView signed_receipt, Instant arrived);

// The receipt that says where the alert stands: the post's latest, of two posts the one that is further with
// it, else the commune's latest; withdrawal marks and requests to call back are none. nullptr: sealed on this
// device, nothing else is known.
const HeldReceipt* standing(const AlertEntry& entry);
const HeldReceipt* find_receipt(const AlertEntry& entry, NodeKind issuer, AlertState state);
// The post asked to be called, and has not closed since.
bool call_back_wanted(const AlertEntry& entry);
// Refused, withdrawn, expired, violation or closed: nothing more is expected.
bool is_over(const AlertEntry& entry);
// Still to be submitted: no verified receipt answers it yet.
bool to_submit(const AlertEntry& entry);
std::vector<policy::StateChange> history(const AlertEntry& entry);

}  // namespace tocsin::client
