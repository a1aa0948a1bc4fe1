// The numbers of a node as offices and auditors are shown them (R20, R32).
#pragma once
#include <string>

#include "node/cli/commands.h"

namespace tocsin::node::cli {

// counts, report
void add_counts(CLI::App& office, Context& context, const std::string& audience);

}  // namespace tocsin::node::cli
