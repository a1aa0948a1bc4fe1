// The configuration of a node: what is wrong is named with its line, and with what was probably meant.
#include "node/config/config.h"

#include <catch2/catch.hpp>

using namespace tocsin;
using namespace tocsin::config;

namespace {

const std::string commune_lines = "kind = \"commune\"\ncommune = \"25434\"\n";
const std::string post_lines = "kind = \"post\"\npost = \"P25-014\"\n";

Result<Config> parse(const std::string& text, const Values& environment = {}, const Values& flags = {}) {
  return parse_config(text, "/etc/tocsin/25434.toml", environment, flags);
}
std::string error_of(const std::string& text, const Values& environment = {}, const Values& flags = {}) {
  auto config = parse(text, environment, flags);
  if (config) return "no error";
  CHECK(config.error().code == Errc::configuration);
  CHECK(config.error().detail.find('\n') == std::string::npos);
  return config.error().detail;
}

}  // namespace

TEST_CASE("a commune's node is configured by its kind and its INSEE code alone") {
  auto config = parse(commune_lines);
  REQUIRE(config);
  CHECK(config->kind == NodeKind::commune);
  CHECK(config->code() == "25434");
  CHECK(config->name == "25434");
  CHECK(config->data == "/var/lib/tocsin/25434");
  CHECK(config->keys == "/var/lib/tocsin/25434/keys");
  CHECK(config->client_address == config->client_listen);
  CHECK(config->log_level == "info");
  CHECK(config->log_file.empty());
}

TEST_CASE("a gateway of this host is named by its local socket and its key") {
  const std::string key(64, 'a');
  const auto line = [](const std::string& value) { return "gateway_local = \"" + value + "\"\n"; };
  auto config = parse(commune_lines + line("ipc:///run/tocsin-gateway/nodes," + key));
  REQUIRE(config);
  CHECK(config->gateway_local.endpoint == "ipc:///run/tocsin-gateway/nodes");
  CHECK(to_hex(config->gateway_local.server.view()) == key);
  CHECK(parse(to_toml(*config))->gateway_local.server == config->gateway_local.server);
  CHECK(parse(commune_lines)->gateway_local.endpoint.empty());
  for (const auto& wrong : {"tcp://127.0.0.1:7620," + key, std::string("ipc:///run/x"),
                            std::string("ipc:///run/x,abc"), "ipc:///run/x," + std::string(64, '0')})
    CHECK(error_of(commune_lines + line(wrong)).find("`gateway_local`") != std::string::npos);
}

TEST_CASE("a post's node is configured by its kind and its id") {
  auto config =
      parse(post_lines + "client_listen = \"tcp://0.0.0.0:7617\"\nclient_address = \"tcp://poste:7617\"\n");
  REQUIRE(config);
  CHECK(config->kind == NodeKind::post);
  CHECK(config->code() == "P25-014");
  CHECK(config->client_listen == "tcp://0.0.0.0:7617");
  CHECK(config->client_address == "tcp://poste:7617");
}

TEST_CASE("a node that listens for no devices has no address for them") {
  auto nowhere = parse(commune_lines + "client_listen = \"\"\n");
  REQUIRE(nowhere);
  CHECK(nowhere->client_listen.empty());
  CHECK(nowhere->client_address.empty());
  CHECK(to_toml(*parse(to_toml(*nowhere))) == to_toml(*nowhere));
  CHECK(parse(to_toml(*nowhere))->client_listen.empty());
  auto here = parse(commune_lines + "client_listen = \"ipc:///run/tocsin/25434.sock\"\n");
  REQUIRE(here);
  CHECK(here->client_address.empty());
  CHECK(parse(to_toml(*here))->client_address.empty());
  CHECK(error_of(commune_lines + "client_listen = \"\"\nclient_address = \"tcp://a:1\"\n")
            .find("nobody listens") != std::string::npos);
}

TEST_CASE("an unknown key is named with its line and the key that was probably meant") {
  CHECK(error_of(commune_lines + "log_levle = \"info\"\n") ==
        "/etc/tocsin/25434.toml:3: unknown key `log_levle`; did you mean `log_level`?");
  auto far = error_of(commune_lines + "\ncolour_of_the_town_hall = \"blue\"\n");
  CHECK(far.find("25434.toml:4: unknown key `colour_of_the_town_hall`; remove it") != std::string::npos);
}

TEST_CASE("a commune's configuration that names epoch keys is refused, wherever it names them") {
  for (std::string line :
       {"epoch_keys = \"/keys\"", "epoch = 3", "[epoch]\nday = 1", "[keys]\nepoch_20000 = \"x\""}) {
    auto error = error_of(commune_lines + line + "\n");
    INFO(line);
    CHECK(error.find("may hold no epoch keys") != std::string::npos);
    CHECK(error.find("25434.toml:") != std::string::npos);
  }
}

TEST_CASE("a commune's configuration that says its kind by flag is still refused its epoch keys") {
  auto error = error_of("epoch_keys = \"/keys\"\n", {}, {{"kind", "commune"}, {"commune", "25434"}});
  CHECK(error.find("may hold no epoch keys") != std::string::npos);
}

TEST_CASE("a damaged file is named with the line where reading stopped") {
  CHECK(
      error_of("kind = \"commune\"\ncommune = \"25434\nname = 3\n").rfind("/etc/tocsin/25434.toml:2: ", 0) ==
      0);
}

TEST_CASE("a value of the wrong sort says what to write") {
  CHECK(error_of(commune_lines + "name = 3\n").find(":3: `name` must be text in quotes") !=
        std::string::npos);
  CHECK(error_of(commune_lines + "map_mib = \"big\"\n").find(":3: `map_mib` must be a number") !=
        std::string::npos);
  CHECK(error_of(commune_lines + "map_mib = 3\n").find("from 4 to") != std::string::npos);
  CHECK(error_of(commune_lines + "map_mib = 64\nmap_mib_max = 32\n")
            .find(":4: `map_mib_max` must be a number of MiB "
                  "from 64") != std::string::npos);
  CHECK(error_of(commune_lines + "log_level = \"loud\"\n").find("debug, info, warn or error") !=
        std::string::npos);
  CHECK(error_of(commune_lines + "client_listen = \"7617\"\n").find("tcp://127.0.0.1:7617") !=
        std::string::npos);
  CHECK(error_of(commune_lines + "client_listen = \"tcp://h:70000\"\n").find("client_listen") !=
        std::string::npos);
}

TEST_CASE("a node without a mailbox port only dials, and says nothing of an address") {
  auto config = parse(commune_lines);
  REQUIRE(config);
  CHECK(config->mailbox_listen.empty());
  CHECK(config->mailbox_address.empty());
  CHECK(to_toml(*config).find("mailbox_") == std::string::npos);
  CHECK(error_of(commune_lines + "mailbox_address = \"tcp://mairie:7618\"\n").find(":3: `mailbox_address`") !=
        std::string::npos);
  CHECK(error_of(commune_lines + "mailbox_listen = \"7618\"\n").find(":3: `mailbox_listen`") !=
        std::string::npos);
  auto with = parse(commune_lines + "mailbox_listen = \"tcp://0.0.0.0:7618\"\n");
  REQUIRE(with);
  CHECK(with->mailbox_address == "tcp://0.0.0.0:7618");
}

TEST_CASE("kind and code must fit together") {
  CHECK(error_of("").find("`kind` must be \"commune\" or \"post\"; it is missing") != std::string::npos);
  CHECK(error_of("kind = \"town\"\n").find(":1: `kind` must be") != std::string::npos);
  CHECK(error_of("kind = \"commune\"\n").find("INSEE code") != std::string::npos);
  CHECK(error_of("kind = \"commune\"\ncommune = \"2C001\"\n").find(":2: `commune`") != std::string::npos);
  CHECK(error_of(commune_lines + "post = \"P25-014\"\n").find(":3: a commune's node has no `post`") !=
        std::string::npos);
  CHECK(error_of(post_lines + "commune = \"25434\"\n").find(":3: a post's node has no `commune`") !=
        std::string::npos);
}

TEST_CASE("a flag comes before a variable, a variable before the file, the file before the default") {
  auto text = commune_lines + "name = \"file\"\n";
  CHECK(parse(text)->name == "file");
  CHECK(parse(text, {{"name", "variable"}})->name == "variable");
  CHECK(parse(text, {{"name", "variable"}}, {{"name", "flag"}})->name == "flag");
  CHECK(error_of(text, {{"log_level", "loud"}}).find("environment: `log_level`") == 0);
  CHECK(error_of(text, {}, {{"log_level", "loud"}}).find("command line: `log_level`") == 0);
}

TEST_CASE("every key can be given as a variable") {
  auto values = environment([](const char* name) -> const char* {
    if (std::string_view(name) == "TOCSIN_CLIENT_LISTEN") return "tcp://127.0.0.1:1";
    if (std::string_view(name) == "CREDENTIALS_DIRECTORY") return "/run/credentials/tocsin";
    return nullptr;
  });
  CHECK(values == Values{{"client_listen", "tcp://127.0.0.1:1"}, {"credentials", "/run/credentials/tocsin"}});
}

TEST_CASE("a relative path of the file is relative to the file's folder") {
  auto config = parse(commune_lines + "data = \"data\"\nkeys = \"../keys\"\n");
  REQUIRE(config);
  CHECK(config->data == "/etc/tocsin/data");
  CHECK(config->keys == "/etc/keys");
}

TEST_CASE("what is written is read back the same") {
  auto config = parse(post_lines +
                      "name = \"Brigade \\\"d'Ornans\\\"\"\ndata = \"/srv/a b\"\nmap_mib = 8\n"
                      "client_address = \"tcp://poste.example:1\"\nlog_file = \"/var/log/p.log\"\n");
  REQUIRE(config);
  auto again = parse(to_toml(*config));
  REQUIRE(again);
  CHECK(again->name == config->name);
  CHECK(again->data == config->data);
  CHECK(again->keys == config->keys);
  CHECK(again->map_mib == 8);
  CHECK(again->client_address == config->client_address);
  CHECK(again->log_file == config->log_file);
  CHECK(to_toml(*again) == to_toml(*config));
}

TEST_CASE("a missing file says how one is made") {
  auto config = read_config("/nonexistent/node.toml", {}, {});
  REQUIRE_FALSE(config);
  CHECK(config.error().code == Errc::configuration);
  CHECK(config.error().detail.find("tocsin node init") != std::string::npos);
}
