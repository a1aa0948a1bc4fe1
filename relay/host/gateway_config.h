// What an operator writes for a gateway: one TOML file. Nothing in it is a secret.
#pragma once
#include <optional>
#include <vector>

#include "relay/host/config.h"

namespace tocsin::relay::host {

// One host name, which is one face of one node.
struct OriginConfig {
  std::string host;  // as browsers send it: "alerte.ornans.fr", small letters, with the port if it is not 443
  BoxPublic node;    // the CURVE key of the commune's or post's node
  std::string face;  // "referent", "post", "mairie", "public": what the bundle must say it is
  std::string bundle;  // folder of the signed files
};

struct HttpConfig {
  std::vector<std::string> listen;  // "ADDRESS:PORT", numeric
  std::string status_listen;        // the same, for health and metrics alone; or empty
  std::vector<std::string> certificates, certificate_keys;  // PEM files, pairwise; none: plain HTTP
  std::vector<std::string> trusted_proxies;                 // addresses whose X-Forwarded-For is believed
  std::vector<OriginConfig> origins;
};

struct GatewayConfig {
  std::string listen, key_file;
  std::string grants_file;   // which nodes it serves (relay/gateway/admissions.h)
  std::string local_listen;  // "ipc:///PATH", for nodes of this host; or empty
  std::optional<HttpConfig> http;
};

// configuration: the detail is one line with file, line, what is wrong and what is expected.
Result<GatewayConfig> parse_gateway_config(std::string_view text, const std::string& file);
Result<GatewayConfig> read_gateway_config(const std::string& file);
// The file that parse_gateway_config reads back, with a comment for each key; without HTTP.
std::string to_toml(const GatewayConfig& config);

// "127.0.0.1:80", "[::1]:80".
struct SocketAddress {
  std::string address;  // without brackets
  std::uint16_t port = 0;
};
std::optional<SocketAddress> parse_socket_address(std::string_view text);

}  // namespace tocsin::relay::host
