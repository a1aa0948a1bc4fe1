#include "relay/message.h"

#include <catch2/catch.hpp>
#include <random>

using namespace tocsin;
using namespace tocsin::relay;

namespace {

MailboxId mailbox() {
  MailboxId id;
  for (std::size_t i = 0; i < id.bytes.size(); ++i) id.bytes[i] = static_cast<std::uint8_t>(0xa0 + i);
  return id;
}
Bytes parcel(std::size_t bytes = 2048) {
  return Bytes(bytes, 0x5a);
}

std::vector<Message> one_of_each() {
  return {Put{mailbox(), 0x0102030405060708, Lane::in_progress, parcel()},
          Stored{mailbox(), 7, Bytes(256, 0x11)},
          Stored{mailbox(), 7, {}},
          Busy{mailbox(), 9, 30'000},
          Refused{mailbox(), 11, RefusedCode::conflict},
          Fetch{mailbox(), 32},
          Parcel{mailbox(), 12, Lane::control, parcel()},
          Taken{mailbox(), 12},
          Fetching{mailbox()}};
}

bool is_refused(ByteView bytes) {
  auto got = decode(bytes);
  return !got && got.error().code == Errc::malformed;
}

}  // namespace

TEST_CASE("every mailbox message comes back as it went") {
  for (const auto& message : one_of_each()) {
    auto back = decode(encode(message));
    REQUIRE(back);
    CHECK(*back == message);
  }
  for (const auto bytes : limits::parcel_buckets)
    CHECK(decode(encode(Put{{}, 1, Lane::rest, parcel(bytes)})));
}

TEST_CASE("the bytes of a mailbox message are those of the specification") {
  const std::string box = "a0a1a2a3a4a5a6a7a8a9aaabacadaeaf";
  const auto put = encode(Put{mailbox(), 0x0102030405060708, Lane::in_progress, parcel()});
  CHECK(to_hex(ByteView(put).first(26)) == "0102" + box + "0807060504030201");
  CHECK(put.size() == 26 + 2048);
  CHECK(to_hex(encode(Stored{mailbox(), 7, {0xee}})) == "02" + box + "0700000000000000ee");
  CHECK(to_hex(encode(Busy{mailbox(), 9, 30'000})) == "03" + box + "090000000000000030750000");
  CHECK(to_hex(encode(Refused{mailbox(), 11, RefusedCode::conflict})) == "04" + box + "0b0000000000000004");
  CHECK(to_hex(encode(Fetch{mailbox(), 32})) == "05" + box + "2000");
  CHECK(to_hex(ByteView(encode(Parcel{mailbox(), 12, Lane::control, parcel()})).first(26)) ==
        "0601" + box + "0c00000000000000");
  CHECK(to_hex(encode(Taken{mailbox(), 12})) == "07" + box + "0c00000000000000");
  CHECK(to_hex(encode(Fetching{mailbox()})) == "08" + box);
}

TEST_CASE("who is there answers a Put and a Fetch at once, and nothing else") {
  for (const auto& message : one_of_each())
    CHECK(is_answered(encode(message)) ==
          (std::holds_alternative<Put>(message) || std::holds_alternative<Fetch>(message)));
  CHECK_FALSE(is_answered({}));
}

TEST_CASE("the largest parcel fits a frame of the transport") {
  CHECK(encode(Put{{}, 1, Lane::rest, parcel(120 * 1024)}).size() <= limits::message_bytes_max);
}

TEST_CASE("a message cut short anywhere is refused, whatever it was") {
  for (const auto& message : one_of_each()) {
    const auto bytes = encode(message);
    for (std::size_t n = 0; n < bytes.size(); ++n) {
      const bool may_be_shorter =
          std::holds_alternative<Stored>(message) && n >= 25;  // a shorter acknowledgement
      CHECK(is_refused(ByteView(bytes).first(n)) == !may_be_shorter);
    }
  }
}

TEST_CASE("a message with anything after its end is refused") {
  for (const auto& message : one_of_each()) {
    auto bytes = encode(message);
    const bool may_be_longer = bytes.size() == 25 && bytes[0] == 2;  // an empty acknowledgement
    bytes.push_back(0);
    CHECK(is_refused(bytes) == !may_be_longer);
  }
}

TEST_CASE("an acknowledgement longer than any receipt is refused") {
  auto bytes = encode(Stored{{}, 7, Bytes(256, 1)});
  bytes.push_back(1);
  CHECK(is_refused(bytes));
}

TEST_CASE("unknown kinds, lanes and codes are refused") {
  for (const auto& message : one_of_each())
    for (int kind : {0, 9, 10, 255}) {
      auto bytes = encode(message);
      bytes[0] = static_cast<std::uint8_t>(kind);
      CHECK(is_refused(bytes));
    }
  for (int lane : {0, 4, 255}) {
    auto put = encode(Put{{}, 1, Lane::rest, parcel()});
    put[1] = static_cast<std::uint8_t>(lane);
    CHECK(is_refused(put));
    auto out = encode(Parcel{{}, 1, Lane::rest, parcel()});
    out[1] = static_cast<std::uint8_t>(lane);
    CHECK(is_refused(out));
  }
  for (int code : {0, 7, 255}) {
    auto refused = encode(Refused{{}, 1, RefusedCode::malformed});
    refused.back() = static_cast<std::uint8_t>(code);
    CHECK(is_refused(refused));
  }
}

TEST_CASE("a parcel of any size but the four is refused") {
  auto bytes = encode(Put{{}, 1, Lane::rest, parcel()});
  for (int size : {0, 1, 2047, 2049, 4096, 8191, 32 * 1024 + 1, 120 * 1024 + 1}) {
    bytes.resize(26 + static_cast<std::size_t>(size));
    CHECK(is_refused(bytes));
  }
}

TEST_CASE("credits below one for each lane or above the window are refused") {
  auto bytes = encode(Fetch{mailbox(), 32});
  for (int credits : {0, 1, 2, 33, 255}) {
    bytes[17] = static_cast<std::uint8_t>(credits);
    CHECK(is_refused(bytes));
  }
  bytes[17] = 3;
  CHECK(decode(bytes));
  bytes[18] = 1;
  CHECK(is_refused(bytes));
}

TEST_CASE("random bytes never crash, and what is understood is written back as the same bytes") {
  std::mt19937 random(20'261'122);
  const auto samples = one_of_each();
  int understood = 0;
  for (int i = 0; i < 20'000; ++i) {
    auto bytes = encode(samples[random() % samples.size()]);
    if (bytes.size() < 300 && random() % 4 == 0) bytes.resize(random() % 300);
    for (auto flips = random() % 4; flips-- > 0 && !bytes.empty();)
      bytes[random() % std::min<std::size_t>(bytes.size(), 32)] = static_cast<std::uint8_t>(random());
    if (auto message = decode(bytes)) {
      ++understood;
      REQUIRE(encode(*message) == bytes);
    }
  }
  CHECK(understood > 1000);
}
