// tocsin-relay: mailboxes for nodes that cannot accept connections. See relay/README.md.
#include "relay/host/config.h"
#include "relay/host/program.h"
#include "relay/host/server.h"

using namespace tocsin;
using namespace tocsin::relay::host;

namespace {

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

Status run(const std::string& file) {
  const auto config = read_config(file);
  return config ? serve(*config) : Status(tl::unexpected<Error>(config.error()));
}

}  // namespace

int main(int count, char** words) {
  return run_program({"tocsin-relay", TOCSIN_VERSION, help, run, make_relay}, {words + 1, words + count});
}
