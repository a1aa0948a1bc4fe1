// tocsin-gateway: the way of devices to nodes that only dial out. See relay/README.md.
#include "relay/gateway/gateway.h"
#include "relay/host/program.h"

using namespace tocsin;
using namespace tocsin::relay;

namespace {

constexpr auto help =
    R"(tocsin-gateway lets devices reach nodes that only dial out: it carries what it cannot read.

  tocsin-gateway --init DIR [--listen ENDPOINT] [--address ENDPOINT]
                                   make a gateway in DIR: key, configuration, empty grants, and gateway.pub,
                                   which nodes are founded with
  tocsin-gateway --config FILE     run until SIGTERM; SIGHUP reads grants, bundles and certificates
                                   again
  tocsin-gateway --make-key FILE   make a secret key (0600) and print its public key
  tocsin-gateway --version
  tocsin-gateway --help

For example:

  tocsin-gateway --init /etc/tocsin-gateway --address tcp://192.0.2.7:7620
  tocsin node init --kind commune --code 25434 --dir DIR --gateway /etc/tocsin-gateway/gateway.pub \
    --mailbox-relay relay.pub
  tocsin node gateway-grant root.doc brigade.doc ornans.charter --gateway /etc/tocsin-gateway/gateway.pub \
    --out /etc/tocsin-gateway/grants
  tocsin-gateway --config /etc/tocsin-gateway/gateway.toml

The configuration is a TOML file with exactly these keys:

  listen = "tcp://0.0.0.0:7620"                 # where devices and nodes connect
  key_file = "/etc/tocsin-gateway/curve.key"    # made by --init or --make-key
  grants_file = "/etc/tocsin-gateway/grants"    # written by `tocsin node gateway-grant`

and, for nodes of this host and for browsers, any of these:

  local_listen = "ipc:///run/tocsin-gateway/nodes"  # where nodes of this host connect

  [http]
  listen = ["0.0.0.0:443", "[::]:443"]          # numeric; plain HTTP only on loopback or behind a proxy
  status_listen = "127.0.0.1:9620"              # /healthz, /readyz and /metrics, for the operator
  certificates = ["/etc/tocsin-gateway/tls/cert.pem"]      # PEM; several for several names
  certificate_keys = ["/etc/tocsin-gateway/tls/key.pem"]   # one for each
  trusted_proxies = ["127.0.0.1"]               # whose X-Forwarded-For is believed

  [[origin]]                                    # one for each host name
  host = "alerte.ornans.example"                # as browsers send it, with the port if it is not the usual
  node = "KEY"                                  # CURVE key of the commune's or post's node: `curve:` of node.pub
  face = "referent"                             # what the bundle must be: referent, post, mairie, public
  bundle = "/usr/share/tocsin/web/referent"     # signed by `tocsin authority sign-bundle`

The grants say which nodes it serves. `tocsin node gateway-grant` writes them, whole, from documents that it has
verified; a gateway verifies nothing and opens nothing:

  tocsin-gateway-grants 1
  gateway KEY               # this gateway's public key, 64 hexadecimal digits, as are the others
  node KEY                  # the CURVE key of a node whose charter or record names this gateway
  release KEY               # signs the bundles that browsers are given; from the rules

SIGHUP reads grants, bundles and certificates again. A bundle that does not match its signature is not served.

Exit codes: 0 ended as asked, 1 failure, 2 usage, 3 configuration.
)";

Status run(const std::string& file) {
  const auto config = host::read_gateway_config(file);
  return config ? gateway::serve_gateway(*config) : Status(tl::unexpected<Error>(config.error()));
}

}  // namespace

int main(int count, char** words) {
  return host::run_program({"tocsin-gateway", TOCSIN_VERSION, help, run, gateway::make_gateway},
                           {words + 1, words + count});
}
