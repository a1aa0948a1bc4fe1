#include "relay/host/grants.h"

#include <catch2/catch.hpp>

using namespace tocsin;
using namespace tocsin::relay::host;

namespace {

std::string key(char digit) {
  return std::string(64, digit);
}
std::string box(char digit) {
  return std::string(32, digit);
}
BoxPublic key_of_digit(char digit) {
  return *id_from_hex<BoxPublic>(key(digit));
}
const BoxPublic own_key = key_of_digit('1');

std::string whole() {
  return "tocsin-grants 1\n"
         "# written for the tests\n"
         "relay " +
         key('1') +
         "\n"
         "\n"
         "mailbox " +
         box('7') + " owner " + key('a') +
         "   # Ornans\r\n"
         "  sender " +
         key('c') +
         "\n"
         "  sender " +
         key('b') +
         "\n"
         "  sender " +
         key('c') +
         "\n"
         "mailbox " +
         box('8') + " owner " + key('b') + "\n";
}
std::string complaint(const std::string& text) {
  const auto read = parse_grants(text, "grants", own_key);
  if (read) return "none";
  CHECK(read.error().code == Errc::configuration);
  CHECK(read.error().detail.find('\n') == std::string::npos);
  CHECK(read.error().detail.find("relay-grant") != std::string::npos);  // what to do
  return read.error().detail;
}
std::string with(const std::string& what, const std::string& instead) {
  auto text = whole();
  return text.replace(text.find(what), what.size(), instead);
}

}  // namespace

TEST_CASE("grants say whose mailbox it is, and who may write to it") {
  const auto grants = parse_grants(whole(), "grants", own_key);
  REQUIRE(grants);
  REQUIRE(grants->size() == 2);
  const auto& first = grants->begin()->second;
  CHECK(first.owner == key_of_digit('a'));
  CHECK(first.senders == std::vector{key_of_digit('b'), key_of_digit('c')});
  CHECK(first.may_write(key_of_digit('c')));
  CHECK_FALSE(first.may_write(key_of_digit('a')));  // the owner writes to others
  CHECK(grants->rbegin()->second.senders.empty());
  CHECK(admitted(*grants) == std::vector{key_of_digit('a'), key_of_digit('b'), key_of_digit('c')});
}

TEST_CASE("a list without mailboxes is a list: a relay may wait for its first commune") {
  const auto grants = parse_grants("tocsin-grants 1\nrelay " + key('1') + "\n", "grants", own_key);
  REQUIRE(grants);
  CHECK(grants->empty());
}

TEST_CASE("damaged grants are refused with one line that names file, line and remedy") {
  CHECK(complaint("").find("grants:1: ") == 0);
  CHECK(complaint(with("grants 1", "grants 2")).find("grants:1: ") == 0);
  CHECK(complaint("tocsin-grants 1\n").find("not whole") != std::string::npos);
  CHECK(complaint(with("relay " + key('1'), "relay " + key('2')))
            .find("grants:3: these grants are for another") == 0);
  CHECK(complaint(with(box('7'), box('7') + "7")).find("grants:5: ") == 0);
  CHECK(complaint(with(box('7'), box('0'))).find("grants:5: ") == 0);
  CHECK(complaint(with(box('8'), box('7'))).find("grants:9: this mailbox is there twice") == 0);
  CHECK(complaint(with("owner " + key('a'), "owner " + key('0'))).find("grants:5: ") == 0);
  CHECK(complaint(with(" owner " + key('a'), "")).find("grants:5: expected") == 0);
  CHECK(complaint(with("sender " + key('b'), "sender " + key('g'))).find("grants:7: ") == 0);
  CHECK(complaint(with("sender " + key('b'), "sender x y")).find("grants:7: expected") == 0);
  CHECK(complaint("tocsin-grants 1\nrelay " + key('1') + "\nsender " + key('b')).find("grants:3: ") == 0);
  CHECK(complaint(with("# written", "written")).find("grants:2: expected") == 0);
  CHECK(read_grants("/nonexistent/grants", own_key).error().detail.find("/nonexistent/grants") == 0);
}

TEST_CASE("more mailboxes or senders than a relay serves are refused") {
  const auto numbered = [](std::size_t digits, std::size_t number) {
    auto hex = std::to_string(number);
    return std::string(digits - hex.size(), '0') + hex;
  };
  std::string boxes = "tocsin-grants 1\nrelay " + key('1') + "\n", senders = boxes;
  senders += "mailbox " + box('7') + " owner " + key('a') + "\n";
  for (std::size_t i = 1; i <= mailboxes_max + 1; ++i)
    boxes += "mailbox " + numbered(32, i) + " owner " + key('a') + "\n";
  for (std::size_t i = 1; i <= senders_max + 1; ++i) senders += "sender " + numbered(64, i) + "\n";
  CHECK(complaint(boxes).find("more than 4096 mailboxes") != std::string::npos);
  CHECK(complaint(senders).find("more than 2048 senders") != std::string::npos);
}

TEST_CASE("a key's name is read back as that key, and no other name is") {
  CHECK(key_of(name_of(own_key)) == own_key);
  CHECK_FALSE(key_of("node:" + key('1') + "1"));
  CHECK_FALSE(key_of("device:" + key('1')));
  CHECK_FALSE(key_of(""));
}
