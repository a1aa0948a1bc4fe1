// Outboxes, relays, nodes: what to send when and by which way, and what is kept and handed out, is Tocsin's
// own.
#include "scale_pair.h"

namespace tocsin::scale {
namespace {

constexpr std::size_t looked_at_per_lane = 64;  // as node/core/outbox.cpp
constexpr std::uint64_t answer_references = std::uint64_t{1} << 62;

}  // namespace

std::uint32_t Pair::link_between(std::uint32_t from, std::uint32_t to) const {
  const auto commune = is_post(from) ? to : from, post = is_post(from) ? from : to;
  const std::uint32_t above = post == post_of(commune) ? 0 : 2;
  return static_cast<std::uint32_t>(links_a_commune * (commune - town_.posts) + above + is_post(from));
}

void Pair::queue(std::uint32_t link, Kind kind, Lane lane, std::uint32_t about) {
  auto& to = links_[link];
  relay::OutboxRow row;
  row.number = to.next++;
  row.lane = lane;
  row.bytes = costs_.parcel_bytes;
  row.ahead = kind == Kind::cancel;
  to.lanes[static_cast<std::size_t>(lane)].emplace(row.number, Row{row, kind, about, now_});
  found_.outbox_max = std::max<std::uint64_t>(found_.outbox_max, to.size());
  pump(link);
}

relay::Ways Pair::ways_up(const Link& link) const {
  relay::Ways up = 0;
  if (!nodes_[link.from].up) return up;
  for (std::uint8_t way = 0; way < relays; ++way)
    if (relays_[relay_of(link.to, way)].up) up = static_cast<relay::Ways>(up | 1u << way);
  return up;
}

void Pair::pump(std::uint32_t number) {
  auto& link = links_[number];
  const auto up = ways_up(link);
  if (up == 0) return;
  rows_.clear();
  for (auto lane : {Lane::control, Lane::in_progress, Lane::rest}) {
    std::size_t seen = 0;
    for (auto& [key, row] : link.lanes[static_cast<std::size_t>(lane)]) {
      rows_.push_back(row.row);
      if (++seen >= looked_at_per_lane) break;
    }
  }
  for (const auto chosen : relay::choose(rows_, relay::Window{}, instant(now_))) {
    auto* row = find(link, chosen);
    const auto way = relay::next_way(row->row, up);
    relay::sent(row->row, way, up, instant(now_));
    ++found_.parcels;
    put(relay_of(link.to, way), {Message::What::put, number, chosen, link.to});
    for (auto& each : rows_)
      if (each.number == chosen) each = row->row;
  }
  // What is due and waits for room in the window goes when an answer makes it.
  std::erase_if(rows_, [&](const auto& each) { return each.due <= instant(now_); });
  if (auto due = relay::next_due(rows_)) wake(number, static_cast<Micros>(to_ms(*due)) * 1000 - start);
}

void Pair::wake(std::uint32_t number, Micros when) {
  auto& link = links_[number];
  when = std::max(when, now_ + 1000);
  if (when >= link.due_at) return;
  link.due_at = when;
  at(when, Step::due, number);
}

Row* Pair::find(Link& link, std::uint64_t number) {
  for (auto& lane : link.lanes)
    if (auto found = lane.find(number); found != lane.end()) return &found->second;
  return nullptr;
}

void Pair::answered(const Event& event, bool stored) {
  auto& link = links_[event.a];
  auto* row = find(link, event.b);
  const auto way = static_cast<std::uint8_t>(event.c);
  if (row == nullptr || !row->row.in_flight || row->row.way != way) return;
  if (stored)
    relay::stored_at_relay(row->row, ways_up(link), instant(now_));
  else
    relay::answered_busy(row->row, relay::MailboxLimits{}.retry_after_ms, ways_up(link), instant(now_),
                         static_cast<std::uint32_t>(dice_()));
  pump(event.a);
}

void Pair::ended(std::uint32_t number, std::uint64_t row) {
  auto& link = links_[number];
  for (auto& lane : link.lanes) lane.erase(row);
  last_end_ = now_;
  pump(number);
}

void Pair::put(std::uint32_t relay, const Message& message) {
  if (!relays_[relay].up) return;
  at(now_ + micros(costs_.line_us), Step::at_relay, relay, 0, 0, message);
}

void Pair::at_relay(std::uint32_t number, const Message& message) {
  auto& here = relays_[number];
  if (!here.up) return;
  ++found_.relay_messages;
  if (message.what != Message::What::taken) found_.bytes += costs_.parcel_bytes;
  // A message that comes to an idle relay is a batch of its own; those that wait share a commit (64 at
  // most).
  const bool alone = here.server.busy_until <= now_;
  const double cost = costs_.relay_message_us + (alone ? costs_.relay_commit_us : costs_.relay_commit_us / 8);
  here.queue.push_back(message);
  at(here.server.serve(now_, cost), Step::relay_done, number);
}

void Pair::relay_done(std::uint32_t number) {
  auto& here = relays_[number];
  if (here.queue.empty()) return;
  if (here.server.waiting > 0) --here.server.waiting;
  const auto message = here.queue.front();
  here.queue.pop_front();
  if (!here.up) return;
  auto& box = *here.boxes[message.mailbox];
  if (message.what == Message::What::taken) {
    box.taken(message.row);
    here.held[message.mailbox].erase(message.row);
    return hand_out(number, message.mailbox);
  }
  const bool answers = message.what == Message::What::answer;
  const auto& link = links_[message.link];
  const auto sender = answers ? link.to : link.from;
  const auto* row = answers ? nullptr : find(links_[message.link], message.row);
  const auto lane = row ? row->row.lane : Lane::rest;
  const auto reference =
      answers ? answer_references + ++answer_count_ : (std::uint64_t{message.link} << 32 | message.row);
  const auto verdict = box.put(nodes_[sender].name, reference, lane, costs_.parcel_bytes, instant(now_));
  using Verdict = relay::Mailbox::PutVerdict;
  if (verdict.verdict == Verdict::keep) here.held[message.mailbox][verdict.number] = message;
  found_.busy += verdict.verdict == Verdict::busy;
  found_.mailbox_max = std::max<std::uint64_t>(found_.mailbox_max, box.size());
  found_.relay_parcels_max = std::max<std::uint64_t>(found_.relay_parcels_max, here.room.size());
  if (!answers)
    at(now_ + micros(costs_.line_us), verdict.verdict == Verdict::busy ? Step::busy : Step::stored,
       message.link, message.row, way_of(message.mailbox, number));
  hand_out(number, message.mailbox);
}

void Pair::hand_out(std::uint32_t number, std::uint32_t node) {
  auto& here = relays_[number];
  for (const auto held : here.boxes[node]->next()) {
    auto message = here.held[node].at(held);
    found_.bytes += costs_.parcel_bytes;
    at(now_ + micros(costs_.line_us), Step::at_node, node, std::uint64_t{number} << 48 | held, 0, message);
  }
}

void Pair::at_node(std::uint32_t number, std::uint64_t from, const Message& message) {
  auto& node = nodes_[number];
  if (!node.up) return;
  const auto cost =
      (is_post(number) ? costs_.post_input_us : costs_.commune_input_us) + costs_.node_commit_us;
  at(node.server.serve(now_, cost), Step::node_done, number, from, 0, message);
}

void Pair::node_done(std::uint32_t number, std::uint64_t from, const Message& message) {
  --nodes_[number].server.waiting;
  if (!nodes_[number].up) return;
  put(static_cast<std::uint32_t>(from >> 48),
      {Message::What::taken, 0, from & ((std::uint64_t{1} << 48) - 1), number});
  if (message.what == Message::What::answer) return ended(message.link, message.row);
  auto& link = links_[message.link];
  // The recipient's answer goes by every line to the sender that is up, and has no row.
  for (std::uint8_t way = 0; way < relays; ++way) {
    const auto relay = relay_of(link.from, way);
    if (!relays_[relay].up) continue;
    ++found_.answers;
    put(relay, {Message::What::answer, message.link, message.row, link.from});
  }
  if (link.arrived.size() <= message.row) link.arrived.resize(message.row + 1);
  found_.came_again += link.arrived[message.row] != 0;
  if (link.arrived[message.row]) return;
  link.arrived[message.row] = 1;
  auto* row = find(link, message.row);
  if (row == nullptr) return;
  const auto since = static_cast<double>(now_ - row->queued) / second;
  switch (row->kind) {
    case Kind::alert: return delivered(row->about);
    case Kind::notice: found_.notice.add(since); break;
    case Kind::cancel: found_.cancel.add(since); break;
    case Kind::carried: send_receipt(row->about, link.to); return lies_unread(row->about, link.to);
    case Kind::receipt:
      if (alerts_[row->about].passed) tell(row->about, link.from);
      return;
    case Kind::told:
    case Kind::shown: return;
  }
  queue(link_between(link.to, link.from), Kind::shown, Lane::rest, 0);
}

void Pair::breaks(bool mended) {
  relays_[0].up = nodes_[0].up = mended;
  if (!mended) {
    relays_[0].queue.clear();
    relays_[0].server.waiting = 0;
  }
  for (auto relay : {0u, 1u})
    for (std::uint32_t node = 0; node < nodes_.size(); ++node) {
      auto& box = *relays_[relay].boxes[node];
      if (relay == 0 || node == 0) box.stop_fetch();
      if (mended && (relay == 0 || node == 0)) {
        box.fetch(node + 1, relay::window_parcels_max);
        hand_out(relay, node);
      }
    }
  for (std::uint32_t number = 0; number < links_.size(); ++number) {
    auto& link = links_[number];
    const auto way = way_of(link.to, 0);
    for (auto& lane : link.lanes)
      for (auto& [key, row] : lane)
        mended ? relay::way_up(row.row, way, instant(now_)) : relay::way_down(row.row, way, instant(now_));
    pump(number);
  }
  if (mended) reads(0);
}

}  // namespace tocsin::scale
