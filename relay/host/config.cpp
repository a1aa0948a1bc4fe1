#include "relay/host/config.h"

#include <toml++/toml.h>

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
  template <class Id>
  Id id(const toml::table& from, const char* key, const char* expected) {
    const auto hex = text(from, key, expected);
    if (wrong) return {};
    if (const auto made = id_from_hex<Id>(hex); made && !made->is_zero()) return *made;
    fail_at(from.get(key)->source(), std::string("`") + key + "`: expected " + expected);
    return {};
  }
};

Result<std::string> read_file(const std::string& file) {
  std::ifstream from(file, std::ios::binary);
  if (!from) return fail(Errc::configuration, file + ": cannot be read: " + std::strerror(errno));
  std::string text(file_bytes_max + 1, '\0');
  from.read(text.data(), static_cast<std::streamsize>(text.size()));
  if (from.bad()) return fail(Errc::configuration, file + ": cannot be read");
  text.resize(static_cast<std::size_t>(from.gcount()));
  if (text.size() > file_bytes_max) return fail(Errc::configuration, file + ": larger than 1 MiB");
  return text;
}

}  // namespace

Result<Config> parse_config(std::string_view text, const std::string& file) {
  constexpr std::string_view keys[] = {"listen", "key_file", "admitted_file", "data", "mailbox", "owner"};
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
  config.listen = reader.text(table, "listen", "\"tcp://ADDRESS:PORT\"");
  config.key_file = reader.text(table, "key_file", "the file made by `tocsin-relay --make-key`");
  config.admitted_file = reader.text(table, "admitted_file", "the file of admitted keys");
  config.data = reader.text(table, "data", "the folder of the database");
  config.mailbox = reader.id<MailboxId>(table, "mailbox", "32 hexadecimal digits, the mailbox's id");
  config.owner = reader.id<BoxPublic>(table, "owner", "64 hexadecimal digits, the owner's CURVE public key");
  if (reader.wrong) return tl::unexpected<Error>(*reader.wrong);
  return config;
}

Result<Config> read_config(const std::string& file) {
  const auto text = read_file(file);
  if (!text) return pass_on(text);
  return parse_config(*text, file);
}

std::string name_of(const BoxPublic& key) {
  return "node:" + to_hex(key.view());
}

Result<Admitted> parse_admitted(std::string_view text, const std::string& file) {
  Admitted admitted;
  std::istringstream lines{std::string(text)};
  std::string line;
  for (std::size_t number = 1; std::getline(lines, line); ++number) {
    line.erase(std::min(line.find('#'), line.size()));
    const auto first = line.find_first_not_of(" \t\r");
    if (first == line.npos) continue;
    line = line.substr(first, line.find_last_not_of(" \t\r") + 1 - first);
    const auto key = id_from_hex<BoxPublic>(line);
    const auto where = file + ":" + std::to_string(number) + ": ";
    if (!key || key->is_zero())
      return fail(Errc::configuration, where + "expected one key of 64 hexadecimal digits, or a # comment");
    if (admitted.size() == admitted_max)
      return fail(Errc::configuration, where + "more than " + std::to_string(admitted_max) + " keys");
    admitted[*key] = name_of(*key);
  }
  return admitted;
}

Result<Admitted> read_admitted(const std::string& file) {
  const auto text = read_file(file);
  if (!text) return pass_on(text);
  return parse_admitted(*text, file);
}

}  // namespace tocsin::relay::host
