#include <algorithm>
#include <catch2/catch.hpp>

#include "wire_samples.h"

using namespace tocsin;
using namespace tocsin::wire;
namespace test = tocsin::test;
using test::sample_card;

namespace {

std::string replaced(std::string text, char from, char to) {
  std::replace(text.begin(), text.end(), from, to);
  return text;
}

}  // namespace

TEST_CASE("a card is groups of five that a person can copy and a QR code can hold") {
  auto text = to_text(sample_card());
  REQUIRE(text.substr(0, 8) == "TOCSIN1:");
  CHECK(text.find_first_not_of("0123456789ABCDEFGHJKMNPQRSTVWXYZ-", 8) == std::string::npos);
  for (std::size_t at = 8 + 5; at < text.size(); at += 6) CHECK(text[at] == '-');
  CHECK(parse_card(text) == sample_card());
}

TEST_CASE("what people change when they copy a card is forgiven") {
  const auto text = to_text(sample_card());
  std::string lower = text;
  std::transform(lower.begin(), lower.end(), lower.begin(), [](unsigned char c) { return std::tolower(c); });
  CHECK(parse_card(lower) == sample_card());
  CHECK(parse_card(replaced(text, '-', ' ')) == sample_card());
  CHECK(parse_card("  " + replaced(text, '-', '\n') + "\r\n") == sample_card());
  CHECK(parse_card(replaced(text, '0', 'O')) == sample_card());
  CHECK(parse_card(replaced(text, '1', 'I')) == sample_card());
  CHECK(parse_card(replaced(text, '1', 'l')) == sample_card());
}

TEST_CASE("one wrong, missing or swapped character of a card is found") {
  const auto text = to_text(sample_card());
  for (std::size_t at = 8; at < text.size(); ++at) {
    if (text[at] == '-') continue;
    INFO(at);
    auto wrong = text;
    wrong[at] = text[at] == 'Z' ? 'Y' : 'Z';
    REQUIRE_FALSE(parse_card(wrong));
    REQUIRE_FALSE(parse_card(text.substr(0, at) + text.substr(at + 1)));
    REQUIRE_FALSE(parse_card(text.substr(0, at)));
    if (at + 1 < text.size() && text[at + 1] != '-' && text[at] != text[at + 1]) {
      auto swapped = text;
      std::swap(swapped[at], swapped[at + 1]);
      REQUIRE_FALSE(parse_card(swapped));
    }
  }
  CHECK_FALSE(parse_card(text + "0"));
  CHECK_FALSE(parse_card(text + text));
}

TEST_CASE("a card of another version asks for another program, anything else is no card") {
  auto text = to_text(sample_card());
  CHECK(parse_card("TOCSIN2:" + text.substr(8)).error().code == Errc::unsupported);
  CHECK(parse_card("").error().code == Errc::malformed);
  CHECK(parse_card("https://example.org").error().code == Errc::malformed);
  CHECK(parse_card("TOCSIN1:").error().code == Errc::malformed);
  CHECK(parse_card(std::string(100'000, '0')).error().code == Errc::malformed);
}

TEST_CASE("what is wrong with a card is said without repeating it") {
  auto text = to_text(sample_card());
  auto detail = parse_card(text.substr(0, text.size() - 6)).error().detail;
  for (std::size_t at = 8; at + 5 <= text.size(); at += 6)
    CHECK(detail.find(text.substr(at, 5)) == std::string::npos);
}

TEST_CASE("a card with a false address or an empty part is not printed") {
  auto incomplete = [](auto change) {
    auto card = sample_card();
    change(card);
    return !check(card);
  };
  CHECK(incomplete([](auto& c) { c.address = "mairie:7201"; }));
  CHECK(incomplete([](auto& c) { c.node = {}; }));
  CHECK(incomplete([](auto& c) { c.root_sha256 = {}; }));
  CHECK(incomplete([](auto& c) { c.invitation = {}; }));
  CHECK(incomplete([](auto& c) { c.secret = {}; }));
}

TEST_CASE("a card of a gateway names the gateway and the node behind it") {
  const auto card = test::sample_gateway_card();
  const auto text = to_text(card);
  CHECK(parse_card(text) == card);
  auto without = card;
  without.gateway = {};
  CHECK(to_text(without) != text);
  CHECK(parse_card(to_text(without))->gateway.is_zero());
  auto longest = card;
  longest.address = "tcp://" + std::string(54, 'a') + "." + std::string(50, 'b') + ".fr:7619";
  longest.address.insert(6, std::string(120 - longest.address.size(), 'c').substr(0, 63 - 54));
  REQUIRE(check(longest));
  CHECK(parse_card(to_text(longest)) == longest);
}
