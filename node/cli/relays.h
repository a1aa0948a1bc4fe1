// Mailboxes at relays, as they are typed when a node is founded, and the grants that a relay's operator
// writes.
#pragma once
#include "node/cli/services.h"

namespace tocsin::node::cli {

// A relay.pub, or "ADDRESS,SERVERKEY".
Result<ServicePublic> read_relay(const std::string& given);

MailboxId new_mailbox_id();
// A mailbox with a new id at each relay, after those that are there. configuration: a relay that is there
// already, or more mailboxes than a document holds.
Status add_relays(const std::vector<std::string>& relays, std::vector<wire::Mailbox>& mailboxes);
void add_relay_option(CLI::App& command, std::vector<std::string>& relays);

// The grants of one relay: whose mailboxes the verified records and charters place there, and who writes to
// each. A commune's mailbox is written to by its post and the post above; a post's by its communes and by
// those of the posts below.
GrantText grants_for(const BoxPublic& relay, const std::vector<wire::PostRecord>& records,
                     const std::vector<wire::Charter>& charters);
void add_relay_grant(CLI::App& node, Context& context);

}  // namespace tocsin::node::cli
