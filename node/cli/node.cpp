// `tocsin node`: what the operator of a node does on its host.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <memory>

#include "node/cli/abandon.h"
#include "node/cli/ceremony.h"
#include "node/cli/device.h"
#include "node/cli/gateways.h"
#include "node/cli/operator.h"
#include "node/cli/relays.h"
#include "node/cli/rotate.h"

namespace tocsin::node::cli {
namespace {

constexpr auto default_mailbox_listen = "tcp://127.0.0.1:7618";

struct InitWish {
  std::string kind, code, name, client_listen, mailbox_listen, client_address, mailbox_address;
  std::vector<std::string> relays, gateways;
  Path folder;
};

// The configuration of a new node, judged by the same reader that the node uses.
Result<config::Config> new_config(const InitWish& wish) {
  std::error_code error;
  auto folder = std::filesystem::absolute(wish.folder, error);
  config::Values flags{{"kind", wish.kind},
                       {wish.kind == "post" ? "post" : "commune", wish.code},
                       {"data", (folder / "data").string()},
                       {"keys", (folder / "keys").string()}};
  const std::pair<const char*, const std::string*> rest[] = {{"name", &wish.name},
                                                             {"client_listen", &wish.client_listen},
                                                             {"mailbox_listen", &wish.mailbox_listen},
                                                             {"client_address", &wish.client_address},
                                                             {"mailbox_address", &wish.mailbox_address}};
  for (const auto& [key, value] : rest)
    if (!value->empty()) flags[key] = *value;
  // Who has a relay may do without a port; who has none needs one.
  if (wish.mailbox_listen.empty() && wish.relays.empty()) flags["mailbox_listen"] = default_mailbox_listen;
  if (wish.client_listen.empty() && !wish.gateways.empty()) flags["client_listen"] = "";
  return config::parse_config("", folder / "node.toml", {}, flags);
}

Result<NodePublic> public_half(const config::Config& config, std::vector<wire::Mailbox> at_relays,
                               std::vector<wire::Gateway> gateways) {
  auto keys = config::read_node_keys(config.keys, {});
  if (!keys) return pass_on(keys);
  NodePublic node;
  node.kind = config.kind;
  node.code = config.code();
  node.keys = public_keys(keys->generations.back());
  node.client_address = config.client_address;
  node.gateways = std::move(gateways);
  if (!config.mailbox_listen.empty())
    node.mailboxes.push_back({config.mailbox_address, node.keys.curve, new_mailbox_id()});
  node.mailboxes.insert(node.mailboxes.end(), at_relays.begin(), at_relays.end());
  return node;
}

int init(const Context& context, const InitWish& wish) {
  std::vector<wire::Mailbox> at_relays;
  if (auto added = add_relays(wish.relays, at_relays); !added) return context.out.failed(added.error());
  std::vector<wire::Gateway> gateways;
  if (auto added = add_gateways(wish.gateways, gateways); !added) return context.out.failed(added.error());
  auto config = new_config(wish);
  if (!config) return context.out.failed(config.error());
  std::error_code error;
  std::filesystem::create_directories(wish.folder, error);
  if (error) return context.out.failed({Errc::io, wish.folder.string() + ": " + error.message()});
  auto file = config->keys.parent_path() / "node.toml";
  if (std::filesystem::exists(file, error))
    return context.out.failed(
        {Errc::conflict, file.string() + ": there is a node here already; choose another --dir"});
  if (auto written = write_text(file, config::to_toml(*config)); !written)
    return context.out.failed(written.error());
  auto made = run_node_program({"--config", file.string(), "--init"}, false);
  if (!made || *made != 0) {
    std::filesystem::remove(file, error);
    return made ? *made : context.out.failed(made.error());
  }
  auto node = public_half(*config, std::move(at_relays), std::move(gateways));
  if (!node) return context.out.failed(node.error());
  auto public_file = file.parent_path() / "node.pub";
  if (auto written = write_text(public_file, to_text(*node)); !written)
    return context.out.failed(written.error());
  auto fingerprint = to_hex(seal::key_id(node->keys.signing).view());
  context.out.good("node of " + config->code() + " made in " + wish.folder.string());
  context.out.talk("Key of the node, to compare when its office signs: " + fingerprint + "\nNext: hand " +
                   public_file.string() + " to the " +
                   (config->kind == NodeKind::commune ? "mairie" : "post") +
                   ", then import root, rules, record and charter with `tocsin node import`.");
  return context.out.done({{"config", file.string()},
                           {"public", public_file.string()},
                           {"key", fingerprint},
                           {"client_address", config->client_address},
                           {"mailbox_address", config->mailbox_address}},
                          {});
}

int import_running(const Context& context, Operator& node, const std::vector<Path>& files) {
  List accepted;
  for (const auto& file : files) {
    auto document = read_document(file);
    if (!document) return context.out.failed(document.error());
    auto reply = client::publish(node.session(), *document);
    if (!reply) {
      auto failure = reply.error();
      failure.error.detail = file.string() + ": " + failure.error.detail;
      return report(context, failure);
    }
    accepted.push_back(file.string());
    context.out.good(file.string() + ": accepted by the running node");
  }
  return context.out.done({{"accepted", accepted}}, {});
}

int import_files(const Context& context, const std::vector<Path>& files) {
  for (const auto& file : files)
    if (auto document = read_document(file); !document) return context.out.failed(document.error());
  auto running = Operator::open(context);
  if (running) return import_running(context, **running, files);
  if (running.error().code != Errc::unreachable) return context.out.failed(running.error());
  std::vector<std::string> words{"--config", context.config.string(), "--import"};
  List accepted;
  for (const auto& file : files) {
    words.push_back(file.string());
    accepted.push_back(file.string());
  }
  auto done = run_node_program(words, false);
  if (!done) return context.out.failed(done.error());
  if (*done != 0)
    return context.out.json ? context.out.failed({Errc::untrusted, "the node's program refused them"}),
           *done            : *done;
  return context.out.done({{"accepted", accepted}}, {});
}

int run(const Context& context) {
  auto config = node_config(context);
  if (!config) return context.out.failed(config.error());
  auto ended = run_node_program({"--config", context.config.string()}, true);
  return context.out.failed(ended.error());
}

int status(const Context& context) {
  auto node = Operator::open(context);
  if (!node) return context.out.failed(node.error());
  wire::Request request;
  request.verb = wire::Verb::status;
  auto items = client::ask_all((*node)->session(), request);
  if (!items) return report(context, items.error());
  Record record;
  std::vector<std::vector<std::string>> rows;
  for (const auto& item : *items) {
    std::string key(item.data.begin(), item.data.end()), value(item.extra.begin(), item.extra.end());
    rows.push_back({key, value});
    record.push_back({key, value});
  }
  const bool unused = std::any_of(record.begin(), record.end(),
                                  [](const auto& each) { return each.first == "node_key_next"; });
  if (auto waits = unused ? unused_generation((*node)->config()) : std::string(); !waits.empty()) {
    record.push_back({"node_keys_unused", waits});
    context.out.talk("! " + waits);
  }
  return context.out.done({{"status", record}}, to_table(rows));
}

void add_init(CLI::App& node, Context& context) {
  auto& command =
      add_command(node, "init", "make a node: its keys, its empty database, its configuration, its node.pub",
                  "  tocsin node init --kind commune --code 25434 --name Ornans --dir /var/lib/tocsin/25434\n"
                  "  tocsin node init --kind post --code P25-014 --dir brigade "
                  "--client-listen tcp://127.0.0.1:7627 --mailbox-listen tcp://127.0.0.1:7628\n"
                  "  tocsin node init --kind commune --code 25434 --dir ornans --mailbox-relay relay.pub");
  auto wish = std::make_shared<InitWish>();
  command.add_option("--kind", wish->kind, "commune or post")
      ->required()
      ->check(CLI::IsMember({"commune", "post"}));
  command.add_option("--code", wish->code, "INSEE code, or post id")->required();
  command.add_option("--dir", wish->folder, "folder to make it in")->required();
  command.add_option("--name", wish->name, "for people");
  command.add_option("--client-listen", wish->client_listen,
                     "where devices connect, tcp://ADDRESS:PORT; with --gateway it may be left out");
  command.add_option(
      "--mailbox-listen", wish->mailbox_listen,
      "where other nodes connect, tcp://ADDRESS:PORT; with --mailbox-relay it may be left out");
  add_relay_option(command, wish->relays);
  add_gateway_option(command, wish->gateways);
  command.add_option("--client-address", wish->client_address, "the same as devices reach it");
  command.add_option("--mailbox-address", wish->mailbox_address, "the same as other nodes reach it");
  on_run(command, context, [&context, wish] { return init(context, *wish); });
}

}  // namespace

void add_node(CLI::App& app, Context& context) {
  auto& node = add_command(
      app, "node", "make, feed, run and look at a node, on its host",
      "  tocsin node init --kind commune --code 25434 --dir /var/lib/tocsin/25434\n"
      "  tocsin node import root.doc rules.doc brigade.doc ornans.charter --config "
      "/var/lib/tocsin/25434/node.toml\n  tocsin node run --config /var/lib/tocsin/25434/node.toml");
  add_init(node, context);
  auto files = std::make_shared<std::vector<Path>>();
  auto& importing = add_command(
      node, "import", "accept documents in order of trust: root, rules, records, charters, commissions",
      "  tocsin node import root.doc rules.doc brigade.doc ornans.charter mayor.doc "
      "--config node.toml");
  importing
      .add_option("files", *files,
                  "the documents; a running node takes them one by one, a stopped one all or none")
      ->required();
  on_run(importing, context, [&context, files] { return import_files(context, *files); });
  auto& running = add_command(node, "run", "run the node in the foreground until SIGTERM or Ctrl-C",
                              "  tocsin node run --config /etc/tocsin/25434.toml");
  on_run(running, context, [&context] { return run(context); });
  add_rotate(node, context);
  add_relay_grant(node, context);
  add_gateway_grant(node, context);
  auto& looking = add_command(node, "status", "what the running node says of itself: no person, no alert",
                              "  tocsin node status --config /etc/tocsin/25434.toml --json");
  on_run(looking, context, [&context] { return status(context); });
}

}  // namespace tocsin::node::cli
