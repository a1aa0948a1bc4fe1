// A ZeroMQ socket with the options that every socket of this program must have. For this folder only.
#pragma once
#include <map>

#include "relay/io/context.h"

namespace tocsin::relay::io {

constexpr int queue_messages_max = 256;  // HWM, each way, per peer
constexpr int backlog_connections = 512;

struct Context::State {
  State() = default;
  State(const State&) = delete;
  State& operator=(const State&) = delete;
  ~State();

  void* zmq = nullptr;
  void* zap = nullptr;  // nullptr: this process only dials
  Doors doors;
  Counts counts;
  std::map<BoxPublic, Bucket> handshakes;  // of keys the door has named
  SessionId last_session = 0;
  std::uint64_t last_monitor = 0;

  // Answers at most `count_max` of those who knock.
  void answer_door(int count_max);
};

class Socket {
 public:
  Socket(void* zmq, int type);
  ~Socket();
  Socket(Socket&& other) noexcept;
  Socket& operator=(Socket&&) = delete;

  void* get() const { return socket_; }
  // Each reads the option back where ZeroMQ can tell it; false if it is not in force.
  bool set(int option, int value);
  bool set64(int option, std::int64_t value);
  bool set_text(int option, std::string_view value);
  bool set_key(int option, ByteView key);  // exactly 32 bytes; not read back
  bool set_unread(int option, int value);  // for options that cannot be read back

  // Everything but CURVE and ZAP: bounds, heartbeats, reconnects, linger, keep-alive.
  bool set_transport(const Timings& timings);

  // Lets ZeroMQ do its housekeeping, then tells.
  enum class Direction : std::uint8_t { send, receive };
  bool can(Direction direction) const;

 private:
  void* socket_;
};

// What ZeroMQ last complained of, for an Error's detail.
std::string last_zmq_error();
// "tcp://HOST:PORT" or "ipc:///PATH"; nothing else is dialled or bound.
bool is_endpoint(std::string_view endpoint);

}  // namespace tocsin::relay::io
