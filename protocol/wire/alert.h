// One alert on the wire: the header that the commune node reads, the closed content that only the post reads,
// and the envelope that holds both. Layouts: protocol/README.md, "Alerts". No crypto here. Whatever decodes,
// encodes to the same bytes again.
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

constexpr std::uint8_t alert_version = 1;
constexpr std::uint8_t suite_standard = 1;

struct AlertHeader {
  std::uint8_t suite = suite_standard;
  AlertKind kind = AlertKind::device;
  Category category{};
  Urgency urgency = Urgency::ordinary;
  std::uint8_t flags = 0;  // header_flag
  SectorId sector = 0;     // 1 … 999
  Insee commune;
  AlertId alert;
  MandateId mandate;
  std::uint64_t sequence = 0;  // of the device, from 1, no gaps
  std::uint32_t created = 0;   // units of 10 s since 1970
  std::uint32_t expiry = 0;    // created + 72 h
  std::uint32_t charter_sequence = 0;
  Day post_epoch = 0;         // the day of the key that wrap 0 is sealed to
  Day supervising_epoch = 0;  // the same for wrap 1
  Hash body_hash, wraps_hash, previous_hash, commitment;
  TargetTag place_tag, plate_tag;

  bool operator==(const AlertHeader&) const = default;
  bool exercise() const { return flags & header_flag::exercise; }
  bool called17() const { return flags & header_flag::called17; }
  bool in_progress() const { return urgency == Urgency::in_progress; }
};
using HeaderBytes = std::array<std::uint8_t, limits::header_bytes>;

// Byte offsets in the 256 that others than the codec need.
constexpr std::size_t header_mandate_at = 40;
constexpr std::size_t header_body_hash_at = 88;

// Ranges alone; the detail names the field. Hashes and tags may be anything, zero too.
Status check(const AlertHeader& header);
// Precondition: the header is within its ranges (asserted).
HeaderBytes encode(const AlertHeader& header);
// malformed: not the canonical 256 bytes, an impossible value, expiry not created + 72 h. unsupported:
// unknown version, suite, kind, category, urgency or flag.
Result<AlertHeader> decode_header(ByteView bytes);

// What must be read of a header before its signature can be checked: whose key to look for. Nothing of it is
// true yet.
struct HeaderClaim {
  AlertKind kind{};
  MandateId mandate;
  AlertId alert;
};
// Errors as decode_header, of size, version, suite and kind only.
Result<HeaderClaim> peek_header(ByteView bytes);

enum class PlaceKind : std::uint8_t { sector = 1, point = 2, street = 3 };
struct Place {
  PlaceKind kind = PlaceKind::sector;
  std::int32_t latitude_udeg = 0, longitude_udeg = 0;  // millionths of a degree; point only, else 0
  std::uint16_t street = 0,
                number = 0;  // index in the imported street list, house number (0: none); street only
  bool operator==(const Place&) const = default;
};
struct Vehicle {
  VehicleType type{};
  std::optional<Colour> colour;
  std::optional<VehicleMake> make;
  std::string plate;  // normalised: upper case A-Z0-9, no separators; empty: not seen. At most 10 characters
  bool operator==(const Vehicle&) const = default;
};
struct Person {  // neutral traits only; there is no field for anything else
  HeightBand height{};
  std::optional<Colour> upper, lower;  // clothing
  std::optional<Luggage> luggage;
  std::optional<Direction> direction;
  bool operator==(const Person&) const = default;
};
struct AlertContent {
  Category category{};
  SectorId sector = 0;
  MandateId mandate;
  AlertId alert;
  std::uint64_t conducts = 0;  // bit n = Conduct n; bit 0 and bits above conduct_count are refused
  Place place;
  std::uint32_t observed = 0;  // units of 10 s since 1970
  std::optional<Vehicle> vehicle;
  std::uint8_t person_count = 0;           // 0 … 99; at least persons.size()
  std::vector<Person> persons;             // at most limits::persons_max
  std::array<std::uint8_t, 32> tag_key{};  // opens the header's target tags and the mandate's commitment

  bool operator==(const AlertContent&) const = default;
  bool has(Conduct conduct) const { return conducts >> static_cast<unsigned>(conduct) & 1; }
};
using ContentBytes = std::array<std::uint8_t, limits::content_bytes>;

// Ranges alone: what a form must obey before it is sealed. The detail names the field.
Status check(const AlertContent& content);
// Precondition: the content is within its ranges (asserted). Nothing but the result holds the content
// afterwards.
ContentBytes encode(const AlertContent& content);
// Format only (ranges, canonical bytes, plate characters). What may be said together is policy (R7, R8).
// malformed for everything that is wrong, unsupported for another version.
Result<AlertContent> decode_content(ByteView bytes);

constexpr std::uint64_t bit(Conduct conduct) {
  return std::uint64_t{1} << static_cast<unsigned>(conduct);
}

// The four parts of an envelope's 1,536 bytes, as views into it.
struct EnvelopeView {
  ByteView header, signature, wraps, body;
};
// malformed unless exactly limits::envelope_bytes.
Result<EnvelopeView> split_envelope(ByteView bytes);

}  // namespace tocsin::wire
