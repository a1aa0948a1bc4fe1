#include "scale_model.h"

#include <algorithm>
#include <cmath>
#include <deque>
#include <map>
#include <memory>
#include <queue>
#include <random>

#include "policy/alert.h"
#include "relay/mailbox.h"
#include "relay/outbox.h"

namespace tocsin::scale {
namespace {

using relay::Lane;
using Micros = std::int64_t;
constexpr Micros second = 1'000'000, hour = 3600 * second;
constexpr Micros start = 1'800'000'000LL * second;
constexpr std::size_t relays = 2, looked_at_per_lane = 64;  // as node/core/outbox.cpp
constexpr double seconds_to_take = 15;                      // from opening, of an officer
constexpr std::uint64_t answer_references = std::uint64_t{1} << 62;
// Of a day's alerts, by the hour: quiet nights, most in the evening.
constexpr std::array<double, 24> shape{1, 1, 1, 1, 1, 2, 3, 4, 4, 4, 4, 4,
                                       4, 4, 4, 5, 6, 7, 8, 8, 7, 5, 3, 2};

Instant instant(Micros at) {
  return from_ms(static_cast<std::uint64_t>((start + at) / 1000));
}
Micros micros(double value) {
  return static_cast<Micros>(std::llround(value));
}

enum class Kind : std::uint8_t { alert, receipt, notice, cancel, shown };
enum class Step : std::uint8_t {
  arises,      // a: commune
  leaves,      // a: alert; the undo hold is over
  at_relay,    // a: relay, m
  relay_done,  // a: relay
  at_node,     // a: node, b: relay it came by, m
  node_done,   // a: node, b: relay, m
  stored,      // a: link, b: row, c: way
  busy,        // the same
  due,         // a: link
  takes,       // a: alert
  closes,      // a: alert
  breaks,      // the lost relay and post go, or (a = 1) come back
  tells,       // every post its notice, or (a = 1) its cancel
};
struct Message {
  enum class What : std::uint8_t { put, answer, taken } what{};
  std::uint32_t link = 0;  // whose row it is, or answers
  std::uint64_t row = 0;
  std::uint32_t mailbox = 0;  // of which node; taken: number in `row`
};
struct Event {
  Micros at;
  std::uint64_t order;
  Step step;
  std::uint32_t a = 0;
  std::uint64_t b = 0, c = 0;
  Message m{};
  bool operator<(const Event& other) const { return at != other.at ? at > other.at : order > other.order; }
};

struct Row {
  relay::OutboxRow row;
  Kind kind;
  std::uint32_t about;  // alert
  Micros queued;
};
// One node's outbox towards one other.
struct Link {
  std::uint32_t from, to;
  std::uint64_t next = 1;
  std::map<std::uint64_t, Row> lanes[4];
  std::vector<bool> arrived;  // by row number: the recipient has acted on it
  Micros due_at = INT64_MAX;
  std::size_t size() const { return lanes[1].size() + lanes[2].size() + lanes[3].size(); }
};
struct Server {
  Micros busy_until = 0;
  double busy = 0;
  std::map<Micros, double> by_minute;
  std::uint64_t waiting = 0, waiting_max = 0;
  // Answers when it is done.
  Micros serve(Micros now, double cost) {
    busy_until = std::max(now, busy_until) + micros(cost);
    busy += cost;
    by_minute[now / (60 * second)] += cost;
    waiting_max = std::max(waiting_max, ++waiting);
    return busy_until;
  }
  double peak() const {
    double most = 0;
    for (const auto& [minute, cost] : by_minute) most = std::max(most, cost);
    return most / (60.0 * second);
  }
};
struct RelayHere {
  bool up = true;
  Server server;
  relay::Room room{relay::RoomLimits{}};
  std::vector<std::unique_ptr<relay::Mailbox>> boxes;  // by node
  std::vector<std::map<std::uint64_t, Message>> held;  // by node, by number
  std::deque<Message> queue;
};
struct NodeHere {
  bool up = true;
  std::string name;
  Server server;
  std::vector<std::uint32_t> links;
};
struct Alert {
  std::uint32_t commune, post;
  bool in_progress, cut_off = false;
  Micros since = 0;
  std::uint8_t state = 0;  // 1 delivered, 2 opened, 3 closed
};
struct Desk {
  std::vector<Micros> free_at;
  std::deque<std::uint32_t> unread;
  bool asked = false;
};

class Pair {
 public:
  Pair(const Town& town, const Costs& costs, const Wish& wish)
      : town_(town), costs_(costs), wish_(wish), dice_(wish.seed) {
    const auto count = static_cast<std::uint32_t>(town.posts + town.communes);
    nodes_.resize(count);
    desks_.resize(town.posts);
    for (auto& desk : desks_) desk.free_at.assign(town.officers, 0);
    for (std::uint32_t i = 0; i < count; ++i) nodes_[i].name = "n" + std::to_string(i);
    for (auto& each : relays_) {
      each.held.resize(count);
      for (std::uint32_t i = 0; i < count; ++i) {
        each.boxes.push_back(std::make_unique<relay::Mailbox>(relay::MailboxLimits{}, 1, each.room));
        each.boxes.back()->fetch(i + 1, relay::window_parcels_max);
      }
    }
    for (std::uint32_t commune = static_cast<std::uint32_t>(town.posts); commune < count; ++commune) {
      const auto post = post_of(commune);
      for (auto [from, to] : {std::pair{commune, post}, std::pair{post, commune}}) {
        nodes_[from].links.push_back(static_cast<std::uint32_t>(links_.size()));
        links_.push_back({from, to, 1, {}, {}, INT64_MAX});
      }
    }
    sent_.resize(town.communes * town.referents_each);
  }
  Found run() {
    arrivals();
    if (wish_.lost) {
      later(10 * hour, Step::breaks, 0);
      later(16 * hour, Step::breaks, 1);
    }
    if (wish_.notice) {
      later(20 * hour, Step::tells, 0);
      later(20 * hour + 60 * second, Step::tells, 1);
    }
    while (!events_.empty()) {
      const auto event = events_.top();
      events_.pop();
      now_ = event.at;
      handle(event);
    }
    return sum();
  }

 private:
  std::uint32_t post_of(std::uint32_t commune) const {
    return static_cast<std::uint32_t>((commune - town_.posts) % town_.posts);
  }
  // The department's own relay first, then the other.
  std::uint32_t relay_of(std::uint32_t node, std::uint8_t way) const {
    const auto post = node < town_.posts ? node : post_of(node);
    return static_cast<std::uint32_t>((post + way) % relays);
  }
  std::uint8_t way_of(std::uint32_t node, std::uint32_t relay) const {
    return relay_of(node, 0) == relay ? 0 : 1;
  }
  bool is_post(std::uint32_t node) const { return node < town_.posts; }
  void at(Micros when, Step step, std::uint32_t a, std::uint64_t b = 0, std::uint64_t c = 0,
          const Message& m = {}) {
    events_.push({when, ++order_, step, a, b, c, m});
  }
  void later(Micros when, Step step, std::uint32_t a) { at(when, step, a); }
  double chance() { return std::uniform_real_distribution<>(0, 1)(dice_); }

  void arrivals() {
    double whole = 0;
    for (auto part : shape) whole += part;
    const auto hours = static_cast<std::size_t>(wish_.hours);
    for (std::size_t h = 0; h < hours; ++h) {
      const auto count =
          std::poisson_distribution<std::uint64_t>(wish_.alerts_a_day * shape[h % 24] / whole)(dice_);
      for (std::uint64_t i = 0; i < count; ++i)
        at(micros((static_cast<double>(h) + chance()) * hour), Step::arises,
           static_cast<std::uint32_t>(
               town_.posts + std::uniform_int_distribution<std::size_t>(0, town_.communes - 1)(dice_)));
    }
  }

  void handle(const Event& event) {
    switch (event.step) {
      case Step::arises: return arises(event.a);
      case Step::leaves: return leaves(event.a);
      case Step::at_relay: return at_relay(event.a, event.m);
      case Step::relay_done: return relay_done(event.a);
      case Step::at_node: return at_node(event.a, event.b, event.m);
      case Step::node_done: return node_done(event.a, event.b, event.m);
      case Step::stored: return answered(event, true);
      case Step::busy: return answered(event, false);
      case Step::due:
        if (links_[event.a].due_at <= now_) {
          links_[event.a].due_at = INT64_MAX;
          pump(event.a);
        }
        return;
      case Step::takes: return send_receipt(event.a);
      case Step::closes: return closes(event.a);
      case Step::breaks: return breaks(event.a == 1);
      case Step::tells: return tells(event.a == 1);
    }
  }

  // ---- people
  void arises(std::uint32_t commune) {
    ++found_.asked;
    const auto person = (commune - town_.posts) * town_.referents_each +
                        std::uniform_int_distribution<std::size_t>(0, town_.referents_each - 1)(dice_);
    const bool in_progress = chance() < town_.in_progress_share;
    auto& sent = sent_[person];
    policy::SentCounts counts;
    counts.last_day = policy::count_in_window(sent, policy::quota_day, instant(now_));
    counts.last_30_days = policy::count_in_window(sent, policy::quota_month, instant(now_));
    const auto urgency = in_progress ? Urgency::in_progress : Urgency::ordinary;
    const auto limits = policy::prefecture_default();
    if (!policy::r10_quota(counts, urgency, limits).permitted()) {
      ++found_.refused_quota;
      return;
    }
    sent.push_back(instant(now_));
    ++found_.accepted;
    const auto done = nodes_[commune].server.serve(now_, costs_.commune_input_us + costs_.node_commit_us);
    --nodes_[commune].server.waiting;
    const auto leaves = std::max(done, start_of_sending(urgency, limits));
    alerts_.push_back({commune, post_of(commune), in_progress, false, leaves, 0});
    at(leaves, Step::leaves, static_cast<std::uint32_t>(alerts_.size() - 1));
  }
  Micros start_of_sending(Urgency urgency, const policy::Limits& limits) const {
    return static_cast<Micros>(to_ms(policy::hold_ends(instant(now_), urgency, limits))) * 1000 - start;
  }
  void leaves(std::uint32_t alert) {
    auto& one = alerts_[alert];
    one.cut_off = cut_off_ && (!nodes_[one.post].up || !relays_[relay_of(one.commune, 0)].up);
    queue(link_between(one.commune, one.post), Kind::alert, one.in_progress ? Lane::in_progress : Lane::rest,
          alert);
  }
  void delivered(std::uint32_t alert) {
    auto& one = alerts_[alert];
    if (one.state != 0) {
      ++found_.delivered_again;
      return;
    }
    one.state = 1;
    ++found_.delivered;
    (one.cut_off ? found_.to_delivered_cut_off : found_.to_delivered)
        .add(static_cast<double>(now_ - one.since) / second);
    send_receipt(alert);
    auto& desk = desks_[one.post];
    if (one.in_progress) {  // danger first
      auto place = std::find_if(desk.unread.begin(), desk.unread.end(),
                                [&](auto each) { return !alerts_[each].in_progress; });
      desk.unread.insert(place, alert);
    } else {
      desk.unread.push_back(alert);
    }
    found_.unread_max = std::max<std::uint64_t>(found_.unread_max, desk.unread.size());
    reads(one.post);
  }
  void reads(std::uint32_t post) {
    auto& desk = desks_[post];
    auto officer = std::min_element(desk.free_at.begin(), desk.free_at.end());
    if (desk.unread.empty() || *officer > now_) return;  // who becomes free asks again
    const auto alert = desk.unread.front();
    desk.unread.pop_front();
    alerts_[alert].state = 2;
    ++found_.opened;
    found_.to_opened.add(static_cast<double>(now_ - alerts_[alert].since) / second);
    send_receipt(alert);
    *officer = now_ + micros(town_.seconds_an_alert * second);
    officers_busy_ += town_.seconds_an_alert;
    at(now_ + micros(seconds_to_take * second), Step::takes, alert);
    at(*officer, Step::closes, alert);
    reads(post);
  }
  void closes(std::uint32_t alert) {
    alerts_[alert].state = 3;
    ++found_.closed;
    send_receipt(alert);
    reads(alerts_[alert].post);
  }
  void send_receipt(std::uint32_t alert) {
    const auto& one = alerts_[alert];
    queue(link_between(one.post, one.commune), Kind::receipt,
          one.in_progress ? Lane::in_progress : Lane::rest, alert);
  }
  void tells(bool cancel) {
    for (std::uint32_t link = 0; link < links_.size(); ++link) {
      if (!is_post(links_[link].from)) continue;
      queue(link, cancel ? Kind::cancel : Kind::notice, cancel ? Lane::control : Lane::rest, 0);
    }
    told_at_ = now_;
  }

  // ---- outbox: the rows, what is due and by which way is Tocsin's own
  std::uint32_t link_between(std::uint32_t from, std::uint32_t to) const {
    const auto commune = is_post(from) ? to : from;
    return static_cast<std::uint32_t>(2 * (commune - town_.posts) + (is_post(from) ? 1 : 0));
  }
  void queue(std::uint32_t link, Kind kind, Lane lane, std::uint32_t about) {
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
  relay::Ways ways_up(const Link& link) const {
    relay::Ways up = 0;
    if (!nodes_[link.from].up) return up;
    for (std::uint8_t way = 0; way < relays; ++way)
      if (relays_[relay_of(link.to, way)].up) up = static_cast<relay::Ways>(up | 1u << way);
    return up;
  }
  void pump(std::uint32_t number) {
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
  void wake(std::uint32_t number, Micros when) {
    auto& link = links_[number];
    when = std::max(when, now_ + 1000);
    if (when >= link.due_at) return;
    link.due_at = when;
    at(when, Step::due, number);
  }
  static Row* find(Link& link, std::uint64_t number) {
    for (auto& lane : link.lanes)
      if (auto found = lane.find(number); found != lane.end()) return &found->second;
    return nullptr;
  }
  void answered(const Event& event, bool stored) {
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
  void ended(std::uint32_t number, std::uint64_t row) {
    auto& link = links_[number];
    for (auto& lane : link.lanes) lane.erase(row);
    last_end_ = now_;
    pump(number);
  }

  // ---- relays: what is kept and handed out is Tocsin's own
  void put(std::uint32_t relay, const Message& message) {
    if (!relays_[relay].up) return;
    at(now_ + micros(costs_.line_us), Step::at_relay, relay, 0, 0, message);
  }
  void at_relay(std::uint32_t number, const Message& message) {
    auto& here = relays_[number];
    if (!here.up) return;
    ++found_.relay_messages;
    if (message.what != Message::What::taken) found_.bytes += costs_.parcel_bytes;
    // A message that comes to an idle relay is a batch of its own; those that wait share a commit (64 at
    // most).
    const bool alone = here.server.busy_until <= now_;
    const double cost =
        costs_.relay_message_us + (alone ? costs_.relay_commit_us : costs_.relay_commit_us / 8);
    here.queue.push_back(message);
    at(here.server.serve(now_, cost), Step::relay_done, number);
  }
  void relay_done(std::uint32_t number) {
    auto& here = relays_[number];
    if (here.queue.empty()) return;
    --here.server.waiting;
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
  void hand_out(std::uint32_t number, std::uint32_t node) {
    auto& here = relays_[number];
    for (const auto held : here.boxes[node]->next()) {
      auto message = here.held[node].at(held);
      found_.bytes += costs_.parcel_bytes;
      at(now_ + micros(costs_.line_us), Step::at_node, node, std::uint64_t{number} << 48 | held, 0, message);
    }
  }

  // ---- nodes
  void at_node(std::uint32_t number, std::uint64_t from, const Message& message) {
    auto& node = nodes_[number];
    if (!node.up) return;
    const auto cost =
        (is_post(number) ? costs_.post_input_us : costs_.commune_input_us) + costs_.node_commit_us;
    at(node.server.serve(now_, cost), Step::node_done, number, from, 0, message);
  }
  void node_done(std::uint32_t number, std::uint64_t from, const Message& message) {
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
    if (link.arrived[message.row]) return;
    link.arrived[message.row] = true;
    auto* row = find(link, message.row);
    if (row == nullptr) return;
    const auto since = static_cast<double>(now_ - row->queued) / second;
    switch (row->kind) {
      case Kind::alert: return delivered(row->about);
      case Kind::notice: found_.notice.add(since); break;
      case Kind::cancel: found_.cancel.add(since); break;
      case Kind::receipt:
      case Kind::shown: return;
    }
    queue(link_between(link.to, link.from), Kind::shown, Lane::rest, 0);
  }

  // ---- what is lost
  void breaks(bool mended) {
    cut_off_ = !mended;
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
  }

  Found sum() {
    for (auto& link : links_) found_.left += link.size();
    const double whole = static_cast<double>(std::max(now_, Micros{1}));
    for (auto& each : relays_) {
      found_.relay_queue_max = std::max(found_.relay_queue_max, each.server.waiting_max);
      found_.relay_busy_share = std::max(found_.relay_busy_share, each.server.busy / whole);
      found_.relay_busy_share_peak = std::max(found_.relay_busy_share_peak, each.server.peak());
    }
    for (std::uint32_t i = 0; i < nodes_.size(); ++i) {
      found_.node_queue_max = std::max(found_.node_queue_max, nodes_[i].server.waiting_max);
      if (is_post(i))
        found_.post_busy_share_peak = std::max(found_.post_busy_share_peak, nodes_[i].server.peak());
    }
    found_.officers_busy_share =
        officers_busy_ / (wish_.hours * 3600 * static_cast<double>(town_.posts * town_.officers));
    found_.empty_after_hours = static_cast<double>(last_end_) / hour;
    return std::move(found_);
  }

  Town town_;
  Costs costs_;
  Wish wish_;
  std::mt19937_64 dice_;
  std::priority_queue<Event> events_;
  std::uint64_t order_ = 0, answer_count_ = 0;
  Micros now_ = 0, told_at_ = 0, last_end_ = 0;
  bool cut_off_ = false;
  double officers_busy_ = 0;
  std::array<RelayHere, relays> relays_;
  std::vector<NodeHere> nodes_;
  std::vector<Link> links_;
  std::vector<Alert> alerts_;
  std::vector<Desk> desks_;
  std::vector<std::vector<Instant>> sent_;
  std::vector<relay::OutboxRow> rows_;
  Found found_;
};

}  // namespace

double Sample::at(double share) {
  if (seconds.empty()) return 0;
  std::sort(seconds.begin(), seconds.end());
  const auto rank = static_cast<std::size_t>(std::ceil(share * static_cast<double>(seconds.size())));
  return static_cast<double>(seconds[std::clamp<std::size_t>(rank, 1, seconds.size()) - 1]);
}

void Found::add(Found&& other) {
  asked += other.asked, refused_quota += other.refused_quota, accepted += other.accepted;
  delivered += other.delivered, delivered_again += other.delivered_again, opened += other.opened;
  closed += other.closed, parcels += other.parcels, answers += other.answers;
  relay_messages += other.relay_messages, bytes += other.bytes, busy += other.busy, left += other.left;
  relay_queue_max = std::max(relay_queue_max, other.relay_queue_max);
  mailbox_max = std::max(mailbox_max, other.mailbox_max);
  relay_parcels_max = std::max(relay_parcels_max, other.relay_parcels_max);
  outbox_max = std::max(outbox_max, other.outbox_max);
  node_queue_max = std::max(node_queue_max, other.node_queue_max);
  unread_max = std::max(unread_max, other.unread_max);
  relay_busy_share = std::max(relay_busy_share, other.relay_busy_share);
  relay_busy_share_peak = std::max(relay_busy_share_peak, other.relay_busy_share_peak);
  post_busy_share_peak = std::max(post_busy_share_peak, other.post_busy_share_peak);
  officers_busy_share = std::max(officers_busy_share, other.officers_busy_share);
  empty_after_hours = std::max(empty_after_hours, other.empty_after_hours);
  for (auto [to, from] :
       {std::pair{&to_delivered, &other.to_delivered}, std::pair{&to_opened, &other.to_opened},
        std::pair{&to_delivered_cut_off, &other.to_delivered_cut_off}, std::pair{&notice, &other.notice},
        std::pair{&cancel, &other.cancel}})
    to->seconds.insert(to->seconds.end(), from->seconds.begin(), from->seconds.end());
}

Found run(const Town& town, const Costs& costs, const Wish& wish) {
  return Pair(town, costs, wish).run();
}

}  // namespace tocsin::scale
