// Windows, confirmations and recipients say what their form allows, and nothing else.
#include <catch2/catch.hpp>

#include "protocol/bytes.h"
#include "protocol/wire/carried.h"
#include "protocol/wire/desk.h"
#include "wire_blamed.hpp"

using namespace tocsin;
using namespace tocsin::wire;

namespace {

using test::blamed;

template <class Change>
std::string window_blames(Change change) {
  return blamed<ExerciseWindow>("exercise_window", change);
}

TEST_CASE("R27 a window has a post, a commune and an end that is not before its beginning") {
  CHECK(window_blames([](auto& w) { w.closes = w.opens; }).empty());
  CHECK(window_blames([](auto& w) { w.closes = w.opens - milliseconds(1); }) == "exercise_window.closes");
  CHECK(window_blames([](auto& w) { w.post = {}; }) == "exercise_window.post");
  CHECK(window_blames([](auto& w) { w.commune = {}; }) == "exercise_window.commune");
  CHECK(window_blames([](auto& w) { w.id = {}; }) == "exercise_window.id");
}
TEST_CASE("R35 a confirmation is about one alert's exact header") {
  auto blames = [](auto change) { return blamed<DeskConfirmation>("desk_confirmation", change); };
  CHECK(blames([](auto&) {}).empty());
  CHECK(blames([](auto& c) { c.alert = {}; }) == "desk_confirmation.alert");
  CHECK(blames([](auto& c) { c.header_hash = {}; }) == "desk_confirmation.headerHash");
}
TEST_CASE("R30 an alert is passed on to another post, for a reason of the list") {
  auto blames = [](auto change) { return blamed<Forward>("forward", change); };
  CHECK(blames([](auto&) {}).empty());
  CHECK(blames([](auto& f) { f.recipient = f.post; }) == "forward.recipient");
  CHECK(blames([](auto& f) { f.recipient = {}; }) == "forward.recipient");
  CHECK(blames([](auto& f) { f.reason = HandOverReason{99}; }) == "forward.reason");
  CHECK(blames([](auto& f) { f.header_hash = {}; }) == "forward.headerHash");
}
TEST_CASE("R30 a hand-over names its procedure, its content and the leaf of the disclosure") {
  auto blames = [](auto change) { return blamed<HandOver>("hand_over", change); };
  CHECK(blames([](auto&) {}).empty());
  CHECK(blames([](auto& h) { h.alert = {}; }) == "hand_over.alert");
  CHECK(blames([](auto& h) { h.header_hash = {}; }) == "hand_over.headerHash");
  CHECK(blames([](auto& h) { h.commune = {}; }) == "hand_over.commune");
  CHECK(blames([](auto& h) { h.post = {}; }) == "hand_over.post");
  for (const char* number : {"", "PV", "12 34", "12é", "123456789012345678901234567890123"})
    CHECK(blames([&](auto& h) { h.procedure = number; }) == "hand_over.procedure");
  CHECK(blames([](auto& h) { h.reason = HandOverReason{99}; }) == "hand_over.reason");
  CHECK(blames([](auto& h) { h.content = {}; }) == "hand_over.content");
}
TEST_CASE("R29 R30 what passes between posts carries the paper of its cause, and no other") {
  auto carried = *decode_carried(test::sample("carried_held").bytes);
  auto reads = [](const Carried& value) {  // written by hand: encoding asserts that it can be read
    return decode_carried(ByteWriter()
                              .raw(ByteView(value.envelope))
                              .raw(ByteView(value.accepted))
                              .u32(value.flags)
                              .u8(value.cause)
                              .sized(value.held)
                              .sized(value.forward)
                              .view())
        .has_value();
  };
  CHECK(reads(carried));
  for (int cause : {0, 1, 4, 6, 7}) {
    auto other = carried;
    other.cause = static_cast<std::uint8_t>(cause);
    CHECK_FALSE(reads(other));
  }
  carried.held.clear();
  CHECK_FALSE(reads(carried));
  carried.cause = 1;
  CHECK(reads(carried));
  carried.forward = Bytes(10, 1);
  CHECK_FALSE(reads(carried));
  carried.cause = carry_passed_on;
  CHECK(reads(carried));
  carried.forward.resize(forward_container_bytes_max + 1);
  CHECK_FALSE(reads(carried));
}
TEST_CASE("R34 a word about the other post has an order, a cause and a holder of the list") {
  auto bytes = test::sample("elsewhere").bytes;
  auto with = [&](std::size_t at, std::uint8_t value) {
    auto changed = bytes;
    changed[at] = value;
    return decode_elsewhere(changed).has_value();
  };
  CHECK(decode_elsewhere(bytes));
  CHECK_FALSE(with(32, 0));  // order 0
  CHECK_FALSE(with(36, 0));
  CHECK_FALSE(with(36, 7));
  CHECK_FALSE(with(37, 3));
  auto unsigned_yet = *decode_elsewhere(bytes);
  unsigned_yet.receipt.clear();
  CHECK(decode_elsewhere(encode(unsigned_yet)) == unsigned_yet);
  CHECK(encode(unsigned_yet).size() == elsewhere_bytes);
  auto longer = bytes;
  longer.push_back(0);
  CHECK_FALSE(decode_elsewhere(longer));
}
TEST_CASE("R30 a recipient is a post or a procedure's number, never words") {
  CHECK(parse_recipient("post:P25-000")->post == *parse_post_id("P25-000"));
  CHECK(parse_recipient("procedure:00421/2026")->procedure == "00421/2026");
  CHECK(parse_recipient("procedure:" + std::string(32, '7')));
  for (const char* text : {"", "post:", "post:25", "procedure:", "procedure:JEAN-MARTIN", "procedure:jean 1",
                           "procedure:1 2", "mairie:25434", "P25-000", "procedure:É1"})
    CHECK_FALSE(parse_recipient(text));
  CHECK_FALSE(parse_recipient("procedure:" + std::string(33, '7')));
  for (const char* text : {"post:P25-000", "procedure:PV-00421/2026"})
    CHECK(to_text(*parse_recipient(text)) == text);
}
TEST_CASE("R31 a group names its alerts once each, fifteen others at most") {
  Request request;
  request.command = test::counted<CommandId>(1);
  request.verb = Verb::group;
  request.subject = test::id16(1);
  request.code = static_cast<std::uint8_t>(GroupReason::same_place);
  auto stands = [&](Bytes data) {
    request.data = std::move(data);
    return check(request).has_value();
  };
  auto ids = [](std::initializer_list<std::uint8_t> last) {
    Bytes data;
    for (auto each : last) {
      data.resize(data.size() + 15);
      data.push_back(each);
    }
    return data;
  };
  CHECK(stands(ids({1})));
  CHECK(stands(ids({1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15})));
  CHECK_FALSE(stands(ids({1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16})));
  CHECK_FALSE(stands(ids({2, 1})));
  CHECK_FALSE(stands(ids({1, 1})));
  CHECK_FALSE(stands(ids({0})));
  CHECK_FALSE(stands({}));
  CHECK_FALSE(stands(Bytes(17, 1)));
}

}  // namespace
