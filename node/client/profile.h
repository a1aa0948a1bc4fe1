// One device's directory: 0700, one file per item, each 0600 and replaced whole or not at all. Held by one
// process at a time. It knows no meaning of its items but the device's own keys.
#pragma once
#include <filesystem>
#include <string>
#include <vector>

#include "node/files/fd.h"
#include "protocol/entropy.h"
#include "protocol/result.h"
#include "protocol/seal/keys.h"

namespace tocsin::client {

struct DeviceKeys {
  seal::SigningKey signing;
  seal::BoxKey transport;
  KeyId id() const { return seal::key_id(signing.public_key); }
};

class Profile {
 public:
  // Makes the directory if it is missing (its parents too). configuration: others may read it, or another
  // process holds it; the detail says what to do.
  static Result<Profile> open(const std::filesystem::path& directory);

  const std::filesystem::path& directory() const { return directory_; }
  bool has(const std::string& item) const;
  // not_found when it is missing. `item` is a file name, or folder/name.
  Result<Bytes> read(const std::string& item) const;
  // Durable when it returns.
  Status write(const std::string& item, ByteView bytes) const;
  // No error when it is missing.
  Status remove(const std::string& item) const;
  // Lets others use the profile from here on: this process writes nothing to it any more (configuration).
  void share();
  // Names of the items in a folder, ascending; empty when there is no such folder. Unfinished writes are not
  // items.
  Result<std::vector<std::string>> list(const std::string& folder) const;

  // The device's keys; not_found before make_keys.
  Result<DeviceKeys> keys() const;
  // Made once and durable before it returns; afterwards the same keys.
  Result<DeviceKeys> make_keys(Entropy& entropy) const;
  // 32 secret bytes, made once under this name.
  Result<seal::Secret32> secret(const std::string& item) const;
  Result<seal::Secret32> make_secret(const std::string& item, Entropy& entropy) const;

 private:
  Profile(std::filesystem::path directory, files::Fd lock);
  Status ours() const;
  std::string path_of(const std::string& item) const;
  std::filesystem::path directory_;
  files::Fd lock_;
};

}  // namespace tocsin::client
