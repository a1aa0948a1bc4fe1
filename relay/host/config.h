// What an operator writes for a relay: one TOML file. Nothing in it is a secret.
#pragma once
#include <string>
#include <string_view>

#include "protocol/ids.h"
#include "protocol/result.h"

namespace tocsin::relay::host {

struct Config {
  std::string listen;       // "tcp://ADDRESS:PORT" or "ipc:///PATH"
  std::string key_file;     // 32 raw bytes, 0600: the relay's CURVE secret key
  std::string grants_file;  // whose mailboxes these are (grants.h)
  std::string data;         // folder of the database
};

// configuration: the detail is one line with file, line, what is wrong and what is expected.
Result<Config> parse_config(std::string_view text, const std::string& file);
Result<Config> read_config(const std::string& file);
// The file that parse_config reads back, with a comment for each key.
std::string to_toml(const Config& config);

constexpr std::size_t config_bytes_max = std::size_t{1} << 20;

// A whole file of at most `bytes_max`; configuration: it cannot be read, or is larger.
Result<std::string> read_whole(const std::string& file, std::size_t bytes_max);

}  // namespace tocsin::relay::host
