#include "tests/sim/network.h"

namespace tocsin::sim {
namespace {

// Whether what it said is not what an honest relay would have said.
bool lies(tests::Honesty honesty, ByteView frame, const std::vector<relay::Frame>& answers) {
  using tests::Honesty;
  if (honesty == Honesty::drops) {
    auto message = relay::decode(frame);
    return message && std::holds_alternative<relay::Put>(*message);
  }
  if (honesty == Honesty::reverses) return answers.size() > 1;
  if (honesty == Honesty::honest) return false;
  for (const auto& answer : answers)
    if (std::holds_alternative<relay::Parcel>(answer.message)) return true;
  return false;
}

}  // namespace

void Agenda::run_until(Instant end) {
  while (!heap_.empty() && heap_.top().when <= end) {
    auto what = std::move(const_cast<Entry&>(heap_.top()).what);  // popped next, never compared again
    now = heap_.top().when;
    heap_.pop();
    what();
  }
  now = end;
}

Network::Network(Town& town, Agenda& agenda, Random& random, FaultCounts& faults)
    : town_(town), agenda_(agenda), random_(random), faults_(faults) {
  lines_.resize(town.nodes.size());
  parted_until_.resize(town.nodes.size());
  for (std::size_t i = 0; i < town.nodes.size(); ++i) ends_[town.nodes[i]->parts.identity.curve] = {i, false};
  for (std::size_t i = 0; i < town.relays.size(); ++i) ends_[town.relays[i]->line.server] = {i, true};
}

void Network::fold(ByteView bytes) {
  std::uint64_t word = bytes.size();
  for (std::size_t at = 0; at + 8 <= bytes.size(); at += 64) {
    std::uint64_t part;
    std::copy_n(bytes.begin() + static_cast<std::ptrdiff_t>(at), 8, reinterpret_cast<std::uint8_t*>(&part));
    word = word * 1099511628211u ^ part;
  }
  fold(word);
}

void Network::carry_out(std::size_t from, const node::Effects& effects) {
  for (const auto& one : effects.send)
    if (!pass || pass(from, one)) say(from, one);
  for (const auto& one : effects.mailbox_reply)
    if (auto way = sessions_.find(one.session); way != sessions_.end())
      send(way->second.node, way->second.line, false, one.frame);
  if (effects.lines_changed) refresh(from);
}

void Network::say(std::size_t from, const node::LineSend& what) {
  for (std::size_t line = 0; line < lines_[from].size(); ++line)
    if (lines_[from][line].to == what.line) send(from, line, true, what.frame);
}

void Network::refresh(std::size_t node) {
  auto& here = *town_.nodes[node];
  auto transaction = here.parts.store.begin();
  if (!transaction) return;
  for (auto& to : here.parts.core->lines(**transaction)) {
    bool known = false;
    for (const auto& line : lines_[node]) known |= line.to == to;
    if (known) continue;
    auto end = ends_.at(to.server);
    Line line;
    line.owner = node;
    line.to = to;
    line.end = end.first;
    line.to_relay = end.second;
    lines_[node].push_back(std::move(line));
    dial(node, lines_[node].size() - 1, random_.between(milliseconds(500), seconds(8)));
  }
}

bool Network::reachable(const Line& line) const {
  if (!town_.nodes[line.owner]->running || agenda_.now < parted_until_[line.owner]) return false;
  if (line.to_relay) return town_.relays[line.end]->up;
  return town_.nodes[line.end]->running && agenda_.now >= parted_until_[line.end];
}

void Network::dial(std::size_t node, std::size_t line, Duration after) {
  auto& one = lines_[node][line];
  if (one.up || one.redialling) return;
  one.redialling = true;
  agenda_.in(after, [this, node, line] { try_up(node, line); });
}

void Network::try_up(std::size_t node, std::size_t line) {
  auto& one = lines_[node][line];
  one.redialling = false;
  if (one.up || !town_.nodes[node]->running) return;
  if (!reachable(one)) return dial(node, line, random_.between(seconds(5), seconds(30)));
  one.up = true;
  one.session = next_session_++;
  sessions_[one.session] = {node, line};
  arrive(node, node::LinkChange{one.to, true});
}

void Network::down(std::size_t node, std::size_t line) {
  auto& one = lines_[node][line];
  if (!one.up) return;
  one.up = false;
  sessions_.erase(one.session);
  if (one.to_relay) town_.relays[one.end]->hang_up(one.session);
  if (town_.nodes[node]->running) arrive(node, node::LinkChange{one.to, false});
}

void Network::cut(std::size_t node, std::size_t line, Duration redial_after) {
  down(node, line);
  dial(node, line, redial_after);
}

void Network::deafen(std::size_t node, std::size_t line, bool out, Duration time) {
  auto& one = lines_[node][line];
  (out ? one.deaf_out : one.deaf_in) = agenda_.now + time;
}

void Network::slow_down(std::size_t node, std::size_t line, Duration time) {
  lines_[node][line].slow_until = agenda_.now + time;
}

void Network::node_down(std::size_t node) {
  for (std::size_t from = 0; from < lines_.size(); ++from)
    for (std::size_t line = 0; line < lines_[from].size(); ++line) {
      auto& one = lines_[from][line];
      if (from != node && (one.to_relay || one.end != node)) continue;
      down(from, line);
      if (from != node) dial(from, line, random_.between(milliseconds(500), seconds(8)));
    }
}

void Network::node_up(std::size_t node) {
  refresh(node);
  for (std::size_t line = 0; line < lines_[node].size(); ++line)
    dial(node, line, random_.between(milliseconds(500), seconds(8)));
}

void Network::part(std::size_t node, Duration time) {
  parted_until_[node] = agenda_.now + time;
  node_down(node);
  node_up(node);
}

void Network::set_relay(std::size_t relay, bool up) {
  town_.relays[relay]->up = up;
  if (up) return;
  for (std::size_t node = 0; node < lines_.size(); ++node)
    for (std::size_t line = 0; line < lines_[node].size(); ++line)
      if (lines_[node][line].to_relay && lines_[node][line].end == relay)
        cut(node, line, random_.between(milliseconds(500), seconds(8)));
}

void Network::heal() {
  weather = {};
  for (auto& until : parted_until_) until = {};
  for (auto& of_node : lines_)
    for (auto& line : of_node) line.deaf_in = line.deaf_out = line.slow_until = {};
  for (auto& relay : town_.relays) {
    relay->up = true;
    relay->honesty = tests::Honesty::honest;
  }
}

void Network::send(std::size_t node, std::size_t line, bool out, Bytes frame) {
  const auto& one = lines_[node][line];
  ++frames;
  watch(frame);
  fold(frame);
  if (!one.up) return;
  auto count = [this](Fault fault) { ++faults_.of[static_cast<std::size_t>(fault)]; };
  if (agenda_.now < (out ? one.deaf_out : one.deaf_in)) return count(Fault::one_way);
  if (random_.per_mille(weather.lost)) return count(Fault::frame_lost);
  auto wait = random_.between(milliseconds(1), weather.slow);
  if (agenda_.now < one.slow_until) wait += random_.between(seconds(1), seconds(8));
  if (random_.per_mille(weather.late)) {
    count(Fault::frame_late);
    wait += random_.between(seconds(1), seconds(40));
  }
  auto sent = std::make_shared<const Bytes>(std::move(frame));
  const auto session = one.session;
  agenda_.in(wait, [this, session, out, sent] { land(session, out, sent); });
  if (random_.per_mille(weather.repeated)) {
    count(Fault::frame_repeated);
    agenda_.in(wait + random_.between(milliseconds(1), seconds(20)),
               [this, session, out, sent] { land(session, out, sent); });
  }
}

void Network::land(std::uint64_t session, bool out, const Sent& frame) {
  auto found = sessions_.find(session);
  if (found == sessions_.end()) return;  // the line is gone, and what was on it
  const auto way = found->second;
  const auto& line = lines_[way.node][way.line];
  if (!out) return arrive(way.node, node::LinkMessage{line.to, *frame});
  if (line.to_relay) return at_relay(way, session, frame);
  arrive(line.end, node::MailboxMessage{session, town_.nodes[way.node]->user(), *frame});
}

void Network::at_relay(const Way& way, std::uint64_t session, const Sent& frame) {
  auto& relay = *town_.relays[lines_[way.node][way.line].end];
  const auto answers = relay.says(town_.nodes[way.node]->parts.identity.curve, session, *frame, agenda_.now);
  if (lies(relay.honesty, *frame, answers)) ++faults_.of[static_cast<std::size_t>(Fault::relay_lies)];
  for (const auto& answer : answers) {
    auto to = sessions_.find(answer.line);
    if (to == sessions_.end()) continue;
    // Garbage in place of an answer: the node must not be moved by it.
    if (relay.honesty == tests::Honesty::reverses && random_.one_in(40)) {
      Bytes garbage(1 + random_.below(64));
      for (auto& byte : garbage) byte = static_cast<std::uint8_t>(random_.next());
      send(to->second.node, to->second.line, false, std::move(garbage));
      continue;
    }
    send(to->second.node, to->second.line, false, relay::encode(answer.message));
  }
}

}  // namespace tocsin::sim
