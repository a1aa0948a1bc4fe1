#include "relay/host/config.h"

#include <toml++/toml.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <optional>
#include <span>
#include <sstream>

namespace tocsin::relay::host {
namespace {

constexpr std::size_t file_bytes_max = 1u << 20;

struct Reader {
  const std::string& file;
  std::optional<Error> wrong;  // the first

  void fail_at(const toml::source_region& where, const std::string& what) {
    const auto line = where.begin.line == 0 ? "" : ":" + std::to_string(where.begin.line);
    if (!wrong) wrong = Error{Errc::configuration, file + line + ": " + what};
  }
  void known_only(const toml::table& table, std::span<const std::string_view> keys) {
    for (const auto& [key, value] : table)
      if (std::find(keys.begin(), keys.end(), key.str()) == keys.end())
        fail_at(key.source(), "unknown key `" + std::string(key.str()) + "`");
  }
  std::string text(const toml::table& from, const char* key, const char* expected) {
    const auto* node = from.get(key);
    if (node == nullptr) {
      fail_at({}, std::string("no `") + key + "`: expected " + expected);
      return {};
    }
    const auto value = node->value_exact<std::string>();
    if (value && !value->empty()) return *value;
    fail_at(node->source(), std::string("`") + key + "`: expected " + expected);
    return {};
  }
};

Result<toml::table> parse(std::string_view text, const std::string& file) {
  try {
    return toml::table(toml::parse(text, file));
  } catch (const toml::parse_error& error) {
    return fail(Errc::configuration, file + ":" + std::to_string(error.source().begin.line) + ": " +
                                         std::string(error.description()));
  }
}

constexpr const char* listen_expected = "\"tcp://ADDRESS:PORT\"";

}  // namespace

Result<std::string> read_whole(const std::string& file, std::size_t bytes_max) {
  std::ifstream from(file, std::ios::binary);
  if (!from) return fail(Errc::configuration, file + ": cannot be read: " + std::strerror(errno));
  std::string text(bytes_max + 1, '\0');
  from.read(text.data(), static_cast<std::streamsize>(text.size()));
  if (from.bad()) return fail(Errc::configuration, file + ": cannot be read");
  text.resize(static_cast<std::size_t>(from.gcount()));
  if (text.size() > bytes_max)
    return fail(Errc::configuration, file + ": larger than " + std::to_string(bytes_max >> 20) + " MiB");
  return text;
}

Result<Config> parse_config(std::string_view text, const std::string& file) {
  constexpr std::string_view keys[] = {"listen", "key_file", "grants_file", "data"};
  auto table = parse(text, file);
  if (!table) return pass_on(table);
  Reader reader{file, std::nullopt};
  reader.known_only(*table, keys);
  Config config;
  config.listen = reader.text(*table, "listen", listen_expected);
  config.key_file = reader.text(*table, "key_file", "the file made by `tocsin-relay --make-key`");
  config.grants_file = reader.text(*table, "grants_file", "the file written by `tocsin node relay-grant`");
  config.data = reader.text(*table, "data", "the folder of the database");
  if (reader.wrong) return tl::unexpected<Error>(*reader.wrong);
  return config;
}

Result<GatewayConfig> parse_gateway_config(std::string_view text, const std::string& file) {
  constexpr std::string_view keys[] = {"listen", "key_file", "grants_file"};
  auto table = parse(text, file);
  if (!table) return pass_on(table);
  Reader reader{file, std::nullopt};
  reader.known_only(*table, keys);
  GatewayConfig config;
  config.listen = reader.text(*table, "listen", listen_expected);
  config.key_file = reader.text(*table, "key_file", "the file made by `tocsin-gateway --make-key`");
  config.grants_file = reader.text(*table, "grants_file", "the file written by `tocsin node gateway-grant`");
  if (reader.wrong) return tl::unexpected<Error>(*reader.wrong);
  return config;
}

Result<GatewayConfig> read_gateway_config(const std::string& file) {
  const auto text = read_whole(file, file_bytes_max);
  if (!text) return pass_on(text);
  return parse_gateway_config(*text, file);
}

Result<Config> read_config(const std::string& file) {
  const auto text = read_whole(file, file_bytes_max);
  if (!text) return pass_on(text);
  return parse_config(*text, file);
}

namespace {

// One key with its comment.
void line(std::ostream& out, const char* comment, const char* key, const std::string& value) {
  toml::table table;
  table.insert(key, value);
  out << "# " << comment << "\n" << table << "\n\n";
}

}  // namespace

std::string to_toml(const Config& config) {
  std::ostringstream out;
  line(out, "where nodes connect, tcp://ADDRESS:PORT", "listen", config.listen);
  line(out, "the relay's secret key: 32 raw bytes, 0600", "key_file", config.key_file);
  line(out, "whose mailboxes these are: written by `tocsin node relay-grant`, read again at SIGHUP",
       "grants_file", config.grants_file);
  line(out, "folder of the database, 0700, made if missing", "data", config.data);
  return out.str();
}

std::string to_toml(const GatewayConfig& config) {
  std::ostringstream out;
  line(out, "where devices and nodes connect, tcp://ADDRESS:PORT", "listen", config.listen);
  line(out, "the gateway's secret key: 32 raw bytes, 0600", "key_file", config.key_file);
  line(out, "which nodes it serves: written by `tocsin node gateway-grant`, read again at SIGHUP",
       "grants_file", config.grants_file);
  return out.str();
}

}  // namespace tocsin::relay::host
