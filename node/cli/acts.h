// What both offices may do alone, and what all three do together: acts on mandates (R22), on the node (R23).
// Used by `tocsin mairie` and `tocsin post`.
#pragma once
#include <memory>

#include "node/cli/device.h"
#include "node/client/official.h"

namespace tocsin::node::cli {

// A commissioned device with its profile. The official's references stay valid as long as this lives.
class OpenOffice {
 public:
  static client::Answer<std::unique_ptr<OpenOffice>> at(const Context& context, const std::string& audience);
  client::Official& official() { return official_; }
  client::Profile& profile() { return device_->profile(); }
  // The one commune in question: the mairie's own; at a post the one named, or the only one.
  Result<Insee> commune(const std::string& named) const;

 private:
  OpenOffice(std::unique_ptr<OpenDevice> device, client::Official official)
      : device_(std::move(device)), official_(std::move(official)) {}
  std::unique_ptr<OpenDevice> device_;
  client::Official official_;
};

// An auditor has it too.
void add_device(CLI::App& office, Context& context, const std::string& audience);
// Adds device, counts and report (counts.h), mandates, revoke, suspend, lift, suspend-node, resume-node and
// review.
void add_acts(CLI::App& office, Context& context, const std::string& audience);
// The mandate whose hexadecimal id begins with `prefix`. not_found, conflict.
Result<client::MandateRow> pick_mandate(std::vector<client::MandateRow> rows, const std::string& prefix);
const char* state_slug(client::MandateState state);
void add_roll(CLI::App& office, Context& context, const std::string& audience);  // `mandates`

}  // namespace tocsin::node::cli
