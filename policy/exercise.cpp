#include "policy/exercise.h"

#include "policy/roles.h"

namespace tocsin::policy {
namespace {

// A commander's clock and a node's are not the same; a window announced further ahead would be one nobody is
// waiting in.
constexpr minutes opens_ahead_max{5};

}  // namespace

Verdict decide_exercise_window(const WindowFacts& facts, const Limits& limits) {
  if (auto role = decide_action(facts.signer, Action::open_exercise_window); !role.permitted()) return role;
  if (auto term = r3_in_force(facts.commission, facts.now); !term.permitted()) return term;
  if (!facts.own_post) return refuse(Rule::R2, Detail::role_may_not);
  const auto& window = facts.window;
  if (facts.before) {
    bool shorter = window.opened == facts.before->opened && window.closes < facts.before->closes;
    return shorter ? allow() : refuse(Rule::R27, Detail::window_only_shorter);
  }
  bool fits = window.opened < window.closes &&
              window.closes - window.opened <= hours(limits.exercise_window_hours) &&
              window.opened <= facts.now + opens_ahead_max;
  return fits ? allow() : refuse(Rule::R27, Detail::window_too_long);
}

}  // namespace tocsin::policy
