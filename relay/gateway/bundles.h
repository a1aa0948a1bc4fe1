// Web bundles, read from their folder once and checked whole before a byte of them is served.
#pragma once
#include <map>
#include <memory>

#include "relay/http/bundle.h"

namespace tocsin::relay::gateway {

struct ServedFile {
  std::string type;
  std::shared_ptr<const std::string> bytes;
};

struct Bundle {
  std::string face;
  std::map<std::string, ServedFile, std::less<>> files;  // by path; manifest and signature too
  std::size_t bytes = 0;
};

// bad_signature, malformed, not_found: the detail names the file. Every file of the manifest is there with
// its size and hash, the manifest is signed by `release`, and is of `face`. What the manifest does not name
// is not read.
Result<Bundle> read_bundle(const std::string& folder, const std::string& face, const SigningPublic& release);

}  // namespace tocsin::relay::gateway
