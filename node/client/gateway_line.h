// A line to a node by a gateway: frames in a tunnel that ends at the node, carried by a gateway that is told
// to hold, to go on, or that the node is not there.
#pragma once
#include "node/client/line.h"
#include "relay/gate_message.h"
#include "relay/io/dial.h"

namespace tocsin::client {

// What a person is told when a gateway ends or does not begin a session.
std::string said_of(relay::EndCode code);

// `line` stands, to a gateway. Waits until the node behind it has proved `node`. unreachable or busy: the
// detail says what is missing; cannot_open: who answered is not that node.
Result<std::unique_ptr<FrameLine>> open_gateway_line(relay::io::Line line, const BoxPublic& node,
                                                     Duration timeout);

}  // namespace tocsin::client
