#include "socket.hpp"

#include <zmq.h>

#include <cassert>
#include <cstring>
#include <utility>

namespace tocsin::relay::io {

Socket::Socket(void* zmq, int type) : socket_(zmq_socket(zmq, type)) {}

Socket::~Socket() {
  if (socket_ != nullptr) zmq_close(socket_);
}

Socket::Socket(Socket&& other) noexcept : socket_(std::exchange(other.socket_, nullptr)) {}

bool Socket::set(int option, int value) {
  int in_force = 0;
  std::size_t size = sizeof in_force;
  return zmq_setsockopt(socket_, option, &value, sizeof value) == 0 &&
         zmq_getsockopt(socket_, option, &in_force, &size) == 0 && in_force == value;
}

bool Socket::set64(int option, std::int64_t value) {
  std::int64_t in_force = 0;
  std::size_t size = sizeof in_force;
  return zmq_setsockopt(socket_, option, &value, sizeof value) == 0 &&
         zmq_getsockopt(socket_, option, &in_force, &size) == 0 && in_force == value;
}

bool Socket::set_text(int option, std::string_view value) {
  char in_force[256];
  std::size_t size = sizeof in_force;
  return zmq_setsockopt(socket_, option, value.data(), value.size()) == 0 &&
         zmq_getsockopt(socket_, option, in_force, &size) == 0 && size == value.size() + 1 &&
         value == std::string_view(in_force, value.size());
}

bool Socket::set_key(int option, ByteView key) {
  assert(key.size() == 32);
  return zmq_setsockopt(socket_, option, key.data(), key.size()) == 0;
}

bool Socket::set_unread(int option, int value) {
  return zmq_setsockopt(socket_, option, &value, sizeof value) == 0;
}

bool Socket::set_transport(const Timings& timings) {
  const auto ms = [](std::chrono::milliseconds value) { return static_cast<int>(value.count()); };
  return socket_ != nullptr &&  //
         set64(ZMQ_MAXMSGSIZE, static_cast<std::int64_t>(limits::frame_bytes_max)) &&
         set(ZMQ_HANDSHAKE_IVL, ms(timings.handshake)) && set(ZMQ_HEARTBEAT_IVL, ms(timings.heartbeat)) &&
         set(ZMQ_HEARTBEAT_TIMEOUT, ms(timings.heartbeat_timeout)) &&
         set(ZMQ_HEARTBEAT_TTL, ms(timings.heartbeat_timeout)) &&
         set(ZMQ_RECONNECT_IVL, ms(timings.reconnect_min)) &&
         set(ZMQ_RECONNECT_IVL_MAX, ms(timings.reconnect_max)) &&
         set(ZMQ_CONNECT_TIMEOUT, ms(timings.connect)) && set(ZMQ_LINGER, 0) && set(ZMQ_IMMEDIATE, 1) &&
         set(ZMQ_SNDHWM, queue_messages_max) && set(ZMQ_RCVHWM, queue_messages_max) &&
         set(ZMQ_TCP_KEEPALIVE, 1) && set(ZMQ_TCP_KEEPALIVE_IDLE, 60) && set(ZMQ_TCP_KEEPALIVE_INTVL, 20) &&
         set(ZMQ_TCP_KEEPALIVE_CNT, 3) && set(ZMQ_BACKLOG, backlog_connections);
}

bool Socket::can(Direction direction) const {
  int events = 0;
  std::size_t size = sizeof events;
  if (zmq_getsockopt(socket_, ZMQ_EVENTS, &events, &size) != 0) return false;
  return (events & (direction == Direction::send ? ZMQ_POLLOUT : ZMQ_POLLIN)) != 0;
}

std::string last_zmq_error() {
  return zmq_strerror(zmq_errno());
}

bool is_endpoint(std::string_view endpoint) {
  if (endpoint.size() > 200) return false;
  for (const char c : endpoint)
    if (c <= ' ' || c > '~') return false;
  if (endpoint.starts_with("ipc:///")) return endpoint.size() > 7;
  if (!endpoint.starts_with("tcp://")) return false;
  const auto colon = endpoint.rfind(':');
  return colon > 6 && colon + 1 < endpoint.size() && endpoint.find(';') == endpoint.npos &&
         endpoint.find('/', 6) == endpoint.npos &&
         endpoint.substr(colon + 1).find_first_not_of("0123456789") == endpoint.npos;
}

}  // namespace tocsin::relay::io
