// One connection of a browser: its requests one after another, each with a time by which it must be whole,
// then perhaps a stream. Holds no more than one request and what is to be sent.
#pragma once
#include <memory>
#include <optional>
#include <string>

#include "protocol/ids.h"
#include "relay/gateway/channel.h"
#include "relay/gateway/origin_book.h"
#include "relay/http/response.h"

namespace tocsin::relay::gateway {

using ConnectionId = std::uint64_t;

struct Peer {
  std::string origin;  // for whom bounds are counted
  bool secure;         // by TLS, here or at the trusted proxy
  bool status;         // on the port for health and metrics
};

struct Reply {
  int status = 200;
  std::string type = "text/plain;charset=utf-8";
  std::string text;                         // the body, or, of a stream, its beginning
  std::shared_ptr<const std::string> file;  // the body instead
  std::string more;                         // further header lines
  bool stream = false;
};
Reply refuse(const http::Refusal& what, std::string more = {});

// Who answers.
class Handler {
 public:
  virtual ~Handler() = default;
  // A head is whole. An answer, or nothing: the body is worth waiting for.
  virtual std::optional<Reply> weigh(const http::Request& request, const Peer& peer) = 0;
  virtual Reply answer(const http::Request& request, const Peer& peer, Bytes body, ConnectionId id) = 0;
  // The stream that it answered is over, by whatever side.
  virtual void stream_gone(ConnectionId id) = 0;
};

struct HttpCounts {
  std::array<std::uint64_t, 6> answers{};  // by the first digit of the status
  std::uint64_t accepted = 0, turned_away = 0, timed_out = 0, slow_streams = 0, tls_failed = 0;
};

class Connection {
 public:
  using Now = std::chrono::milliseconds;
  struct Door {  // how it came in
    std::string address;
    bool proxy;  // trusted to say for whom it comes
    bool status;
  };
  // What connections share.
  struct Ground {
    Handler& handler;
    HttpCounts& counts;
    OriginBook& origins;
    std::size_t held = 0, held_max = std::size_t{128} << 20;  // bytes of all connections
  };

  Connection(ConnectionId id, files::Fd fd, std::unique_ptr<Channel> channel, Door door, Now now);

  // All that can be done without waiting. False: it is over.
  bool proceed(Ground& ground, Now now);
  // What was due by now. False: it is over.
  bool be_on_time(Ground& ground, Now now);
  // Of a stream. False: its reader does not keep up.
  bool push(std::string_view bytes, Now now);
  bool finish(std::string_view bytes, Now now);

  ConnectionId id() const { return id_; }
  int fd() const { return fd_.get(); }
  const Door& door() const { return door_; }
  bool streams() const { return state_ == State::stream; }
  bool wants_to_read() const;
  bool wants_to_write() const;
  // There is work that no event will tell of.
  bool more_to_do() const { return more_; }
  // Everything sent has been acknowledged by the other end.
  bool acknowledged() const;
  std::size_t held() const { return in_.capacity() + out_.capacity(); }

 private:
  enum class State : std::uint8_t { handshake, head, body, answer, stream, lingering };
  enum class Step : std::uint8_t { on, wait, over };

  Step step(Ground& ground, Now now);
  Step handshake(Ground& ground);
  Step head(Ground& ground, Now now);
  Step weigh(Ground& ground, Now now);
  Step body(Ground& ground, Now now);
  Step answering(Now now);
  Step streaming(Now now);
  Step lingering();
  std::optional<Peer> peer_of(const http::Request& request) const;
  Step say(Ground& ground, Reply reply, Now now);
  Step refuse_and_close(Ground& ground, const http::Refusal& what, Now now);
  Flow fill(std::size_t bytes_max);
  Flow drain(Now now);
  void next_request(Now now);

  ConnectionId id_;
  files::Fd fd_;
  std::unique_ptr<Channel> channel_;
  Door door_;
  State state_ = State::handshake;
  bool handshake_ = true;
  bool more_ = false;
  Now until_;
  std::string in_, out_;
  std::size_t out_at_ = 0;
  std::shared_ptr<const std::string> file_;  // after out_
  std::size_t file_at_ = 0;
  http::HeadReader reader_;
  std::size_t head_bytes_ = 0, lingered_ = 0;
  std::optional<http::Request> request_;
  Peer peer_;
  bool keep_ = true, finishing_ = false;
};

}  // namespace tocsin::relay::gateway
