#include "toml_reader.hpp"

#include <algorithm>

namespace tocsin::relay::host {

void TomlReader::fail_at(const toml::source_region& where, const std::string& what) {
  const auto line = where.begin.line == 0 ? "" : ":" + std::to_string(where.begin.line);
  if (!wrong) wrong = Error{Errc::configuration, file + line + ": " + what};
}

void TomlReader::known_only(const toml::table& table, std::span<const std::string_view> keys) {
  for (const auto& [key, value] : table)
    if (std::find(keys.begin(), keys.end(), key.str()) == keys.end())
      fail_at(key.source(), "unknown key `" + std::string(key.str()) + "`");
}

std::string TomlReader::text(const toml::table& from, const char* key, const char* expected) {
  if (from.get(key) != nullptr) return text_if(from, key, expected);
  const bool whole_file = from.source().begin.line <= 1;
  fail_at(whole_file ? toml::source_region{} : from.source(),
          std::string("no `") + key + "`: expected " + expected);
  return {};
}

std::string TomlReader::text_if(const toml::table& from, const char* key, const char* expected) {
  const auto* node = from.get(key);
  if (node == nullptr) return {};
  const auto value = node->value_exact<std::string>();
  if (value && !value->empty()) return *value;
  fail_at(node->source(), std::string("`") + key + "`: expected " + expected);
  return {};
}

std::vector<std::string> TomlReader::texts_if(const toml::table& from, const char* key,
                                              const char* expected) {
  std::vector<std::string> texts;
  const auto* node = from.get(key);
  if (node == nullptr) return texts;
  const auto* array = node->as_array();
  if (array == nullptr || array->empty())
    fail_at(node->source(), std::string("`") + key + "`: expected a list of " + expected);
  for (std::size_t i = 0; array != nullptr && i < array->size(); ++i) {
    const auto value = array->get(i)->value_exact<std::string>();
    if (value && !value->empty())
      texts.push_back(*value);
    else
      fail_at(array->get(i)->source(), std::string("`") + key + "`: expected " + expected);
  }
  return texts;
}

Result<toml::table> parse_toml(std::string_view text, const std::string& file) {
  try {
    return toml::table(toml::parse(text, file));
  } catch (const toml::parse_error& error) {
    return fail(Errc::configuration, file + ":" + std::to_string(error.source().begin.line) + ": " +
                                         std::string(error.description()));
  }
}

}  // namespace tocsin::relay::host
