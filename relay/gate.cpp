#include "relay/gate.h"

#include <algorithm>
#include <numeric>

#include "relay/lanes.h"

namespace tocsin::relay {
namespace {

constexpr std::uint32_t window_wait_ms = 200, rate_wait_ms = 1000;
constexpr std::size_t origins_max = 65'536;

std::size_t index(Lane lane) {
  return static_cast<std::size_t>(lane) - 1;
}

template <class Session>
std::size_t unanswered(const Session& session) {
  return std::accumulate(std::begin(session.unanswered), std::end(session.unanswered), std::size_t{0});
}

}  // namespace

void Gate::admit(std::vector<BoxPublic> nodes, std::vector<Out>& out) {
  admitted_ = std::move(nodes);
  for (auto node = nodes_.begin(); node != nodes_.end();) {
    const auto next = std::next(node);
    if (!std::binary_search(admitted_.begin(), admitted_.end(), node->first)) {
      out.push_back({node->second.line, true, Ended{0, EndCode::not_connected}});
      node_gone(node, EndCode::not_connected, out);
    }
    node = next;
  }
}

// ---- devices
void Gate::from_device(SessionId line, std::string_view origin, GateMessage message, Now now,
                       std::vector<Out>& out) {
  if (auto* begun = std::get_if<Call>(&message)) return call(line, origin, std::move(*begun), now, out);
  const auto known = by_line_.find(line);
  if (known == by_line_.end()) {
    // An Ended is answered by nothing: two sides that know no session would tell each other for ever.
    if (!std::holds_alternative<Ended>(message)) tell(line, origin, EndCode::unknown, now, out);
    return;
  }
  const auto at = sessions_.find(known->second);
  at->second.heard = now;
  if (std::holds_alternative<Ended>(message)) return end(at, EndCode::done, {false, true}, out);
  if (!at->second.messages.take(now)) return hold_off(line, origin, now, out);
  if (auto* carried = std::get_if<Carry>(&message); carried && carried->session == 0 && !carried->known) {
    auto& node = nodes_.at(at->second.node);
    if (unanswered(at->second) >= limits_.unanswered_per_session_max ||
        !has_window(node, carried->lane, origin, at->second.known))
      return hold(line, window_wait_ms, out);
    return carry(node, at->first, at->second, carried->lane, std::move(carried->bytes), out);
  }
  if (std::holds_alternative<Still>(message)) return out.push_back({line, false, Still{}});
  malformed(line, origin, now, out);
}

void Gate::malformed(SessionId line, std::string_view origin, Now now, std::vector<Out>& out) {
  ++counts_.malformed;
  tell(line, origin, EndCode::malformed, now, out);
  if (const auto known = by_line_.find(line); known != by_line_.end())
    end(sessions_.find(known->second), EndCode::malformed, {false, true}, out);
}

void Gate::tell(SessionId line, std::string_view origin, EndCode code, Now now, std::vector<Out>& out) {
  if (origin_of(origin, now).told.take(now)) out.push_back({line, false, Ended{0, code}});
}

void Gate::hold_off(SessionId line, std::string_view origin, Now now, std::vector<Out>& out) {
  ++counts_.held;
  if (origin_of(origin, now).told.take(now)) out.push_back({line, false, Held{rate_wait_ms}});
}

void Gate::call(SessionId line, std::string_view origin, Call call, Now now, std::vector<Out>& out) {
  if (const auto before = by_line_.find(line); before != by_line_.end())
    end(sessions_.find(before->second), EndCode::done, {false, true}, out);
  if (!origin_of(origin, now).calls.take(now)) return hold_off(line, origin, now, out);
  const auto node = nodes_.find(call.node);
  if (node == nodes_.end()) {
    ++counts_.not_connected;
    return out.push_back({line, false, Ended{0, EndCode::not_connected}});
  }
  if (!has_window(node->second, call.lane, origin, false)) return hold(line, window_wait_ms, out);
  if (!make_room(call.node, origin, out)) {
    ++counts_.crowded;
    return out.push_back({line, false, Ended{0, EndCode::crowded}});
  }
  ++counts_.calls;
  const auto number = ++last_session_;
  auto& session = sessions_
                      .emplace(number, Session{call.node, line, std::string(origin), now, now,
                                               Bucket(limits_.messages_per_session, now)})
                      .first->second;
  by_line_[line] = number;
  ++node->second.sessions;
  ++origin_of(origin, now).sessions;
  carry(node->second, number, session, call.lane, std::move(call.bytes), out);
}

// A lane's share; of it strangers have a half, and one origin a quarter: what a flood leaves is enough for
// the others, because a node is through with a frame in a moment.
bool Gate::has_window(const Node& node, Lane lane, std::string_view origin, bool known) {
  const auto share = static_cast<std::size_t>(lane_share(lane, node.offer.window));
  const auto& used = node.used[index(lane)];
  if (used.all >= share) return false;
  if (!known && used.unknown >= std::max<std::size_t>(1, share / 2)) return false;
  const auto mine = used.by_origin.find(origin);
  return mine == used.by_origin.end() || mine->second < std::max<std::size_t>(1, share / 4);
}

void Gate::carry(Node& node, std::uint64_t number, Session& session, Lane lane, Bytes bytes,
                 std::vector<Out>& out) {
  auto& used = node.used[index(lane)];
  ++used.all;
  used.unknown += session.known ? 0 : 1;
  ++used.by_origin[session.origin];
  ++session.unanswered[index(lane)];
  ++counts_.carried;
  out.push_back({node.line, true, Carry{number, lane, false, std::move(bytes)}});
}

void Gate::hold(SessionId line, std::uint32_t ms, std::vector<Out>& out) {
  ++counts_.held;
  out.push_back({line, false, Held{ms}});
}

Gate::Origin& Gate::origin_of(std::string_view origin, Now now) {
  if (const auto found = origins_.find(origin); found != origins_.end()) return found->second;
  if (origins_.size() >= origins_max)
    for (auto at = origins_.begin(); at != origins_.end();)
      at = at->second.sessions == 0 ? origins_.erase(at) : std::next(at);
  return origins_
      .emplace(origin, Origin{Bucket(limits_.calls_per_origin, now), Bucket(limits_.told_per_origin, now), 0})
      .first->second;
}

template <class Of>
bool Gate::end_stranger(const Of& of, std::vector<Out>& out) {
  auto oldest = sessions_.end();
  for (auto at = sessions_.begin(); at != sessions_.end(); ++at)
    if (!at->second.over && !at->second.known && of(at->second) &&
        (oldest == sessions_.end() || at->second.heard < oldest->second.heard))
      oldest = at;
  if (oldest == sessions_.end()) return false;
  end(oldest, EndCode::crowded, {true, true}, out);
  return true;
}

// An origin that has its share makes room out of its own strangers; a full node or gateway out of those of
// the origin that has most. Whoever has signed with a key that the node knows is ended for nobody.
bool Gate::make_room(const BoxPublic& node, std::string_view origin, std::vector<Out>& out) {
  const auto mine = origins_.find(origin);
  if (mine != origins_.end() && mine->second.sessions >= limits_.sessions_per_origin_max &&
      !end_stranger([&](const Session& one) { return one.origin == origin; }, out))
    return false;
  const auto& of = nodes_.at(node);
  const bool node_full = of.sessions >= of.offer.sessions;
  if (!node_full && by_line_.size() < limits_.sessions_max) return true;
  std::map<std::string_view, std::size_t> strangers;
  for (const auto& [number, one] : sessions_)
    if (!one.over && !one.known && (!node_full || one.node == node)) ++strangers[one.origin];
  const auto most = std::max_element(strangers.begin(), strangers.end(),
                                     [](const auto& a, const auto& b) { return a.second < b.second; });
  if (most == strangers.end()) return false;
  const std::string whose(most->first);
  return end_stranger(
      [&](const Session& one) { return one.origin == whose && (!node_full || one.node == node); }, out);
}

// ---- nodes
void Gate::from_node(SessionId line, const BoxPublic& key, GateMessage message, Now now,
                     std::vector<Out>& out) {
  if (!std::binary_search(admitted_.begin(), admitted_.end(), key))
    return out.push_back({line, true, Ended{0, EndCode::not_connected}});
  if (const auto* offered = std::get_if<Serve>(&message)) return serve(line, key, *offered, now, out);
  const auto found = nodes_.find(key);
  if (found == nodes_.end() || found->second.line != line) {
    if (const auto* carried = std::get_if<Carry>(&message))
      out.push_back({line, true, Ended{carried->session, EndCode::unknown}});
    return;
  }
  auto& node = found->second;
  node.heard = now;
  if (auto* carried = std::get_if<Carry>(&message)) return answer(node, std::move(*carried), out);
  if (const auto* done = std::get_if<Handled>(&message)) return handled(node, *done);
  if (const auto* ended = std::get_if<Ended>(&message)) {
    const auto at = sessions_.find(ended->session);
    if (at != sessions_.end() && at->second.node == key && !at->second.over)
      end(at, ended->code, {true, false}, out);
    return;
  }
  ++counts_.malformed;
  out.push_back({line, true, Ended{0, EndCode::malformed}});
}

void Gate::serve(SessionId line, const BoxPublic& key, const Serve& serve, Now now, std::vector<Out>& out) {
  auto known = nodes_.find(key);
  if (known != nodes_.end() && known->second.line != line) {
    node_gone(known, EndCode::node_lost, out);  // it dialled anew: what it knew of sessions is gone
    known = nodes_.end();
  }
  if (known == nodes_.end()) {
    const auto forgotten = forgotten_.extract(key);
    if (!forgotten.empty() && forgotten.mapped() == line)
      out.push_back({line, true, Ended{0, EndCode::unknown}});
    known = nodes_.emplace(key, Node{line, serve, now, 0, {}}).first;
  }
  known->second.offer = serve;
  known->second.heard = now;
  out.push_back({line, true, Serving{}});
}

void Gate::answer(Node& node, Carry carry, std::vector<Out>& out) {
  const auto at = sessions_.find(carry.session);
  if (at == sessions_.end() || at->second.over || nodes_.at(at->second.node).line != node.line)
    return out.push_back({node.line, true, Ended{carry.session, EndCode::unknown}});
  auto& session = at->second;
  if (carry.known && !session.known) {
    session.known = true;
    for (std::size_t lane = 0; lane < 3; ++lane) node.used[lane].unknown -= session.unanswered[lane];
  }
  session.sent += carry.bytes.size();
  if (!session.known && session.sent > limits_.stranger_bytes_max) {
    ++counts_.crowded;
    return end(at, EndCode::crowded, {true, true}, out);
  }
  out.push_back({session.line, false, Carry{0, carry.lane, false, std::move(carry.bytes)}});
}

void Gate::handled(Node& node, const Handled& handled) {
  const auto at = sessions_.find(handled.session);
  const auto lane = index(handled.lane);
  if (at == sessions_.end() || nodes_.at(at->second.node).line != node.line ||
      at->second.unanswered[lane] == 0)
    return;
  auto& session = at->second;
  auto& used = node.used[lane];
  --session.unanswered[lane];
  --used.all;
  used.unknown -= session.known ? 0 : 1;
  if (const auto mine = used.by_origin.find(session.origin); --mine->second == 0) used.by_origin.erase(mine);
  if (session.over && unanswered(session) == 0) sessions_.erase(at);
}

// ---- ends
void Gate::end(Sessions::iterator at, EndCode code, Tell tell, std::vector<Out>& out) {
  auto& session = at->second;
  if (tell.device) out.push_back({session.line, false, Ended{0, code}});
  auto& node = nodes_.at(session.node);
  if (tell.node) out.push_back({node.line, true, Ended{at->first, code}});
  --node.sessions;
  forget(at);
  session.over = true;
  if (unanswered(session) == 0) sessions_.erase(at);
}

void Gate::forget(Sessions::iterator at) {
  by_line_.erase(at->second.line);
  if (const auto mine = origins_.find(at->second.origin); mine != origins_.end()) --mine->second.sessions;
}

void Gate::node_gone(Nodes::iterator node, EndCode code, std::vector<Out>& out) {
  for (auto at = sessions_.begin(); at != sessions_.end();) {
    if (at->second.node != node->first) {
      ++at;
      continue;
    }
    if (!at->second.over) {
      out.push_back({at->second.line, false, Ended{0, code}});
      forget(at);
    }
    at = sessions_.erase(at);
  }
  forgotten_[node->first] = node->second.line;
  nodes_.erase(node);
}

bool Gate::served_by(SessionId line) const {
  return std::ranges::any_of(nodes_, [&](const auto& node) { return node.second.line == line; });
}

void Gate::device_lost(SessionId line, std::vector<Out>& out) {
  if (const auto known = by_line_.find(line); known != by_line_.end())
    end(sessions_.find(known->second), EndCode::done, {false, true}, out);
}

void Gate::node_lost(SessionId line, std::vector<Out>& out) {
  for (auto node = nodes_.begin(); node != nodes_.end(); ++node)
    if (node->second.line == line) return node_gone(node, EndCode::node_lost, out);
}

void Gate::tick(Now now, std::vector<Out>& out) {
  for (auto node = nodes_.begin(); node != nodes_.end();) {
    const auto next = std::next(node);
    if (now - node->second.heard > limits_.node_silent) node_gone(node, EndCode::node_lost, out);
    node = next;
  }
  for (auto at = sessions_.begin(); at != sessions_.end();) {
    const auto next = std::next(at);
    auto& session = at->second;
    if (!session.over && now - session.heard > limits_.session_idle) {
      end(at, EndCode::idle, {true, true}, out);
    } else if (!session.over && now - std::max(session.heard, session.probed) >= probe_every) {
      session.probed = now;
      out.push_back({session.line, false, Still{}});
    }
    at = next;
  }
}

}  // namespace tocsin::relay
