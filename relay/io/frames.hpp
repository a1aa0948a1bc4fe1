// Whole messages in and out of a ZeroMQ socket, without ever blocking. For this folder only.
#pragma once
#include <initializer_list>
#include <optional>
#include <string>
#include <vector>

#include "protocol/ids.h"

namespace tocsin::relay::io {

constexpr auto zap_domain = "tocsin";

struct Frames {
  std::vector<Bytes> frames;
  bool more = false;              // there were more than asked for; they are dropped
  std::string user;               // as the ZAP handler named the peer; "" if it did not
  std::string chosen_routing_id;  // "" unless the peer claimed one
};

// nullopt: no message is ready.
std::optional<Frames> receive_frames(void* socket, std::size_t frames_max);
// False: nothing was sent (queue full, peer gone).
bool send_frames(void* socket, std::initializer_list<ByteView> frames);

}  // namespace tocsin::relay::io
