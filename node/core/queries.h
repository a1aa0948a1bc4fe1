// Answers that only read, the same at both kinds of node.
#pragma once
#include "node/core/roster.h"

namespace tocsin::node {

// The items from position `from` on, as many as one frame holds; `more`, and where to go on in `data`, if any
// are left.
wire::Reply page(wire::Reply whole, std::uint64_t from);
// code: the type; subject: zero.
wire::Reply list_documents(Turn& turn, const wire::Request& request);
// What changes the limits of each commune here, or stops it: open to anyone (protocol/README.md, "pending").
wire::Reply list_pending(Turn& turn, const wire::Request& request);
// Leaves from `number` on; events with their salt where `all`, else of governance leaves only.
wire::Reply list_log(Turn& turn, const wire::Request& request, bool all);
// The signed note over the log as it stands.
wire::Reply show_checkpoint(Turn& turn);
void add_status(wire::Reply& reply, std::string_view name, std::string value);
// Names and values for an operator: no person, no alert.
wire::Reply node_status(Turn& turn);

}  // namespace tocsin::node
