// The command line of Tocsin: `tocsin AUDIENCE VERB`.
#include <CLI/CLI.hpp>
#include <algorithm>

#include "node/cli/commands.h"
#include "node/config/config.h"
#include "protocol/seal/keys.h"

namespace tocsin::node::cli {
namespace {

constexpr const char* exit_codes =
    "\nExit codes: 0 ok, 1 failure, 2 usage, 3 configuration, 4 unreachable, 5 refused by the policy (the "
    "rule is on\n"
    "stderr and in the JSON), 6 not found, 7 integrity (something is not what was signed or sealed).";

// What is wrong with the commands of a line that was not understood: one that is missing, or that does not
// exist, and the one that was probably meant. Empty: something else is wrong.
std::string wrong_command(const CLI::App& app, int count, char** words) {
  const CLI::App* at = &app;
  for (int i = 1; i <= count; ++i) {
    std::vector<std::string_view> known;
    std::vector<std::string> names;
    for (const auto* one : at->get_subcommands([](const CLI::App*) { return true; }))
      names.push_back(one->get_name());
    if (names.empty()) return {};
    known.assign(names.begin(), names.end());
    std::string word = i < count ? words[i] : "";
    if (word.rfind('-', 0) == 0) return {};
    if (std::find(names.begin(), names.end(), word) != names.end()) {
      at = at->get_subcommand(word);
      continue;
    }
    auto meant = config::nearest(word, known);
    if (!word.empty() && meant)
      return "there is no command `" + word + "`; did you mean `" + std::string(*meant) + "`?";
    std::string list;
    for (const auto& name : names) list += (list.empty() ? "" : ", ") + name;
    return (word.empty() ? "a command is missing" : "there is no command `" + word + "`") +
           "; there are: " + list;
  }
  return {};
}

void add_common(CLI::App& app, Context& context) {
  app.add_flag("--json", context.out.json, "answer as one JSON object with \"schema\": 1");
  app.add_flag("-y,--yes", context.yes, "answer every question with yes");
  app.add_flag("--no-input", context.no_input,
               "ask nothing: a question is a failure that names the flag to give");
  app.add_option("--profile", context.profile, "folder with this device's keys")->envname("TOCSIN_PROFILE");
  app.add_option("--passphrase-file", context.passphrase_file,
                 "file (0600) whose first line is the passphrase")
      ->envname("TOCSIN_PASSPHRASE_FILE");
  app.add_option("--config", context.config, "the node's configuration file")->envname("TOCSIN_CONFIG");
}

int run(int count, char** words) {
  Context context;
  CLI::App app(
      "Tocsin: sealed neighbourhood alerts between referents, their commune and its post.\n"
      "An alert is no substitute for 17 or 112.",
      "tocsin");
  app.set_version_flag("--version", "tocsin " TOCSIN_VERSION);
  app.require_subcommand(1);
  app.fallthrough();
  add_common(app, context);
  add_referent(app, context);
  add_post(app, context);
  add_mairie(app, context);
  add_authority(app, context);
  add_node(app, context);
  add_audit(app, context);
  add_policy(app, context);
  for (auto* audience : app.get_subcommands({})) audience->require_subcommand(1);
  app.footer(std::string("Every command has its own --help with examples.\n") + exit_codes);
  try {
    app.parse(count, words);
  } catch (const CLI::CallForHelp& asked) {
    return app.exit(asked);
  } catch (const CLI::CallForVersion& asked) {
    return app.exit(asked);
  } catch (const CLI::ParseError& wrong) {
    auto unknown = wrong_command(app, count, words);
    context.out.misused(unknown.empty() ? wrong.what() : unknown);
    return static_cast<int>(Exit::usage);
  }
  return context.run ? context.run() : static_cast<int>(Exit::usage);
}

}  // namespace
}  // namespace tocsin::node::cli

int main(int count, char** words) {
  tocsin::seal::initialise();
  try {
    return tocsin::node::cli::run(count, words);
  } catch (const std::exception& error) {
    tocsin::node::cli::Output().failed({tocsin::Errc::io, error.what()});
    return static_cast<int>(tocsin::node::cli::Exit::failure);
  }
}
