// The window in which a real node takes exercise alerts (R27): opened by the post's commander, short, and
// never a way to turn an exercise into a real alert or back.
#pragma once
#include <optional>

#include "policy/alert.h"
#include "policy/limits.h"
#include "policy/standing.h"
#include "policy/verdict.h"

namespace tocsin::policy {

// All-default facts are refused.
struct WindowFacts {
  Instant now{};
  Role signer = Role::citizen;
  Term commission{};
  bool own_post = false;  // the commission's post is the one that the commune's charter names
  ExerciseWindow window{};
  std::optional<ExerciseWindow> before{};  // the same window as it was signed first: this closes it earlier
};
// A window is opened for now, not for later, and no longer than the limit; signed again, it only gets
// shorter.
Verdict decide_exercise_window(const WindowFacts& facts, const Limits& limits);

}  // namespace tocsin::policy
