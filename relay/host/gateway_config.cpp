#include "relay/host/gateway_config.h"

#include <arpa/inet.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <sstream>

#include "commented.hpp"
#include "toml_reader.hpp"

namespace tocsin::relay::host {
namespace {

constexpr std::size_t origins_max = 4096;

bool is_numeric(const std::string& address) {
  std::array<std::uint8_t, 16> room;
  return inet_pton(AF_INET, address.c_str(), room.data()) == 1 ||
         inet_pton(AF_INET6, address.c_str(), room.data()) == 1;
}
bool is_loopback(const std::string& address) {
  return address.substr(0, 4) == "127." || address == "::1";
}

OriginConfig read_origin(TomlReader& reader, const toml::table& from) {
  constexpr std::string_view keys[] = {"host", "node", "face", "bundle"};
  reader.known_only(from, keys);
  OriginConfig origin;
  origin.host = reader.text(from, "host", "a host name, such as \"alerte.ornans.example\"");
  const auto node = reader.text(from, "node", "the node's CURVE key, 64 hexadecimal digits");
  origin.face = reader.text(from, "face", "referent, post, mairie or public");
  origin.bundle = reader.text(from, "bundle", "the folder with the face's manifest");
  if (origin.host.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789.-:[]") != std::string::npos)
    reader.fail_at(from.source(), "`host`: small letters, digits, points and hyphens, as browsers send it");
  const auto key = id_from_hex<BoxPublic>(node);
  if (key && !key->is_zero())
    origin.node = *key;
  else
    reader.fail_at(from.source(), "`node`: expected the node's CURVE key, 64 hexadecimal digits");
  return origin;
}

void read_origins(TomlReader& reader, const toml::table& from, HttpConfig& http) {
  const auto* node = from.get("origin");
  const auto* array = node == nullptr ? nullptr : node->as_array();
  if (array == nullptr || !array->is_array_of_tables() || array->size() > origins_max)
    return reader.fail_at(from.source(), "no `[[origin]]`: expected one for each host name");
  for (const auto& one : *array) {
    auto origin = read_origin(reader, *one.as_table());
    const bool twice = std::any_of(http.origins.begin(), http.origins.end(),
                                   [&](const auto& other) { return other.host == origin.host; });
    if (twice) reader.fail_at(one.source(), "`host`: " + origin.host + " is there twice");
    http.origins.push_back(std::move(origin));
  }
}

void check_ways(TomlReader& reader, const toml::table& from, const HttpConfig& http) {
  for (const auto& one : http.listen) {
    const auto at = parse_socket_address(one);
    if (!at) return reader.fail_at(from.source(), "`listen`: \"" + one + "\" is not ADDRESS:PORT");
    if (http.certificates.empty() && http.trusted_proxies.empty() && !is_loopback(at->address))
      return reader.fail_at(from.source(), "`listen`: \"" + one +
                                               "\" would be plain HTTP for others than this host; give "
                                               "`certificates`, or `trusted_proxies` if a proxy is in front");
  }
  if (!http.status_listen.empty() && !parse_socket_address(http.status_listen))
    reader.fail_at(from.source(), "`status_listen`: \"" + http.status_listen + "\" is not ADDRESS:PORT");
  if (http.certificates.size() != http.certificate_keys.size())
    reader.fail_at(from.source(), "`certificates` and `certificate_keys`: one key for each certificate");
  for (const auto& proxy : http.trusted_proxies)
    if (!is_numeric(proxy))
      reader.fail_at(from.source(), "`trusted_proxies`: \"" + proxy + "\" is not a numeric address");
}

HttpConfig read_http(TomlReader& reader, const toml::table& whole) {
  constexpr std::string_view keys[] = {"listen", "status_listen", "certificates", "certificate_keys",
                                       "trusted_proxies"};
  HttpConfig http;
  const auto* from = whole.get("http")->as_table();
  if (from == nullptr) {
    reader.fail_at(whole.get("http")->source(), "`http`: expected a table, [http]");
    return http;
  }
  reader.known_only(*from, keys);
  http.listen = reader.texts_if(*from, "listen", "\"ADDRESS:PORT\"");
  if (http.listen.empty()) reader.fail_at(from->source(), "no `listen`: expected a list of \"ADDRESS:PORT\"");
  http.status_listen = reader.text_if(*from, "status_listen", "\"ADDRESS:PORT\"");
  http.certificates = reader.texts_if(*from, "certificates", "a PEM file");
  http.certificate_keys = reader.texts_if(*from, "certificate_keys", "a PEM file");
  http.trusted_proxies = reader.texts_if(*from, "trusted_proxies", "a numeric address");
  check_ways(reader, *from, http);
  read_origins(reader, whole, http);
  return http;
}

}  // namespace

std::optional<SocketAddress> parse_socket_address(std::string_view text) {
  const auto colon = text.rfind(':');
  if (colon == text.npos) return std::nullopt;
  SocketAddress at{std::string(text.substr(0, colon)), 0};
  const bool six = at.address.size() > 2 && at.address.front() == '[' && at.address.back() == ']';
  if (six) at.address = at.address.substr(1, at.address.size() - 2);
  const auto port = text.substr(colon + 1);
  const auto [end, error] = std::from_chars(port.data(), port.data() + port.size(), at.port);
  if (error != std::errc{} || end != port.data() + port.size()) return std::nullopt;
  if (!is_numeric(at.address) || six != (at.address.find(':') != std::string::npos)) return std::nullopt;
  return at;
}

Result<GatewayConfig> parse_gateway_config(std::string_view text, const std::string& file) {
  constexpr std::string_view keys[] = {"listen", "key_file", "grants_file", "local_listen", "http", "origin"};
  auto table = parse_toml(text, file);
  if (!table) return pass_on(table);
  TomlReader reader{file, std::nullopt};
  reader.known_only(*table, keys);
  GatewayConfig config;
  config.listen = reader.text(*table, "listen", "\"tcp://ADDRESS:PORT\"");
  config.key_file = reader.text(*table, "key_file", "the file made by `tocsin-gateway --make-key`");
  config.grants_file = reader.text(*table, "grants_file", "the file written by `tocsin node gateway-grant`");
  config.local_listen = reader.text_if(*table, "local_listen", "\"ipc:///PATH\"");
  if (table->get("http") != nullptr)
    config.http = read_http(reader, *table);
  else if (const auto* origin = table->get("origin"))
    reader.fail_at(origin->source(), "`[[origin]]` without `[http]`");
  if (reader.wrong) return tl::unexpected<Error>(*reader.wrong);
  return config;
}

Result<GatewayConfig> read_gateway_config(const std::string& file) {
  const auto text = read_whole(file, config_bytes_max);
  if (!text) return pass_on(text);
  return parse_gateway_config(*text, file);
}

std::string to_toml(const GatewayConfig& config) {
  std::ostringstream out;
  line(out, "where devices and nodes connect, tcp://ADDRESS:PORT", "listen", config.listen);
  line(out, "the gateway's secret key: 32 raw bytes, 0600", "key_file", config.key_file);
  line(out, "which nodes it serves: written by `tocsin node gateway-grant`, read again at SIGHUP",
       "grants_file", config.grants_file);
  return out.str();
}

}  // namespace tocsin::relay::host
