// One key of a TOML file, with the comment above it. For this folder only.
#pragma once
#include <toml++/toml.h>

#include <ostream>
#include <string>

namespace tocsin::relay::host {

inline void line(std::ostream& out, const char* comment, const char* key, const std::string& value) {
  toml::table table;
  table.insert(key, value);
  out << "# " << comment << "\n" << table << "\n\n";
}

}  // namespace tocsin::relay::host
