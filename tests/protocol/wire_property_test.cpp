#include <catch2/catch.hpp>

#include "wire_samples.h"

using namespace tocsin;
using test::samples;

namespace {

bool refused(const test::Sample& sample, ByteView bytes) {
  return !sample.read_again(bytes);
}

// Refused, or the one encoding of what was read: what every reader of bytes owes.
bool one_encoding(const test::Sample& sample, const Bytes& bytes) {
  auto again = sample.read_again(bytes);
  return !again || *again == bytes;
}

}  // namespace

TEST_CASE("what is written is read back as it was") {
  for (const auto& sample : samples()) {
    INFO(sample.name);
    CHECK(sample.reads_as_value(sample.bytes));
    CHECK(sample.read_again(sample.bytes) == sample.bytes);
  }
}

TEST_CASE("nothing that was cut short is read") {
  for (const auto& sample : samples()) {
    // A frame carries bytes up to its end; what they say is checked by who reads them.
    if (sample.format == "client_frame") continue;
    INFO(sample.name);
    for (std::size_t size = 0; size < sample.bytes.size(); ++size) {
      INFO(size);
      REQUIRE(refused(sample, ByteView(sample.bytes).first(size)));
    }
  }
}

TEST_CASE("nothing stands behind the end") {
  for (const auto& sample : samples()) {
    if (sample.format == "client_frame") continue;
    for (std::size_t more : {1u, 7u, 8u, 16u, 64u}) {
      for (int value : {0, 1, 255}) {
        INFO(sample.name << " + " << more);
        auto longer = sample.bytes;
        longer.insert(longer.end(), more, static_cast<std::uint8_t>(value));
        REQUIRE(refused(sample, longer));
      }
    }
  }
}

TEST_CASE("a changed byte is refused or means something else, never the same in other bytes") {
  for (const auto& sample : samples()) {
    INFO(sample.name);
    for (std::size_t at = 0; at < sample.bytes.size(); ++at) {
      INFO(at);
      const int was = sample.bytes[at];
      for (int value :
           {was ^ 1, was ^ 2, was ^ 4, was ^ 8, was ^ 16, was ^ 32, was ^ 64, was ^ 128, 0, 255, was + 1}) {
        auto changed = sample.bytes;
        changed[at] = static_cast<std::uint8_t>(value);
        REQUIRE(one_encoding(sample, changed));
      }
    }
  }
}

TEST_CASE("two changed bytes are no better than one") {
  std::uint64_t seed = 20'261'122;  // xorshift: the same changes in every run
  auto next = [&seed](std::size_t below) {
    seed ^= seed << 13, seed ^= seed >> 7, seed ^= seed << 17;
    return static_cast<std::size_t>(seed % below);
  };
  for (const auto& sample : samples()) {
    INFO(sample.name);
    for (int round = 0; round < 2'000; ++round) {
      auto changed = sample.bytes;
      for (int i = 0; i < 2; ++i) changed[next(changed.size())] = static_cast<std::uint8_t>(next(256));
      REQUIRE(one_encoding(sample, changed));
    }
  }
}

TEST_CASE("bytes at an odd address are read like any others") {
  for (const auto& sample : samples()) {
    INFO(sample.name);
    for (std::size_t shift = 1; shift < 8; ++shift) {
      Bytes moved(shift, 0);
      moved.insert(moved.end(), sample.bytes.begin(), sample.bytes.end());
      CHECK(sample.reads_as_value(ByteView(moved).subspan(shift)));
    }
  }
}
