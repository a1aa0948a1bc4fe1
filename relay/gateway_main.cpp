// tocsin-gateway: the way of devices to nodes that only dial out. See relay/README.md.
#include <filesystem>
#include <iostream>
#include <string>
#include <vector>

#include "relay/host/config.h"
#include "relay/host/gateway.h"
#include "relay/host/start.h"

namespace {

constexpr int ok = 0, failure = 1, usage = 2, configuration = 3;

constexpr auto help =
    R"(tocsin-gateway lets devices reach nodes that only dial out: it carries what it cannot read.

  tocsin-gateway --init DIR [--listen ENDPOINT] [--address ENDPOINT]
                                   make a gateway in DIR: key, configuration, empty grants, and gateway.pub,
                                   which nodes are founded with
  tocsin-gateway --config FILE     run until SIGTERM; SIGHUP reads the grants again
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

The grants say which nodes it serves. `tocsin node gateway-grant` writes them, whole, from documents that it has
verified; a gateway verifies nothing and opens nothing:

  tocsin-gateway-grants 1
  gateway KEY               # this gateway's public key, 64 hexadecimal digits, as are the others
  node KEY                  # the CURVE key of a node whose charter or record names this gateway

Exit codes: 0 ended as asked, 1 failure, 2 usage, 3 configuration.
)";

int complain(int code, const std::string& what) {
  std::cerr << "tocsin-gateway: " << what << "\n";
  return code;
}

int code_of(const tocsin::Error& error) {
  using tocsin::Errc;
  return error.code == Errc::configuration || error.code == Errc::not_found || error.code == Errc::conflict
             ? configuration
             : failure;
}

int run(const std::string& file) {
  const auto config = tocsin::relay::host::read_gateway_config(file);
  if (!config) return complain(configuration, config.error().detail);
  const auto served = tocsin::relay::host::serve_gateway(*config);
  return served ? ok : complain(code_of(served.error()), served.error().detail);
}

int make_key(const std::string& file) {
  const auto made = tocsin::relay::host::make_key(file);
  if (!made) return complain(code_of(made.error()), made.error().detail);
  std::cout << tocsin::to_hex(made->view()) << "\n";
  return ok;
}

int make_gateway(const std::vector<std::string>& args) {
  tocsin::relay::host::NewGateway wish;
  wish.folder = args[1];
  for (std::size_t i = 2; i < args.size(); i += 2) {
    const bool whole = i + 1 < args.size() && !args[i + 1].empty();
    if (whole && args[i] == "--listen") {
      wish.listen = args[i + 1];
    } else if (whole && args[i] == "--address") {
      wish.address = args[i + 1];
    } else {
      return complain(usage, "after --init DIR: --listen ENDPOINT, --address ENDPOINT; --help explains");
    }
  }
  std::error_code error;
  const auto folder = std::filesystem::absolute(wish.folder, error);
  if (error) return complain(configuration, wish.folder + ": " + error.message());
  wish.folder = folder.string();
  const auto made = tocsin::relay::host::make_gateway(wish);
  if (!made) return complain(code_of(made.error()), made.error().detail);
  std::cout << tocsin::to_hex(made->view()) << "\n";
  return ok;
}

}  // namespace

int main(int count, char** words) {
  const std::vector<std::string> args(words + 1, words + count);
  if (args.size() == 1 && args[0] == "--help") {
    std::cout << help;
    return ok;
  }
  if (args.size() == 1 && args[0] == "--version") {
    std::cout << "tocsin-gateway " TOCSIN_VERSION "\n";
    return ok;
  }
  if (args.size() == 2 && args[0] == "--config") return run(args[1]);
  if (args.size() == 2 && args[0] == "--make-key") return make_key(args[1]);
  if (args.size() >= 2 && args[0] == "--init") return make_gateway(args);
  return complain(usage, "expected --config FILE, --init DIR or --make-key FILE; --help explains");
}
