// What the parts of `tocsin authority` share.
#pragma once
#include "node/cli/ceremony.h"

namespace tocsin::node::cli {

// Shows the document, signs with each root key, writes the file.
int sign_with_root(const Context& context, wire::SignedDocument document, const std::vector<Path>& keys,
                   const Path& out);
void add_directory(CLI::App& authority, Context& context);    // `directory`
void add_revocations(CLI::App& authority, Context& context);  // `revocations`

}  // namespace tocsin::node::cli
