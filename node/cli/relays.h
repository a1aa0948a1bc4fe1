// Mailboxes at relays, as they are typed when a node is founded, and the grants that a relay's operator
// writes.
#pragma once
#include "node/cli/ceremony.h"
#include "node/client/roster.h"

namespace tocsin::node::cli {

// What `tocsin-relay --init` tells of itself in relay.pub.
struct RelayPublic {
  std::string address;  // "tcp://HOST:PORT"
  BoxPublic server;
};
// A relay.pub, or "ADDRESS,SERVERKEY". configuration or malformed: what is wrong and what to write.
Result<RelayPublic> read_relay(const std::string& given);

MailboxId new_mailbox_id();
// A mailbox with a new id at each relay, after those that are there. configuration: a relay that is there
// already, or more mailboxes than a document holds.
Status add_relays(const std::vector<std::string>& relays, std::vector<wire::Mailbox>& mailboxes);
void add_relay_option(CLI::App& command, std::vector<std::string>& relays);

// The documents of files, verified: root first, then rules, records, charters, each believed by those before
// it. `fingerprint`: of the root, 64 hexadecimal digits, or empty.
Result<client::Roster> believe(const std::vector<Path>& files, const std::string& fingerprint);

// The grants of one relay: whose mailboxes the verified records and charters place there, and who writes to
// each. A commune's mailbox is written to by its post and the post above; a post's by its communes and by
// those of the posts below.
struct Granted {
  std::string text;  // the file, as tocsin-relay reads it
  std::size_t mailboxes = 0;
};
Granted grants_for(const BoxPublic& relay, const std::vector<wire::PostRecord>& records,
                   const std::vector<wire::Charter>& charters);
void add_relay_grant(CLI::App& node, Context& context);

}  // namespace tocsin::node::cli
