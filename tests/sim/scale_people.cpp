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
  const auto from = static_cast<std::size_t>(wish_.from);
  for (std::size_t h = from; h < from + hours; ++h) {
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
  Alert one{commune, post_of(commune), in_progress};
  one.since = leaves;
  alerts_.push_back(one);
  at(leaves, Step::leaves, static_cast<std::uint32_t>(alerts_.size() - 1));
}

Micros Pair::start_of_sending(Urgency urgency, const policy::Limits& limits) const {
  return static_cast<Micros>(to_ms(policy::hold_ends(instant(now_), urgency, limits))) * 1000 - start;
}

void Pair::leaves(std::uint32_t alert) {
  auto& one = alerts_[alert];
  one.post_lost = !nodes_[one.post].up;
  one.nobody = !listens(one.post) && !listens(centre_of(one.post));
  one.relay_lost = !one.post_lost && !relays_[relay_of(one.post, 0)].up;
  queue(link_between(one.commune, one.post), Kind::alert, one.in_progress ? Lane::in_progress : Lane::rest,
        alert);
  plan(alert);
}

void Pair::delivered(std::uint32_t alert) {
  auto& one = alerts_[alert];
  one.delivered_at = now_;
  ++found_.delivered;
  auto& sample = one.post_lost    ? found_.to_delivered_post_lost
                 : one.relay_lost ? found_.to_delivered_relay_lost
                                  : found_.to_delivered;
  sample.add(static_cast<double>(now_ - one.since) / second);
  send_receipt(alert, one.post);
  lies_unread(alert, one.post);
  plan(alert);
}

void Pair::lies_unread(std::uint32_t alert, std::uint32_t post) {
  auto& unread = desks_[post].unread;
  const bool first = alerts_[alert].in_progress;  // danger first
  const auto place = std::find_if(unread.begin(), unread.end(),
                                  [&](auto each) { return first && !alerts_[each].in_progress; });
  unread.insert(place, alert);
  found_.unread_max = std::max<std::uint64_t>(found_.unread_max, unread.size());
  reads(post);
}

void Pair::reads(std::uint32_t post) {
  auto& desk = desks_[post];
  if (!listens(post)) return;  // who opens in the morning asks again
  auto officer = std::min_element(desk.free_at.begin(), desk.free_at.end());
  while (!desk.unread.empty() && alerts_[desk.unread.front()].opened)
    desk.unread.pop_front();                           // by the other
  if (desk.unread.empty() || *officer > now_) return;  // who becomes free asks again
  const auto alert = desk.unread.front();
  desk.unread.pop_front();
  auto& one = alerts_[alert];
  one.opened = true;
  one.reader = post;
  ++found_.opened;
  found_.opened_above += post != one.post;
  const auto then = instant(one.since);
  const bool closed = !policy::open_by_calendar(hours_of(one.post), then) || one.post_lost;
  auto& sample = !closed ? found_.to_opened : one.nobody ? found_.to_opened_nobody : found_.to_opened_closed;
  sample.add(static_cast<double>(now_ - one.since) / second);
  send_receipt(alert, post);
  plan(alert);
  *officer = now_ + micros(town_.seconds_an_alert * second);
  desk.busy_by_hour[now_ / hour] += town_.seconds_an_alert;
  if (post >= centres) officers_busy_ += town_.seconds_an_alert;
  at(now_ + micros(seconds_to_take * second), Step::takes, alert);
  at(*officer, Step::closes, alert);
  reads(post);
}

void Pair::closes(std::uint32_t alert) {
  alerts_[alert].closed = true;
  ++found_.closed;
  send_receipt(alert, alerts_[alert].reader);
  reads(alerts_[alert].reader);
}

void Pair::send_receipt(std::uint32_t alert, std::uint32_t by) {
  const auto& one = alerts_[alert];
  queue(link_between(by, one.commune), Kind::receipt, one.in_progress ? Lane::in_progress : Lane::rest,
        alert);
}

std::span<const policy::Spell> Pair::hours_of(std::uint32_t post) const {
  return post < centres ? std::span<const policy::Spell>() : hours_;
}

bool Pair::listens(std::uint32_t post) const {
  return nodes_[post].up && policy::open_by_calendar(hours_of(post), instant(now_));
}

std::optional<policy::RollOverDue> Pair::due_of(const Alert& one) const {
  if (one.passed || centre_of(one.post) == one.post) return std::nullopt;
  policy::RollOverFacts facts;
  facts.service = {true, hours_of(one.post), {}};
  facts.since = instant(one.delivered_at < 0 ? one.since : one.delivered_at);
  facts.urgency = one.in_progress ? Urgency::in_progress : Urgency::ordinary;
  facts.work.arrived = true;  // as the commune's node counts, from its acceptance
  facts.work.opened = one.opened;
  facts.work.taken = one.taken;
  facts.work.closed = one.closed;
  return policy::roll_over_due(facts);
}

void Pair::plan(std::uint32_t alert) {
  if (const auto due = due_of(alerts_[alert]))
    at(std::max(now_, static_cast<Micros>(to_ms(due->at)) * 1000 - start), Step::passes, alert);
}

// By the commune's node, which has the envelope, sealed to both.
void Pair::passes(std::uint32_t alert) {
  auto& one = alerts_[alert];
  const auto due = due_of(one);
  if (!due || due->at > instant(now_)) return;  // planned again since
  one.passed = true;
  ++found_.passed;
  queue(link_between(one.commune, centre_of(one.post)), Kind::carried,
        one.in_progress ? Lane::in_progress : Lane::rest, alert);
  tell(alert, centre_of(one.post));
}

// The commune's node tells the one post what the other has signed.
void Pair::tell(std::uint32_t alert, std::uint32_t what_signed) {
  const auto& one = alerts_[alert];
  const auto to = what_signed == one.post ? centre_of(one.post) : one.post;
  queue(link_between(one.commune, to), Kind::told, one.in_progress ? Lane::in_progress : Lane::rest, alert);
}

void Pair::tells(bool cancel) {
  for (std::uint32_t link = 0; link < links_.size(); ++link) {
    if (link % links_a_commune != from_its_post) continue;
    queue(link, cancel ? Kind::cancel : Kind::notice, cancel ? Lane::control : Lane::rest, 0);
  }
}

}  // namespace tocsin::scale
