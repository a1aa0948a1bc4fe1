#include "protocol/wire/alert.h"

#include "canonical.hpp"
#include "check.hpp"
#include "protocol/wire/alert.capnp.h"
#include "protocol/wire/text.h"

namespace tocsin::wire {
namespace {

constexpr std::uint8_t content_version = 1;
constexpr std::uint64_t header_magic = magic_word("TOCSINv1");
constexpr std::uint64_t content_magic = magic_word("TOCSINa1");
constexpr std::uint32_t life_tens =
    static_cast<std::uint32_t>(std::chrono::seconds(limits::alert_life).count() / 10);
constexpr std::uint8_t person_count_max = 99;
constexpr std::size_t root_pointer_bytes = 8;

tl::unexpected<Error> malformed(const char* detail) {
  return fail(Errc::malformed, detail);
}
tl::unexpected<Error> unsupported(const char* detail) {
  return fail(Errc::unsupported, detail);
}

// Zero stands for nothing in every list of the content.
template <class Enum>
std::uint8_t or_zero(const std::optional<Enum>& value) {
  return value ? static_cast<std::uint8_t>(*value) : std::uint8_t{0};
}
template <class Enum>
std::optional<Enum> unless_zero(std::uint8_t value) {
  return value ? std::optional<Enum>(static_cast<Enum>(value)) : std::nullopt;
}

template <class Group>
void put_person(Group group, const AlertContent& content, std::size_t index) {
  if (index >= content.persons.size()) return;
  const Person& person = content.persons[index];
  group.setHeight(static_cast<std::uint8_t>(person.height));
  group.setUpper(or_zero(person.upper));
  group.setLower(or_zero(person.lower));
  group.setLuggage(or_zero(person.luggage));
  group.setDirection(or_zero(person.direction));
}

// A place without a height holds nobody; what else stands in it then does not encode again and is refused.
template <class Group>
void take_person(Group group, AlertContent& content) {
  if (!group.getHeight()) return;
  content.persons.push_back({static_cast<HeightBand>(group.getHeight()),
                             unless_zero<Colour>(group.getUpper()), unless_zero<Colour>(group.getLower()),
                             unless_zero<Luggage>(group.getLuggage()),
                             unless_zero<Direction>(group.getDirection())});
}

Status check_place(const Place& place) {
  Check is("content.place");
  bool point = place.kind == PlaceKind::point, street = place.kind == PlaceKind::street;
  is.that(point || street || place.kind == PlaceKind::sector, "kind", "not in the list");
  is.that(std::abs(std::int64_t{place.latitude_udeg}) <= 90'000'000, "latitude", "beyond 90 degrees");
  is.that(std::abs(std::int64_t{place.longitude_udeg}) <= 180'000'000, "longitude", "beyond 180 degrees");
  is.that(point || (place.latitude_udeg == 0 && place.longitude_udeg == 0), "latitude", "only with a point");
  is.that(street || (place.street == 0 && place.number == 0), "street", "only with a street");
  return std::move(is).result();
}

Status check_vehicle(const Vehicle& vehicle) {
  Check is("content.vehicle");
  is.known(vehicle.type, "type");
  is.known(vehicle.colour, "colour");
  is.known(vehicle.make, "make");
  is.that(vehicle.plate.empty() || is_plate(vehicle.plate), "plate", "not 1 to 10 of A-Z and 0-9");
  return std::move(is).result();
}

Status check_person(const Person& person) {
  Check is("content.person");
  is.known(person.height, "height");
  is.known(person.upper, "upper");
  is.known(person.lower, "lower");
  is.known(person.luggage, "luggage");
  is.known(person.direction, "direction");
  return std::move(is).result();
}

Result<AlertHeader> read_header(schema::AlertHeader::Reader in) {
  AlertHeader header;
  header.suite = in.getSuite();
  header.kind = static_cast<AlertKind>(in.getKind());
  header.category = static_cast<Category>(in.getCategory());
  header.urgency = static_cast<Urgency>(in.getUrgency());
  header.flags = in.getFlags();
  header.sector = in.getSector();
  take_words(in.getCommune(), header.commune.bytes);
  take_words(in.getAlert(), header.alert.bytes);
  take_words(in.getMandate(), header.mandate.bytes);
  header.sequence = in.getSequence();
  header.created = in.getCreated();
  header.expiry = in.getExpiry();
  header.charter_sequence = in.getCharterSequence();
  header.post_epoch = in.getPostEpoch();
  header.supervising_epoch = in.getSupervisingEpoch();
  take_words(in.getBodyHash(), header.body_hash.bytes);
  take_words(in.getWrapsHash(), header.wraps_hash.bytes);
  take_words(in.getPreviousHash(), header.previous_hash.bytes);
  take_words(in.getCommitment(), header.commitment.bytes);
  take_words(in.getPlaceTag(), header.place_tag.bytes);
  take_words(in.getPlateTag(), header.plate_tag.bytes);
  return header;
}

AlertContent read_content(schema::AlertContent::Reader in) {
  AlertContent content;
  content.category = static_cast<Category>(in.getCategory());
  content.sector = in.getSector();
  content.observed = in.getObserved();
  content.conducts = in.getConducts();
  take_words(in.getAlert(), content.alert.bytes);
  take_words(in.getMandate(), content.mandate.bytes);
  take_words(in.getTagKey(), content.tag_key);
  content.place = {static_cast<PlaceKind>(in.getPlaceKind()), in.getLatitude(), in.getLongitude(),
                   in.getStreet(), in.getNumber()};
  if (in.getVehicleType()) {
    std::array<std::uint8_t, 16> plate{};
    take_words(in.getPlate(), plate);
    auto& vehicle = content.vehicle.emplace();
    vehicle.type = static_cast<VehicleType>(in.getVehicleType());
    vehicle.colour = unless_zero<Colour>(in.getVehicleColour());
    vehicle.make = unless_zero<VehicleMake>(in.getVehicleMake());
    vehicle.plate.assign(plate.begin(), std::find(plate.begin(), plate.end(), std::uint8_t{0}));
  }
  content.person_count = in.getPersonCount();
  take_person(in.getPerson0(), content);
  take_person(in.getPerson1(), content);
  take_person(in.getPerson2(), content);
  take_person(in.getPerson3(), content);
  return content;
}

}  // namespace

Status check(const AlertHeader& header) {
  Check is("header");
  constexpr Errc unknown = Errc::unsupported;
  is.that(header.suite == suite_standard, "suite", "unknown", unknown);
  is.known(header.kind, "kind", unknown);
  is.known(header.category, "category", unknown);
  is.known(header.urgency, "urgency", unknown);
  is.that((header.flags & ~header_flag::all) == 0, "flags", "unknown bit", unknown);
  is.sector(header.sector, "sector");
  is.commune(header.commune, "commune");
  is.set(header.alert, "alert");
  is.set(header.mandate, "mandate");
  is.that(header.sequence >= 1, "sequence", "counts from 1");
  is.that(std::uint64_t{header.created} + life_tens == header.expiry, "expiry", "not created + 72 h");
  is.that(header.charter_sequence >= 1, "charterSequence", "counts from 1");
  return std::move(is).result();
}

HeaderBytes encode(const AlertHeader& header) {
  assert(check(header));
  return encode_fixed<schema::AlertHeader, limits::header_bytes>([&](schema::AlertHeader::Builder out) {
    out.setVersion(alert_version);
    out.setSuite(header.suite);
    out.setKind(static_cast<std::uint8_t>(header.kind));
    out.setCategory(static_cast<std::uint8_t>(header.category));
    out.setUrgency(static_cast<std::uint8_t>(header.urgency));
    out.setFlags(header.flags);
    out.setSector(header.sector);
    put_words(out.getCommune(), header.commune.view());
    put_words(out.getAlert(), header.alert.view());
    put_words(out.getMandate(), header.mandate.view());
    out.setSequence(header.sequence);
    out.setCreated(header.created);
    out.setExpiry(header.expiry);
    out.setCharterSequence(header.charter_sequence);
    out.setPostEpoch(header.post_epoch);
    out.setSupervisingEpoch(header.supervising_epoch);
    put_words(out.getBodyHash(), header.body_hash.view());
    put_words(out.getWrapsHash(), header.wraps_hash.view());
    put_words(out.getPreviousHash(), header.previous_hash.view());
    put_words(out.getCommitment(), header.commitment.view());
    put_words(out.getPlaceTag(), header.place_tag.view());
    put_words(out.getPlateTag(), header.plate_tag.view());
    out.setMagic(header_magic);
  });
}

Result<HeaderClaim> peek_header(ByteView bytes) {
  if (bytes.size() != limits::header_bytes) return malformed("header: not 256 bytes");
  auto data = bytes.subspan(root_pointer_bytes);
  if (data[0] != alert_version) return unsupported("header.version: unknown");
  if (data[1] != suite_standard) return unsupported("header.suite: unknown");
  if (!is_known<AlertKind>(data[2])) return unsupported("header.kind: unknown");
  return HeaderClaim{static_cast<AlertKind>(data[2]),
                     *MandateId::from(bytes.subspan(header_mandate_at, MandateId::size)),
                     *AlertId::from(data.subspan(16, AlertId::size))};
}

Result<AlertHeader> decode_header(ByteView bytes) {
  if (auto claim = peek_header(bytes); !claim) return pass_on(claim);
  Result<AlertHeader> header;
  auto canonical = read_canonical(bytes, "header", [&](capnp::MessageReader& message) {
    header = read_header(message.getRoot<schema::AlertHeader>());
  });
  if (!canonical) return tl::unexpected<Error>(canonical.error());
  if (auto ranges = check(*header); !ranges) return tl::unexpected<Error>(ranges.error());
  auto again = encode(*header);
  if (!std::equal(again.begin(), again.end(), bytes.begin()))
    return malformed("header: reserved bytes are not zero");
  return header;
}

Status check(const AlertContent& content) {
  Check is("content");
  is.known(content.category, "category");
  is.sector(content.sector, "sector");
  is.set(content.mandate, "mandate");
  is.set(content.alert, "alert");
  constexpr std::uint64_t conducts_all = ((std::uint64_t{1} << conduct_count) - 1) << 1;
  is.that((content.conducts & ~conducts_all) == 0, "conducts", "unknown bit");
  is.part(check_place(content.place));
  if (content.vehicle) is.part(check_vehicle(*content.vehicle));
  is.that(content.persons.size() <= limits::persons_max, "persons", "more than are described");
  is.that(content.person_count <= person_count_max, "personCount", "above 99");
  is.that(content.person_count >= content.persons.size(), "personCount", "fewer than are described");
  for (const auto& person : content.persons) is.part(check_person(person));
  return std::move(is).result();
}

ContentBytes encode(const AlertContent& content) {
  assert(check(content));
  return encode_fixed<schema::AlertContent, limits::content_bytes>([&](schema::AlertContent::Builder out) {
    out.setVersion(content_version);
    out.setCategory(static_cast<std::uint8_t>(content.category));
    out.setSector(content.sector);
    out.setObserved(content.observed);
    out.setConducts(content.conducts);
    put_words(out.getAlert(), content.alert.view());
    put_words(out.getMandate(), content.mandate.view());
    put_words(out.getTagKey(), content.tag_key);
    out.setPlaceKind(static_cast<std::uint8_t>(content.place.kind));
    out.setLatitude(content.place.latitude_udeg);
    out.setLongitude(content.place.longitude_udeg);
    out.setStreet(content.place.street);
    out.setNumber(content.place.number);
    if (content.vehicle) {
      const auto& vehicle = *content.vehicle;
      out.setVehicleType(static_cast<std::uint8_t>(vehicle.type));
      out.setVehicleColour(or_zero(vehicle.colour));
      out.setVehicleMake(or_zero(vehicle.make));
      put_words(out.getPlate(),
                ByteView(reinterpret_cast<const std::uint8_t*>(vehicle.plate.data()), vehicle.plate.size()));
    }
    out.setPersonCount(content.person_count);
    put_person(out.getPerson0(), content, 0);
    put_person(out.getPerson1(), content, 1);
    put_person(out.getPerson2(), content, 2);
    put_person(out.getPerson3(), content, 3);
    out.setMagic(content_magic);
  });
}

Result<AlertContent> decode_content(ByteView bytes) {
  if (bytes.size() != limits::content_bytes) return malformed("content: not 984 bytes");
  if (bytes[root_pointer_bytes] != content_version) return unsupported("content.version: unknown");
  AlertContent content;
  auto canonical = read_canonical(bytes, "content", [&](capnp::MessageReader& message) {
    content = read_content(message.getRoot<schema::AlertContent>());
  });
  if (!canonical) return tl::unexpected<Error>(canonical.error());
  if (auto ranges = check(content); !ranges) return tl::unexpected<Error>(ranges.error());
  auto again = encode(content);
  if (!std::equal(again.begin(), again.end(), bytes.begin()))
    return malformed("content: reserved bytes are not zero");
  return content;
}

Result<EnvelopeView> split_envelope(ByteView bytes) {
  if (bytes.size() != limits::envelope_bytes) return malformed("envelope: not 1536 bytes");
  auto after_header = bytes.subspan(limits::header_bytes);
  auto after_signature = after_header.subspan(Signature::size);
  return EnvelopeView{bytes.first(limits::header_bytes), after_header.first(Signature::size),
                      after_signature.first(limits::wraps_bytes),
                      after_signature.subspan(limits::wraps_bytes)};
}

}  // namespace tocsin::wire
