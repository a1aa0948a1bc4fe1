// `tocsin node rotate --abandon`: the next generation of a node's keys is given up before a paper names it.
#pragma once
#include <string>

#include "node/cli/commands.h"
#include "node/config/config.h"

namespace tocsin::node::cli {

int abandon(const Context& context);
// For `tocsin node status`: a generation that has waited for its paper for more than a week, and what mends
// it. Empty: none has.
std::string unused_generation(const config::Config& config);

}  // namespace tocsin::node::cli
