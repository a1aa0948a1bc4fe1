// `tocsin audit hand-over`.
#pragma once
#include "node/cli/commands.h"

namespace tocsin::node::cli {

void add_audit_hand_over(CLI::App& audit, Context& context);

}  // namespace tocsin::node::cli
