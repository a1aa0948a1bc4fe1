#include "relay/host/config.h"

#include <cerrno>
#include <cstring>
#include <fstream>
#include <sstream>

#include "commented.hpp"
#include "toml_reader.hpp"

namespace tocsin::relay::host {
namespace {

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
  auto table = parse_toml(text, file);
  if (!table) return pass_on(table);
  TomlReader reader{file, std::nullopt};
  reader.known_only(*table, keys);
  Config config;
  config.listen = reader.text(*table, "listen", listen_expected);
  config.key_file = reader.text(*table, "key_file", "the file made by `tocsin-relay --make-key`");
  config.grants_file = reader.text(*table, "grants_file", "the file written by `tocsin node relay-grant`");
  config.data = reader.text(*table, "data", "the folder of the database");
  if (reader.wrong) return tl::unexpected<Error>(*reader.wrong);
  return config;
}

Result<Config> read_config(const std::string& file) {
  const auto text = read_whole(file, config_bytes_max);
  if (!text) return pass_on(text);
  return parse_config(*text, file);
}

std::string to_toml(const Config& config) {
  std::ostringstream out;
  line(out, "where nodes connect, tcp://ADDRESS:PORT", "listen", config.listen);
  line(out, "the relay's secret key: 32 raw bytes, 0600", "key_file", config.key_file);
  line(out, "whose mailboxes these are: written by `tocsin node relay-grant`, read again at SIGHUP",
       "grants_file", config.grants_file);
  line(out, "folder of the database, 0700, made if missing", "data", config.data);
  return out.str();
}

}  // namespace tocsin::relay::host
