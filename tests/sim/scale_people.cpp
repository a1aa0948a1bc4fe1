// Who sends, who reads, and when.
#include "scale_pair.h"

namespace tocsin::scale {
namespace {

constexpr double seconds_to_take = 15;  // from opening, of an officer
// Of a day's alerts, by the hour: quiet nights, most in the evening.
constexpr std::array<double, 24> shape{1, 1, 1, 1, 1, 2, 3, 4, 4, 4, 4, 4,
                                       4, 4, 4, 5, 6, 7, 8, 8, 7, 5, 3, 2};

}  // namespace

void Pair::arrivals() {
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

void Pair::arises(std::uint32_t commune) {
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
  alerts_.push_back({commune, post_of(commune), in_progress, false, false, leaves, 0});
  at(leaves, Step::leaves, static_cast<std::uint32_t>(alerts_.size() - 1));
}

Micros Pair::start_of_sending(Urgency urgency, const policy::Limits& limits) const {
  return static_cast<Micros>(to_ms(policy::hold_ends(instant(now_), urgency, limits))) * 1000 - start;
}

void Pair::leaves(std::uint32_t alert) {
  auto& one = alerts_[alert];
  one.post_lost = !nodes_[one.post].up;
  one.relay_lost = !one.post_lost && !relays_[relay_of(one.post, 0)].up;
  queue(link_between(one.commune, one.post), Kind::alert, one.in_progress ? Lane::in_progress : Lane::rest,
        alert);
}

void Pair::delivered(std::uint32_t alert) {
  auto& one = alerts_[alert];
  one.state = 1;
  ++found_.delivered;
  auto& sample = one.post_lost    ? found_.to_delivered_post_lost
                 : one.relay_lost ? found_.to_delivered_relay_lost
                                  : found_.to_delivered;
  sample.add(static_cast<double>(now_ - one.since) / second);
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

void Pair::reads(std::uint32_t post) {
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

void Pair::closes(std::uint32_t alert) {
  alerts_[alert].state = 3;
  ++found_.closed;
  send_receipt(alert);
  reads(alerts_[alert].post);
}

void Pair::send_receipt(std::uint32_t alert) {
  const auto& one = alerts_[alert];
  queue(link_between(one.post, one.commune), Kind::receipt, one.in_progress ? Lane::in_progress : Lane::rest,
        alert);
}

void Pair::tells(bool cancel) {
  for (std::uint32_t link = 0; link < links_.size(); ++link) {
    if (!is_post(links_[link].from)) continue;
    queue(link, cancel ? Kind::cancel : Kind::notice, cancel ? Lane::control : Lane::rest, 0);
  }
}

}  // namespace tocsin::scale
