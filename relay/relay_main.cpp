// tocsin-relay: mailboxes for nodes that cannot accept connections. See relay/README.md.
#include <filesystem>
#include <iostream>
#include <string>
#include <vector>

#include "relay/host/config.h"
#include "relay/host/server.h"
#include "relay/host/start.h"

namespace {

constexpr int ok = 0, failure = 1, usage = 2, configuration = 3;

constexpr auto help = R"(tocsin-relay keeps sealed parcels for nodes that cannot accept connections.

  tocsin-relay --init DIR [--listen ENDPOINT] [--address ENDPOINT]
                                 make a relay in DIR: key, configuration, empty grants, and relay.pub,
                                 which nodes are founded with
  tocsin-relay --config FILE     run until SIGTERM; SIGHUP reads the grants again
  tocsin-relay --make-key FILE   make a secret key (0600) and print its public key
  tocsin-relay --version
  tocsin-relay --help

For example:

  tocsin-relay --init /etc/tocsin-relay --listen tcp://0.0.0.0:7619 --address tcp://192.0.2.7:7619
  tocsin node init --kind commune --code 25434 --dir DIR --mailbox-relay /etc/tocsin-relay/relay.pub
  tocsin node relay-grant root.doc brigade.doc ornans.charter --relay /etc/tocsin-relay/relay.pub \
    --out /etc/tocsin-relay/grants
  tocsin-relay --config /etc/tocsin-relay/relay.toml

The configuration is a TOML file with exactly these keys:

  listen = "tcp://0.0.0.0:7619"               # where nodes connect
  key_file = "/etc/tocsin-relay/curve.key"    # made by --init or --make-key
  grants_file = "/etc/tocsin-relay/grants"    # written by `tocsin node relay-grant`
  data = "/var/lib/tocsin-relay"              # folder of the database, 0700, made if missing

The grants say whose mailboxes these are. `tocsin node relay-grant` writes them, whole, from documents that it has
verified; a relay verifies nothing and opens nothing:

  tocsin-grants 1
  relay KEY                 # this relay's public key, 64 hexadecimal digits, as are the others
  mailbox ID owner KEY      # 32 hexadecimal digits; who fetches
  sender KEY                # who may write to the mailbox above

Exit codes: 0 ended as asked, 1 failure, 2 usage, 3 configuration.
)";

int complain(int code, const std::string& what) {
  std::cerr << "tocsin-relay: " << what << "\n";
  return code;
}

int code_of(const tocsin::Error& error) {
  using tocsin::Errc;
  return error.code == Errc::configuration || error.code == Errc::not_found || error.code == Errc::conflict
             ? configuration
             : failure;
}

int run(const std::string& file) {
  const auto config = tocsin::relay::host::read_config(file);
  if (!config) return complain(configuration, config.error().detail);
  const auto served = tocsin::relay::host::serve(*config);
  return served ? ok : complain(code_of(served.error()), served.error().detail);
}

int make_key(const std::string& file) {
  const auto made = tocsin::relay::host::make_key(file);
  if (!made) return complain(code_of(made.error()), made.error().detail);
  std::cout << tocsin::to_hex(made->view()) << "\n";
  return ok;
}

int make_relay(const std::vector<std::string>& args) {
  tocsin::relay::host::NewRelay wish;
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
  const auto made = tocsin::relay::host::make_relay(wish);
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
    std::cout << "tocsin-relay " TOCSIN_VERSION "\n";
    return ok;
  }
  if (args.size() == 2 && args[0] == "--config") return run(args[1]);
  if (args.size() == 2 && args[0] == "--make-key") return make_key(args[1]);
  if (args.size() >= 2 && args[0] == "--init") return make_relay(args);
  return complain(usage, "expected --config FILE, --init DIR or --make-key FILE; --help explains");
}
