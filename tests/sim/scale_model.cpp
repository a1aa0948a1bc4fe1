#include "scale_model.h"

#include "scale_pair.h"

namespace tocsin::scale {

Pair::Pair(const Town& town, const Costs& costs, const Wish& wish)
    : town_(town), costs_(costs), wish_(wish), dice_(wish.seed) {
  const auto count = static_cast<std::uint32_t>(town.posts + town.communes);
  nodes_.resize(count);
  desks_.resize(town.posts);
  for (std::uint32_t post = 0; post < town.posts; ++post)
    desks_[post].free_at.assign(post < centres ? town.officers_of_centre : town.officers, 0);
  for (std::uint8_t weekday = 1; weekday <= 7; ++weekday)
    hours_.push_back({weekday, town.opens, town.closes});
  for (std::uint32_t i = 0; i < count; ++i) nodes_[i].name = "n" + std::to_string(i);
  for (auto& each : relays_) {
    each.held.resize(count);
    for (std::uint32_t i = 0; i < count; ++i) {
      each.boxes.push_back(std::make_unique<relay::Mailbox>(relay::MailboxLimits{}, 1, each.room));
      each.boxes.back()->fetch(i + 1, relay::window_parcels_max);
    }
  }
  for (std::uint32_t commune = static_cast<std::uint32_t>(town.posts); commune < count; ++commune) {
    const auto post = post_of(commune), above = centre_of(post);
    for (auto [from, to] : {std::pair{commune, post}, {post, commune}, {commune, above}, {above, commune}}) {
      nodes_[from].links.push_back(static_cast<std::uint32_t>(links_.size()));
      links_.push_back({from, to, 1, {}, {}, INT64_MAX});
    }
  }
  sent_.resize(town.communes * town.referents_each);
}

Found Pair::run() {
  arrivals();
  if (wish_.lost) {
    later(18 * hour, Step::breaks, 0);
    later(24 * hour, Step::breaks, 1);
  }
  if (wish_.notice) {
    later(20 * hour, Step::tells, 0);
    later(20 * hour + 60 * second, Step::tells, 1);
  }
  for (Micros day = 0; day < 4; ++day)  // longer than any queue of a night
    later(day * 24 * hour + Micros{town_.opens} * 60 * second, Step::opens, 0);
  while (!events_.empty()) {
    const auto event = events_.top();
    events_.pop();
    now_ = event.at;
    handle(event);
  }
  return sum();
}

std::uint32_t Pair::post_of(std::uint32_t commune) const {
  return static_cast<std::uint32_t>((commune - town_.posts) % town_.posts);
}

std::uint32_t Pair::relay_of(std::uint32_t node, std::uint8_t way) const {
  const auto post = node < town_.posts ? node : post_of(node);
  return static_cast<std::uint32_t>((post + way) % relays);
}

std::uint8_t Pair::way_of(std::uint32_t node, std::uint32_t relay) const {
  return relay_of(node, 0) == relay ? 0 : 1;
}

void Pair::at(Micros when, Step step, std::uint32_t a, std::uint64_t b, std::uint64_t c, const Message& m) {
  events_.push({when, ++order_, step, a, b, c, m});
}

void Pair::handle(const Event& event) {
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
    case Step::takes: alerts_[event.a].taken = true; return send_receipt(event.a, alerts_[event.a].reader);
    case Step::passes: return passes(event.a);
    case Step::opens:
      for (std::uint32_t post = 0; post < town_.posts; ++post) reads(post);
      return;
    case Step::closes: return closes(event.a);
    case Step::breaks: return breaks(event.a == 1);
    case Step::tells: return tells(event.a == 1);
  }
}

Found Pair::sum() {
  for (auto& link : links_) found_.left += link.size();
  const double whole = static_cast<double>(std::max(last_end_, Micros{1}));
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
      officers_busy_ /
      ((town_.closes - town_.opens) * 60.0 * static_cast<double>((town_.posts - centres) * town_.officers));
  for (std::uint32_t centre = 0; centre < centres; ++centre)
    for (const auto& [at, seconds] : desks_[centre].busy_by_hour)
      found_.centre_busy_share_peak = std::max(
          found_.centre_busy_share_peak, seconds / (3600.0 * static_cast<double>(town_.officers_of_centre)));
  found_.empty_after_hours = static_cast<double>(last_end_) / hour;
  return std::move(found_);
}

double Sample::at(double share) {
  if (seconds.empty()) return 0;
  std::sort(seconds.begin(), seconds.end());
  const auto rank = static_cast<std::size_t>(std::ceil(share * static_cast<double>(seconds.size())));
  return static_cast<double>(seconds[std::clamp<std::size_t>(rank, 1, seconds.size()) - 1]);
}

void Found::add(Found&& other) {
  asked += other.asked, refused_quota += other.refused_quota, accepted += other.accepted;
  delivered += other.delivered, came_again += other.came_again, opened += other.opened;
  passed += other.passed, opened_above += other.opened_above;
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
  centre_busy_share_peak = std::max(centre_busy_share_peak, other.centre_busy_share_peak);
  empty_after_hours = std::max(empty_after_hours, other.empty_after_hours);
  for (auto [to, from] :
       {std::pair{&to_delivered, &other.to_delivered}, std::pair{&to_opened, &other.to_opened},
        std::pair{&to_opened_closed, &other.to_opened_closed},
        std::pair{&to_opened_nobody, &other.to_opened_nobody},
        std::pair{&to_delivered_relay_lost, &other.to_delivered_relay_lost},
        std::pair{&to_delivered_post_lost, &other.to_delivered_post_lost}, std::pair{&notice, &other.notice},
        std::pair{&cancel, &other.cancel}})
    to->seconds.insert(to->seconds.end(), from->seconds.begin(), from->seconds.end());
}

Found run(const Town& town, const Costs& costs, const Wish& wish) {
  return Pair(town, costs, wish).run();
}

}  // namespace tocsin::scale
