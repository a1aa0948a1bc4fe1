// Browsers at a gateway: which host name is which node's face, its files, and sessions that are lines of the
// Gate like any device's. Reads nothing of what it carries.
#pragma once
#include "relay/gate.h"
#include "relay/gateway/bundles.h"
#include "relay/gateway/http_port.h"
#include "relay/host/gateway_config.h"
#include "relay/http/metrics.h"
#include "relay/http/route.h"

namespace tocsin::relay::gateway {

class Web final : public Handler {
 public:
  using Now = std::chrono::milliseconds;
  // All must outlive it. What Gate puts out goes to `out`.
  Web(const host::HttpConfig& config, Gate& gate, io::Context& context, std::vector<Gate::Out>& out);

  // Ports and certificates. configuration: what cannot be used.
  Status open();
  // Bundles and certificates from their files, at the start and at SIGHUP. What is wrong, one line each: the
  // origin of such a bundle answers 503, such certificates stay as they were.
  std::vector<std::string> reread(const std::optional<SigningPublic>& release);

  HttpPort& port() { return port_; }
  void turn(Now now);

  enum class Delivery : std::uint8_t { not_ours, taken, lost };
  Delivery deliver(SessionId line, const GateMessage& message);
  http::Metrics metrics() const;

  // Handler
  std::optional<Reply> weigh(const http::Request& request, const Peer& peer) override;
  Reply answer(const http::Request& request, const Peer& peer, Bytes body, ConnectionId id) override;
  void stream_gone(ConnectionId id) override;

 private:
  struct Origin {
    BoxPublic node;
    std::string face, folder;
    std::optional<Bundle> bundle;  // nothing: it does not match, and nothing of this origin is served
  };
  struct Session {
    http::Token token;
    ConnectionId connection;
    std::string origin, host;
    Now said, vouched;  // a record to the browser; its presence to the Gate
  };

  std::optional<Reply> weigh_status(const http::Request& request) const;
  Reply file(const Origin& origin, const std::string& path) const;
  Reply open_session(const Origin& origin, const http::Request& request, const Peer& peer, Bytes call,
                     ConnectionId id);
  Reply carry(const http::CarryBytes& ask, const http::Request& request, Bytes bytes);
  std::optional<SessionId> line_of(const http::Token& token, const std::string& host) const;
  void forget(SessionId line);
  void keep_alive(Now now);
  Reply ready() const;

  const host::HttpConfig& config_;
  Gate& gate_;
  io::Context& context_;
  std::vector<Gate::Out>& out_;
  HttpPort port_;
  std::map<std::string, Origin, std::less<>> origins_;
  std::map<SessionId, Session> sessions_;  // by line
  std::map<http::Token, SessionId> by_token_;
  std::unordered_map<ConnectionId, SessionId> by_connection_;
  Now now_{}, looked_{};
};

}  // namespace tocsin::relay::gateway
