// What an operator writes for a relay: one TOML file and one list of keys. Nothing here is a secret.
#pragma once
#include <map>
#include <string>
#include <string_view>

#include "protocol/ids.h"
#include "protocol/result.h"

namespace tocsin::relay::host {

struct Config {
  std::string listen;         // "tcp://ADDRESS:PORT" or "ipc:///PATH"
  std::string key_file;       // 32 raw bytes, 0600: the relay's CURVE secret key
  std::string admitted_file;  // one CURVE public key a line, 64 hexadecimal digits; # begins a comment
  std::string data;           // folder of the database
  MailboxId mailbox;          // the one mailbox
  BoxPublic owner;            // who fetches from it; admitted without being in the file
};

// configuration: the detail is one line with file, line, what is wrong and what is expected.
Result<Config> parse_config(std::string_view text, const std::string& file);
Result<Config> read_config(const std::string& file);

constexpr std::size_t admitted_max = 4096;

// Public key → the name its messages arrive under, "node:<hex>".
using Admitted = std::map<BoxPublic, std::string>;
std::string name_of(const BoxPublic& key);
Result<Admitted> parse_admitted(std::string_view text, const std::string& file);
Result<Admitted> read_admitted(const std::string& file);

}  // namespace tocsin::relay::host
