// The sockets where browsers come: accepts, watches, keeps time. One descriptor to wait for.
#pragma once
#include <unordered_map>
#include <unordered_set>

#include "relay/gateway/connection.h"
#include "relay/io/context.h"

namespace tocsin::relay::gateway {

class HttpPort {
 public:
  using Now = std::chrono::milliseconds;
  HttpPort(Handler& handler, std::vector<std::string> trusted_proxies);

  // configuration: the address cannot be listened on. `endpoint` is "ADDRESS:PORT"; port 0: any.
  Status listen(const std::string& endpoint, bool status);
  // From the next connection on; nullptr: in the clear.
  void use(std::shared_ptr<TlsKeys> keys) { keys_ = std::move(keys); }
  // What was really bound, in the order of `listen`.
  const std::vector<std::string>& endpoints() const { return endpoints_; }

  // What is ready, then what is late.
  void turn(Now now);
  bool more_to_do() const { return !busy_.empty(); }
  io::Waitable waitable() const { return io::Waitable::descriptor(epoll_.get()); }

  // To the stream of a connection. False: it is gone, or its reader does not keep up and it is ended.
  bool push(ConnectionId to, std::string_view bytes, Now now);
  void finish(ConnectionId to, std::string_view bytes, Now now);
  bool acknowledged(ConnectionId of) const;

  const HttpCounts& counts() const { return counts_; }
  std::size_t connections() const { return all_.size(); }
  std::size_t held_bytes() const { return ground_.held; }

 private:
  struct Door {
    files::Fd fd;
    bool status;
  };
  void accept_some(const Door& door, Now now);
  bool welcome(int fd, const Door& door, const std::string& address, Now now);
  void turn_away(int fd, const http::Refusal& why);
  void serve(ConnectionId id, Now now);
  void settle(Connection& connection, std::size_t held_before, bool alive);
  void watch(const Connection& connection);
  void sweep(Now now);

  Handler& handler_;
  std::vector<std::string> proxies_;
  std::shared_ptr<TlsKeys> keys_;
  files::Fd epoll_;
  std::vector<Door> doors_;
  std::vector<std::string> endpoints_;
  std::unordered_map<ConnectionId, std::unique_ptr<Connection>> all_;
  std::unordered_map<ConnectionId, std::uint32_t> watched_;
  std::unordered_set<ConnectionId> busy_;
  HttpCounts counts_;
  OriginBook origins_{OriginLimits{}};
  Connection::Ground ground_;
  ConnectionId last_;
  std::size_t connections_max_;
  Now swept_{};
};

}  // namespace tocsin::relay::gateway
