#include "node/client/exercise.h"

#include <algorithm>

namespace tocsin::client {
namespace {

Answer<wire::ExerciseWindow> publish_window(Official& official, const wire::ExerciseWindow& window) {
  auto document = seal::draft(window);
  seal::add_signature(document, official.keys().signing, seal::Tag::exercise_window);
  auto reply = official.publish(document);
  if (!reply) return pass_on(reply);
  return window;
}

}  // namespace

Answer<std::vector<wire::ExerciseWindow>> exercise_windows(Official& official) {
  auto session = official.connected();
  if (!session) return pass_on(session);
  auto held = documents(**session, wire::DocumentType::exercise_window);
  if (!held) return pass_on(held);
  std::vector<wire::ExerciseWindow> windows;
  for (const Bytes& container : *held) {
    auto document = wire::decode_document(container);
    if (!document || document->type != wire::DocumentType::exercise_window) continue;
    auto window = wire::decode<wire::ExerciseWindow>(document->bytes);
    if (window) windows.push_back(*window);
  }
  std::stable_sort(windows.begin(), windows.end(),
                   [](const auto& a, const auto& b) { return a.opens < b.opens; });
  return windows;
}

Answer<wire::ExerciseWindow> open_exercise(Official& official, const Insee& commune, Duration length) {
  const Tools& tools = official.tools();
  wire::ExerciseWindow window;
  window.at = window.opens = tools.clock();
  window.closes = window.opens + length;
  window.id = seal::time_ordered_id<CommandId>(window.at, *tools.entropy);
  window.post = official.office().post;
  window.commune = commune;
  return publish_window(official, window);
}

Answer<wire::ExerciseWindow> close_exercise(Official& official, const Insee& commune) {
  auto windows = exercise_windows(official);
  if (!windows) return pass_on(windows);
  const Instant now = official.tools().clock();
  for (auto window = windows->rbegin(); window != windows->rend(); ++window) {
    if (window->commune != commune || window->closes <= now) continue;
    window->closes = std::max(now, window->opens);
    window->at = now;
    return publish_window(official, *window);
  }
  return failure(Errc::not_found, "no exercise window is open for " + to_string(commune));
}

}  // namespace tocsin::client
