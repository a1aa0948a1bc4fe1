// What a device and its node say to each other on the client port: requests, replies, events; what nodes put
// into parcels; the enrolment card. Whatever decodes, encodes to the same bytes again.
//
// A frame is `kind u8 ‖ reference u32 ‖ bytes`. Requests name a verb of the closed list below; a verb says
// which of the few operands it uses (protocol/README.md, "Verbs"), the others are zero or empty and refused
// otherwise.
#pragma once
#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "protocol/ids.h"
#include "protocol/limits.h"
#include "protocol/result.h"
#include "protocol/time.h"

namespace tocsin::wire {

constexpr std::size_t request_bytes_max =
    120 * 1024;  // a request with the largest document still fits a frame
constexpr std::size_t reply_bytes_max = 120 * 1024;
constexpr std::size_t reply_items_max = 512;

enum class FrameKind : std::uint8_t {
  open_request = 1,    // Request, unsigned: hello, public documents and pending only
  signed_request = 2,  // SignedRequest
  reply = 3,           // Reply to the request with the same reference
  event = 4,           // Reply with one item, unasked, to a session that follows; reference 0
};
struct ClientFrame {
  FrameKind kind{};
  std::uint32_t reference = 0;
  Bytes bytes;
};
// Precondition of every encode below: the value is within its ranges (asserted).
Bytes encode(const ClientFrame& frame);
Result<ClientFrame> decode_client_frame(ByteView bytes);

enum class Verb : std::uint8_t {
  hello = 1,             // subject: key id. → data: challenge[32] ‖ node time u64 ‖ sig[64]
  public_documents = 2,  // → items: root, rules, post record, charter, epoch keys (signed documents)
  submit = 3,            // data: envelope. → data: signed receipt
  withdraw = 4,          // data: signed withdrawal. → data: signed receipt
  follow = 5,   // number: last event seen. → items: signed receipts after it, then events as they come
  publish = 6,  // data: signed document. → ok, or refused with its rule
  invite = 7,  // subject: invitation; data: request key[32] ‖ transport key[32] ‖ expiry u64 ms; extra: name
  enrol = 8,             // data: signed enrolment
  enrolment_status = 9,  // → items: mandate, in-force statement as far as they exist
  enrolments = 10,       // mairie: items: signed enrolments waiting for nomination; extra: name
  mandates = 11,         // items: mandates, half and fully signed, with their in-force statement in extra
  inbox = 12,  // post; number: position to go on from; code 1: closed ones too. → items: header[256], extra:
               // signed receipts; number: flags; code 1: held
  open = 13,   // subject: alert; code: OpenReason; data: session X25519 key[32]. → data: sealed content
  take = 14,   // subject: alert. The next ones too: → data: signed receipt
  close = 15,  // code: ClosingCode
  call_back = 16,
  release = 17,  // the second officer's, or a commander's, releases
  reopen = 18,
  counts = 19,      // number: first day of a closed period; 0: the last closed one. → items
  log = 20,         // number: first leaf. → items: leaf, extra: event with salt where the reader may see it
  checkpoint = 21,  // → data: signed note
  status = 22,      // → items: name, number: what `tocsin node status` prints
  register_person = 23,  // subject: mandate; data: name; extra: telephone. Post: typed at the interview
  documents = 24,        // subject zero; code: DocumentType. → items: signed documents held here
  reviews = 25,  // number: position. → data: a referent's own pause; items: signed review, extra: signed
                 // answer; number: answer due; code: 1 open, 2 overdue, 3 answered
  notices = 26,  // code 1: then events as they come; data: receipt of display, or nothing. → items: notices
  hand_over =
      27,      // post; subject: alert; code: HandOverReason; data: session key; extra: procedure. → as open
  group = 28,  // post; subject: alert; code: GroupReason; data: the other alerts[16]
  confirm = 29,   // data: signed desk_confirmation
  pending = 30,   // number: position. → items: what tightens the limits, waits to loosen them, or suspends
  serve = 31,     // post; code 1: this desk is in service for limits::presence_valid; 0: it leaves. → data:
                  // signed presence
  presence = 32,  // → items: the newest signed presence of each post here, while it is good
  forward = 33,   // post; data: forward signed by the officer. → item: number: leaf of the disclosure
};
constexpr std::uint8_t verb_count = 33;
std::string_view slug(Verb);  // "register_person"; empty for a number that is not in the list
// True for verbs whose request must bring a command id: its answer is stored, and given again to the same
// bytes. Elsewhere the id may be zero: submitting and withdrawing are told apart by alert id, an opening is
// answered for its own session key and logged each time, the rest only reads.
bool needs_command(Verb);

struct Request {
  CommandId command;  // first in the bytes; the same id with the same bytes gets the stored answer
  Verb verb{};
  std::array<std::uint8_t, 16> subject{};
  std::uint64_t number = 0;
  std::uint8_t code = 0;
  Bytes data, extra;
  bool operator==(const Request&) const = default;
};
// The operands that the verb asks for and no others; the detail names the operand.
Status check(const Request& request);
Bytes encode(const Request& request);
Result<Request> decode_request(ByteView bytes);

// `tag u16 ‖ recipient node key[32] ‖ device key id[16] ‖ challenge[32] ‖ counter u64 ‖ length u32 ‖ bytes ‖
// sig[64]`.
constexpr std::uint16_t request_tag = 50;  // of protocol/seal/tags.h
struct SignedRequest {
  SigningPublic recipient;
  KeyId device;
  Challenge challenge;
  std::uint64_t counter = 0;
  Bytes bytes;  // of a Request
  Signature signature;
};
Bytes encode(const SignedRequest& request);
// Says nothing about the request inside nor about the signature.
Result<SignedRequest> decode_signed_request(ByteView bytes);
// What the signature covers: everything before it, the tag included once. Empty if too short for a signature.
ByteView signed_part(ByteView signed_request);

enum class Outcome : std::uint8_t { ok = 1, refused = 2, failed = 3 };
struct Item {  // never all zero and empty
  std::array<std::uint8_t, 16> id{};
  std::uint64_t number = 0;
  std::uint8_t code = 0;
  Bytes data, extra;
  bool operator==(const Item&) const = default;
};
struct Reply {
  Outcome outcome = Outcome::ok;
  std::uint8_t rule = 0;             // refused: its number, or 0 where the receipt in `data` says why
  std::uint8_t errc = 0;             // failed: Errc
  std::uint32_t retry_after_ms = 0;  // with Errc::busy
  std::string detail;                // failed or refused: for a person, at most limits::text_bytes_max bytes
  Instant at;                        // the node's clock
  Bytes data;
  std::vector<Item> items;
  bool more = false;  // there are more items: ask again with the number that protocol/README.md names
  bool operator==(const Reply&) const = default;
};
Status check(const Reply& reply);
// The detail is made to fit (fit_text); the rest is a precondition, reply_bytes_max included.
Bytes encode(const Reply& reply);
Result<Reply> decode_reply(ByteView bytes);
// Bounds from above of what a reply takes and of what one more item adds: to stay within reply_bytes_max.
std::size_t bytes_bound(const Reply& reply);
std::size_t bytes_bound(const Item& item);

// What one node puts into a parcel for another. Nothing else exists.
enum class ParcelKind : std::uint8_t {
  alert = 1,  // envelope[1536] ‖ signed receipt (accepted) ‖ policy flags u32
  ended = 2,  // header[256] ‖ sig[64] ‖ signed receipt (refused, withdrawn or expired): numbers without an
              // envelope
  receipt = 3,          // alert id ‖ mandate id ‖ signed receipt
  document = 4,         // signed document
  withdrawal = 5,       // signed withdrawal that came after delivery was queued
  notice_shown = 6,     // how far a notice has come (NoticeShown)
  mandate_refused = 7,  // why a mandate with both signatures is not in force (MandateRefused)
  answers = 8,          // what became of parcels that came through a relay (parcel_answers.h)
  carried = 9,          // an alert for the other post it is sealed to (Carried)
  elsewhere = 10,       // what the other post has signed, and which of the two has it in hand (Elsewhere)
  forward = 11,         // signed forward: the commune is to carry it
  lacking = 12,         // names of documents that the sender does not hold (lacking.h)
};

// What a commune tells of a post's notice: that it has it, or by which rule it refused it, and on how many of
// the devices it is for it was shown. No device is named.
struct NoticeShown {
  std::array<std::uint8_t, 16> notice{};
  std::uint8_t rule = 0;  // 0: taken
  std::uint32_t addressed = 0, shown = 0, cancel_shown = 0;
  bool operator==(const NoticeShown&) const = default;
};
constexpr std::size_t notice_shown_bytes = 16 + 1 + 3 * 4;
Bytes encode(const NoticeShown& shown);
Result<NoticeShown> decode_notice_shown(ByteView bytes);

// What one node tells the other of a mandate that carries both signatures and that it refuses.
struct MandateRefused {
  MandateId mandate;
  Hash document;  // its name
  std::uint8_t rule = 0, detail = 0;
  bool operator==(const MandateRefused&) const = default;
};
constexpr std::size_t mandate_refused_bytes = 16 + 32 + 2;
Bytes encode(const MandateRefused& refused);
Result<MandateRefused> decode_mandate_refused(ByteView bytes);

struct ParcelContent {
  ParcelKind kind{};
  Bytes bytes;
};
// `kind u8 ‖ bytes`, of the sizes above; what the bytes say is looked at by who reads them.
Bytes encode(const ParcelContent& content);
Result<ParcelContent> decode_parcel_content(ByteView bytes);

// The card that a mairie prints and the code that a post shows: how a device finds and checks its node.
struct EnrolmentCard {
  std::string address;                         // "tcp://host:port", of the node itself or of a gateway
  BoxPublic gateway;                           // CURVE key of who listens there; zero: it is the node itself
  BoxPublic node;                              // CURVE key
  std::array<std::uint8_t, 32> root_sha256{};  // of the signed root document's bytes
  InviteId invitation;
  std::array<std::uint8_t, 16> secret{};
  bool operator==(const EnrolmentCard&) const = default;
};
Status check(const EnrolmentCard& card);
// "TOCSIN1:" and Crockford base32 in groups of five, with a checksum; what the QR code holds and a person can
// type. Precondition: check holds (asserted).
std::string to_text(const EnrolmentCard& card);
// Case, spaces, line breaks, hyphens and the letters I, L, O are forgiven. malformed says what is wrong and
// never repeats the card; unsupported is a card of another version.
Result<EnrolmentCard> parse_card(std::string_view text);

}  // namespace tocsin::wire
