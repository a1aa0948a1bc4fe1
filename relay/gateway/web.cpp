#include "relay/gateway/web.h"

#include <sys/random.h>

#include <algorithm>

#include "relay/http/record.h"
#include "relay/http/route.h"

namespace tocsin::relay::gateway {
namespace {

constexpr const char* again_soon = "Retry-After: 1\r\n";
constexpr std::chrono::milliseconds look_every{1000};
constexpr const char* over = "this session is over";

Reply no_such(const char* what) {
  return refuse({404, what});
}

// Finds, among what Gate put out since `first`, whether bytes went to a node, and how long a device is held.
// What it says to this line's device is taken out: it is this request that is answered.
struct Outcome {
  bool carried = false;
  std::optional<std::uint32_t> held_ms;
  std::optional<EndCode> ended;
};
Outcome outcome_of(std::vector<Gate::Out>& out, std::size_t first, SessionId line) {
  Outcome outcome;
  for (auto at = out.begin() + static_cast<std::ptrdiff_t>(first); at != out.end();) {
    if (at->to_node) {
      outcome.carried |= std::holds_alternative<Carry>(at->message);
    } else if (at->line == line) {
      if (const auto* held = std::get_if<Held>(&at->message)) outcome.held_ms = held->retry_after_ms;
      if (const auto* ended = std::get_if<Ended>(&at->message)) outcome.ended = ended->code;
      at = out.erase(at);
      continue;
    }
    ++at;
  }
  return outcome;
}

}  // namespace

Web::Web(const host::HttpConfig& config, Gate& gate, io::Context& context, std::vector<Gate::Out>& out)
    : config_(config), gate_(gate), context_(context), out_(out), port_(*this, config.trusted_proxies) {
  for (const auto& one : config.origins) origins_[one.host] = Origin{one.node, one.face, one.bundle, {}};
}

Status Web::open() {
  if (!config_.certificates.empty()) {
    auto keys = TlsKeys::load(config_.certificates, config_.certificate_keys);
    if (!keys) return tl::unexpected<Error>(keys.error());
    port_.use(std::move(*keys));
  }
  for (const auto& endpoint : config_.listen)
    if (auto opened = port_.listen(endpoint, false); !opened) return opened;
  return config_.status_listen.empty() ? Status{} : port_.listen(config_.status_listen, true);
}

std::vector<std::string> Web::reread(const std::optional<SigningPublic>& release) {
  std::vector<std::string> wrong;
  for (auto& [host, origin] : origins_) {
    origin.bundle.reset();
    if (!release) {
      wrong.push_back(host + ": the grants name no release key, so no bundle can be checked");
      continue;
    }
    auto bundle = read_bundle(origin.folder, origin.face, *release);
    if (bundle)
      origin.bundle.emplace(std::move(*bundle));
    else
      wrong.push_back(host + ": " + bundle.error().detail);
  }
  if (!config_.certificates.empty()) {
    auto keys = TlsKeys::load(config_.certificates, config_.certificate_keys);
    if (keys)
      port_.use(std::move(*keys));
    else
      wrong.push_back("certificates stay as they were: " + keys.error().detail);
  }
  return wrong;
}

// ---- what is asked
std::optional<Reply> Web::weigh(const http::Request& request, const Peer& peer) {
  if (peer.status) return weigh_status(request);
  const auto ask = http::ask_of(request);
  if (!ask)
    return refuse(ask.error(), ask.error().status == 405
                                   ? std::string("Allow: ") + http::allowed(request.path) + "\r\n"
                                   : "");
  if (std::holds_alternative<http::GetHealth>(*ask)) return refuse({200, "up"});
  if (std::holds_alternative<http::GetReadiness>(*ask)) return ready();
  const auto origin = origins_.find(request.host);
  if (origin == origins_.end()) return no_such("no such host name here");
  if (auto same = http::check_origin(request, *ask, peer.secure); !same) return refuse(same.error());
  if (!origin->second.bundle)
    return refuse({503,
                   "the files of this site do not match their signature; its operator must put them "
                   "right. In danger, call 17"});
  if (const auto* get = std::get_if<http::GetFile>(&*ask)) return file(origin->second, get->path);
  if (std::holds_alternative<http::GetNode>(*ask)) {
    Reply reply;
    reply.text = to_hex(origin->second.node.view()) + "\n";
    return reply;
  }
  if (std::holds_alternative<http::OpenSession>(*ask)) return std::nullopt;
  const auto* close = std::get_if<http::CloseSession>(&*ask);
  const auto line = line_of(close ? close->token : std::get<http::CarryBytes>(*ask).token, request.host);
  if (!line) return refuse({410, over});
  if (!close) return std::nullopt;
  const auto connection = sessions_.at(*line).connection;
  gate_.from_device(*line, sessions_.at(*line).origin, Ended{0, EndCode::done}, now_, out_);
  forget(*line);
  port_.finish(connection, http::encode(http::Over{EndCode::done}), now_);
  Reply reply;
  reply.status = 204;
  return reply;
}

std::optional<Reply> Web::weigh_status(const http::Request& request) const {
  if (request.method != http::Method::get && request.method != http::Method::head)
    return refuse({405, "this path takes GET and HEAD"}, "Allow: GET, HEAD\r\n");
  if (request.path == "/healthz") return refuse({200, "up"});
  if (request.path == "/readyz") return ready();
  if (request.path != "/metrics") return no_such("/healthz, /readyz and /metrics are here");
  Reply reply;
  reply.type = "text/plain; version=0.0.4; charset=utf-8";
  reply.text = http::to_text(metrics());
  return reply;
}

Reply Web::ready() const {
  const bool bad = std::any_of(origins_.begin(), origins_.end(),
                               [](const auto& one) { return !one.second.bundle.has_value(); });
  if (bad) return refuse({503, "not ready: a bundle does not match"});
  if (gate_.nodes() == 0) return refuse({503, "not ready: no node is connected"});
  return refuse({200, "ready"});
}

Reply Web::file(const Origin& origin, const std::string& path) const {
  const auto found = origin.bundle->files.find(path);
  if (found == origin.bundle->files.end()) return no_such("there is nothing here");
  Reply reply;
  reply.type = found->second.type;
  reply.file = found->second.bytes;
  return reply;
}

Reply Web::answer(const http::Request& request, const Peer& peer, Bytes body, ConnectionId id) {
  const auto ask = http::ask_of(request);  // again: what was worth a body
  const auto& origin = origins_.find(request.host)->second;
  if (std::holds_alternative<http::OpenSession>(*ask))
    return open_session(origin, request, peer, std::move(body), id);
  return carry(std::get<http::CarryBytes>(*ask), request, std::move(body));
}

Reply Web::open_session(const Origin& origin, const http::Request& request, const Peer& peer, Bytes call,
                        ConnectionId id) {
  http::Token token;
  if (getrandom(token.data(), token.size(), 0) != static_cast<ssize_t>(token.size()))
    return refuse({503, "no randomness just now; come again"}, again_soon);
  const auto line = context_.new_session();
  const auto first = out_.size();
  gate_.from_device(line, peer.origin, Call{Lane::control, origin.node, std::move(call)}, now_, out_);
  const auto outcome = outcome_of(out_, first, line);
  if (outcome.ended == EndCode::not_connected)
    return refuse({503, "the node is not connected; nothing was sent. In danger, call 17"}, again_soon);
  if (outcome.ended)
    return refuse({503, "no room just now; nothing was sent. In danger, call 17"}, again_soon);
  if (!outcome.carried) return refuse({429, "too many sessions at once; come again"}, again_soon);
  sessions_[line] = Session{token, id, peer.origin, request.host, now_, now_};
  by_token_[token] = line;
  by_connection_[id] = line;
  Reply reply;
  reply.type = "application/octet-stream";
  reply.stream = true;
  reply.text = http::encode(http::SessionToken{token});
  return reply;
}

Reply Web::carry(const http::CarryBytes& ask, const http::Request& request, Bytes bytes) {
  const auto line = line_of(ask.token, request.host);  // it may have ended while the body came
  if (!line) return refuse({410, over});
  const auto first = out_.size();
  gate_.from_device(*line, sessions_.at(*line).origin, Carry{0, ask.lane, false, std::move(bytes)}, now_,
                    out_);
  const auto outcome = outcome_of(out_, first, *line);
  Reply reply;
  reply.status = 204;
  if (outcome.carried) return reply;
  if (outcome.ended) {
    deliver(*line, Ended{0, *outcome.ended});
    return refuse({410, over});
  }
  const auto wait = std::to_string(outcome.held_ms.value_or(1000));
  return refuse({429, "not carried; bring the same bytes again"},
                "Retry-After-Ms: " + wait + "\r\n" + again_soon);
}

// ---- sessions
std::optional<SessionId> Web::line_of(const http::Token& token, const std::string& host) const {
  const auto known = by_token_.find(token);
  if (known == by_token_.end() || sessions_.at(known->second).host != host) return std::nullopt;
  return known->second;
}

void Web::forget(SessionId line) {
  const auto session = sessions_.find(line);
  by_token_.erase(session->second.token);
  by_connection_.erase(session->second.connection);
  sessions_.erase(session);
}

void Web::stream_gone(ConnectionId id) {
  const auto known = by_connection_.find(id);
  if (known == by_connection_.end()) return;
  const auto line = known->second;
  forget(line);
  gate_.device_lost(line, out_);
}

Web::Delivery Web::deliver(SessionId line, const GateMessage& message) {
  const auto session = sessions_.find(line);
  if (session == sessions_.end()) return Delivery::not_ours;
  if (const auto* carried = std::get_if<Carry>(&message)) {
    session->second.said = now_;
    if (port_.push(session->second.connection, http::encode(http::Carried{carried->bytes}), now_))
      return Delivery::taken;
    forget(line);
    return Delivery::lost;
  }
  if (const auto* ended = std::get_if<Ended>(&message)) {
    const auto connection = session->second.connection;
    forget(line);
    port_.finish(connection, http::encode(http::Over{ended->code}), now_);
  }
  return Delivery::taken;  // of patience and of life a browser is told by answers and by keep_alive
}

// A browser says nothing while it waits: that it has acknowledged all that was sent speaks for it.
void Web::keep_alive(Now now) {
  if (now - looked_ < look_every) return;
  looked_ = now;
  std::vector<SessionId> lines;
  for (const auto& [line, session] : sessions_) lines.push_back(line);
  for (const auto line : lines) {
    auto& session = sessions_.at(line);
    if (now - session.vouched >= still_every && port_.acknowledged(session.connection)) {
      session.vouched = now;
      gate_.from_device(line, session.origin, Still{}, now, out_);
    }
    if (now - session.said < still_every) continue;
    session.said = now;
    if (port_.push(session.connection, http::encode(http::StillThere{}), now)) continue;
    forget(line);
    gate_.device_lost(line, out_);
  }
}

void Web::turn(Now now) {
  now_ = now;
  port_.turn(now);
  keep_alive(now);
}

http::Metrics Web::metrics() const {
  http::Metrics all;
  all.gate = gate_.counts();
  all.nodes = gate_.nodes();
  all.sessions = gate_.sessions();
  all.connections = port_.connections();
  all.streams = sessions_.size();
  all.buffered_bytes = port_.held_bytes();
  all.origins = origins_.size();
  all.origins_refused = static_cast<std::size_t>(std::count_if(
      origins_.begin(), origins_.end(), [](const auto& one) { return !one.second.bundle.has_value(); }));
  const auto& counts = port_.counts();
  all.answers = counts.answers;
  all.accepted = counts.accepted;
  all.turned_away = counts.turned_away;
  all.timed_out = counts.timed_out;
  all.slow_streams = counts.slow_streams;
  all.tls_failed = counts.tls_failed;
  return all;
}

}  // namespace tocsin::relay::gateway
