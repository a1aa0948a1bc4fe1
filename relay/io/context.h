// The process's one ZeroMQ context, the door of all its listening sockets, and the wait for all of them.
// One thread: whoever calls `wait` is who is asked at the door. CURVE admits nobody that the door did not
// name.
#pragma once
#include <array>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "protocol/ids.h"
#include "protocol/result.h"
#include "relay/bucket.h"
#include "relay/message.h"

namespace tocsin::relay::io {

using SecretView = std::span<const std::uint8_t, 32>;

// A CURVE (X25519) key pair. The secret is wiped when the value ends.
struct CurveKeys {
  BoxPublic public_key;
  std::array<std::uint8_t, 32> secret{};
  CurveKeys() = default;
  CurveKeys(const CurveKeys&) = default;
  CurveKeys& operator=(const CurveKeys&) = default;
  ~CurveKeys();
};
CurveKeys make_curve_keys();
CurveKeys curve_keys_of(SecretView secret);

// Who comes in. Both are asked on the thread of `wait` and must answer at once; an exception is a no.
struct Doors {
  // At each handshake: the name under which this key's messages arrive ("device:<hex>", "node:<hex>",
  // "invite:<id>"; 1 … 255 bytes without control characters), or nullopt: refused. `address` is the peer's IP
  // address, "" on ipc.
  std::function<std::optional<std::string>(const BoxPublic& client_key, std::string_view address)> admit;
  // At each message: false drops it and ends the user's sessions. An open line is not cut by a revocation;
  // this is where a revocation acts, from the next message on.
  std::function<bool(std::string_view user)> still_admitted;
  Rate handshakes_per_key{10, 100};  // above: refused for now, the peer tries again by itself
};

// Something `wait` waits for: one of our sockets, or a file descriptor (signalfd, inotify).
struct Waitable {
  void* socket = nullptr;
  int fd = -1;
  bool ready = false;  // set by `wait`; level-triggered
  static Waitable descriptor(int fd) { return Waitable{nullptr, fd, false}; }
};

class Context {
 public:
  // For a process that only dials. No listener can be made from it.
  static Result<Context> for_dialling();
  // For a process that listens: its ZAP handler is bound before any socket exists, and lives as long as they
  // do.
  static Result<Context> with_doors(Doors doors);
  // Must outlive every socket made from it.
  ~Context();
  Context(Context&&) noexcept;
  Context& operator=(Context&&) noexcept;

  // Waits until something is ready or the time is over (negative: for ever), and answers whoever knocks
  // meanwhile. A signal ends the wait early with nothing ready. io: a descriptor or socket is closed.
  Status wait(std::span<Waitable> on, std::chrono::milliseconds timeout);

  struct Counts {
    std::uint64_t admitted = 0, refused = 0, refused_for_now = 0;
  };
  Counts counts() const;

  // A number that no listener or dialled line of this context has had or will have.
  SessionId new_session();

  struct State;  // for this folder only
  State& state() const { return *state_; }

 private:
  explicit Context(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

// How a socket keeps time. The defaults are those of protocol/README.md, "Transport"; tests shorten them.
struct Timings {
  std::chrono::milliseconds handshake{2000}, heartbeat{5000}, heartbeat_timeout{15000}, connect{4000},
      reconnect_min{500}, reconnect_max{8000};
};

// One message, as every socket here gives it.
struct Received {
  SessionId session;
  std::string user;  // as the door named it; of a dialled line, as its owner named it
  Bytes bytes;
  bool over_rate = false;  // answer Busy and do no work
};

}  // namespace tocsin::relay::io
