#include "relay/sessions.h"

#include <cassert>

namespace tocsin::relay {

Sessions::Sessions(SessionLimits limits, std::function<SessionId()> next_id)
    : limits_(limits), next_id_(std::move(next_id)) {
  assert(limits_.sessions_max > 0 && limits_.sessions_per_user_max > 0);
}

Sessions::Seen Sessions::message(std::string_view routing_id, std::string_view user,
                                 std::chrono::milliseconds now) {
  auto known = by_routing_id_.find(std::string(routing_id));
  if (known != by_routing_id_.end() && known->second->user != user) {
    erase(known->second);
    known = by_routing_id_.end();
  }
  if (known == by_routing_id_.end()) {
    auto mine = of_user_.find(user);
    if (mine != of_user_.end() && mine->second.size() >= limits_.sessions_per_user_max)
      erase(by_id_.at(mine->second.front()));
    else if (order_.size() >= limits_.sessions_max)
      erase(order_.begin());
    const auto id = next_id_();
    order_.push_back(Session{id, std::string(routing_id), std::string(user), Bucket(limits_.messages, now),
                             Bucket(limits_.answers_when_over, now)});
    const auto at = std::prev(order_.end());
    by_id_[id] = at;
    known = by_routing_id_.emplace(routing_id, at).first;
    of_user_[at->user].push_back(id);
  }
  auto& session = *known->second;
  order_.splice(order_.end(), order_, known->second);
  auto& mine = of_user_.find(user)->second;
  if (mine.back() != session.id) {
    mine.remove(session.id);
    mine.push_back(session.id);
  }
  if (session.messages.take(now)) return {session.id, Pace::pass};
  return {session.id, session.answers.take(now) ? Pace::busy : Pace::drop};
}

const std::string* Sessions::routing_id(SessionId session) const {
  const auto found = by_id_.find(session);
  return found == by_id_.end() ? nullptr : &found->second->routing_id;
}

void Sessions::forget(SessionId session) {
  const auto found = by_id_.find(session);
  if (found != by_id_.end()) erase(found->second);
}

void Sessions::forget_user(std::string_view user) {
  for (auto mine = of_user_.find(user); mine != of_user_.end(); mine = of_user_.find(user))
    erase(by_id_.at(mine->second.front()));
}

void Sessions::erase(Order::iterator at) {
  const auto mine = of_user_.find(at->user);
  mine->second.remove(at->id);
  if (mine->second.empty()) of_user_.erase(mine);
  by_routing_id_.erase(at->routing_id);
  by_id_.erase(at->id);
  order_.erase(at);
}

}  // namespace tocsin::relay
