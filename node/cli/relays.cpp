#include "node/cli/relays.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <set>

#include "protocol/wire/text.h"

namespace tocsin::node::cli {
namespace {

constexpr const char* relay_help =
    "a relay that keeps its mailbox, tcp://ADDRESS:PORT,KEY or the relay.pub that `tocsin-relay --init` "
    "wrote; twice for two relays";

constexpr ServiceKind relay_kind{"relay", "--mailbox-relay"};

// One `mailbox` of the file with its `sender` lines.
class Writer {
 public:
  explicit Writer(const BoxPublic& relay) : relay_(relay) {
    granted_.text =
        "tocsin-grants 1\n# Written by `tocsin node relay-grant` from verified documents.\nrelay " +
        to_hex(relay.view()) + "\n";
  }
  void add(const std::string& whose, const wire::NodeKeys& owner, const std::vector<wire::Mailbox>& mailboxes,
           const std::set<BoxPublic>& senders) {
    for (const auto& mailbox : mailboxes) {
      if (mailbox.server != relay_) continue;
      ++granted_.count;
      granted_.text += "mailbox " + to_hex(mailbox.id.view()) + " owner " + to_hex(owner.curve.view()) +
                       "  # " + whose + "\n";
      for (const auto& sender : senders) granted_.text += "  sender " + to_hex(sender.view()) + "\n";
    }
  }
  GrantText done() { return std::move(granted_); }

 private:
  const BoxPublic& relay_;
  GrantText granted_;
};

const wire::PostRecord* find(const std::vector<wire::PostRecord>& records, const PostId& post) {
  auto found =
      std::find_if(records.begin(), records.end(), [&](const auto& one) { return one.post == post; });
  return found == records.end() ? nullptr : &*found;
}

GrantText grants_of(const Context& context, const BoxPublic& relay, const client::Roster& roster) {
  std::vector<wire::PostRecord> records;
  std::vector<wire::Charter> charters;
  for (const auto& one : roster.records()) records.push_back(one.value);
  for (const auto& one : roster.charters()) {
    charters.push_back(one.value);
    if (one.value.until < system_now())
      context.out.warn("the charter of " + one.value.name + " has ended; it is granted all the same");
  }
  return grants_for(relay, records, charters);
}

}  // namespace

Result<ServicePublic> read_relay(const std::string& given) {
  return read_service(relay_kind, given);
}

MailboxId new_mailbox_id() {
  seal::SystemEntropy entropy;
  MailboxId id;
  entropy.fill(id.bytes.data(), id.bytes.size());
  return id;
}

Status add_relays(const std::vector<std::string>& relays, std::vector<wire::Mailbox>& mailboxes) {
  for (const auto& given : relays) {
    auto relay = read_relay(given);
    if (!relay) return tl::unexpected<Error>(relay.error());
    for (const auto& mailbox : mailboxes)
      if (mailbox.server == relay->server)
        return fail(Errc::configuration,
                    "--mailbox-relay " + given + ": there is a mailbox at this relay already");
    if (mailboxes.size() == wire::mailboxes_max)
      return fail(Errc::configuration, "--mailbox-relay " + given + ": a node has at most " +
                                           std::to_string(wire::mailboxes_max) + " mailboxes");
    mailboxes.push_back({relay->address, relay->server, new_mailbox_id()});
  }
  return {};
}

void add_relay_option(CLI::App& command, std::vector<std::string>& relays) {
  command.add_option("--mailbox-relay", relays, relay_help);
}

GrantText grants_for(const BoxPublic& relay, const std::vector<wire::PostRecord>& records,
                     const std::vector<wire::Charter>& charters) {
  Writer write(relay);
  for (const auto& charter : charters) {
    std::set<BoxPublic> senders;
    const auto* post = find(records, charter.post);
    const auto* above = post == nullptr ? nullptr : find(records, post->supervising);
    for (const auto* one : {post, above})
      if (one != nullptr) senders.insert(one->node.curve);
    write.add(to_string(charter.commune) + " " + charter.name, charter.node, charter.mailboxes, senders);
  }
  for (const auto& record : records) {
    std::set<BoxPublic> senders;
    for (const auto& charter : charters) {
      const auto* post = find(records, charter.post);
      if (charter.post == record.post || (post != nullptr && post->supervising == record.post))
        senders.insert(charter.node.curve);
    }
    write.add(to_string(record.post) + " " + record.name, record.node, record.mailboxes, senders);
  }
  return write.done();
}

void add_relay_grant(CLI::App& node, Context& context) {
  add_grant_command(
      node, context,
      {relay_kind, "write whose mailboxes a relay keeps, and who may write to each, from signed documents",
       "  tocsin node relay-grant root.doc brigade.doc ornans.charter --relay relay.pub --out grants\n"
       "  tocsin node relay-grant documents/* --relay tcp://192.0.2.7:7619,KEY --fingerprint HEX "
       "--out /etc/tocsin-relay/grants",
       "mailboxes", grants_of});
}

}  // namespace tocsin::node::cli
