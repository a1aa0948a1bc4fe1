#include "node/cli/operator.h"

#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>

#include "node/cli/ceremony.h"

namespace tocsin::node::cli {
namespace {

// Where the node listens, as this host reaches it.
std::string reachable(std::string listen) {
  for (std::string any : {"//0.0.0.0:", "//*:", "//[::]:"})
    if (auto at = listen.find(any); at != std::string::npos) listen.replace(at, any.size(), "//127.0.0.1:");
  return listen;
}

std::string program_path() {
  std::error_code error;
  auto self = std::filesystem::read_symlink("/proc/self/exe", error);
  auto beside = self.parent_path() / "tocsind";
  return !error && std::filesystem::exists(beside, error) ? beside.string() : "tocsind";
}

// Returns only if the program cannot be started; errno says why.
void become(const std::vector<std::string>& words) {
  std::vector<char*> pointers;
  for (const auto& word : words) pointers.push_back(const_cast<char*>(word.c_str()));
  pointers.push_back(nullptr);
  ::execvp(pointers[0], pointers.data());
}

}  // namespace

Result<config::Config> node_config(const Context& context) {
  if (context.config.empty())
    return fail(Errc::configuration, "which node? give --config FILE or set TOCSIN_CONFIG");
  return config::read_config(context.config, config::environment(&std::getenv), {});
}

Result<std::unique_ptr<Operator>> Operator::open(const Context& context) {
  auto config = node_config(context);
  if (!config) return pass_on(config);
  auto keys = config::read_node_keys(config->keys, config->credentials);
  if (!keys) return pass_on(keys);
  // The running node says which generation it signs with: whose hello verifies.
  Result<std::unique_ptr<Operator>> opened = fail(Errc::unreachable, "");
  // The newest transport key has an address of its own, if the configuration names one.
  const auto& oldest = keys->generations.front();
  const auto newest = keys->generations.back().curve.public_key;
  const bool moves = oldest.curve.public_key != newest || oldest.number > 1;
  for (auto& generation : keys->generations) {
    auto here = *config;
    if (moves && generation.curve.public_key == newest && !here.client_listen_next.empty())
      here.client_listen = here.client_listen_next;
    opened = open_with(context, std::move(here), std::move(generation));
    if (opened || (opened.error().code != Errc::bad_signature && opened.error().code != Errc::unreachable))
      return opened;
  }
  return opened;
}

Result<std::unique_ptr<Operator>> Operator::open_with(const Context& context, config::Config config,
                                                      config::Generation keys) {
  auto connector = client::make_curve_connector(seconds(2));
  if (!connector) return pass_on(connector);
  std::unique_ptr<Operator> made(new Operator(std::move(config), std::move(keys)));
  made->connector_ = std::move(*connector);
  client::Tools tools{made->connector_.get(), &made->entropy_, system_now, {}};
  client::NodeAddress node{reachable(made->config_.client_listen), made->keys_.curve.public_key,
                           made->keys_.signing.public_key};
  if (node.address.empty()) {
    // It listens nowhere: by the gateways that it was founded with, like everybody else.
    auto own = read_node_public(context.config.parent_path() / "node.pub");
    if (!own) return pass_on(own);
    node.gateways = std::move(own->gateways);
  }
  auto session = client::open_session(tools, node, made->keys_.curve, made->keys_.signing);
  if (!session) {
    if (session.error().code != Errc::unreachable) return pass_on(session);
    return fail(Errc::unreachable,
                node.address.empty()
                    ? session.error().detail + " (this node listens nowhere and is asked by its gateways)"
                    : "the node does not answer on " + node.address + "; start it with `tocsin node run`");
  }
  if (auto known = session->learn_time(); !known) return pass_on(known);
  made->session_.emplace(std::move(*session));
  return made;
}

Result<int> run_node_program(const std::vector<std::string>& words, bool replace) {
  std::vector<std::string> all{program_path()};
  all.insert(all.end(), words.begin(), words.end());
  if (replace) {
    become(all);
    return fail(Errc::not_found,
                "cannot start " + all[0] + ": " + std::strerror(errno) + "; is it installed?");
  }
  pid_t child = ::fork();
  if (child < 0) return fail(Errc::io, std::string("cannot start a process: ") + std::strerror(errno));
  if (child == 0) {
    become(all);
    ::_exit(127);
  }
  int status = 0;
  while (::waitpid(child, &status, 0) < 0)
    if (errno != EINTR)
      return fail(Errc::io, std::string("cannot wait for a process: ") + std::strerror(errno));
  if (!WIFEXITED(status)) return fail(Errc::io, all[0] + " was ended by a signal");
  if (WEXITSTATUS(status) == 127)
    return fail(Errc::not_found, "cannot start " + all[0] + "; is it installed?");
  return WEXITSTATUS(status);
}

}  // namespace tocsin::node::cli
