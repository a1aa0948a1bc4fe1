#include "node/config/config.h"

#include <toml++/toml.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <fstream>
#include <numeric>
#include <sstream>
#include <vector>

namespace tocsin::config {
namespace {

constexpr std::array<Setting, 16> known_settings{{
    {"kind", "commune or post", ""},
    {"commune", "INSEE code of the commune, such as 25434 (kind = commune)", ""},
    {"post", "id of the post, such as P25-014 (kind = post)", ""},
    {"name", "name for people", "the code"},
    {"data", "folder of the database and the keyring", "/var/lib/tocsin/CODE"},
    {"keys", "folder of the node's key files, 0700", "DATA/keys"},
    {"credentials", "folder of systemd credentials; a key file there comes first", "$CREDENTIALS_DIRECTORY"},
    {"client_listen",
     "where devices connect, tcp://ADDRESS:PORT; \"\" where they come by gateways alone, ipc:///PATH where "
     "only "
     "this host does besides",
     "tcp://127.0.0.1:7617"},
    {"mailbox_listen", "where other nodes connect, tcp://ADDRESS:PORT; without it they write to its relays",
     "none"},
    {"client_address", "the same as devices reach it; \"\": by gateways alone",
     "client_listen, if it is tcp"},
    {"mailbox_address", "the same as other nodes reach it", "mailbox_listen"},
    {"gateway_local",
     "ipc:///PATH,KEY: the gateway of this public key is on this host, and dialled there instead of at its "
     "address",
     "none"},
    {"log_level", "debug, info, warn or error", "info"},
    {"log_file", "file of the log", "stderr"},
    {"map_mib", "size of the database to start with, in MiB; it grows", "64"},
    {"map_mib_max", "what it may grow to", "16384"},
}};

struct Place {
  std::string file;
  std::uint32_t line = 0;  // 0: not from the file
};
std::string at(const Place& place) {
  return place.line == 0 ? place.file : place.file + ":" + std::to_string(place.line);
}
tl::unexpected<Error> wrong(const Place& place, const std::string& what) {
  return fail(Errc::configuration, at(place) + ": " + what);
}

// What each source says about each key, and where it says it.
struct Said {
  std::string value;
  Place place;
};
using AllSaid = std::map<std::string, Said>;

bool names_epoch(std::string_view key) {
  return key.substr(0, 5) == "epoch";
}

Status unknown_key(const Place& place, std::string_view key) {
  std::vector<std::string_view> names;
  for (const auto& setting : known_settings) names.push_back(setting.key);
  auto close = nearest(key, names);
  if (close)
    return wrong(place,
                 "unknown key `" + std::string(key) + "`; did you mean `" + std::string(*close) + "`?");
  std::string list;
  for (auto name : names) list += (list.empty() ? "" : ", ") + std::string(name);
  return wrong(place, "unknown key `" + std::string(key) + "`; remove it. Known keys: " + list);
}

// A commune node reads no content, so a configuration that points it at epoch keys is a mistake or worse.
Status refuse_epoch_keys(const toml::table& table, const std::string& file) {
  for (const auto& [key, value] : table) {
    Place place{file, key.source().begin.line};
    if (names_epoch(key.str()))
      return wrong(place, "a commune's node may hold no epoch keys, they open alerts; remove `" +
                              std::string(key.str()) + "`");
    if (const auto* inner = value.as_table())
      if (auto status = refuse_epoch_keys(*inner, file); !status) return status;
  }
  return {};
}

Status read_table(const toml::table& table, const std::string& file, AllSaid& said) {
  for (const auto& [key, value] : table) {
    Place place{file, key.source().begin.line};
    std::string name(key.str());
    bool known = std::any_of(known_settings.begin(), known_settings.end(),
                             [&](const Setting& setting) { return setting.key == name; });
    if (!known) return unknown_key(place, name);
    if (auto text = value.value_exact<std::string>()) {
      said[name] = {*text, place};
    } else if (auto number = value.value_exact<std::int64_t>(); number && name.rfind("map_", 0) == 0) {
      said[name] = {std::to_string(*number), place};
    } else {
      return wrong(place, "`" + name + "` must be " +
                              (name.rfind("map_", 0) == 0 ? "a number: " : "text in quotes: ") + name +
                              (name.rfind("map_", 0) == 0 ? " = 64" : " = \"…\""));
    }
  }
  return {};
}

void add(const Values& values, const std::string& source, AllSaid& said) {
  for (const auto& [key, value] : values) said[key] = {value, Place{source, 0}};
}

class Reader {
 public:
  Reader(const AllSaid& said, const std::filesystem::path& file) : said_(said), file_(file) {}

  std::string text(const std::string& key, const std::string& fallback) const {
    auto found = said_.find(key);
    return found == said_.end() ? fallback : found->second.value;
  }
  Place place(const std::string& key) const {
    auto found = said_.find(key);
    return found == said_.end() ? Place{file_.string(), 0} : found->second.place;
  }
  std::filesystem::path path(const std::string& key, const std::filesystem::path& fallback) const {
    auto value = text(key, {});
    if (value.empty()) return fallback;
    std::filesystem::path given(value);
    bool from_file = place(key).line != 0;
    return given.is_relative() && from_file ? (file_.parent_path() / given).lexically_normal() : given;
  }

 private:
  const AllSaid& said_;
  const std::filesystem::path& file_;
};

bool is_endpoint(const std::string& text) {
  if (text.rfind("ipc:///", 0) == 0) return text.size() > 7;
  if (text.rfind("tcp://", 0) != 0) return false;
  auto colon = text.rfind(':');
  if (colon <= 6 || colon + 1 == text.size()) return false;
  unsigned port = 0;
  const char* end = text.data() + text.size();
  auto [stop, error] = std::from_chars(text.data() + colon + 1, end, port);
  return error == std::errc() && stop == end && port <= 65'535;
}

Status read_identity(const Reader& reader, Config& config) {
  auto kind = reader.text("kind", {});
  if (kind == "commune") {
    config.kind = NodeKind::commune;
    auto insee = parse_insee(reader.text("commune", {}));
    if (!insee)
      return wrong(reader.place("commune"),
                   "`commune` must be the five characters of an INSEE code, such as \"25434\"");
    config.commune = *insee;
    if (!reader.text("post", {}).empty())
      return wrong(reader.place("post"),
                   "a commune's node has no `post`: its charter names it; remove the line");
  } else if (kind == "post") {
    config.kind = NodeKind::post;
    auto post = parse_post_id(reader.text("post", {}));
    if (!post) return wrong(reader.place("post"), "`post` must be the id of a post, such as \"P25-014\"");
    config.post = *post;
    if (!reader.text("commune", {}).empty())
      return wrong(reader.place("commune"),
                   "a post's node has no `commune`: charters name its post; remove the line");
  } else {
    return wrong(reader.place("kind"), "`kind` must be \"commune\" or \"post\"" +
                                           (kind.empty() ? "; it is missing" : ", not \"" + kind + "\""));
  }
  return {};
}

Status read_endpoints(const Reader& reader, Config& config) {
  config.client_listen = reader.text("client_listen", "tcp://127.0.0.1:7617");
  config.mailbox_listen = reader.text("mailbox_listen", {});
  const bool dialled = config.client_listen.rfind("tcp://", 0) == 0;
  config.client_address = reader.text("client_address", dialled ? config.client_listen : "");
  config.mailbox_address = reader.text("mailbox_address", config.mailbox_listen);
  const std::pair<const char*, const std::string*> all[] = {{"client_listen", &config.client_listen},
                                                            {"mailbox_listen", &config.mailbox_listen},
                                                            {"client_address", &config.client_address},
                                                            {"mailbox_address", &config.mailbox_address}};
  if (!dialled && !config.client_address.empty())
    return wrong(
        reader.place("client_address"),
        "`client_address` without a tcp `client_listen`: nobody listens there; give both or neither");
  if (config.mailbox_listen.empty() && !config.mailbox_address.empty())
    return wrong(reader.place("mailbox_address"),
                 "`mailbox_address` without `mailbox_listen`: nobody listens there; give both or neither");
  for (const auto& [key, value] : all)
    if (!value->empty() && !is_endpoint(*value))
      return wrong(
          reader.place(key),
          "`" + std::string(key) + "` must look like \"tcp://127.0.0.1:7617\", not \"" + *value + "\"");
  return {};
}

Status read_local_gateway(const Reader& reader, Config& config) {
  const auto text = reader.text("gateway_local", {});
  if (text.empty()) return {};
  const auto comma = text.rfind(',');
  const auto key = comma == std::string::npos ? std::nullopt : id_from_hex<BoxPublic>(text.substr(comma + 1));
  if (!key || key->is_zero() || !is_endpoint(text.substr(0, comma)) || text.rfind("ipc://", 0) != 0)
    return wrong(
        reader.place("gateway_local"),
        "`gateway_local` must be \"ipc:///PATH,KEY\": the gateway's local_listen and its public key, "
        "not \"" +
            text + "\"");
  config.gateway_local = {text.substr(0, comma), *key};
  return {};
}

Status read_size(const Reader& reader, const std::string& key, const std::string& fallback,
                 std::uint64_t least, std::uint64_t& mib) {
  constexpr std::uint64_t most = 1'048'576;  // a tebibyte
  auto text = reader.text(key, fallback);
  auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), mib);
  if (error != std::errc() || stop != text.data() + text.size() || mib < least || mib > most)
    return wrong(reader.place(key), "`" + key + "` must be a number of MiB from " + std::to_string(least) +
                                        " to " + std::to_string(most) + ", not \"" + text + "\"");
  return {};
}

Status read_rest(const Reader& reader, Config& config) {
  config.name = reader.text("name", config.code());
  config.data = reader.path("data", std::filesystem::path("/var/lib/tocsin") / config.code());
  config.keys = reader.path("keys", config.data / "keys");
  config.credentials = reader.path("credentials", {});
  config.log_level = reader.text("log_level", "info");
  constexpr std::array<std::string_view, 4> levels{"debug", "info", "warn", "error"};
  if (std::find(levels.begin(), levels.end(), config.log_level) == levels.end())
    return wrong(reader.place("log_level"),
                 "`log_level` must be debug, info, warn or error, not \"" + config.log_level + "\"");
  config.log_file = reader.path("log_file", {});
  if (auto status = read_size(reader, "map_mib", "64", 4, config.map_mib); !status) return status;
  return read_size(reader, "map_mib_max", "16384", config.map_mib, config.map_mib_max);
}

}  // namespace

std::string Config::code() const {
  return kind == NodeKind::commune ? to_string(commune) : to_string(post);
}

std::span<const Setting> settings() {
  return known_settings;
}

Values environment(const std::function<const char*(const char*)>& getenv) {
  Values values;
  if (const char* folder = getenv("CREDENTIALS_DIRECTORY")) values["credentials"] = folder;
  for (const auto& setting : known_settings) {
    std::string variable = "TOCSIN_";
    for (char c : setting.key) variable += static_cast<char>(c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c);
    if (const char* value = getenv(variable.c_str())) values[std::string(setting.key)] = value;
  }
  return values;
}

Result<Config> parse_config(std::string_view text, const std::filesystem::path& file,
                            const Values& environment, const Values& flags) {
  toml::table table;
  try {
    table = toml::parse(text, file.string());
  } catch (const toml::parse_error& error) {
    return wrong({file.string(), error.source().begin.line}, std::string(error.description()));
  }
  auto kind = flags.count("kind") ? flags.at("kind") : table["kind"].value_or(std::string());
  if (kind != "post")
    if (auto status = refuse_epoch_keys(table, file.string()); !status) return pass_on<void>(status);
  AllSaid said;
  if (auto status = read_table(table, file.string(), said); !status)
    return tl::unexpected<Error>(status.error());
  add(environment, "environment", said);
  add(flags, "command line", said);
  Reader reader(said, file);
  Config config;
  for (auto* step : {&read_identity, &read_endpoints, &read_local_gateway, &read_rest})
    if (auto status = step(reader, config); !status) return tl::unexpected<Error>(status.error());
  return config;
}

Result<Config> read_config(const std::filesystem::path& file, const Values& environment,
                           const Values& flags) {
  std::ifstream in(file, std::ios::binary);
  std::ostringstream text;
  if (!in || !(text << in.rdbuf()))
    return fail(Errc::configuration, file.string() +
                                         ": cannot be read; make it with `tocsin node init`, or name "
                                         "another with --config");
  return parse_config(text.str(), file, environment, flags);
}

std::string to_toml(const Config& config) {
  std::ostringstream out;
  auto line = [&](std::string_view key, const auto& value) {
    for (const auto& setting : known_settings)
      if (setting.key == key) out << "# " << setting.help << "\n";
    toml::table table;
    table.insert(key, value);
    out << table << "\n\n";
  };
  bool commune = config.kind == NodeKind::commune;
  line("kind", commune ? "commune" : "post");
  line(commune ? "commune" : "post", config.code());
  line("name", config.name);
  line("data", config.data.string());
  line("keys", config.keys.string());
  line("client_listen", config.client_listen);
  if (!config.mailbox_listen.empty()) line("mailbox_listen", config.mailbox_listen);
  if (config.client_address != config.client_listen) line("client_address", config.client_address);
  if (config.mailbox_address != config.mailbox_listen) line("mailbox_address", config.mailbox_address);
  if (!config.gateway_local.endpoint.empty())
    line("gateway_local", config.gateway_local.endpoint + "," + to_hex(config.gateway_local.server.view()));
  line("log_level", config.log_level);
  if (!config.log_file.empty()) line("log_file", config.log_file.string());
  line("map_mib", static_cast<std::int64_t>(config.map_mib));
  line("map_mib_max", static_cast<std::int64_t>(config.map_mib_max));
  return out.str();
}

std::optional<std::string_view> nearest(std::string_view word, std::span<const std::string_view> known) {
  std::optional<std::string_view> best;
  std::size_t best_distance = word.size() / 3 + 2;  // more differences than this: not meant
  for (auto candidate : known) {
    std::vector<std::size_t> row(candidate.size() + 1);
    std::iota(row.begin(), row.end(), std::size_t{0});
    for (std::size_t i = 1; i <= word.size(); ++i) {
      std::size_t diagonal = row[0];
      row[0] = i;
      for (std::size_t j = 1; j <= candidate.size(); ++j) {
        std::size_t swapped = diagonal + (word[i - 1] == candidate[j - 1] ? 0 : 1);
        diagonal = row[j];
        row[j] = std::min({row[j] + 1, row[j - 1] + 1, swapped});
      }
    }
    if (row.back() < best_distance) {
      best_distance = row.back();
      best = candidate;
    }
  }
  return best;
}

}  // namespace tocsin::config
