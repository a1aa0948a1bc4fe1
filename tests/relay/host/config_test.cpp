#include "relay/host/config.h"

#include <catch2/catch.hpp>

using namespace tocsin;
using namespace tocsin::relay::host;

namespace {

std::string whole() {
  return "listen = \"tcp://127.0.0.1:7619\"\nkey_file = \"curve.key\"\ngrants_file = \"grants\"\n"
         "data = \"data\"\n";
}
std::string with(const std::string& what, const std::string& instead) {
  auto text = whole();
  return text.replace(text.find(what), what.size(), instead);
}
std::string complaint(const std::string& text) {
  const auto config = parse_config(text, "relay.toml");
  if (config) return "none";
  CHECK(config.error().code == Errc::configuration);
  CHECK(config.error().detail.find('\n') == std::string::npos);
  return config.error().detail;
}

}  // namespace

TEST_CASE("a relay's configuration is read as written, and written as read") {
  const auto config = parse_config(whole(), "relay.toml");
  REQUIRE(config);
  CHECK(config->listen == "tcp://127.0.0.1:7619");
  CHECK(config->key_file == "curve.key");
  CHECK(config->grants_file == "grants");
  CHECK(config->data == "data");
  const auto again = parse_config(to_toml(*config), "relay.toml");
  REQUIRE(again);
  CHECK(to_toml(*again) == to_toml(*config));
}

TEST_CASE("a damaged configuration is refused with one line that names file, line and key") {
  CHECK(complaint("").find("relay.toml: no `listen`") == 0);
  CHECK(complaint(with("data = \"data\"\n", "")).find("no `data`") != std::string::npos);
  CHECK(complaint(with("data = \"data\"", "data = 3")).find("relay.toml:4: `data`") == 0);
  CHECK(complaint(with("\"curve.key\"", "\"\"")).find("relay.toml:2: `key_file`") == 0);
  CHECK(complaint(whole() + "dta = 1\n").find("relay.toml:5: unknown key `dta`") == 0);
  CHECK(complaint(with("listen =", "listen ")).find("relay.toml:1: ") == 0);
  CHECK(complaint(std::string("\0\xff\xfe", 3)) != "none");
  CHECK(read_config("/nonexistent/relay.toml").error().detail.find("/nonexistent/relay.toml") == 0);
}
