// The documents that carry authority, as values, and the container that carries their signatures. Who must
// sign which is in protocol/seal/trust.h. Instants are milliseconds since 1970 on the wire.
#pragma once
#include <array>
#include <optional>
#include <string>
#include <vector>

#include "protocol/ids.h"
#include "protocol/limits.h"
#include "protocol/result.h"
#include "protocol/time.h"
#include "protocol/vocabulary.h"

namespace tocsin::wire {

enum class DocumentType : std::uint16_t {
  root = 1,
  rules = 2,
  post_record = 3,
  charter = 4,
  commission = 5,
  mandate = 6,
  overlay = 7,
  act = 8,
  node_act = 9,
  revocation_list = 10,
  epoch_loss = 11,
  mandate_link = 12,
  freshness = 13,
  epoch_key = 14,
  mandate_in_force = 15,
  withdrawal = 16,
  enrolment = 17,
  review = 18,
  review_answer = 19,
  notice = 20,
  notice_cancel = 21,
  notice_display = 22,
  exercise_window = 23,
  desk_confirmation = 24,
  charter_renewal = 25,
  overlay_withdrawal = 26,
  tie_declaration = 27,
  deputising = 28,
  conduct_signature = 29,
  presence = 30,
  forward = 31,
  directory = 32,
  hand_over = 33,
  street_list = 34,
  sector_map = 35,
};
constexpr std::uint16_t document_type_count = 35;
std::string_view slug(DocumentType);  // "post_record"; empty for a number that is not in the list
std::optional<DocumentType> parse_document_type(std::string_view slug);

// Bounds of the lists below.
constexpr std::size_t limit_values_max = 64;
constexpr std::size_t mailboxes_max = 4;       // its own and two relays, with one to spare while moving
constexpr std::size_t gateways_max = 4;        // two, with two to spare while moving
constexpr std::size_t elections_max = 32;      // periods named ahead
constexpr std::size_t opening_hours_max = 28;  // of every week: four spells a day
constexpr std::size_t dated_hours_max = 100;   // of single dates: a year's holidays, several times over
constexpr std::size_t revocations_max =
    1024;  // acts in force of one issuer: twice its mandates and commissions
constexpr std::size_t epoch_days_lost_max = 64;  // more than a post ever holds
// The longest validity of a charter, and of a commission or mandate.
constexpr std::chrono::hours charter_life_max = days(3 * 365 + 1);
constexpr std::chrono::hours authority_life_max = days(366);
constexpr std::chrono::hours rules_life_max = days(100);

// `type u16 ‖ length u32 ‖ bytes ‖ n u8 ‖ n × (tag u16 ‖ key id[16] ‖ sig[64])`, little endian, signatures
// ascending by key id then tag, none twice. Stored and forwarded as received, never re-encoded.
struct DocumentSignature {
  std::uint16_t tag;
  KeyId key;
  Signature signature;
  auto operator<=>(const DocumentSignature&) const = default;
};
struct SignedDocument {
  DocumentType type{};
  Bytes bytes;
  std::vector<DocumentSignature> signatures;
};
constexpr std::size_t document_container_bytes_max =
    2 + 4 + limits::document_bytes_max + 1 + limits::signatures_max * (2 + 16 + 64);
// Sorts the signatures. Precondition: known type, within limits::document_bytes_max and
// limits::signatures_max, no key twice under one tag (asserted).
Bytes encode(const SignedDocument& document);
// malformed, unsupported (an unknown type) or too_large. The bytes inside are not looked at.
Result<SignedDocument> decode_document(ByteView container);

struct NodeKeys {
  SigningPublic signing;  // receipts, node statements
  BoxPublic curve;        // transport
  BoxPublic parcel;       // parcels are sealed to it
  SigningPublic log;      // checkpoints
  bool operator==(const NodeKeys&) const = default;
};
struct Mailbox {
  std::string address;  // "tcp://host:port" (protocol/wire/text.h)
  BoxPublic server;     // CURVE key of who listens there: the node itself or a relay
  MailboxId id;
  bool operator==(const Mailbox&) const = default;
};
// Where devices reach a node that dials out to it (relay/README.md, "A gateway").
struct Gateway {
  std::string address;  // "tcp://host:port", where devices connect
  BoxPublic server;     // CURVE key of who listens there
  bool operator==(const Gateway&) const = default;
};
struct LimitValue {  // numbers are policy/limits.h's, from 1; lists of them ascend by number
  std::uint8_t limit = 0;
  std::uint32_t value = 0;
  bool operator==(const LimitValue&) const = default;
};
struct Period {
  Instant from, until;
  bool operator==(const Period&) const = default;
};

struct Root {
  std::uint32_t sequence = 1;
  Hash previous;  // document hash of the one before; zero for the first and only there. So in all that have
                  // both
  std::array<SigningPublic, 3> keys;  // distinct, in any order
  Instant issued;
  bool operator==(const Root&) const = default;
};
struct Rules {
  std::uint32_t sequence = 1;
  Hash previous;
  Instant issued, next_issue;  // at most 100 days apart
  std::vector<LimitValue> limits;
  std::vector<Period> elections;  // ascending, not overlapping
  SigningPublic release_key;      // of the web bundle; zero while there is none
  bool operator==(const Rules&) const = default;
};
// 1 Monday … 7 Sunday, of a date in days since 1970-01-01, which was a Thursday.
constexpr std::uint8_t weekday_of(std::uint16_t day) {
  return static_cast<std::uint8_t>((day + 3) % 7 + 1);
}
// Of every week, or of one date. A date that is named follows what names it alone, not its weekday; 0 to 0
// closes it.
struct OpeningHours {
  std::uint8_t weekday;                     // 1 Monday … 7 Sunday, Europe/Paris; of a date, its own
  std::uint16_t from_minute, until_minute;  // 0 … 1440, from < until, but for a date that is closed
  std::uint16_t day = 0;                    // 0: every week; else the date, in days since 1970-01-01
  bool closes() const { return day != 0 && until_minute == 0; }
  bool operator==(const OpeningHours&) const = default;
};
struct PostRecord {
  PostId post;
  std::uint32_t sequence = 1;
  Hash previous;
  std::string name, telephone;  // telephone: digits, spaces, one leading +
  SigningPublic office;
  NodeKeys node;
  std::string client_address;  // where its officers' devices connect; empty: through a gateway only
  std::vector<Mailbox> mailboxes;
  PostId supervising;  // zero: none
  // Ascending by date, weekday, minute, not overlapping. None of every week: open at any hour, but on the
  // dates.
  std::vector<OpeningHours> hours;
  Instant issued;
  bool presence = false;  // in service only while one of its desks says so; false: its hours alone count
  std::vector<Gateway> gateways;  // in the order in which devices try them; none where client_address is all
  bool operator==(const PostRecord&) const = default;
};
struct Sector {
  SectorId id = 0;
  std::string name;
  Insee border{};  // the neighbour commune that it is shared with (R5); zero: it is shared with nobody
  bool operator==(const Sector&) const = default;
};
struct Charter {
  Insee commune;
  std::string name;
  std::uint32_t sequence = 1;
  Hash previous;
  SigningPublic office;  // the mairie's
  NodeKeys node;
  std::string client_address;  // where its referents' and its mairie's devices connect; empty as above
  std::vector<Mailbox> mailboxes;
  PostId post;
  std::vector<Sector> sectors;   // ascending id, at least one
  std::uint16_t categories = 0;  // bit n = Category n, at least one
  std::vector<LimitValue> limits;
  bool exercise = true;
  std::uint32_t population = 0;   // of the commune table; decides what may be counted (R20)
  Instant from, until;            // at most 3 years apart
  Hash conduct_charter;           // of the text that referents sign
  Hash street_list;               // name of a StreetList (wire/locality.h); zero: none
  std::vector<Gateway> gateways;  // as above
  Hash sector_map;                // name of a SectorMap; zero: none
  bool operator==(const Charter&) const = default;
};
struct Commission {
  Role role{};    // mayor, clerk, desk: mairie; commander, officer: post; prefect, auditor: root
  Insee commune;  // exactly one of commune and post is set; neither for prefect and auditor
  PostId post;
  SigningPublic key;
  BoxPublic transport;
  Hash tag_commitment;  // desk only, else zero
  Instant from, until;  // at most 12 months apart
  bool operator==(const Commission&) const = default;
};
struct Mandate {
  MandateId mandate;
  ReferentId referent;
  Insee commune;
  std::uint32_t charter_sequence = 0;
  SigningPublic device;  // zero: desk only, then transport and tag commitment are zero too
  BoxPublic transport;
  Hash tag_commitment;
  std::vector<SectorId> sectors;  // ascending, at least one
  MandateId deputy;               // who stands in; zero: nobody. Never oneself
  Instant trained;
  Hash conduct_charter;
  std::vector<LimitValue> limits;  // tighter than the charter's, for this person
  Instant from, until;
  Tie tie{};  // as the person declared it at the enrolment (R21)
  bool operator==(const Mandate&) const = default;
};
struct MandateInForce {  // the commune node's statement that a fully signed mandate stands in its log
  Hash mandate;          // document hash
  std::uint64_t leaf = 0;
  Instant at;
  bool operator==(const MandateInForce&) const = default;
};
struct Overlay {
  Insee commune;
  Hash charter;                    // document hash of the charter it tightens
  std::vector<LimitValue> limits;  // at least one
  ActReason reason{};
  Instant at;
  bool operator==(const Overlay&) const = default;
};
enum class ActKind : std::uint8_t { revoke = 1, suspend = 2, lift = 3 };
enum class ActTarget : std::uint8_t { mandate = 1, commission = 2 };
struct Act {  // on a mandate or a commission
  CommandId id;
  ActKind kind{};
  ActTarget target{};
  std::array<std::uint8_t, 16> subject{};  // mandate id, or key id of the commission
  Insee commune;                           // whose mandate; zero for a commission
  ActReason reason{};
  Instant at, until;  // until: suspensions only, after `at`, at most authority_life_max later; else zero
  bool operator==(const Act&) const = default;
};
enum class NodeActKind : std::uint8_t { suspend = 1, resume = 2 };
struct NodeAct {
  NodeActKind kind{};
  Insee commune;
  Hash charter;                // document hash
  std::uint32_t sequence = 0;  // a resumption answers the suspension with the same sequence
  ActReason reason{};
  Instant at;
  bool operator==(const NodeAct&) const = default;
};
struct RevocationList {
  KeyId issuer;
  std::uint32_t sequence = 0;  // 0 is empty; a later one may be
  std::vector<Hash> entries;   // ascending document hashes of acts in force
  bool operator==(const RevocationList&) const = default;
};
struct Freshness {
  KeyId issuer;
  std::uint32_t sequence = 0;
  Hash list;
  Instant at;
  bool operator==(const Freshness&) const = default;
};
// How long somebody listens at a post (R33, R34). It names nobody.
struct Presence {
  PostId post;
  Instant at, until;  // until = at: nobody any more; at most limits::presence_valid apart
  bool operator==(const Presence&) const = default;
};
struct EpochKey {
  PostId post;
  Day day = 0;
  BoxPublic key;
  bool operator==(const EpochKey&) const = default;
};
struct EpochLoss {
  PostId post;
  std::vector<Day> lost;  // ascending, at least one
  Instant at;
  bool operator==(const EpochLoss&) const = default;
};
struct CharterRenewal {  // moves the end of a charter; no limit changes
  Insee commune;
  Hash charter;                // document hash
  std::uint32_t sequence = 1;  // of this charter's renewals
  Instant until, at;           // until: later than at
  bool operator==(const CharterRenewal&) const = default;
};
struct OverlayWithdrawal {  // by one office that signed the overlay, within its first hour
  Insee commune;
  Hash overlay;  // document hash
  Instant at;
  bool operator==(const OverlayWithdrawal&) const = default;
};
struct MandateLink {
  MandateId old_mandate, new_mandate;
  Instant at;
  bool operator==(const MandateLink&) const = default;
};
struct Withdrawal {
  AlertId alert;
  MandateId mandate;
  Hash header_hash;
  Instant at;
  bool operator==(const Withdrawal&) const = default;
};
struct Enrolment {
  InviteId invitation;
  SigningPublic device;
  BoxPublic transport;
  Hash tag_commitment;
  Hash root, charter;  // document hashes of what the device verified
  Instant at;
  Tie tie{};  // what the person declares (R21)
  bool operator==(const Enrolment&) const = default;
};

// A question that must be answered within 30 days (R14, R32): opened by an auditor, asked for by a referent
// about his own pause, or opened by the commune node when a rule says so.
struct Review {
  CommandId id;
  Insee commune;          // whose scheme it is about
  std::uint8_t rule = 0;  // the number of the rule that it is about, 1 … 99
  ReviewSubject subject{};
  std::array<std::uint8_t, 16> about{};  // mandate id, key id of the officer's commission; zero for an office
  NodeKind asks{};                       // who answers: `commune` the mairie, `post` the post
  Instant at;
  bool operator==(const Review&) const = default;
};
struct ReviewAnswer {
  CommandId review;
  Insee commune;  // as the review
  ReviewOutcome outcome{};
  Instant at;
  bool operator==(const ReviewAnswer&) const = default;
};

// The ranges stated above and those of protocol/README.md, of one value alone: what a program that composes a
// document asks before it encodes. malformed, naming the field. Dates are compared with each other, never
// with a clock.
Status check(const Root&);
Status check(const Rules&);
Status check(const PostRecord&);
Status check(const Charter&);
Status check(const Commission&);
Status check(const Mandate&);
Status check(const MandateInForce&);
Status check(const Overlay&);
Status check(const Act&);
Status check(const NodeAct&);
Status check(const RevocationList&);
Status check(const Freshness&);
Status check(const Presence&);
Status check(const EpochKey&);
Status check(const EpochLoss&);
Status check(const MandateLink&);
Status check(const Withdrawal&);
Status check(const Enrolment&);
Status check(const Review&);
Status check(const ReviewAnswer&);
Status check(const CharterRenewal&);
Status check(const OverlayWithdrawal&);

// Canonical bytes of a document. Precondition: check holds (asserted).
Bytes encode(const Root&);
Bytes encode(const Rules&);
Bytes encode(const PostRecord&);
Bytes encode(const Charter&);
Bytes encode(const Commission&);
Bytes encode(const Mandate&);
Bytes encode(const MandateInForce&);
Bytes encode(const Overlay&);
Bytes encode(const Act&);
Bytes encode(const NodeAct&);
Bytes encode(const RevocationList&);
Bytes encode(const Freshness&);
Bytes encode(const Presence&);
Bytes encode(const EpochKey&);
Bytes encode(const EpochLoss&);
Bytes encode(const MandateLink&);
Bytes encode(const Withdrawal&);
Bytes encode(const Enrolment&);
Bytes encode(const Review&);
Bytes encode(const ReviewAnswer&);
Bytes encode(const CharterRenewal&);
Bytes encode(const OverlayWithdrawal&);

// The value in `bytes`. malformed when not canonical, out of range, or badly written text; the detail names
// the field. Exists for every document above.
template <class Document>
Result<Document> decode(ByteView bytes);

template <>
Result<Root> decode<Root>(ByteView bytes);
template <>
Result<Rules> decode<Rules>(ByteView bytes);
template <>
Result<PostRecord> decode<PostRecord>(ByteView bytes);
template <>
Result<Charter> decode<Charter>(ByteView bytes);
template <>
Result<Commission> decode<Commission>(ByteView bytes);
template <>
Result<Mandate> decode<Mandate>(ByteView bytes);
template <>
Result<MandateInForce> decode<MandateInForce>(ByteView bytes);
template <>
Result<Overlay> decode<Overlay>(ByteView bytes);
template <>
Result<Act> decode<Act>(ByteView bytes);
template <>
Result<NodeAct> decode<NodeAct>(ByteView bytes);
template <>
Result<RevocationList> decode<RevocationList>(ByteView bytes);
template <>
Result<Presence> decode<Presence>(ByteView bytes);
template <>
Result<Freshness> decode<Freshness>(ByteView bytes);
template <>
Result<EpochKey> decode<EpochKey>(ByteView bytes);
template <>
Result<EpochLoss> decode<EpochLoss>(ByteView bytes);
template <>
Result<MandateLink> decode<MandateLink>(ByteView bytes);
template <>
Result<Withdrawal> decode<Withdrawal>(ByteView bytes);
template <>
Result<Enrolment> decode<Enrolment>(ByteView bytes);
template <>
Result<Review> decode<Review>(ByteView bytes);
template <>
Result<ReviewAnswer> decode<ReviewAnswer>(ByteView bytes);
template <>
Result<CharterRenewal> decode<CharterRenewal>(ByteView bytes);
template <>
Result<OverlayWithdrawal> decode<OverlayWithdrawal>(ByteView bytes);

// DocumentType of each value type.
template <class Document>
constexpr DocumentType type_of();
template <>
constexpr DocumentType type_of<Root>() {
  return DocumentType::root;
}
template <>
constexpr DocumentType type_of<Rules>() {
  return DocumentType::rules;
}
template <>
constexpr DocumentType type_of<PostRecord>() {
  return DocumentType::post_record;
}
template <>
constexpr DocumentType type_of<Charter>() {
  return DocumentType::charter;
}
template <>
constexpr DocumentType type_of<Commission>() {
  return DocumentType::commission;
}
template <>
constexpr DocumentType type_of<Mandate>() {
  return DocumentType::mandate;
}
template <>
constexpr DocumentType type_of<MandateInForce>() {
  return DocumentType::mandate_in_force;
}
template <>
constexpr DocumentType type_of<Overlay>() {
  return DocumentType::overlay;
}
template <>
constexpr DocumentType type_of<Act>() {
  return DocumentType::act;
}
template <>
constexpr DocumentType type_of<NodeAct>() {
  return DocumentType::node_act;
}
template <>
constexpr DocumentType type_of<RevocationList>() {
  return DocumentType::revocation_list;
}
template <>
constexpr DocumentType type_of<Presence>() {
  return DocumentType::presence;
}
template <>
constexpr DocumentType type_of<Freshness>() {
  return DocumentType::freshness;
}
template <>
constexpr DocumentType type_of<EpochKey>() {
  return DocumentType::epoch_key;
}
template <>
constexpr DocumentType type_of<EpochLoss>() {
  return DocumentType::epoch_loss;
}
template <>
constexpr DocumentType type_of<MandateLink>() {
  return DocumentType::mandate_link;
}
template <>
constexpr DocumentType type_of<Withdrawal>() {
  return DocumentType::withdrawal;
}
template <>
constexpr DocumentType type_of<Enrolment>() {
  return DocumentType::enrolment;
}
template <>
constexpr DocumentType type_of<Review>() {
  return DocumentType::review;
}
template <>
constexpr DocumentType type_of<ReviewAnswer>() {
  return DocumentType::review_answer;
}
template <>
constexpr DocumentType type_of<CharterRenewal>() {
  return DocumentType::charter_renewal;
}
template <>
constexpr DocumentType type_of<OverlayWithdrawal>() {
  return DocumentType::overlay_withdrawal;
}

}  // namespace tocsin::wire
