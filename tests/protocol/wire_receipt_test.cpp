#include <catch2/catch.hpp>

#include "wire_samples.h"

using namespace tocsin;
using namespace tocsin::wire;

namespace {

// A receipt of that state with everything that goes with it.
Receipt receipt_of(AlertState state, NodeKind issuer) {
  auto receipt = test::sample_receipt();
  receipt.state = state;
  receipt.issuer_kind = issuer;
  receipt.code = state == AlertState::closed ? 1 : 0;
  bool named = state == AlertState::refused || state == AlertState::violation || state == AlertState::held;
  receipt.rule = named ? 11 : 0;
  receipt.command = follows_a_command(state) ? test::counted<Hash>(1) : Hash{};
  return receipt;
}

bool stands(const Receipt& receipt) {
  return check(receipt).has_value();
}

}  // namespace

TEST_CASE("each field of a receipt stands at its offset") {
  const auto& bytes = test::sample("receipt_closed").bytes;
  REQUIRE(bytes.size() == 128);
  auto at = [&](std::size_t offset, std::size_t size) {
    return to_hex(ByteView(bytes).subspan(8 + offset, size));
  };
  const auto receipt = test::sample_receipt();
  CHECK(to_hex(ByteView(bytes).first(8)) == "000000000f000000");
  CHECK(at(0, 8) == "010d020200000000");   // version, closed, post, patrol sent, no rule, no refusal, no flag
  CHECK(at(8, 8) == "0400000000000000");   // number
  CHECK(at(24, 8) == "0807060504030201");  // leaf
  CHECK(at(32, 16) == to_hex(receipt.issuer.view()));
  CHECK(at(48, 32) == to_hex(receipt.header_hash.view()));
  CHECK(at(80, 32) == to_hex(receipt.command.view()));
  CHECK(at(112, 8) == to_hex(test::text_bytes("TOCSINr1")));
}

TEST_CASE("a commune cannot say delivered and a post cannot say accepted") {
  for (std::uint8_t number = 1; is_known<AlertState>(number); ++number) {
    auto state = static_cast<AlertState>(number);
    INFO(slug(state));
    bool of_commune =
        state == AlertState::accepted || state == AlertState::withdrawn || state == AlertState::expired;
    bool of_both = state == AlertState::refused;
    CHECK(stands(receipt_of(state, NodeKind::commune)) == (of_commune || of_both));
    CHECK(stands(receipt_of(state, NodeKind::post)) == (!of_commune || of_both));
  }
}

TEST_CASE("what an officer did carries the hash of the officer's request, and nothing else does") {
  for (std::uint8_t number = 1; is_known<AlertState>(number); ++number) {
    auto state = static_cast<AlertState>(number);
    INFO(slug(state));
    auto receipt = receipt_of(state, may_sign(NodeKind::post, state) ? NodeKind::post : NodeKind::commune);
    REQUIRE(stands(receipt));
    receipt.command = receipt.command.is_zero() ? test::counted<Hash>(1) : Hash{};
    CHECK_FALSE(stands(receipt));
  }
}

TEST_CASE("a refusal says why, once") {
  auto refused = receipt_of(AlertState::refused, NodeKind::commune);
  CHECK(stands(refused));
  refused.refusal = static_cast<std::uint8_t>(Refusal::clock);
  CHECK_FALSE(stands(refused));  // a rule and a reason
  refused.rule = 0;
  CHECK(stands(refused));
  refused.refusal = 0;
  CHECK_FALSE(stands(refused));  // neither
  refused.refusal = 9;
  CHECK_FALSE(stands(refused));  // not in the list
}

TEST_CASE("a violation is a rule broken inside, or a content that lies or does not open") {
  auto violation = receipt_of(AlertState::violation, NodeKind::post);
  CHECK(stands(violation));
  violation.rule = 0;
  violation.refusal = static_cast<std::uint8_t>(Refusal::false_tag);
  CHECK(stands(violation));
  violation.refusal = static_cast<std::uint8_t>(Refusal::epoch);  // counts against nobody: never a violation
  CHECK_FALSE(stands(violation));
}

TEST_CASE("only a closed alert has a closing code, only an accepted one a noted clock") {
  auto taken = receipt_of(AlertState::taken, NodeKind::post);
  taken.code = 1;
  CHECK_FALSE(stands(taken));
  taken = receipt_of(AlertState::taken, NodeKind::post);
  taken.clock_noted = true;
  CHECK_FALSE(stands(taken));
  auto closed = receipt_of(AlertState::closed, NodeKind::post);
  closed.code = 10;
  CHECK_FALSE(stands(closed));
}

TEST_CASE("a receipt names its alert, its issuer and its number") {
  auto without = [](auto change) {
    auto receipt = test::sample_receipt();
    change(receipt);
    return stands(receipt);
  };
  CHECK_FALSE(without([](auto& r) { r.header_hash = {}; }));
  CHECK_FALSE(without([](auto& r) { r.issuer = {}; }));
  CHECK_FALSE(without([](auto& r) { r.number = 0; }));
}

TEST_CASE("every refusal has a word in French and in English") {
  for (std::uint8_t number = 1; number <= 8; ++number) {
    auto refusal = static_cast<Refusal>(number);
    CHECK_FALSE(slug(refusal).empty());
    CHECK_FALSE(words(refusal).fr.empty());
    CHECK_FALSE(words(refusal).en.empty());
  }
  CHECK(slug(Refusal::none) == "none");
}
