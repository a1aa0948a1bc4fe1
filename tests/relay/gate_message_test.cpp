#include "relay/gate_message.h"

#include <catch2/catch.hpp>
#include <random>

using namespace tocsin;
using namespace tocsin::relay;

namespace {

BoxPublic node() {
  BoxPublic key;
  for (std::size_t i = 0; i < key.bytes.size(); ++i) key.bytes[i] = static_cast<std::uint8_t>(0xa0 + i);
  return key;
}

std::vector<GateMessage> one_of_each() {
  return {Serve{256, 128},
          Serving{},
          Call{Lane::in_progress, node(), {0x5a, 0x5b}},
          Carry{0x0102030405060708, Lane::rest, false, {0x5a}},
          Carry{7, Lane::control, true, {0x5a}},
          Handled{7, Lane::in_progress},
          Held{30'000},
          Ended{7, EndCode::node_lost},
          Still{}};
}

bool is_refused(ByteView bytes) {
  auto got = decode_gate(bytes);
  return !got && got.error().code == Errc::malformed;
}

}  // namespace

TEST_CASE("every gateway message comes back as it went") {
  for (const auto& message : one_of_each()) {
    auto back = decode_gate(encode(message));
    REQUIRE(back);
    CHECK(*back == message);
  }
  const Call longest{Lane::rest, node(), Bytes(carried_bytes_max, 1)};
  CHECK(encode(longest).size() == limits::message_bytes_max);
  CHECK(decode_gate(encode(longest)));
  CHECK(decode_gate(encode(Carry{1, Lane::rest, false, Bytes(carried_bytes_max, 1)})));
}

TEST_CASE("the bytes of a gateway message are those of the specification") {
  CHECK(to_hex(encode(Serve{256, 128})) == "0900018000");
  CHECK(to_hex(encode(Serving{})) == "0a");
  CHECK(to_hex(encode(Call{Lane::in_progress, node(), {0x5a, 0x5b}})) ==
        "0b02a0a1a2a3a4a5a6a7a8a9aaabacadaeafb0b1b2b3b4b5b6b7b8b9babbbcbdbebf5a5b");
  CHECK(to_hex(encode(Carry{0x0102030405060708, Lane::rest, false, {0x5a}})) == "0c080706050403020103005a");
  CHECK(to_hex(encode(Carry{7, Lane::control, true, {0x5a}})) == "0c070000000000000001015a");
  CHECK(to_hex(encode(Handled{7, Lane::in_progress})) == "0d070000000000000002");
  CHECK(to_hex(encode(Held{30'000})) == "0e30750000");
  CHECK(to_hex(encode(Ended{7, EndCode::node_lost})) == "0f070000000000000003");
  CHECK(to_hex(encode(Still{})) == "10");
}

TEST_CASE("a gateway message that is cut, lengthened or of unknown kind, lane, code or flag is refused") {
  CHECK(is_refused({}));
  for (const auto& message : one_of_each()) {
    const auto bytes = encode(message);
    const bool carries = std::holds_alternative<Call>(message) || std::holds_alternative<Carry>(message);
    for (std::size_t size = 0; size < bytes.size(); ++size) {
      const bool still_carries = std::holds_alternative<Call>(message) && size == bytes.size() - 1;
      CHECK(is_refused(ByteView(bytes).first(size)) != still_carries);
    }
    auto longer = bytes;
    longer.push_back(0);
    CHECK(is_refused(longer) != carries);
  }
  for (int kind = 0; kind < 256; ++kind)
    if (kind < 9 || kind > 16) CHECK(is_refused(Bytes(32, static_cast<std::uint8_t>(kind))));
  for (const int code : {0, 8, 255}) {
    auto ended = encode(Ended{7, EndCode::done});
    ended.back() = static_cast<std::uint8_t>(code);
    CHECK(is_refused(ended));
  }
  for (const int lane : {0, 4, 255}) {
    auto call = encode(Call{Lane::rest, node(), {1}});
    call[1] = static_cast<std::uint8_t>(lane);
    CHECK(is_refused(call));
    auto carry = encode(Carry{1, Lane::rest, false, {1}});
    carry[9] = static_cast<std::uint8_t>(lane);
    CHECK(is_refused(carry));
    auto handled = encode(Handled{1, Lane::rest});
    handled.back() = static_cast<std::uint8_t>(lane);
    CHECK(is_refused(handled));
  }
  auto carry = encode(Carry{1, Lane::rest, true, {1}});
  carry[10] = 2;
  CHECK(is_refused(carry));
  CHECK(is_refused(Bytes{9, 0, 0, 16, 0}));   // no session
  CHECK(is_refused(Bytes{9, 1, 16, 16, 0}));  // 4,097 sessions
  CHECK(is_refused(Bytes{9, 1, 0, 15, 0}));   // too small a window
  CHECK(is_refused(Bytes{9, 1, 0, 1, 4}));    // 1,025
  CHECK(is_refused(Bytes(limits::message_bytes_max + 1, 11)));
}

TEST_CASE("whatever decodes as a gateway message encodes to the same bytes") {
  std::mt19937 dice(20261129);
  std::size_t understood = 0;
  for (int i = 0; i < 200'000; ++i) {
    Bytes bytes(1 + dice() % 48);
    for (auto& byte : bytes) byte = static_cast<std::uint8_t>(dice());
    bytes[0] = static_cast<std::uint8_t>(8 + dice() % 10);
    if (bytes.size() > 1 && dice() % 2) bytes[1] = static_cast<std::uint8_t>(dice() % 4);
    const auto message = decode_gate(bytes);
    if (!message) continue;
    ++understood;
    CHECK(encode(*message) == bytes);
  }
  CHECK(understood > 1000);
}
