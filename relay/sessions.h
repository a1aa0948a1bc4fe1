// Who is on a listening socket: which routing id stands for which session and user. Bounded; a transport that
// does not tell of disconnects is met by forgetting the session unheard for longest. Pure.
#pragma once
#include <functional>
#include <list>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "relay/bucket.h"
#include "relay/message.h"

namespace tocsin::relay {

struct SessionLimits {
  std::size_t sessions_max = 8192;         // of one listener
  std::size_t sessions_per_user_max = 64;  // one user's flood forgets that user's own sessions only
  Rate messages{50, 200};                  // of one session; above: over_rate
  Rate answers_when_over{5, 20};  // of those over the rate, as many are passed on to be answered Busy
};

// What to do with a message.
enum class Pace : std::uint8_t {
  pass = 1,
  busy = 2,  // over the session's rate: answer Busy, do no work
  drop = 3,  // over the rate of being told so
};

class Sessions {
 public:
  // `next_id` gives a number never given before in this process.
  Sessions(SessionLimits limits, std::function<SessionId()> next_id);

  struct Seen {
    SessionId session;
    Pace pace;
  };
  // A message of `user` by `routing_id`. The same pair is the same session; the same routing id under another
  // name is a new session, and the old one is gone: nothing meant for the one reaches the other.
  Seen message(std::string_view routing_id, std::string_view user, std::chrono::milliseconds now);
  // Where to answer; nullptr when the session is gone. Valid until the next call that is not const.
  const std::string* routing_id(SessionId session) const;
  void forget(SessionId session);
  // All sessions of a user whose admission ended.
  void forget_user(std::string_view user);
  std::size_t size() const { return by_id_.size(); }

 private:
  struct Session {
    SessionId id;
    std::string routing_id, user;
    Bucket messages, answers;
  };
  using Order = std::list<Session>;  // longest unheard first
  void erase(Order::iterator at);

  SessionLimits limits_;
  std::function<SessionId()> next_id_;
  Order order_;
  std::unordered_map<SessionId, Order::iterator> by_id_;
  std::unordered_map<std::string, Order::iterator> by_routing_id_;
  std::map<std::string, std::list<SessionId>, std::less<>> of_user_;  // longest unheard first
};

}  // namespace tocsin::relay
