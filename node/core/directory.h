// The prefecture's directory of nodes: taking it in, and comparing with it every charter and record held
// here. It grants and stops nothing: it says what is missing.
#pragma once
#include "node/core/roster.h"
#include "protocol/wire/directory.h"

namespace tocsin::node {

wire::Reply accept_directory(Turn& turn, const wire::SignedDocument& document, const wire::Root& root,
                             const std::optional<KeyId>& from);

// One line of the operator's log for each paper that has become older than the directory's, or another, since
// this was last asked. Asked when a paper or the directory changes, and at each start.
void compare_with_directory(Turn& turn);
void add_directory_status(Turn& turn, wire::Reply& reply);

}  // namespace tocsin::node
