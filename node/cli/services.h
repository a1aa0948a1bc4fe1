// Relays and gateways, as they are named when a node is founded, and the files by which their operators let
// nodes in: what both have in common.
#pragma once
#include <functional>

#include "node/cli/ceremony.h"
#include "node/client/roster.h"

namespace tocsin::node::cli {

struct ServiceKind {
  const char* name;    // "relay": of tocsin-relay, relay.pub, `tocsin node relay-grant`
  const char* option;  // by which it is named to a node: "--mailbox-relay"
};

// What it tells of itself in its NAME.pub.
struct ServicePublic {
  std::string address;  // "tcp://HOST:PORT"
  BoxPublic server;
};
// A NAME.pub, or "ADDRESS,SERVERKEY". configuration or malformed: what is wrong and what to write.
Result<ServicePublic> read_service(const ServiceKind& kind, const std::string& given);

// The documents of files, verified: root first, then rules, records, charters, each believed by those before
// it. `fingerprint`: of the root, 64 hexadecimal digits, or empty.
Result<client::Roster> believe(const std::vector<Path>& files, const std::string& fingerprint);
// The same of documents with a name each, for a person to know which one is meant.
using NamedDocuments = std::vector<std::pair<std::string, wire::SignedDocument>>;
Result<client::Roster> believe(NamedDocuments documents, const std::string& fingerprint);

// What a grant command writes: the file, as the program reads it, and how many it lets in.
struct GrantText {
  std::string text;
  std::size_t count = 0;
};
struct GrantCommand {
  ServiceKind kind;
  const char* description;
  const char* examples;
  const char* counted;  // "mailboxes"
  std::function<GrantText(const Context&, const BoxPublic& service, const client::Roster&)> write;
};
// `tocsin node NAME-grant DOCUMENT … --NAME NAME.pub --out FILE`.
void add_grant_command(CLI::App& node, Context& context, const GrantCommand& grant);

}  // namespace tocsin::node::cli
