#include "node/cli/abandon.h"

#include <fstream>
#include <sstream>
#include <thread>

#include "node/cli/ceremony.h"
#include "node/cli/operator.h"
#include "node/cli/prompt.h"
#include "node/cli/rotate.h"
#include "node/config/abandon.h"

namespace tocsin::node::cli {
namespace {

constexpr seconds answer_waited_for{20};  // a tick comes each second
constexpr milliseconds looked_each{50};
constexpr std::chrono::hours unused_after{7 * 24};

Error in_use(const config::Config& config) {
  return {Errc::not_found, config.keys.string() +
                               ": one generation of keys is here, and it is in use: there is nothing to "
                               "abandon; `tocsin node rotate` makes the next"};
}

// A running node answers at its next tick; its program answers for a stopped one. configuration and above:
// the exit code of that program.
Status have_it_answered(const Context& context, const config::Config& config, int& program) {
  auto running = Operator::open(context);
  if (!running && running.error().code != Errc::unreachable) return tl::unexpected<Error>(running.error());
  if (auto asked = config::ask_abandon(config.keys); !asked) return asked;
  if (!running) {
    auto done = run_node_program({"--config", context.config.string(), "--abandon-keys"}, false);
    if (!done) return tl::unexpected<Error>(done.error());
    program = *done;
    return {};
  }
  const auto last = std::chrono::steady_clock::now() + answer_waited_for;
  while (config::abandon_asked(config.keys)) {
    if (std::chrono::steady_clock::now() > last)
      return fail(Errc::unreachable,
                  "the node runs and does not answer: look into its log; nothing was destroyed");
    std::this_thread::sleep_for(looked_each);
  }
  return {};
}

// As it was before `tocsin node rotate` named the generation that is gone.
NodePublic former_public(NodePublic node, const config::Config& config, const wire::NodeKeys& kept) {
  const bool moved = node.keys.curve != kept.curve;
  for (auto& mailbox : node.mailboxes) {
    if (!moved || mailbox.server != node.keys.curve) continue;
    mailbox.server = kept.curve;
    mailbox.address = config.mailbox_address;
  }
  if (moved && !node.client_address.empty()) node.client_address = config.client_address;
  node.keys = kept;
  return node;
}

// Without the addresses that `rotate --transport` has added.
Status forget_addresses(const Path& file) {
  std::ifstream in(file);
  std::ostringstream kept;
  bool changed = false;
  for (std::string line; std::getline(in, line);) {
    const bool added = line.rfind("client_listen_next", 0) == 0 ||
                       line.rfind("mailbox_listen_next", 0) == 0 || line == next_addresses_comment;
    changed |= added;
    if (!added) kept << line << '\n';
  }
  return changed ? write_text(file, kept.str()) : Status{};
}

Status restore(const Context& context, const config::Config& config, const config::Generation& kept) {
  const auto file = context.config.parent_path() / "node.pub";
  auto node = read_node_public(file);
  if (!node) return tl::unexpected<Error>(node.error());
  if (auto done = write_text(file, to_text(former_public(std::move(*node), config, public_keys(kept))));
      !done)
    return done;
  return forget_addresses(context.config);
}

}  // namespace

int abandon(const Context& context) {
  auto config = node_config(context);
  if (!config) return context.out.failed(config.error());
  auto keys = config::read_node_keys(config->keys, config->credentials);
  if (!keys) return context.out.failed(keys.error());
  if (keys->generations.size() < 2) return context.out.failed(in_use(*config));
  const auto& newest = keys->generations.back();
  const auto key = to_hex(seal::key_id(newest.signing.public_key).view());
  auto yes =
      confirm(context, "Destroy generation " + std::to_string(newest.number) + " of the node's keys, " + key +
                           "? A paper that names it can come into force no more.");
  if (!yes) return context.out.failed(yes.error());
  if (!*yes) return context.out.failed({Errc::not_allowed, "not confirmed: nothing was destroyed"});

  int program = 0;
  auto answered = have_it_answered(context, *config, program);
  auto refusal = config::take_refusal(config->keys);
  if (!answered) return context.out.failed(answered.error());
  if (refusal) return context.out.failed({Errc::conflict, *refusal});
  if (program != 0) return program;
  if (auto restored = restore(context, *config, keys->generations[keys->generations.size() - 2]); !restored)
    return context.out.failed(restored.error());
  context.out.good("generation " + std::to_string(newest.number) + " of the node's keys destroyed");
  context.out.talk("node.pub names the keys in use again. A draft that names " + key +
                   " is of no use any more: destroy it, signed or not.");
  return context.out.done({{"generation", newest.number}, {"key", key}}, {});
}

std::string unused_generation(const config::Config& config) {
  auto keys = config::read_node_keys(config.keys, config.credentials);
  if (!keys || keys->generations.size() < 2) return {};
  const auto number = keys->generations.back().number;
  const auto made = config::generation_made(config.keys, number);
  if (!made) return {};
  const auto age = std::filesystem::file_time_type::clock::now() - *made;
  if (age < unused_after) return {};
  const auto waited = std::chrono::duration_cast<std::chrono::hours>(age).count() / 24;
  return "generation " + std::to_string(number) + " of the node's keys has waited " + std::to_string(waited) +
         " days for a paper that names it: hand node.pub to its office, or give it up with `tocsin node "
         "rotate "
         "--abandon`";
}

}  // namespace tocsin::node::cli
