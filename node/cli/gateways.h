// Gateways, as they are typed when a node is founded, and the grants that a gateway's operator writes.
#pragma once
#include "node/cli/services.h"

namespace tocsin::node::cli {

// A gateway.pub as `tocsin-gateway --init` writes it, or "ADDRESS,SERVERKEY". configuration or malformed:
// what is wrong and what to write.
Result<wire::Gateway> read_gateway(const std::string& given);
// After those that are there. configuration: one that is there already, or more than a document holds.
Status add_gateways(const std::vector<std::string>& given, std::vector<wire::Gateway>& gateways);
void add_gateway_option(CLI::App& command, std::vector<std::string>& gateways);

// The grants of one gateway: the nodes of the verified records and charters that name it.
GrantText admissions_for(const BoxPublic& gateway, const std::vector<wire::PostRecord>& records,
                         const std::vector<wire::Charter>& charters);
void add_gateway_grant(CLI::App& node, Context& context);

}  // namespace tocsin::node::cli
