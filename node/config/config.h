// The configuration of one node: flags over environment (TOCSIN_*) over file over default.
// Keys are flat and the same everywhere: `client_listen` in the file, TOCSIN_CLIENT_LISTEN, --client-listen.
#pragma once
#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "protocol/ids.h"
#include "protocol/result.h"
#include "protocol/vocabulary.h"

namespace tocsin::config {

struct Config {
  NodeKind kind{};
  Insee commune;     // commune nodes
  PostId post;       // post nodes
  std::string name;  // for people: "Ornans"
  std::filesystem::path data, keys;
  // Where systemd puts credentials; a key file found there is used instead of the one in `keys`. Empty:
  // nowhere.
  std::filesystem::path credentials;
  std::string client_listen;   // "tcp://ADDRESS:PORT" or "ipc:///PATH"; empty: devices come by gateways alone
  std::string mailbox_listen;  // the same; empty: it only dials, and has mailboxes at relays
  // As others reach them; the ones listened on unless said. client_address is empty where nobody can dial in.
  std::string client_address, mailbox_address;
  // A gateway of this host, dialled at its local socket instead of at its address; empty: none.
  struct LocalGateway {
    std::string endpoint;  // "ipc:///PATH"
    BoxPublic server;
  };
  LocalGateway gateway_local;
  std::string log_level;           // debug, info, warn, error
  std::filesystem::path log_file;  // empty: stderr
  std::uint64_t map_mib = 64, map_mib_max = 16'384;

  // "25434" or "P25-014".
  std::string code() const;
};

// One key of the configuration, for the file, the environment, the flags and --help alike.
struct Setting {
  std::string_view key, help, fallback;  // fallback: as printed by --help
};
std::span<const Setting> settings();

using Values = std::map<std::string, std::string>;  // by key

// What the environment says: TOCSIN_<KEY>, and CREDENTIALS_DIRECTORY. `getenv` answers nullptr for what is
// not set.
Values environment(const std::function<const char*(const char*)>& getenv);

// The configuration in `text`, read from `file` (named in errors; relative paths are relative to its folder).
// configuration: the detail is one line with file, line, what is wrong and what to write instead.
Result<Config> parse_config(std::string_view text, const std::filesystem::path& file,
                            const Values& environment, const Values& flags);
// The same, from the file itself.
Result<Config> read_config(const std::filesystem::path& file, const Values& environment, const Values& flags);

// The file that parse_config reads back as `config`, with a comment for each key.
std::string to_toml(const Config& config);

// The known word closest to `word`, if it is close enough to be meant.
std::optional<std::string_view> nearest(std::string_view word, std::span<const std::string_view> known);

}  // namespace tocsin::config
