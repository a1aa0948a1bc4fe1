// A small world of real sockets on loopback for the tests of relay/io: one port with its door, peers, and
// hostile strangers that speak raw TCP or bare ZeroMQ. One thread, except where a test says otherwise.
#pragma once
#include <catch2/catch.hpp>
#include <functional>
#include <map>
#include <set>
#include <string>

#include "relay/io/dial.h"
#include "relay/io/listener.h"

namespace tocsin::relay::io {

using namespace std::chrono_literals;
using std::chrono::milliseconds;

// Waits for an event, never for a time: false only after `most`, which is generous.
bool await(const std::function<void()>& work, const std::function<bool()>& happened, milliseconds most = 10s);

Bytes text(std::string_view from);
std::string text(ByteView from);

struct Town {
  std::map<BoxPublic, std::string> admitted;  // by key
  std::set<std::string, std::less<>> revoked;
  int asked = 0;  // how often the door was
  CurveKeys keys = make_curve_keys();
  Context context;
  Listener port;
  std::vector<Received> heard;

  explicit Town(ListenOptions options = on_loopback());
  static ListenOptions on_loopback();

  CurveKeys citizen(const std::string& user);  // a new key that the door knows under this name
  DialOptions address() const;
  // A line to the port, in a context of its own process or of this one.
  Dial dial(const CurveKeys& own) { return dial(own, context); }
  Dial dial(const CurveKeys& own, Context& from) const;

  void serve();  // one round: answers the door, hears at most a thousand messages
  bool await(const std::function<bool()>& happened, milliseconds most = 10s);
  // Until the line is up.
  bool up(Dial& line);
  // Until one more message is heard; nullptr if none came.
  const Received* next(milliseconds most = 10s);
};

// A TCP connection of somebody who does not use ZeroMQ.
class RawPeer {
 public:
  explicit RawPeer(const std::string& endpoint);
  ~RawPeer();
  RawPeer(RawPeer&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  bool send(const std::string& bytes);
  // True once the other side has closed; what it sent before is collected in `said`.
  bool closed();
  std::string said;

 private:
  int fd_;
};

// The first 64 bytes of a ZMTP connection.
std::string greeting(const std::string& mechanism, char major = 3, char minor = 1);
// "tcp://127.0.0.1:PORT"
int port_of(const std::string& endpoint);
long resident_kib();

// A ZeroMQ client with every freedom the library gives: several frames, its own routing id, no limits.
class BarePeer {
 public:
  // `server_key` empty: no CURVE at all. `routing_id` empty: none claimed.
  BarePeer(const std::string& endpoint, const CurveKeys& own, const BoxPublic* server_key,
           const std::string& routing_id = "", int type = 0, int queue = 1000);
  ~BarePeer();
  BarePeer(const BarePeer&) = delete;
  bool send(const std::vector<std::string>& frames);
  std::optional<std::string> receive();

 private:
  void* context_;
  void* socket_;
};

}  // namespace tocsin::relay::io
