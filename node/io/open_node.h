// A node's folder as a whole: made once, opened at each start, with everything that the core and the loop
// need.
#pragma once
#include <memory>
#include <optional>
#include <span>

#include "node/config/config.h"
#include "node/config/node_keys.h"
#include "node/core/turn.h"
#include "node/io/sealed_values.h"
#include "node/store/keyring_file.h"
#include "node/store/lmdb.h"

namespace tocsin::node::io {

// A generation of this node's keys as its sockets use it.
struct OpenKeys {
  unsigned number = 1;
  KeyId id;  // of its signing key
  seal::BoxKey curve;
};
struct OpenNode {
  Identity identity;
  std::vector<OpenKeys> keys;  // ascending
  std::unique_ptr<SealedValues> value_codec, keyring_codec;
  std::unique_ptr<store::LmdbStore> store;
  std::unique_ptr<store::KeyringFile> keyring;
  std::unique_ptr<Node> node;
  store::Scrub scrub;  // damaged rows are lost, the rest stands
};

// Makes key files, keyring and empty database of a new node. conflict: there are key files already.
Status make_node(const config::Config& config, Entropy& entropy);

// Walks the whole database first, in a child process. Errors: configuration (a key file, a folder, another
// process that holds it, no data where it should be), store_damaged (the file as a whole cannot be trusted),
// io. Call before any thread is started; `entropy` outlives the result.
Result<std::unique_ptr<OpenNode>> open_node(const config::Config& config, Entropy& entropy);

// Takes in generations whose files have come since; answers how many.
Result<std::size_t> take_in_keys(OpenNode& open, const config::Config& config);
// A turn has let that generation go: it is forgotten here, and its files are destroyed. not_allowed: all but
// a credential.
Status destroy_keys(OpenNode& open, const config::Config& config, const KeyId& id);

// Where somebody has asked for it (config/abandon.h): gives the newest generation up and destroys its files,
// or says why not; the answer lies in the keys folder too. nullopt: nobody asked.
Result<std::optional<KeyId>> abandon_if_asked(OpenNode& open, const config::Config& config, Instant now,
                                              Entropy& entropy);

// Accepts documents into a stopped node in one transaction: all of them or none. In order of trust. The
// detail of an error begins with the place of the document, counted from 1.
Status import_into(OpenNode& open, std::span<const Bytes> containers, Instant now, Entropy& entropy);

}  // namespace tocsin::node::io
