#include "relay/gateway/http_port.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "relay/gateway/admissions.h"
#include "relay/host/gateway_config.h"

namespace tocsin::relay::gateway {
namespace {

constexpr std::size_t connections_most = 16'384;
constexpr int events_max = 512, accepted_max = 64, backlog = 512;
constexpr ConnectionId first_connection = 1024;  // below: doors
constexpr std::chrono::milliseconds sweep_every{250};
constexpr int unacknowledged_ms = 30'000;

// A quarter of what may be open is left to the other ports and to files.
std::size_t room_for_connections() {
  rlimit files{};
  if (getrlimit(RLIMIT_NOFILE, &files) != 0) return 256;
  return std::min<std::size_t>(connections_most, files.rlim_cur / 4 * 3);
}

std::string address_of(const sockaddr_storage& from) {
  char text[INET6_ADDRSTRLEN] = "";
  if (from.ss_family == AF_INET)
    inet_ntop(AF_INET, &reinterpret_cast<const sockaddr_in&>(from).sin_addr, text, sizeof text);
  else
    inet_ntop(AF_INET6, &reinterpret_cast<const sockaddr_in6&>(from).sin6_addr, text, sizeof text);
  return text;
}
std::string without_mapping(const std::string& address) {
  constexpr std::string_view mapped = "::ffff:";
  return address.substr(0, mapped.size()) == mapped && address.find('.') != std::string::npos
             ? address.substr(mapped.size())
             : address;
}

socklen_t fill(const host::SocketAddress& at, sockaddr_storage& to) {
  auto& four = reinterpret_cast<sockaddr_in&>(to);
  auto& six = reinterpret_cast<sockaddr_in6&>(to);
  if (inet_pton(AF_INET, at.address.c_str(), &four.sin_addr) == 1) {
    four.sin_family = AF_INET;
    four.sin_port = htons(at.port);
    return sizeof four;
  }
  inet_pton(AF_INET6, at.address.c_str(), &six.sin6_addr);
  six.sin6_family = AF_INET6;
  six.sin6_port = htons(at.port);
  return sizeof six;
}

void set(int fd, int level, int option, int value) {
  setsockopt(fd, level, option, &value, sizeof value);
}

}  // namespace

HttpPort::HttpPort(Handler& handler, std::vector<std::string> trusted_proxies)
    : handler_(handler),
      proxies_(std::move(trusted_proxies)),
      epoll_(epoll_create1(EPOLL_CLOEXEC)),
      ground_{handler_, counts_, origins_},
      last_(first_connection),
      connections_max_(room_for_connections()) {}

Status HttpPort::listen(const std::string& endpoint, bool status) {
  const auto wrong = [&](const char* what) {
    return fail(Errc::configuration, "cannot listen on " + endpoint + ": " + what);
  };
  const auto at = host::parse_socket_address(endpoint);
  if (!at) return wrong("expected ADDRESS:PORT");
  sockaddr_storage address{};
  auto size = fill(*at, address);
  files::Fd fd(socket(address.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  if (fd.get() < 0) return wrong(std::strerror(errno));
  set(fd.get(), SOL_SOCKET, SO_REUSEADDR, 1);
  if (address.ss_family == AF_INET6) set(fd.get(), IPPROTO_IPV6, IPV6_V6ONLY, 1);
  auto* raw = reinterpret_cast<sockaddr*>(&address);
  if (bind(fd.get(), raw, size) != 0 || ::listen(fd.get(), backlog) != 0 ||
      getsockname(fd.get(), raw, &size) != 0)
    return wrong(std::strerror(errno));
  epoll_event event{};
  event.events = EPOLLIN;
  event.data.u64 = doors_.size();
  if (epoll_ctl(epoll_.get(), EPOLL_CTL_ADD, fd.get(), &event) != 0) return wrong(std::strerror(errno));
  const auto port =
      ntohs(reinterpret_cast<const sockaddr_in&>(address).sin_port);  // at the same place in both
  endpoints_.push_back(endpoint.substr(0, endpoint.rfind(':') + 1) + std::to_string(port));
  doors_.push_back({std::move(fd), status});
  return {};
}

void HttpPort::turn(Now now) {
  for (const auto id : std::exchange(busy_, {})) serve(id, now);
  std::array<epoll_event, events_max> events;
  const int count = epoll_wait(epoll_.get(), events.data(), events_max, 0);
  for (int i = 0; i < count; ++i) {
    const auto id = events[static_cast<std::size_t>(i)].data.u64;
    if (id < first_connection)
      accept_some(doors_[id], now);
    else
      serve(id, now);
  }
  if (now - swept_ >= sweep_every) sweep(now);
}

void HttpPort::accept_some(const Door& door, Now now) {
  for (int i = 0; i < accepted_max; ++i) {
    sockaddr_storage from{};
    socklen_t size = sizeof from;
    files::Fd fd(
        accept4(door.fd.get(), reinterpret_cast<sockaddr*>(&from), &size, SOCK_NONBLOCK | SOCK_CLOEXEC));
    if (fd.get() < 0) return;
    ++counts_.accepted;
    const auto address = address_of(from);
    const auto origin = origin_of(address);
    const bool proxy =
        std::find(proxies_.begin(), proxies_.end(), without_mapping(address)) != proxies_.end();
    if (all_.size() >= connections_max_) {
      turn_away(fd.get(), {503, "no room for one more; come again"});
      continue;
    }
    if (!proxy && !origins_.enter(origin, now)) {
      turn_away(fd.get(), {429, "too many connections; come again"});
      continue;
    }
    set(fd.get(), IPPROTO_TCP, TCP_NODELAY, 1);
    set(fd.get(), IPPROTO_TCP, TCP_USER_TIMEOUT, unacknowledged_ms);
    auto channel = keys_ && !door.status ? keys_->channel(fd.get()) : plain_channel(fd.get());
    if (!channel) {
      if (!proxy) origins_.left(origin);
      continue;
    }
    const auto id = ++last_;
    auto& made =
        *all_.emplace(id, std::make_unique<Connection>(id, std::move(fd), std::move(channel),
                                                       Connection::Door{origin, proxy, door.status}, now))
             .first->second;
    ground_.held += made.held();
    serve(id, now);
  }
}

// One answer without a connection to remember: what fits the socket's own buffer.
void HttpPort::turn_away(int fd, const http::Refusal& why) {
  ++counts_.turned_away;
  if (keys_) return;
  const auto text = http::refusal(why, false, false, true, "Retry-After: 1\r\n");
  static_cast<void>(::send(fd, text.data(), text.size(), MSG_NOSIGNAL | MSG_DONTWAIT));
  shutdown(fd, SHUT_WR);
}

void HttpPort::serve(ConnectionId id, Now now) {
  const auto found = all_.find(id);
  if (found == all_.end()) return;
  auto& connection = *found->second;
  const auto before = connection.held();
  const bool streamed = connection.streams();
  const bool alive = connection.proceed(ground_, now);
  if (streamed && (!alive || !connection.streams())) handler_.stream_gone(id);
  if (!streamed && !alive && connection.streams()) handler_.stream_gone(id);
  settle(connection, before, alive);
}

void HttpPort::settle(Connection& connection, std::size_t held_before, bool alive) {
  ground_.held -= held_before;
  if (alive) {
    ground_.held += connection.held();
    if (connection.more_to_do()) busy_.insert(connection.id());
    return watch(connection);
  }
  const auto id = connection.id();
  if (!connection.door().proxy) origins_.left(connection.door().address);
  watched_.erase(id);
  busy_.erase(id);
  all_.erase(id);
}

void HttpPort::watch(const Connection& connection) {
  const std::uint32_t events = (connection.wants_to_read() ? EPOLLIN | EPOLLRDHUP : 0u) |
                               (connection.wants_to_write() ? EPOLLOUT : 0u);
  const auto [known, added] = watched_.emplace(connection.id(), events);
  if (!added && known->second == events) return;
  known->second = events;
  epoll_event event{};
  event.events = events;
  event.data.u64 = connection.id();
  epoll_ctl(epoll_.get(), added ? EPOLL_CTL_ADD : EPOLL_CTL_MOD, connection.fd(), &event);
}

void HttpPort::sweep(Now now) {
  swept_ = now;
  std::vector<ConnectionId> ids;
  ids.reserve(all_.size());
  for (const auto& [id, connection] : all_) ids.push_back(id);
  for (const auto id : ids) {
    const auto found = all_.find(id);
    if (found == all_.end()) continue;  // an answer to one may end another
    auto& connection = *found->second;
    const auto before = connection.held();
    const bool streamed = connection.streams();
    const bool alive = connection.be_on_time(ground_, now);
    if (streamed && !alive) handler_.stream_gone(id);
    settle(connection, before, alive);
  }
}

bool HttpPort::push(ConnectionId to, std::string_view bytes, Now now) {
  const auto found = all_.find(to);
  if (found == all_.end() || !found->second->streams()) return false;
  auto& connection = *found->second;
  const auto before = connection.held();
  const bool room = ground_.held <= ground_.held_max || !connection.wants_to_write();
  const bool taken = room && connection.push(bytes, now);
  if (!taken) ++counts_.slow_streams;
  const bool alive = taken && connection.proceed(ground_, now);
  settle(connection, before, alive);
  return alive;
}

void HttpPort::finish(ConnectionId to, std::string_view bytes, Now now) {
  const auto found = all_.find(to);
  if (found == all_.end() || !found->second->streams()) return;
  auto& connection = *found->second;
  const auto before = connection.held();
  const bool alive = connection.finish(bytes, now) && connection.proceed(ground_, now);
  settle(connection, before, alive);
}

bool HttpPort::acknowledged(ConnectionId of) const {
  const auto found = all_.find(of);
  return found != all_.end() && found->second->acknowledged();
}

}  // namespace tocsin::relay::gateway
