#include "frames.hpp"

#include <zmq.h>

namespace tocsin::relay::io {
namespace {

std::string property(zmq_msg_t& message, const char* name) {
  const char* value = zmq_msg_gets(&message, name);
  return value == nullptr ? std::string() : std::string(value);
}

}  // namespace

std::optional<Frames> receive_frames(void* socket, std::size_t frames_max) {
  Frames in;
  bool first = true, more = true;
  while (more) {
    zmq_msg_t message;
    zmq_msg_init(&message);
    if (zmq_msg_recv(&message, socket, ZMQ_DONTWAIT) < 0) {
      zmq_msg_close(&message);
      // Messages arrive whole, so after the first frame this cannot be; if it is, the message is not counted.
      return std::nullopt;
    }
    more = zmq_msg_more(&message) != 0;
    if (in.frames.size() < frames_max) {
      const auto* data = static_cast<const std::uint8_t*>(zmq_msg_data(&message));
      in.frames.emplace_back(data, data + zmq_msg_size(&message));
    } else {
      in.more = true;
    }
    if (first || !more) {
      in.user = property(message, "User-Id");
      in.chosen_routing_id = property(message, "Identity");
    }
    first = false;
    zmq_msg_close(&message);
  }
  return in;
}

bool send_frames(void* socket, std::initializer_list<ByteView> frames) {
  std::size_t left = frames.size();
  for (const auto& frame : frames) {
    const int flags = ZMQ_DONTWAIT | (--left > 0 ? ZMQ_SNDMORE : 0);
    // Only the first frame can be refused: ZeroMQ takes a message whole or not at all.
    if (zmq_send(socket, frame.data(), frame.size(), flags) < 0) return false;
  }
  return true;
}

}  // namespace tocsin::relay::io
