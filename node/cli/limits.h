// The commands `limits` and `pending` of mairie and post (R24).
#pragma once
#include <string>

#include "node/cli/commands.h"

namespace tocsin::node::cli {

void add_limits(CLI::App& office, Context& context, const std::string& audience);

}  // namespace tocsin::node::cli
