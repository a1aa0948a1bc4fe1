#include "node/cli/gateways.h"

#include <CLI/CLI.hpp>
#include <algorithm>

#include "node/cli/release.h"

namespace tocsin::node::cli {
namespace {

constexpr const char* gateway_help =
    "a gateway by which devices reach the node, tcp://ADDRESS:PORT,KEY or the gateway.pub that "
    "`tocsin-gateway "
    "--init` wrote; several, in the order in which devices try them";

constexpr ServiceKind gateway_kind{"gateway", "--gateway"};

GrantText admissions_of(const Context&, const BoxPublic& gateway, const client::Roster& roster) {
  std::vector<wire::PostRecord> records;
  std::vector<wire::Charter> charters;
  for (const auto& one : roster.records()) records.push_back(one.value);
  for (const auto& one : roster.charters()) charters.push_back(one.value);
  auto admissions = admissions_for(gateway, records, charters);
  if (auto release = release_key_of(roster))
    admissions.text += "release " + to_hex(release->view()) + "  # signs web bundles, by the rules\n";
  return admissions;
}

}  // namespace

Result<wire::Gateway> read_gateway(const std::string& given) {
  auto gateway = read_service(gateway_kind, given);
  if (!gateway) return pass_on(gateway);
  return wire::Gateway{gateway->address, gateway->server};
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

GrantText admissions_for(const BoxPublic& gateway, const std::vector<wire::PostRecord>& records,
                         const std::vector<wire::Charter>& charters) {
  GrantText admitted;
  admitted.text =
      "tocsin-gateway-grants 1\n# Written by `tocsin node gateway-grant` from verified documents.\ngateway " +
      to_hex(gateway.view()) + "\n";
  auto add = [&](const std::string& whose, const wire::NodeKeys& node,
                 const std::vector<wire::Gateway>& named) {
    if (std::none_of(named.begin(), named.end(), [&](const auto& one) { return one.server == gateway; }))
      return;
    ++admitted.count;
    admitted.text += "node " + to_hex(node.curve.view()) + "  # " + whose + "\n";
  };
  for (const auto& one : charters) add(to_string(one.commune) + " " + one.name, one.node, one.gateways);
  for (const auto& one : records) add(to_string(one.post) + " " + one.name, one.node, one.gateways);
  return admitted;
}

void add_gateway_grant(CLI::App& node, Context& context) {
  add_grant_command(
      node, context,
      {gateway_kind, "write which nodes a gateway serves, from signed documents",
       "  tocsin node gateway-grant root.doc brigade.doc ornans.charter --gateway gateway.pub --out grants",
       "nodes", admissions_of});
}

}  // namespace tocsin::node::cli
