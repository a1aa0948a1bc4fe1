// The secrets of a node, one file of 32 raw bytes each: made once by `tocsin node init`, read at each start.
// What its charter or record names comes in generations (`tocsin node rotate`): node.signing, then
// node.signing.2, and so on. A file in the systemd credentials folder comes before the one in the keys
// folder.
#pragma once
#include <filesystem>
#include <optional>
#include <string_view>
#include <vector>

#include "protocol/seal/keys.h"

namespace tocsin::config {

struct Generation {
  unsigned number = 1;
  seal::SigningKey signing;  // node.signing: receipts and node statements
  seal::BoxKey curve;        // node.curve: transport; of the generation before, where it has none of its own
  seal::BoxKey parcel;       // node.parcel: parcels are sealed to it
  seal::SigningKey log;      // node.log: checkpoints of the audit log
};
struct NodeKeys {
  std::vector<Generation> generations;  // ascending, at least one
  seal::Secret32 store;                 // store.key: seals every value of the database
  seal::Secret32 keyring;               // keyring.key: seals the keyring file
};

// Makes the folder (0700) and the six files (0600). conflict: one of them is there already, nothing of it is
// changed.
Status make_node_keys(const std::filesystem::path& keys, Entropy& entropy);

// configuration: a file is missing, empty, of another length, a link, or open to others; the detail names it
// and says what to do. `credentials` may be empty.
Result<NodeKeys> read_node_keys(const std::filesystem::path& keys, const std::filesystem::path& credentials);

// Makes the files of the generation after the newest, with a transport key of its own if asked; answers it.
// conflict: there are two already, one that no paper in force names yet or one whose 72 hours still run.
Result<Generation> make_next_generation(const std::filesystem::path& keys,
                                        const std::filesystem::path& credentials, bool transport,
                                        Entropy& entropy);
// Those above `newest`; none is no error.
Result<std::vector<Generation>> read_later(const std::filesystem::path& keys,
                                           const std::filesystem::path& credentials, unsigned newest);
// Overwrites and removes the files of that generation; its transport key only where no other generation uses
// it. not_allowed: one of them is a credential, which the operator must take away.
Status destroy_generation(const std::filesystem::path& keys, const std::filesystem::path& credentials,
                          unsigned number);

// When its files were made; nullopt: they are no files of this folder.
std::optional<std::filesystem::file_time_type> generation_made(const std::filesystem::path& keys,
                                                               unsigned number);

// What a destruction that was cut short left of generations before those that were read.
Status destroy_leftovers(const std::filesystem::path& keys, const NodeKeys& read);

}  // namespace tocsin::config
