#include "node/cli/commands.h"

#include <CLI/CLI.hpp>
#include <cstdlib>

namespace tocsin::node::cli {

std::filesystem::path profile_of(const Context& context, const std::string& audience) {
  if (!context.profile.empty()) return context.profile;
  const char* data = std::getenv("XDG_DATA_HOME");
  const char* home = std::getenv("HOME");
  std::filesystem::path base = data != nullptr && *data == '/'
                                   ? std::filesystem::path(data)
                                   : std::filesystem::path(home != nullptr ? home : ".") / ".local" / "share";
  return base / "tocsin" / audience;
}

CLI::App& add_command(CLI::App& parent, const std::string& name, const std::string& description,
                      const std::string& examples) {
  auto* command = parent.add_subcommand(name, description);
  command->footer("Examples:\n" + examples +
                  "\n\nWith every command: --json --yes --no-input --profile FOLDER --passphrase-file FILE "
                  "--config FILE");
  return *command;
}

void on_run(CLI::App& command, Context& context, std::function<int()> run) {
  command.callback([&context, run = std::move(run)] { context.run = run; });
}

Instant system_now() {
  return std::chrono::floor<milliseconds>(std::chrono::system_clock::now());
}

}  // namespace tocsin::node::cli
