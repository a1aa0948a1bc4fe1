// `tocsin node rotate`: the next generation of a node's keys.
#pragma once
#include "node/cli/commands.h"
#include "node/config/node_keys.h"
#include "protocol/wire/documents.h"

namespace tocsin::node::cli {

wire::NodeKeys public_keys(const config::Generation& keys);
// Above what `rotate --transport` adds to node.toml.
constexpr const char* next_addresses_comment =
    "# Where the newest transport key is served (`tocsin node rotate --transport`).";

void add_rotate(CLI::App& node, Context& context);

}  // namespace tocsin::node::cli
