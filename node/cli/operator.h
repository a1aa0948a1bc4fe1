// The operator on a node's own host: the node's key files open a session with the running node, and its
// program does what needs the node to be stopped.
#pragma once
#include <memory>

#include "node/cli/commands.h"
#include "node/client/documents.h"
#include "node/config/config.h"
#include "node/config/node_keys.h"

namespace tocsin::node::cli {

// The file of --config, with the environment over it. configuration: none was given, or it is wrong.
Result<config::Config> node_config(const Context& context);

class Operator {
 public:
  // unreachable: the node does not run.
  static Result<std::unique_ptr<Operator>> open(const Context& context);
  const config::Config& config() const { return config_; }
  // Of the generation that the running node signs with.
  const SigningPublic& log_key() const { return keys_.log.public_key; }
  client::Session& session() { return *session_; }

 private:
  Operator(config::Config config, config::Generation keys)
      : config_(std::move(config)), keys_(std::move(keys)) {}
  static Result<std::unique_ptr<Operator>> open_with(const Context& context, config::Config config,
                                                     config::Generation keys);
  config::Config config_;
  config::Generation keys_;
  seal::SystemEntropy entropy_;
  std::unique_ptr<client::Connector> connector_;
  std::optional<client::Session> session_;
};

// Runs the node's program beside this one, or the one in PATH. With `replace` this process becomes it, and
// only an error comes back; else the answer is its exit code.
Result<int> run_node_program(const std::vector<std::string>& words, bool replace);

}  // namespace tocsin::node::cli
