// `tocsin audit directory`.
#pragma once
#include "node/cli/commands.h"

namespace tocsin::node::cli {

void add_audit_directory(CLI::App& audit, Context& context);

}  // namespace tocsin::node::cli
