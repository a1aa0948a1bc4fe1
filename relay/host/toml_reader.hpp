// Reads a TOML table and remembers the first thing that is wrong, with file and line. For this folder only.
#pragma once
#include <toml++/toml.h>

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "protocol/result.h"

namespace tocsin::relay::host {

struct TomlReader {
  const std::string& file;
  std::optional<Error> wrong;

  void fail_at(const toml::source_region& where, const std::string& what);
  void known_only(const toml::table& table, std::span<const std::string_view> keys);
  std::string text(const toml::table& from, const char* key, const char* expected);
  // "" and {} where the key is not there.
  std::string text_if(const toml::table& from, const char* key, const char* expected);
  std::vector<std::string> texts_if(const toml::table& from, const char* key, const char* expected);
};

Result<toml::table> parse_toml(std::string_view text, const std::string& file);

}  // namespace tocsin::relay::host
