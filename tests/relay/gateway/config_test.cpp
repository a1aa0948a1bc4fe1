#include <catch2/catch.hpp>

#include "relay/host/gateway_config.h"

using namespace tocsin;
using namespace tocsin::relay::host;

namespace {

const std::string plain =
    "listen = \"tcp://127.0.0.1:7620\"\nkey_file = \"curve.key\"\ngrants_file = \"grants\"\n";
const std::string http = "[http]\nlisten = [\"127.0.0.1:8620\"]\n";
const std::string origin = "[[origin]]\nhost = \"alerte.ornans.example\"\nnode = \"" + std::string(64, 'a') +
                           "\"\nface = \"referent\"\nbundle = \"/usr/share/tocsin/web/referent\"\n";

std::string complaint(const std::string& text) {
  const auto config = parse_gateway_config(text, "gateway.toml");
  if (config) return "none";
  CHECK(config.error().code == Errc::configuration);
  CHECK(config.error().detail.find("gateway.toml") == 0);
  return config.error().detail;
}
bool says(const std::string& text, const std::string& what) {
  return complaint(text).find(what) != std::string::npos;
}

}  // namespace

TEST_CASE("a gateway's configuration is read as written, with and without browsers") {
  const auto without = parse_gateway_config(plain, "gateway.toml");
  REQUIRE(without);
  CHECK_FALSE(without->http);
  CHECK(parse_gateway_config(to_toml(*without), "gateway.toml"));
  const auto with =
      parse_gateway_config(plain + "local_listen = \"ipc:///run/x\"\n" + http +
                               "status_listen = \"127.0.0.1:9620\"\ntrusted_proxies = [\"::1\"]\n" + origin,
                           "gateway.toml");
  REQUIRE(with);
  CHECK(with->local_listen == "ipc:///run/x");
  CHECK(with->http->listen == std::vector<std::string>{"127.0.0.1:8620"});
  CHECK(with->http->trusted_proxies == std::vector<std::string>{"::1"});
  REQUIRE(with->http->origins.size() == 1);
  CHECK(with->http->origins[0].host == "alerte.ornans.example");
  CHECK(with->http->origins[0].face == "referent");
}

TEST_CASE("what an operator writes wrongly is told with its line") {
  CHECK(complaint(plain + http + origin) == "none");
  CHECK(says(plain + http, "[[origin]]"));
  CHECK(says(plain + origin, "without `[http]`"));
  CHECK(says(plain + http + "prt = 1\n" + origin, "gateway.toml:6: unknown key `prt`"));
  CHECK(says(plain + http + origin + "more = 1\n", "unknown key `more`"));
  CHECK(says(plain + http + origin + origin, "is there twice"));
  CHECK(says(plain + "[http]\nlisten = [\"0.0.0.0:80\"]\n" + origin, "plain HTTP for others"));
  CHECK(says(plain + "[http]\nlisten = \"127.0.0.1:80\"\n" + origin, "a list of"));
  CHECK(says(plain + "[http]\nlisten = [\"localhost:80\"]\n" + origin, "is not ADDRESS:PORT"));
  CHECK(says(plain + http + "certificates = [\"a\"]\n" + origin, "one key for each"));
  CHECK(says(plain + http + "trusted_proxies = [\"proxy\"]\n" + origin, "not a numeric address"));
  auto wrong = origin;
  CHECK(says(plain + http + wrong.replace(wrong.find("alerte"), 6, "Alerte"), "`host`"));
  wrong = origin;
  CHECK(says(plain + http + wrong.replace(wrong.find("aaaa"), 4, "abc"), "`node`"));
}

TEST_CASE("an address to listen on is numeric, with its port") {
  CHECK(parse_socket_address("127.0.0.1:80")->port == 80);
  CHECK(parse_socket_address("[::1]:0")->address == "::1");
  for (const auto* wrong : {"", ":80", "127.0.0.1", "127.0.0.1:", "127.0.0.1:x", "127.0.0.1:65536", "::1:80",
                            "[::1]", "[127.0.0.1]:80", "localhost:80", "127.0.0.1:80 "})
    CHECK_FALSE(parse_socket_address(wrong));
}
