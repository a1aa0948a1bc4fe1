// What every command on a device begins with, its profile and its line, and how it says what went wrong.
#pragma once
#include <memory>

#include "node/cli/commands.h"
#include "node/client/answer.h"
#include "node/client/documents.h"
#include "node/client/profile.h"

namespace tocsin::node::cli {

class OpenDevice {
 public:
  enum class IfMissing { make, fail };
  // not_found: there is no such profile and it is not to be made.
  static Result<std::unique_ptr<OpenDevice>> at(const Context& context, const std::string& audience,
                                                IfMissing if_missing = IfMissing::fail);
  client::Profile& profile() { return profile_; }
  const client::Tools& tools() const { return tools_; }

 private:
  explicit OpenDevice(client::Profile profile) : profile_(std::move(profile)) {}
  seal::SystemEntropy entropy_;
  std::unique_ptr<client::Connector> connector_;
  client::Profile profile_;
  client::Tools tools_{};
};

// A refusal with its rule, or a failure with what to do next; answers the exit code.
int report(const Context& context, const client::Failure& failure, std::string_view next = {});
// A word of the command line that is not in its list; answers Exit::usage.
int misuse(const Context& context, const std::string& what);
// "slow_repeated_passes, parked_engine_running, …" of an enumeration's slugs, for --help and misuse.
template <class Enum>
std::string slugs() {
  std::string all;
  for (std::uint8_t value = 1; is_known<Enum>(value); ++value) {
    all += (all.empty() ? "" : ", ") + std::string(slug(static_cast<Enum>(value)));
  }
  return all;
}

}  // namespace tocsin::node::cli
