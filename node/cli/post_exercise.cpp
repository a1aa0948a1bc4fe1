// `tocsin post exercise`: the window in which a real commune takes exercises (R27).
#include <CLI/CLI.hpp>
#include <memory>

#include "node/cli/acts.h"
#include "node/cli/post_desk.h"
#include "node/cli/words.h"
#include "node/client/exercise.h"

namespace tocsin::node::cli {
namespace {

struct WindowWish {
  std::string commune;
  int hours = 2;
};

Record record_of(const wire::ExerciseWindow& window) {
  return {{"window", to_hex(window.id.view())},
          {"commune", to_string(window.commune)},
          {"opens", to_iso(window.opens)},
          {"closes", to_iso(window.closes)}};
}
std::string words_of(const wire::ExerciseWindow& window) {
  return to_string(window.commune) + "  " + paris(window.opens) + " → " + paris(window.closes);
}

int change(const Context& context, const WindowWish& wish, bool open) {
  auto office = OpenOffice::at(context, "post");
  if (!office) return report(context, office.error());
  if (auto refreshed = (*office)->official().refresh(); !refreshed) return report(context, refreshed.error());
  auto commune = (*office)->commune(wish.commune);
  if (!commune) return context.out.failed(commune.error());
  auto window = open ? client::open_exercise((*office)->official(), *commune, hours(wish.hours))
                     : client::close_exercise((*office)->official(), *commune);
  if (!window) return report(context, window.error());
  context.out.talk(say(text::exercise));
  context.out.good(open ? say(text::exercise_open) : say(text::exercise_closed));
  return context.out.done(record_of(*window), words_of(*window));
}

int list(const Context& context) {
  auto office = OpenOffice::at(context, "post");
  if (!office) return report(context, office.error());
  auto windows = client::exercise_windows((*office)->official());
  if (!windows) return report(context, windows.error());
  List all;
  std::string shown;
  for (const auto& window : *windows) {
    all.push_back(record_of(window));
    shown += words_of(window) + "\n";
  }
  return context.out.done({{"windows", all}}, shown.empty() ? std::string(say(text::no_window)) : shown);
}

}  // namespace

void add_exercise(CLI::App& post, Context& context) {
  auto& exercise = add_command(post, "exercise", "the window in which a real commune takes exercises (R27)",
                               "  tocsin post exercise open --commune 25434 --hours 2\n"
                               "  tocsin post exercise close --commune 25434\n  tocsin post exercise list");
  auto wish = std::make_shared<WindowWish>();
  auto& opening = add_command(exercise, "open", "open it now, for at most four hours",
                              "  tocsin post exercise open --commune 25434 --hours 2");
  opening.add_option("--commune", wish->commune, "INSEE code; needed where there are several");
  opening.add_option("--hours", wish->hours, "how long")->check(CLI::Range(1, 24));
  on_run(opening, context, [&context, wish] { return change(context, *wish, true); });
  auto& closing = add_command(exercise, "close", "close it now; what was accepted is still delivered",
                              "  tocsin post exercise close --commune 25434");
  closing.add_option("--commune", wish->commune, "INSEE code; needed where there are several");
  on_run(closing, context, [&context, wish] { return change(context, *wish, false); });
  auto& listing =
      add_command(exercise, "list", "windows that the node holds", "  tocsin post exercise list --json");
  on_run(listing, context, [&context] { return list(context); });
}

}  // namespace tocsin::node::cli
