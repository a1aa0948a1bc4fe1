// A commune with many referents, made in bulk: their devices in memory, their mandates signed by the devices
// of the mayor and the commander and published over real sessions, as one at a time would be.
#pragma once
#include <memory>
#include <string>
#include <vector>

#include "node/client/office.h"
#include "protocol/seal/keys.h"

namespace tocsin::bench {

// A referent's device that never existed on a disk.
struct Device {
  seal::SigningKey signing;
  seal::BoxKey transport;
  seal::Secret32 tag_key;
  MandateId mandate;
};

// What every sender knows of its town, from the documents that the mayor's device believes.
struct Town {
  wire::Charter charter;
  client::NodeAddress node;  // the commune's
  SigningPublic post;        // signing key of the post's node
  wire::EpochKey epoch;
};

// One office's device, from the profile that the command line made.
class OfficeDevice {
 public:
  static Result<std::unique_ptr<OfficeDevice>> at(const std::string& directory);
  client::Official& official() { return *official_; }
  seal::SystemEntropy& entropy() { return entropy_; }

 private:
  explicit OfficeDevice(client::Profile profile) : profile_(std::move(profile)) {}
  seal::SystemEntropy entropy_;
  client::Profile profile_;
  std::unique_ptr<client::Connector> connector_;
  std::optional<client::Official> official_;
};

// Nothing is measured before it answers: every mandate is in force at the commune and known so at the post.
Result<std::vector<Device>> make_referents(OfficeDevice& mayor, OfficeDevice& commander, std::size_t count);
Result<Town> learn_town(OfficeDevice& mayor);

Instant wall_now();

}  // namespace tocsin::bench
