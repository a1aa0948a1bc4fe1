#include "relay/host/config.h"

#include <toml++/toml.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <optional>
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
  toml::table table;
  try {
    table = toml::parse(text, file);
  } catch (const toml::parse_error& error) {
    return fail(Errc::configuration, file + ":" + std::to_string(error.source().begin.line) + ": " +
                                         std::string(error.description()));
  }
  Reader reader{file, std::nullopt};
  for (const auto& [key, value] : table)
    if (std::find(std::begin(keys), std::end(keys), key.str()) == std::end(keys))
      reader.fail_at(key.source(), "unknown key `" + std::string(key.str()) + "`");
  Config config;
  config.listen = reader.text(table, "listen", listen_expected);
  config.key_file = reader.text(table, "key_file", "the file made by `tocsin-relay --make-key`");
  config.grants_file = reader.text(table, "grants_file", "the file written by `tocsin node relay-grant`");
  config.data = reader.text(table, "data", "the folder of the database");
  if (reader.wrong) return tl::unexpected<Error>(*reader.wrong);
  return config;
}

Result<Config> read_config(const std::string& file) {
  const auto text = read_whole(file, file_bytes_max);
  if (!text) return pass_on(text);
  return parse_config(*text, file);
}

std::string to_toml(const Config& config) {
  std::ostringstream out;
  const auto line = [&out](const char* comment, const char* key, const std::string& value) {
    toml::table table;
    table.insert(key, value);
    out << "# " << comment << "\n" << table << "\n\n";
  };
  line("where nodes connect, tcp://ADDRESS:PORT", "listen", config.listen);
  line("the relay's secret key: 32 raw bytes, 0600", "key_file", config.key_file);
  line("whose mailboxes these are: written by `tocsin node relay-grant`, read again at SIGHUP", "grants_file",
       config.grants_file);
  line("folder of the database, 0700, made if missing", "data", config.data);
  return out.str();
}

}  // namespace tocsin::relay::host
