// The secrets of a node, one file of 32 raw bytes each: made once by `tocsin node init`, read at each start.
// A file in the systemd credentials folder comes before the one in the keys folder.
#pragma once
#include <filesystem>
#include <string_view>

#include "protocol/seal/keys.h"

namespace tocsin::config {

struct NodeKeys {
  seal::SigningKey signing;  // node.signing: receipts and node statements
  seal::BoxKey curve;        // node.curve: transport
  seal::BoxKey parcel;       // node.parcel: parcels are sealed to it
  seal::SigningKey log;      // node.log: checkpoints of the audit log
  seal::Secret32 store;      // store.key: seals every value of the database
  seal::Secret32 keyring;    // keyring.key: seals the keyring file
};

// Makes the folder (0700) and the six files (0600). conflict: one of them is there already, nothing of it is
// changed.
Status make_node_keys(const std::filesystem::path& keys, Entropy& entropy);

// configuration: a file is missing, empty, of another length, a link, or open to others; the detail names it
// and says what to do. `credentials` may be empty.
Result<NodeKeys> read_node_keys(const std::filesystem::path& keys, const std::filesystem::path& credentials);

}  // namespace tocsin::config
