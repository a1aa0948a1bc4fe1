// Parts of `tocsin mairie` in files of their own.
#pragma once
#include "node/cli/commands.h"

namespace tocsin::node::cli {

void add_mairie_founding(CLI::App& mairie, Context& context);  // init, commission, sign

}  // namespace tocsin::node::cli
