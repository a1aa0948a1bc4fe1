// The audiences of the `tocsin` command, one file each, and what all of them share.
//
// A command is declared with add_command and does its work in the function given to on_run, after the whole
// line is understood; that function answers the exit code, usually by `return context.out.done(…)` or
// `…failed(…)`.
#pragma once
#include <filesystem>
#include <functional>
#include <string>

#include "node/cli/output.h"
#include "protocol/time.h"

namespace CLI {
class App;
}

namespace tocsin::node::cli {

// What the flags before or after any command say. One per process.
struct Context {
  Output out;             // --json
  bool yes = false;       // --yes: every question is answered yes
  bool no_input = false;  // --no-input: a question is a failure that names the flag to give instead
  // --profile or TOCSIN_PROFILE: the directory with this device's keys; empty: see profile_of.
  std::filesystem::path profile;
  // --passphrase-file or TOCSIN_PASSPHRASE_FILE; empty: the terminal is asked. The first line is the
  // passphrase.
  std::filesystem::path passphrase_file;
  // --config or TOCSIN_CONFIG: the node's file, for `tocsin node` and `tocsin audit`.
  std::filesystem::path config;
  std::function<int()> run;  // set by the command that was named
};

// --profile, or else $XDG_DATA_HOME/tocsin/<audience>, or else ~/.local/share/tocsin/<audience>.
std::filesystem::path profile_of(const Context& context, const std::string& audience);

// `examples`: lines as one would type them; they end the command's --help.
CLI::App& add_command(CLI::App& parent, const std::string& name, const std::string& description,
                      const std::string& examples);
void on_run(CLI::App& command, Context& context, std::function<int()> run);

// The clock of this machine, in one place.
Instant system_now();

void add_authority(CLI::App& app, Context& context);
void add_mairie(CLI::App& app, Context& context);
void add_post(CLI::App& app, Context& context);
void add_referent(CLI::App& app, Context& context);
void add_node(CLI::App& app, Context& context);
void add_audit(CLI::App& app, Context& context);
void add_policy(CLI::App& app, Context& context);

}  // namespace tocsin::node::cli
