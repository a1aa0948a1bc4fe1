#include <catch2/catch.hpp>

#include "protocol/bytes.h"
#include "wire_samples.h"

using namespace tocsin;
using namespace tocsin::wire;
using test::sample_content;
using test::sample_header;

namespace {

Bytes changed(Bytes bytes, std::size_t at, std::uint8_t value) {
  bytes[at] = value;
  return bytes;
}
Bytes header_bytes() {
  return test::sample("alert_header").bytes;
}
Bytes content_bytes() {
  return test::sample("alert_content").bytes;
}

Errc why(const Status& status) {
  REQUIRE_FALSE(status);
  return status.error().code;
}
template <class Value>
Errc why(const Result<Value>& result) {
  REQUIRE_FALSE(result);
  return result.error().code;
}

bool is_said(AlertContent content) {
  return check(content).has_value();
}

// The layout of protocol/README.md, written by hand as a browser would.
Bytes header_by_hand(const AlertHeader& h) {
  ByteWriter out;
  out.u32(0).u16(31).u16(0);  // root pointer: a struct right behind it, 31 data words, no pointers
  out.u8(1).u8(1).u8(static_cast<std::uint8_t>(h.kind)).u8(static_cast<std::uint8_t>(h.category));
  out.u8(static_cast<std::uint8_t>(h.urgency)).u8(h.flags).u16(h.sector);
  out.raw(h.commune).u8(0).u16(0).raw(h.alert).raw(h.mandate).u64(h.sequence);
  out.u32(h.created).u32(h.expiry).u32(h.charter_sequence).u32(h.post_epoch).u32(h.supervising_epoch).u32(0);
  out.raw(h.body_hash).raw(h.wraps_hash).raw(h.previous_hash).raw(h.commitment);
  out.raw(h.place_tag).raw(h.plate_tag).raw(ByteView(test::text_bytes("TOCSINv1")));
  return out.take();
}

}  // namespace

TEST_CASE("a header is exactly the 256 bytes of the specification") {
  auto header = sample_header();
  CHECK(to_hex(header_bytes()) == to_hex(header_by_hand(header)));
  CHECK(decode_header(header_by_hand(header)) == header);
}

TEST_CASE("each field of a header stands at its offset") {
  const auto bytes = header_bytes();
  auto data = ByteView(bytes).subspan(8);
  auto at = [&](std::size_t offset, std::size_t size) { return to_hex(data.subspan(offset, size)); };
  CHECK(at(0, 8) == "0101010302030201");  // version, suite, kind, category, urgency, flags, sector
  CHECK(at(8, 8) == "3235343334000000");  // 25434
  CHECK(at(48, 8) == "0807060504030201");
  CHECK(at(76, 4) == "00000000");
  CHECK(at(240, 8) == to_hex(test::text_bytes("TOCSINv1")));
  const auto header = sample_header();
  CHECK(at(16, 16) == to_hex(header.alert.view()));
  CHECK(at(32, 16) == to_hex(header.mandate.view()));
  CHECK(at(80, 32) == to_hex(header.body_hash.view()));
  CHECK(at(112, 32) == to_hex(header.wraps_hash.view()));
  CHECK(at(144, 32) == to_hex(header.previous_hash.view()));
  CHECK(at(176, 32) == to_hex(header.commitment.view()));
  CHECK(at(208, 16) == to_hex(header.place_tag.view()));
  CHECK(at(224, 16) == to_hex(header.plate_tag.view()));
  CHECK(to_hex(ByteView(bytes).subspan(header_mandate_at, 16)) == at(32, 16));
  CHECK(to_hex(ByteView(bytes).subspan(header_body_hash_at, 32)) == at(80, 32));
}

TEST_CASE("whose key to look for is read before anything is believed") {
  auto claim = peek_header(header_bytes());
  REQUIRE(claim);
  CHECK(claim->kind == AlertKind::device);
  CHECK(claim->mandate == sample_header().mandate);
  CHECK(claim->alert == sample_header().alert);
  CHECK(why(peek_header(changed(header_bytes(), 8, 2))) == Errc::unsupported);
  CHECK(why(peek_header(ByteView(header_bytes()).first(255))) == Errc::malformed);
}

TEST_CASE("what a later version might mean is unsupported, not malformed") {
  CHECK(why(decode_header(changed(header_bytes(), 8, 2))) == Errc::unsupported);    // version
  CHECK(why(decode_header(changed(header_bytes(), 9, 255))) == Errc::unsupported);  // the simulator's suite
  CHECK(why(decode_header(changed(header_bytes(), 10, 3))) == Errc::unsupported);   // kind
  CHECK(why(decode_header(changed(header_bytes(), 11, 13))) == Errc::unsupported);  // category
  CHECK(why(decode_header(changed(header_bytes(), 12, 0))) == Errc::unsupported);   // urgency
  CHECK(why(decode_header(changed(header_bytes(), 13, 8))) == Errc::unsupported);   // flags
}

TEST_CASE("a header out of its ranges is malformed") {
  auto out_of_range = [](auto change) {
    auto header = sample_header();
    change(header);
    return why(check(header));
  };
  CHECK(out_of_range([](auto& h) { h.sector = 0; }) == Errc::malformed);
  CHECK(out_of_range([](auto& h) { h.sector = 1000; }) == Errc::malformed);
  CHECK(out_of_range([](auto& h) { h.commune = {}; }) == Errc::malformed);
  CHECK(out_of_range([](auto& h) { h.commune.bytes[4] = 'A'; }) == Errc::malformed);
  CHECK(out_of_range([](auto& h) { h.alert = {}; }) == Errc::malformed);
  CHECK(out_of_range([](auto& h) { h.mandate = {}; }) == Errc::malformed);
  CHECK(out_of_range([](auto& h) { h.sequence = 0; }) == Errc::malformed);
  CHECK(out_of_range([](auto& h) { h.expiry += 1; }) == Errc::malformed);
  CHECK(out_of_range([](auto& h) { h.created += 1; }) == Errc::malformed);
  CHECK(out_of_range([](auto& h) { h.charter_sequence = 0; }) == Errc::malformed);
}

TEST_CASE("an expiry that would wrap around is refused") {
  auto header = sample_header();
  header.created = 0xFFFFFFFF;
  header.expiry = header.created + 72 * 360;  // wraps
  CHECK(why(check(header)) == Errc::malformed);
}

TEST_CASE("a refusal of bytes names the field") {
  auto refused = decode_header(changed(header_bytes(), 15, 0xFF));
  REQUIRE_FALSE(refused);
  CHECK(refused.error().detail.find("header.sector") == 0);
}

TEST_CASE("every alert has the same size, whatever it says") {
  CHECK(test::sample("alert_content").bytes.size() == 984);
  CHECK(test::sample("alert_content_smallest").bytes.size() == 984);
}

TEST_CASE("each field of a content stands at its offset") {
  const auto bytes = content_bytes();
  auto at = [&](std::size_t offset, std::size_t size) {
    return to_hex(ByteView(bytes).subspan(8 + offset, size));
  };
  const auto content = sample_content();
  CHECK(to_hex(ByteView(bytes).first(8)) == "000000007a000000");  // 122 data words, no pointers
  CHECK(at(0, 4) == "01010200");                                  // version, category, sector
  CHECK(at(8, 8) == "0600000010000000");                          // conducts 1, 2 and 36
  CHECK(at(16, 16) == to_hex(content.alert.view()));
  CHECK(at(32, 16) == to_hex(content.mandate.view()));
  CHECK(at(48, 32) == to_hex(content.tag_key));
  CHECK(at(80, 8) == "0302010003001100");  // street, van, white, no make, 3 persons, zero, street 17
  CHECK(at(88, 16) == "00000000000000000c00000000000000");  // no point, number 12
  CHECK(at(104, 16) == "41423132334344000000000000000000");
  CHECK(at(120, 32) ==
        "03030402010000000100050000000000"
        "00000000000000000000000000000000");
  CHECK(at(968, 8) == to_hex(test::text_bytes("TOCSINa1")));
}

TEST_CASE("a point west of Greenwich and south of the equator is kept") {
  auto content = sample_content();
  content.place = {PlaceKind::point, -21'115'000, -61'024'500, 0, 0};
  auto bytes = encode(content);
  CHECK(decode_content(bytes) == content);
}

TEST_CASE("a place says one thing: a point, a street or the sector alone") {
  auto with = [](Place place) {
    auto content = sample_content();
    content.place = place;
    return is_said(content);
  };
  CHECK(with({PlaceKind::point, 90'000'000, 180'000'000, 0, 0}));
  CHECK(with({PlaceKind::point, -90'000'000, -180'000'000, 0, 0}));
  CHECK_FALSE(with({PlaceKind::point, 90'000'001, 0, 0, 0}));
  CHECK_FALSE(with({PlaceKind::point, 0, -180'000'001, 0, 0}));
  CHECK_FALSE(with({PlaceKind::point, 1, 1, 5, 0}));
  CHECK_FALSE(with({PlaceKind::street, 1, 0, 5, 0}));
  CHECK(with({PlaceKind::street, 0, 0, 0, 0}));
  CHECK(with({PlaceKind::sector, 0, 0, 0, 0}));
  CHECK_FALSE(with({PlaceKind::sector, 0, 1, 0, 0}));
  CHECK_FALSE(with({PlaceKind::sector, 0, 0, 0, 3}));
  CHECK_FALSE(with({static_cast<PlaceKind>(4), 0, 0, 0, 0}));
}

TEST_CASE("a plate is ten capitals and digits at most") {
  auto with = [](const char* plate) {
    auto content = sample_content();
    content.vehicle->plate = plate;
    return is_said(content);
  };
  CHECK(with(""));
  CHECK(with("AB123CD"));
  CHECK(with("ABCDEFGH12"));
  CHECK_FALSE(with("ABCDEFGH123"));
  CHECK_FALSE(with("AB-123-CD"));
  CHECK_FALSE(with("ab123cd"));
  CHECK_FALSE(with("É123"));
}

TEST_CASE("persons are counted, and at most four are described") {
  auto content = sample_content();
  content.person_count = 99;
  CHECK(is_said(content));
  content.person_count = 100;
  CHECK_FALSE(is_said(content));
  content.person_count = 5;
  content.persons.assign(4, Person{HeightBand::below_160cm, {}, {}, {}, {}});
  CHECK(is_said(content));
  CHECK(decode_content(encode(content)) == content);
  content.persons.emplace_back(Person{HeightBand::below_160cm, {}, {}, {}, {}});
  CHECK_FALSE(is_said(content));
  content.persons.resize(2);
  content.person_count = 1;
  CHECK_FALSE(is_said(content));
}

TEST_CASE("a described person has a height; nobody stands in an empty place") {
  CHECK_FALSE(decode_content(changed(content_bytes(), 8 + 120, 0)));  // the first place emptied of its height
  CHECK_FALSE(decode_content(changed(content_bytes(), 8 + 136 + 1, 3)));  // a colour on nobody
  CHECK_FALSE(decode_content(changed(content_bytes(), 8 + 144, 1)));  // the fourth described, not the third
  CHECK_FALSE(decode_content(changed(content_bytes(), 8 + 120 + 5, 1)));  // the zero bytes of a place
}

TEST_CASE("a vehicle's traits need a vehicle") {
  CHECK_FALSE(decode_content(changed(content_bytes(), 8 + 81, 0)));
  CHECK_FALSE(decode_content(changed(content_bytes(), 8 + 81, 10)));
  CHECK_FALSE(decode_content(changed(content_bytes(), 8 + 82, 14)));
}

TEST_CASE("only the listed conducts can be said") {
  auto content = sample_content();
  content.conducts = 1;  // bit 0
  CHECK_FALSE(is_said(content));
  content.conducts = std::uint64_t{1} << 37;
  CHECK_FALSE(is_said(content));
  content.conducts = std::uint64_t{1} << 36;
  CHECK(is_said(content));
  CHECK(content.has(Conduct::road_blocked));
}

TEST_CASE("an alert's reserved words are zero, every one of them") {
  for (std::size_t at = 8 + 152; at < 8 + 968; ++at) {
    INFO(at);
    REQUIRE_FALSE(decode_content(changed(content_bytes(), at, 1)));
  }
}

TEST_CASE("an envelope is cut into its four parts") {
  Bytes bytes(limits::envelope_bytes);
  auto parts = split_envelope(bytes);
  REQUIRE(parts);
  CHECK(parts->header.size() == 256);
  CHECK(parts->signature.data() == bytes.data() + 256);
  CHECK(parts->wraps.data() == bytes.data() + 320);
  CHECK(parts->wraps.size() == 192);
  CHECK(parts->body.data() == bytes.data() + 512);
  CHECK(parts->body.size() == 1024);
  CHECK_FALSE(split_envelope(ByteView(bytes).first(1535)));
}
