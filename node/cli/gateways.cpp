#include "node/cli/gateways.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <memory>

#include "node/cli/relays.h"
#include "protocol/wire/text.h"

namespace tocsin::node::cli {
namespace {

constexpr const char* gateway_help =
    "a gateway by which devices reach the node, tcp://ADDRESS:PORT,KEY or the gateway.pub that "
    "`tocsin-gateway "
    "--init` wrote; several, in the order in which devices try them";

Result<wire::Gateway> read_pair(const std::string& given, std::size_t comma) {
  wire::Gateway gateway{given.substr(0, comma), {}};
  auto key = id_from_hex<BoxPublic>(given.substr(comma + 1));
  if (!key || !seal::is_usable(*key))
    return fail(
        Errc::configuration,
        "--gateway " + given + ": after the comma comes the gateway's public key, 64 hexadecimal digits");
  gateway.server = *key;
  return gateway;
}

Result<wire::Gateway> read_file(const Path& file) {
  auto fields = read_fields(file, "tocsin-gateway 1");
  if (!fields) return pass_on(fields);
  const auto* address = fields->find("address");
  const auto* server = fields->find("server");
  auto key = server == nullptr ? std::nullopt : id_from_hex<BoxPublic>(*server);
  if (address == nullptr || !key || !seal::is_usable(*key))
    return fail(Errc::malformed, file.string() +
                                     ": a gateway.pub has the lines `address:` and `server:`, as "
                                     "`tocsin-gateway --init` writes them");
  return wire::Gateway{*address, *key};
}

struct GrantWish {
  std::vector<Path> documents;
  std::string gateway, fingerprint;
  Path out;
};

int grant(const Context& context, const GrantWish& wish) {
  auto gateway = read_gateway(wish.gateway);
  if (!gateway) return context.out.failed(gateway.error());
  auto roster = believe(wish.documents, wish.fingerprint);
  if (!roster)
    return context.out.failed(roster.error(), "Nothing was written; the gateway's grants are as before.");
  std::vector<wire::PostRecord> records;
  std::vector<wire::Charter> charters;
  for (const auto& one : roster->records()) records.push_back(one.value);
  for (const auto& one : roster->charters()) charters.push_back(one.value);
  auto admitted = admissions_for(gateway->server, records, charters);
  if (admitted.nodes == 0)
    context.out.warn("no record or charter among these names the gateway " + to_hex(gateway->server.view()) +
                     ": the grants are empty");
  if (auto written = write_text(wish.out, admitted.text); !written)
    return context.out.failed(written.error());
  auto fingerprint = to_hex(client::root_fingerprint(*wire::decode_document(roster->root().container)));
  context.out.good(std::to_string(admitted.nodes) + " nodes admitted in " + wish.out.string());
  context.out.talk(
      "They rest on the root of this fingerprint, to compare: " + fingerprint +
      "\nWho is not in these documents is not in the file. Next: send SIGHUP to tocsin-gateway.");
  return context.out.done({{"grants", wish.out.string()},
                           {"nodes", std::uint64_t{admitted.nodes}},
                           {"gateway", to_hex(gateway->server.view())},
                           {"root", fingerprint}},
                          {});
}

}  // namespace

Result<wire::Gateway> read_gateway(const std::string& given) {
  auto comma = given.rfind(',');
  auto gateway = comma == std::string::npos ? read_file(given) : read_pair(given, comma);
  if (gateway && !wire::is_address(gateway->address))
    return fail(Errc::configuration,
                "the address of a gateway is tcp://ADDRESS:PORT, not \"" + gateway->address + "\"");
  return gateway;
}

Status add_gateways(const std::vector<std::string>& given, std::vector<wire::Gateway>& gateways) {
  for (const auto& one : given) {
    auto gateway = read_gateway(one);
    if (!gateway) return tl::unexpected<Error>(gateway.error());
    if (std::find(gateways.begin(), gateways.end(), *gateway) != gateways.end())
      return fail(Errc::configuration, "--gateway " + one + ": it is named already");
    if (gateways.size() == wire::gateways_max)
      return fail(Errc::configuration, "--gateway " + one + ": a node has at most " +
                                           std::to_string(wire::gateways_max) + " gateways");
    gateways.push_back(std::move(*gateway));
  }
  return {};
}

void add_gateway_option(CLI::App& command, std::vector<std::string>& gateways) {
  command.add_option("--gateway", gateways, gateway_help);
}

Admitted admissions_for(const BoxPublic& gateway, const std::vector<wire::PostRecord>& records,
                        const std::vector<wire::Charter>& charters) {
  Admitted admitted;
  admitted.text =
      "tocsin-gateway-grants 1\n# Written by `tocsin node gateway-grant` from verified documents.\ngateway " +
      to_hex(gateway.view()) + "\n";
  auto add = [&](const std::string& whose, const wire::NodeKeys& node,
                 const std::vector<wire::Gateway>& named) {
    if (std::none_of(named.begin(), named.end(), [&](const auto& one) { return one.server == gateway; }))
      return;
    ++admitted.nodes;
    admitted.text += "node " + to_hex(node.curve.view()) + "  # " + whose + "\n";
  };
  for (const auto& one : charters) add(to_string(one.commune) + " " + one.name, one.node, one.gateways);
  for (const auto& one : records) add(to_string(one.post) + " " + one.name, one.node, one.gateways);
  return admitted;
}

void add_gateway_grant(CLI::App& node, Context& context) {
  auto& command = add_command(
      node, "gateway-grant", "write which nodes a gateway serves, from signed documents",
      "  tocsin node gateway-grant root.doc brigade.doc ornans.charter --gateway gateway.pub --out grants");
  auto wish = std::make_shared<GrantWish>();
  command
      .add_option("documents", wish->documents,
                  "root, rules, records and charters of all who use the gateway; who is left out loses it")
      ->required();
  command.add_option("--gateway", wish->gateway, "the gateway's gateway.pub, or tcp://ADDRESS:PORT,KEY")
      ->required();
  command.add_option("--out", wish->out, "the gateway's grants_file; replaced as a whole")->required();
  command.add_option("--fingerprint", wish->fingerprint, "of the root, as told by those who hold it");
  on_run(command, context, [&context, wish] { return grant(context, *wish); });
}

}  // namespace tocsin::node::cli
