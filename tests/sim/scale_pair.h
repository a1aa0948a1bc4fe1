// The inside of the model: two departments' nodes, relays, desks and what is on its way between them.
#pragma once
#include <algorithm>
#include <cmath>
#include <deque>
#include <map>
#include <memory>
#include <queue>
#include <random>

#include "policy/alert.h"
#include "policy/rollover.h"
#include "relay/mailbox.h"
#include "relay/outbox.h"
#include "scale_model.h"

namespace tocsin::scale {

using relay::Lane;
using Micros = std::int64_t;
constexpr Micros second = 1'000'000, hour = 3600 * second;
constexpr Micros start = 1'799'967'600LL * second;  // midnight of 2027-01-15 in France
constexpr std::size_t relays = 2;
// A commune's links: to its post and back, to the centre above that post and back.
constexpr std::uint32_t links_a_commune = 4, from_its_post = 1;
constexpr std::uint32_t centres = 2;  // the first posts: one a department, above its other posts

inline Instant instant(Micros at) {
  return from_ms(static_cast<std::uint64_t>((start + at) / 1000));
}
inline Micros micros(double value) {
  return static_cast<Micros>(std::llround(value));
}

// Carried: to the post above; told: what the one post signs, to the other.
enum class Kind : std::uint8_t { alert, receipt, notice, cancel, shown, carried, told };
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
  passes,      // a: alert, where it is due by then
  opens,       // all posts, in the morning
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
  std::vector<char> arrived;  // by row number: the recipient has acted on it
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
  bool in_progress;
  bool relay_lost = false, post_lost = false, nobody = false;  // when it set out; nobody: listens
  Micros since = 0, delivered_at = -1;
  std::uint32_t reader = 0;  // the post that opened it
  bool opened = false, taken = false, closed = false, passed = false;
};
struct Desk {
  std::vector<Micros> free_at;
  std::deque<std::uint32_t> unread;
  std::map<Micros, double> busy_by_hour;  // seconds of officers
};

class Pair {
 public:
  Pair(const Town& town, const Costs& costs, const Wish& wish);
  Found run();

 private:
  std::uint32_t post_of(std::uint32_t commune) const;
  static std::uint32_t centre_of(std::uint32_t post) { return post % centres; }  // its own: nobody above it
  // The department's own relay first, then the other.
  std::uint32_t relay_of(std::uint32_t node, std::uint8_t way) const;
  std::uint8_t way_of(std::uint32_t node, std::uint32_t relay) const;
  bool is_post(std::uint32_t node) const { return node < town_.posts; }
  void at(Micros when, Step step, std::uint32_t a, std::uint64_t b = 0, std::uint64_t c = 0,
          const Message& m = {});
  void later(Micros when, Step step, std::uint32_t a) { at(when, step, a); }
  double chance() { return std::uniform_real_distribution<>(0, 1)(dice_); }

  void arrivals();

  void handle(const Event& event);

  // ---- people
  void arises(std::uint32_t commune);
  Micros start_of_sending(Urgency urgency, const policy::Limits& limits) const;
  void leaves(std::uint32_t alert);
  void delivered(std::uint32_t alert);
  void lies_unread(std::uint32_t alert, std::uint32_t post);
  void reads(std::uint32_t post);
  void closes(std::uint32_t alert);
  void send_receipt(std::uint32_t alert, std::uint32_t by);

  // ---- R34: when an alert passes is Tocsin's own
  std::span<const policy::Spell> hours_of(std::uint32_t post) const;
  bool listens(std::uint32_t post) const;
  std::optional<policy::RollOverDue> due_of(const Alert& one) const;
  void plan(std::uint32_t alert);
  void passes(std::uint32_t alert);
  void tell(std::uint32_t alert, std::uint32_t what_signed);
  void tells(bool cancel);

  // ---- outbox: the rows, what is due and by which way is Tocsin's own
  std::uint32_t link_between(std::uint32_t from, std::uint32_t to) const;
  void queue(std::uint32_t link, Kind kind, Lane lane, std::uint32_t about);
  relay::Ways ways_up(const Link& link) const;
  void pump(std::uint32_t number);
  void wake(std::uint32_t number, Micros when);
  static Row* find(Link& link, std::uint64_t number);
  void answered(const Event& event, bool stored);
  void ended(std::uint32_t number, std::uint64_t row);

  // ---- relays: what is kept and handed out is Tocsin's own
  void put(std::uint32_t relay, const Message& message);
  void at_relay(std::uint32_t number, const Message& message);
  void relay_done(std::uint32_t number);
  void hand_out(std::uint32_t number, std::uint32_t node);

  // ---- nodes
  void at_node(std::uint32_t number, std::uint64_t from, const Message& message);
  void node_done(std::uint32_t number, std::uint64_t from, const Message& message);

  // ---- what is lost
  void breaks(bool mended);

  Found sum();

  Town town_;
  Costs costs_;
  Wish wish_;
  std::mt19937_64 dice_;
  std::priority_queue<Event> events_;
  std::uint64_t order_ = 0, answer_count_ = 0;
  Micros now_ = 0, last_end_ = 0;
  double officers_busy_ = 0;
  std::array<RelayHere, relays> relays_;
  std::vector<NodeHere> nodes_;
  std::vector<Link> links_;
  std::vector<Alert> alerts_;
  std::vector<Desk> desks_;
  std::vector<policy::Spell> hours_;
  std::vector<std::vector<Instant>> sent_;
  std::vector<relay::OutboxRow> rows_;
  Found found_;
};

}  // namespace tocsin::scale
