// tocsin-relay: a mailbox for a node that cannot accept connections. See relay/README.md.
#include <iostream>
#include <string>
#include <vector>

#include "relay/host/config.h"
#include "relay/host/server.h"

namespace {

constexpr int ok = 0, failure = 1, usage = 2, configuration = 3;

constexpr auto help = R"(tocsin-relay keeps sealed parcels for a node that cannot accept connections.

  tocsin-relay --config FILE     run until SIGTERM; SIGHUP reads the admitted keys again
  tocsin-relay --make-key FILE   make the relay's secret key (0600) and print its public key
  tocsin-relay --version
  tocsin-relay --help

The configuration is a TOML file with exactly these keys:

  listen = "tcp://0.0.0.0:7619"                # where nodes connect
  key_file = "/etc/tocsin-relay/curve.key"     # made by --make-key
  admitted_file = "/etc/tocsin-relay/admitted" # one public key a line, 64 hexadecimal digits; # comment
  data = "/var/lib/tocsin-relay"               # folder of the database, 0700, made if missing
  mailbox = "32 hexadecimal digits"            # the mailbox's id, as the charter names it
  owner = "64 hexadecimal digits"              # CURVE public key of the node that fetches

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
  return complain(usage, "expected --config FILE or --make-key FILE; --help explains");
}
