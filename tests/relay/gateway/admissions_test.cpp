#include "relay/gateway/admissions.h"

#include <catch2/catch.hpp>

using namespace tocsin;
using namespace tocsin::relay::gateway;

namespace {

std::string key(char digit) {
  return std::string(64, digit);
}
const BoxPublic own_key = *id_from_hex<BoxPublic>(key('1'));

std::string whole(const std::string& more = "") {
  return "tocsin-gateway-grants 1\n# for the tests\ngateway " + key('1') + "\n\nnode " + key('b') +
         "  # 25434 Ornans\r\nnode " + key('a') + "\nnode " + key('b') + "\n" + more;
}
std::string error_of(const std::string& text) {
  auto read = parse_admissions(text, "/etc/grants", own_key);
  return read ? "" : read.error().detail;
}

}  // namespace

TEST_CASE("a gateway's grants are keys of nodes, sorted, each once") {
  auto read = parse_admissions(whole(), "grants", own_key);
  REQUIRE(read);
  CHECK(read->nodes ==
        std::vector<BoxPublic>{*id_from_hex<BoxPublic>(key('a')), *id_from_hex<BoxPublic>(key('b'))});
}

TEST_CASE("a gateway's grants name the release key at most once") {
  CHECK_FALSE(parse_admissions(whole(), "grants", own_key)->release);
  const auto with = whole("release " + key('d') + "\n");
  CHECK(parse_admissions(with, "grants", own_key)->release == id_from_hex<SigningPublic>(key('d')));
  CHECK(error_of(with + "release " + key('d') + "\n").find("/etc/grants:9: ") == 0);
}

TEST_CASE("whatever is wrong in a gateway's grants is told with its line and the remedy") {
  for (const std::string& line : {"node " + key('0'), std::string("node abc"), std::string("node"),
                                  "mailbox " + key('a'), "node " + key('a') + " " + key('b')}) {
    const auto error = error_of(whole(line + "\n"));
    CHECK(error.find("/etc/grants:8: ") == 0);
    CHECK(error.find("tocsin node gateway-grant") != std::string::npos);
  }
  CHECK(error_of("tocsin-grants 1\ngateway " + key('1') + "\n").find("first line") != std::string::npos);
  CHECK(error_of("tocsin-gateway-grants 1\nnode " + key('a') + "\n").find("not whole") != std::string::npos);
  CHECK(error_of("tocsin-gateway-grants 1\ngateway " + key('2') + "\n").find("another gateway") !=
        std::string::npos);
  std::string many = whole();
  for (std::size_t i = 0; i < nodes_max; ++i) many += "node " + key('c') + "\n";
  CHECK(error_of(many).find("more than") != std::string::npos);
}

TEST_CASE("a stranger's bounds are counted for his address, of IPv6 for the part that is one subscriber's") {
  CHECK(origin_of("192.0.2.7") == "192.0.2.7");
  CHECK(origin_of("::ffff:192.0.2.7") == "192.0.2.7");
  CHECK(origin_of("2001:db8::1") == origin_of("2001:db8:0:0:ffff::7"));
  CHECK(origin_of("2001:db8::1") != origin_of("2001:db8:0:1::1"));
  CHECK(origin_of("2001:db8::1") == "20010db800000000/64");
  CHECK(origin_of("") == "local");
}
