#include "node/cli/relays.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <memory>
#include <set>

#include "protocol/wire/text.h"

namespace tocsin::node::cli {
namespace {

constexpr const char* relay_help =
    "a relay that keeps its mailbox, tcp://ADDRESS:PORT,KEY or the relay.pub that `tocsin-relay --init` "
    "wrote; twice for two relays";

Result<RelayPublic> read_pair(const std::string& given, std::size_t comma) {
  RelayPublic relay{given.substr(0, comma), {}};
  auto key = id_from_hex<BoxPublic>(given.substr(comma + 1));
  if (!key || !seal::is_usable(*key))
    return fail(
        Errc::configuration,
        "--mailbox-relay " + given + ": after the comma comes the relay's public key, 64 hexadecimal digits");
  relay.server = *key;
  return relay;
}

Result<RelayPublic> read_file(const Path& file) {
  auto fields = read_fields(file, "tocsin-relay 1");
  if (!fields) return pass_on(fields);
  const auto* address = fields->find("address");
  const auto* server = fields->find("server");
  auto key = server == nullptr ? std::nullopt : id_from_hex<BoxPublic>(*server);
  if (address == nullptr || !key || !seal::is_usable(*key))
    return fail(Errc::malformed, file.string() +
                                     ": a relay.pub has the lines `address:` and `server:`, as "
                                     "`tocsin-relay --init` writes them");
  return RelayPublic{*address, *key};
}

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
      ++granted_.mailboxes;
      granted_.text += "mailbox " + to_hex(mailbox.id.view()) + " owner " + to_hex(owner.curve.view()) +
                       "  # " + whose + "\n";
      for (const auto& sender : senders) granted_.text += "  sender " + to_hex(sender.view()) + "\n";
    }
  }
  Granted done() { return std::move(granted_); }

 private:
  const BoxPublic& relay_;
  Granted granted_;
};

const wire::PostRecord* find(const std::vector<wire::PostRecord>& records, const PostId& post) {
  auto found =
      std::find_if(records.begin(), records.end(), [&](const auto& one) { return one.post == post; });
  return found == records.end() ? nullptr : &*found;
}

struct GrantWish {
  std::vector<Path> documents;
  std::string relay, fingerprint;
  Path out;
};

int grant(const Context& context, const GrantWish& wish) {
  auto relay = read_relay(wish.relay);
  if (!relay) return context.out.failed(relay.error());
  auto roster = believe(wish.documents, wish.fingerprint);
  if (!roster)
    return context.out.failed(roster.error(), "Nothing was written; the relay's grants are as before.");
  std::vector<wire::PostRecord> records;
  std::vector<wire::Charter> charters;
  for (const auto& one : roster->records()) records.push_back(one.value);
  for (const auto& one : roster->charters()) {
    charters.push_back(one.value);
    if (one.value.until < system_now())
      context.out.warn("the charter of " + one.value.name + " has ended; it is granted all the same");
  }
  auto granted = grants_for(relay->server, records, charters);
  if (granted.mailboxes == 0)
    context.out.warn("no record or charter among these names the relay " + to_hex(relay->server.view()) +
                     ": the grants are empty");
  if (auto written = write_text(wish.out, granted.text); !written) return context.out.failed(written.error());
  auto fingerprint = to_hex(client::root_fingerprint(*wire::decode_document(roster->root().container)));
  context.out.good(std::to_string(granted.mailboxes) + " mailboxes granted in " + wish.out.string());
  context.out.talk("They rest on the root of this fingerprint, to compare: " + fingerprint +
                   "\nWho is not in these documents is not in the file. Next: send SIGHUP to tocsin-relay.");
  return context.out.done({{"grants", wish.out.string()},
                           {"mailboxes", std::uint64_t{granted.mailboxes}},
                           {"relay", to_hex(relay->server.view())},
                           {"root", fingerprint}},
                          {});
}

}  // namespace

Result<RelayPublic> read_relay(const std::string& given) {
  auto comma = given.rfind(',');
  auto relay = comma == std::string::npos ? read_file(given) : read_pair(given, comma);
  if (relay && !wire::is_address(relay->address))
    return fail(Errc::configuration,
                "the address of a relay is tcp://ADDRESS:PORT, not \"" + relay->address + "\"");
  return relay;
}

Result<client::Roster> believe(const std::vector<Path>& files, const std::string& fingerprint) {
  std::vector<std::pair<Path, wire::SignedDocument>> documents;
  for (const auto& file : files) {
    auto document = read_document(file);
    if (!document) return pass_on(document);
    documents.emplace_back(file, std::move(*document));
  }
  std::stable_sort(documents.begin(), documents.end(),
                   [](const auto& a, const auto& b) { return a.second.type < b.second.type; });
  if (documents.empty() || documents.front().second.type != wire::DocumentType::root)
    return fail(Errc::configuration, "the root is not among the documents; name root.doc too");
  auto container = wire::encode(documents.front().second);
  auto hash = id_from_hex<Hash>(fingerprint);
  if (!fingerprint.empty() && !hash)
    return fail(Errc::configuration,
                "--fingerprint: 64 hexadecimal digits, as `tocsin authority verify root.doc` says");
  auto roster =
      hash ? client::Roster::from_root(container, hash->bytes) : client::Roster::from_handed_root(container);
  for (std::size_t i = 1; roster && i < documents.size(); ++i)
    if (auto added = roster->add(wire::encode(documents[i].second)); !added)
      return fail(added.error().code, documents[i].first.string() + ": " + added.error().detail);
  return roster;
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

Granted grants_for(const BoxPublic& relay, const std::vector<wire::PostRecord>& records,
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
  auto& command = add_command(
      node, "relay-grant",
      "write whose mailboxes a relay keeps, and who may write to each, from signed documents",
      "  tocsin node relay-grant root.doc brigade.doc ornans.charter --relay relay.pub --out grants\n"
      "  tocsin node relay-grant documents/* --relay tcp://192.0.2.7:7619,KEY --fingerprint HEX "
      "--out /etc/tocsin-relay/grants");
  auto wish = std::make_shared<GrantWish>();
  command
      .add_option("documents", wish->documents,
                  "root, rules, records and charters of all who use the relay; who is left out loses it")
      ->required();
  command.add_option("--relay", wish->relay, "the relay's relay.pub, or tcp://ADDRESS:PORT,KEY")->required();
  command.add_option("--out", wish->out, "the relay's grants_file; replaced as a whole")->required();
  command.add_option("--fingerprint", wish->fingerprint, "of the root, as told by those who hold it");
  on_run(command, context, [&context, wish] { return grant(context, *wish); });
}

}  // namespace tocsin::node::cli
