#include "relay/host/config.h"

#include <catch2/catch.hpp>

using namespace tocsin;
using namespace tocsin::relay::host;

namespace {

const std::string key(64, 'a');
std::string whole() {
  return "listen = \"tcp://127.0.0.1:7619\"\nkey_file = \"curve.key\"\nadmitted_file = \"admitted\"\n"
         "data = \"data\"\nmailbox = \"" +
         std::string(32, '7') + "\"\nowner = \"" + key + "\"\n";
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

TEST_CASE("a relay's configuration is read as written") {
  const auto config = parse_config(whole(), "relay.toml");
  REQUIRE(config);
  CHECK(config->listen == "tcp://127.0.0.1:7619");
  CHECK(config->key_file == "curve.key");
  CHECK(config->admitted_file == "admitted");
  CHECK(config->data == "data");
  CHECK(to_hex(config->mailbox.view()) == std::string(32, '7'));
  CHECK(to_hex(config->owner.view()) == key);
}

TEST_CASE("a damaged configuration is refused with one line that names file, line and key") {
  CHECK(complaint("").find("relay.toml: no `listen`") == 0);
  CHECK(complaint(with("data = \"data\"\n", "")).find("no `data`") != std::string::npos);
  CHECK(complaint(with("data = \"data\"", "data = 3")).find("relay.toml:4: `data`") == 0);
  CHECK(complaint(with("\"curve.key\"", "\"\"")).find("relay.toml:2: `key_file`") == 0);
  CHECK(complaint(with(key, "abcd")).find("relay.toml:6: `owner`") == 0);
  CHECK(complaint(with(key, std::string(64, '0'))).find("`owner`") != std::string::npos);
  CHECK(complaint(whole() + "dta = 1\n").find("relay.toml:7: unknown key `dta`") == 0);
  CHECK(complaint(with("listen =", "listen ")).find("relay.toml:1: ") == 0);
  CHECK(complaint(std::string("\0\xff\xfe", 3)) != "none");
  CHECK(read_config("/nonexistent/relay.toml").error().detail.find("/nonexistent/relay.toml") == 0);
}

TEST_CASE("the list of admitted keys may hold comments and blank lines, and nothing else but keys") {
  const auto admitted =
      parse_admitted("# peers\n\n  " + key + "  # Ornans\r\n" + std::string(64, 'B') + "\n", "f");
  REQUIRE(admitted);
  CHECK(admitted->size() == 2);
  CHECK(admitted->begin()->second == "node:" + key);
  CHECK(parse_admitted("", "f")->empty());
  for (const auto& wrong :
       {std::string("abc"), key + key, key + " " + key, std::string(64, 'g'), std::string(64, '0')}) {
    const auto refused = parse_admitted("# one\n" + wrong, "admitted");
    REQUIRE_FALSE(refused);
    CHECK(refused.error().code == Errc::configuration);
    CHECK(refused.error().detail.find("admitted:2: ") == 0);
  }
}

TEST_CASE("a list of more keys than a relay can serve is refused") {
  std::string text;
  for (std::size_t i = 1; i <= admitted_max + 1; ++i) {
    auto line = std::to_string(i);
    text += std::string(64 - line.size(), '0') + line + "\n";
  }
  CHECK_FALSE(parse_admitted(text, "f"));
}
