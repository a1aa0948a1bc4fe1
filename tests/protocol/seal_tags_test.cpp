// Target tags: what the commune can count without knowing what is counted, and how a false one is caught.
#include <catch2/catch.hpp>

#include "protocol/bytes.h"
#include "protocol/seal/open/open_alert.h"
#include "tests/protocol/seal_fixture.h"

using namespace tocsin;
using namespace tocsin::tests;

namespace {

TargetTag expected(const World& world, ByteView target) {
  return TargetTag{seal::keyed_hash128(world.tag_key.view(), target)};
}
wire::AlertContent at_point(std::int32_t latitude, std::int32_t longitude) {
  wire::AlertContent content;
  content.place = {wire::PlaceKind::point, latitude, longitude, 0, 0};
  return content;
}
wire::AlertContent in_street(std::uint16_t street, std::uint16_t number) {
  wire::AlertContent content;
  content.place = {wire::PlaceKind::street, 0, 0, street, number};
  return content;
}

}  // namespace

TEST_CASE("a point's tag is that of its cell of 900 by 1300 millionths of a degree") {
  World world;
  auto tag = [&](std::int32_t latitude, std::int32_t longitude) {
    return seal::place_tag(world.tag_key, at_point(latitude, longitude));
  };
  ByteWriter target;
  target.text("place").u32(52'340).u32(4'725);  // floor(47,106,200 / 900), floor(6,143,100 / 1300)
  CHECK(tag(47'106'200, 6'143'100) == expected(world, target.view()));
  CHECK(tag(0, 0) == tag(899, 1299));
  CHECK(tag(0, 0) != tag(900, 0));
  CHECK(tag(0, 0) != tag(0, 1300));
}

TEST_CASE("west of Greenwich and south of the equator cells count downwards") {
  World world;
  auto tag = [&](std::int32_t latitude, std::int32_t longitude) {
    return seal::place_tag(world.tag_key, at_point(latitude, longitude));
  };
  ByteWriter target;
  target.text("place").u32(0xffffffff).u32(0xffffffff);
  CHECK(tag(-1, -1) == expected(world, target.view()));
  CHECK(tag(-900, -1300) == tag(-1, -1));
  CHECK(tag(-901, -1) != tag(-1, -1));
  CHECK(tag(-1, -1) != tag(0, 0));
}

TEST_CASE("a street's tag is that of ten house numbers") {
  World world;
  ByteWriter target;
  target.text("place").u16(300).u16(1);
  CHECK(seal::place_tag(world.tag_key, in_street(300, 12)) == expected(world, target.view()));
  CHECK(seal::place_tag(world.tag_key, in_street(300, 10)) ==
        seal::place_tag(world.tag_key, in_street(300, 19)));
  CHECK(seal::place_tag(world.tag_key, in_street(300, 9)) !=
        seal::place_tag(world.tag_key, in_street(300, 10)));
  CHECK(seal::place_tag(world.tag_key, in_street(301, 10)) !=
        seal::place_tag(world.tag_key, in_street(300, 10)));
}

TEST_CASE("an alert without place or plate has tags that never repeat") {
  World world;
  wire::AlertContent one, two;
  one.place.kind = two.place.kind = wire::PlaceKind::sector;
  one.alert.bytes.fill(1);
  two.alert.bytes.fill(2);
  ByteWriter place, plate;
  CHECK(seal::place_tag(world.tag_key, one) ==
        expected(world, place.text("place none").raw(one.alert).view()));
  CHECK(seal::plate_tag(world.tag_key, one) ==
        expected(world, plate.text("plate none").raw(one.alert).view()));
  CHECK(seal::place_tag(world.tag_key, one) != seal::place_tag(world.tag_key, two));
  CHECK(seal::plate_tag(world.tag_key, one) != seal::plate_tag(world.tag_key, two));
  two.vehicle = wire::Vehicle{VehicleType::car, {}, {}, ""};  // a vehicle whose plate nobody read
  one.alert = two.alert;
  CHECK(seal::plate_tag(world.tag_key, one) == seal::plate_tag(world.tag_key, two));
}

TEST_CASE("the same plate by the same referent has the same tag, by another referent another") {
  World world;
  auto content = world.draft_alert().content, again = world.draft_alert().content;
  again.alert.bytes.fill(9);
  ByteWriter target;
  CHECK(seal::plate_tag(world.tag_key, content) == expected(world, target.text("plateAB123CD").view()));
  CHECK(seal::plate_tag(world.tag_key, content) == seal::plate_tag(world.tag_key, again));
  auto other = seal::Secret32::random(world.entropy);
  CHECK(seal::plate_tag(world.tag_key, content) != seal::plate_tag(other, content));
}

TEST_CASE("each way in which a sender's program can lie is found") {
  World world;
  auto sealed = world.seal_alert(world.draft_alert());
  auto header = seal::verify_envelope(sealed.envelope, world.device.public_key);
  REQUIRE(header);
  auto opened = seal::open_alert(*header, sealed.envelope, world.epoch, 0);
  REQUIRE(opened);
  Hash commitment = world.mandate.tag_commitment;
  auto lie_after = [&](auto change) {
    auto content = opened->content;
    change(content);
    return seal::find_lie(*header, content, commitment);
  };
  CHECK(lie_after([](auto&) {}) == seal::Lie::none);
  CHECK(lie_after([](auto& c) { c.category = Category::scam; }) == seal::Lie::category);
  CHECK(lie_after([](auto& c) { c.sector = 2; }) == seal::Lie::sector);
  CHECK(lie_after([](auto& c) { c.mandate.bytes[0] ^= 1; }) == seal::Lie::mandate);
  CHECK(lie_after([](auto& c) { c.alert.bytes[0] ^= 1; }) == seal::Lie::alert);
  CHECK(lie_after([](auto& c) { c.tag_key[0] ^= 1; }) == seal::Lie::tag_key);
  CHECK(lie_after([](auto& c) { c.place.latitude_udeg += 900; }) == seal::Lie::place_tag);
  CHECK(lie_after([](auto& c) { c.place = {}; }) == seal::Lie::place_tag);
  CHECK(lie_after([](auto& c) { c.vehicle->plate = "AB123CE"; }) == seal::Lie::plate_tag);
  CHECK(lie_after([](auto& c) { c.vehicle.reset(); }) == seal::Lie::plate_tag);
  // The tag key is the one that the mandate commits to, not any that fits the header.
  CHECK(seal::find_lie(*header, opened->content, Hash{}) == seal::Lie::tag_key);
}

TEST_CASE("a false tag in a signed header is caught when the post opens the alert") {
  World world;
  auto other_key = seal::Secret32::random(world.entropy);
  auto sealed = seal::seal_alert(world.draft_alert(), world.device, other_key, world.epoch.public_key,
                                 nullptr, world.entropy);
  auto header = seal::verify_envelope(sealed.envelope, world.device.public_key);
  REQUIRE(header);
  auto opened = seal::open_alert(*header, sealed.envelope, world.epoch, 0);
  REQUIRE(opened);
  CHECK(seal::find_lie(*header, opened->content, world.mandate.tag_commitment) == seal::Lie::tag_key);
}
