#include "node/cli/rotate.h"

#include <CLI/CLI.hpp>
#include <fstream>
#include <memory>

#include "node/cli/abandon.h"
#include "node/cli/ceremony.h"
#include "node/cli/operator.h"

namespace tocsin::node::cli {
namespace {

struct RotateWish {
  bool give_up = false;
  bool transport = false;
  std::string client_listen, mailbox_listen, client_address, mailbox_address;
};

Error needs(const std::string& what) {
  return {Errc::configuration, what};
}

// What is named where the newest transport key listens: a port serves one key.
Status judge(const RotateWish& wish, const config::Config& config) {
  const bool moves = !wish.client_listen.empty() || !wish.mailbox_listen.empty();
  auto wrong = [](Error error) { return Status(tl::unexpected<Error>(std::move(error))); };
  if (!wish.transport)
    return moves ? wrong(needs("--client-listen and --mailbox-listen belong to --transport: without it the "
                               "transport key stays, and so do the addresses"))
                 : Status{};
  if (!config.client_listen_next.empty() || !config.mailbox_listen_next.empty())
    return wrong(
        needs("the node has moved to client_listen_next and mailbox_listen_next before: write them as "
              "client_listen and mailbox_listen, take them out, and start it again first"));
  if (wish.client_listen.empty() != config.client_listen.empty() ||
      wish.mailbox_listen.empty() != config.mailbox_listen.empty())
    return wrong(
        needs("--transport needs --client-listen and --mailbox-listen, each where the node has one: "
              "the old key keeps the old ports for 72 hours"));
  return {};
}

NodePublic next_public(NodePublic before, const RotateWish& wish, const wire::NodeKeys& keys) {
  auto node = std::move(before);
  for (auto& mailbox : node.mailboxes) {
    if (mailbox.server != node.keys.curve) continue;
    mailbox.server = keys.curve;
    if (wish.transport)
      mailbox.address = wish.mailbox_address.empty() ? wish.mailbox_listen : wish.mailbox_address;
  }
  if (wish.transport && !node.client_address.empty())
    node.client_address = wish.client_address.empty() ? wish.client_listen : wish.client_address;
  node.keys = keys;
  return node;
}

Status note_addresses(const Path& file, const RotateWish& wish) {
  std::ofstream out(file, std::ios::app);
  out << '\n' << next_addresses_comment << '\n';
  if (!wish.client_listen.empty()) out << "client_listen_next = \"" << wish.client_listen << "\"\n";
  if (!wish.mailbox_listen.empty()) out << "mailbox_listen_next = \"" << wish.mailbox_listen << "\"\n";
  out.flush();
  return out ? Status{} : fail(Errc::io, file.string() + ": cannot be written");
}

int rotate(const Context& context, const RotateWish& wish) {
  auto config = node_config(context);
  if (!config) return context.out.failed(config.error());
  if (auto fits = judge(wish, *config); !fits) return context.out.failed(fits.error());
  const auto public_file = context.config.parent_path() / "node.pub";
  auto before = read_node_public(public_file);
  if (!before) return context.out.failed(before.error());
  seal::SystemEntropy entropy;
  auto made = config::make_next_generation(config->keys, config->credentials, wish.transport, entropy);
  if (!made) return context.out.failed(made.error());
  if (wish.transport)
    if (auto noted = note_addresses(context.config, wish); !noted) return context.out.failed(noted.error());
  auto node = next_public(std::move(*before), wish, public_keys(*made));
  if (auto written = write_text(public_file, to_text(node)); !written)
    return context.out.failed(written.error());
  const auto fingerprint = to_hex(seal::key_id(node.keys.signing).view());
  const bool commune = node.kind == NodeKind::commune;
  context.out.good("generation " + std::to_string(made->number) + " of the keys of " + node.code + " made");
  context.out.talk(
      "Key of the node, to compare when its office signs: " + fingerprint +
      (wish.transport ? "\nStart the node again: it serves the new transport key beside the old one." : "") +
      "\nNext: hand " + public_file.string() + " to the " + (commune ? "mairie" : "post") +
      ", which drafts the next " + (commune ? "charter" : "record") + " with `tocsin " +
      (commune ? "mairie" : "post") +
      " init … --previous OLD --node node.pub`; all sign it, and `tocsin node import` brings it in.\n"
      "From then on the new keys sign; the old ones still open and speak for 72 hours, then they are "
      "destroyed.");
  return context.out.done({{"generation", made->number},
                           {"public", public_file.string()},
                           {"key", fingerprint},
                           {"transport", wish.transport},
                           {"restart", wish.transport}},
                          {});
}

}  // namespace

wire::NodeKeys public_keys(const config::Generation& keys) {
  return {keys.signing.public_key, keys.curve.public_key, keys.parcel.public_key, keys.log.public_key};
}

void add_rotate(CLI::App& node, Context& context) {
  auto& command =
      add_command(node, "rotate",
                  "make the next generation of the node's keys, and a node.pub that names it; or give it up",
                  "  tocsin node rotate --config node.toml\n"
                  "  tocsin mairie init Ornans --insee 25434 --node node.pub --record brigade.doc --previous "
                  "ornans.charter "
                  "--key mairie.key --out ornans-2.charter\n"
                  "  tocsin node import ornans-2.charter --config node.toml\n"
                  "  tocsin node rotate --transport --client-listen tcp://0.0.0.0:7627 --mailbox-listen "
                  "tcp://0.0.0.0:7628 "
                  "--config node.toml\n"
                  "  tocsin node rotate --abandon --config node.toml");
  auto wish = std::make_shared<RotateWish>();
  auto* transport = command.add_flag("--transport", wish->transport,
                                     "the transport key too: at other ports, since a port serves one key");
  command
      .add_flag("--abandon", wish->give_up,
                "destroy the generation that was made and that no paper names yet, and name the one in use "
                "in node.pub again")
      ->excludes(transport);
  command.add_option("--client-listen", wish->client_listen,
                     "where devices connect by the new transport key");
  command.add_option("--mailbox-listen", wish->mailbox_listen, "where other nodes connect by it");
  command.add_option("--client-address", wish->client_address, "the first as devices reach it");
  command.add_option("--mailbox-address", wish->mailbox_address, "the second as other nodes reach it");
  on_run(command, context,
         [&context, wish] { return wish->give_up ? abandon(context) : rotate(context, *wish); });
}

}  // namespace tocsin::node::cli
