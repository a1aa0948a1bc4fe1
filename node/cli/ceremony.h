// The files that pass from hand to hand when a network is founded: private keys under a passphrase, public
// halves, signed documents, and what a node or a device asks an office to sign. Used by every office's
// commands.
#pragma once
#include <filesystem>
#include <string>
#include <vector>

#include "node/cli/commands.h"
#include "node/client/official.h"
#include "protocol/seal/trust.h"

namespace tocsin::node::cli {

using Path = std::filesystem::path;

// Lines of `name: value` under a heading, readable by anyone: "tocsin-node 1". Order is kept; names are
// unique.
struct Fields {
  std::string heading;
  std::vector<std::pair<std::string, std::string>> lines;
  const std::string* find(std::string_view name) const;
};
std::string to_text(const Fields& fields);
// malformed, naming the file, the line or the heading expected.
Result<Fields> read_fields(const Path& file, std::string_view heading);
Status write_text(const Path& file, std::string_view text);

// ---- private keys: FILE (0600, under a passphrase) and FILE.pub
enum class Signatory : std::uint8_t { root, mairie, post, release };
struct PublicKey {
  std::string label;  // "root 1", "mairie 25434", "post P25-014", "release"
  Signatory signatory{};
  SigningPublic key;
};
// Asks for the passphrase. conflict: the file is there already.
Result<PublicKey> make_key_file(const Context& context, const Path& file, const std::string& label,
                                Entropy& entropy);
Result<PublicKey> read_public_key(const Path& key_file);
// Asks for the passphrase. cannot_open: it is another one, or the file is damaged.
Result<seal::SigningKey> open_key_file(const Context& context, const Path& key_file);

// ---- signed documents
Result<wire::SignedDocument> read_document(const Path& file);
Status write_document(const Path& file, const wire::SignedDocument& document);
// What a document says, a line each, in plain words: shown to whoever is about to sign it.
Result<std::vector<std::string>> in_plain_words(const wire::SignedDocument& document);
// Under which tag this signatory signs a document of this type; not_allowed: it does not.
Result<seal::Tag> tag_of(const wire::SignedDocument& document, const PublicKey& signer);
// Adds the command `sign` to an office: shows the document, asks, signs with each --key, writes the file
// again.
void add_sign(CLI::App& office, Context& context, Signatory who);

// ---- what is asked for
struct NodePublic {  // node.pub, made by `tocsin node init`
  NodeKind kind{};
  std::string code;  // "25434" or "P25-014"
  wire::NodeKeys keys;
  std::string client_address;
  std::vector<wire::Mailbox> mailboxes;  // its own port's, if it has one, then those at relays
  std::vector<wire::Gateway> gateways;
};
Result<NodePublic> read_node_public(const Path& file);
std::string to_text(const NodePublic& node);
// device.pub, made by `tocsin mairie device` and `tocsin post device`.
Result<client::DevicePublic> read_device_public(const Path& file);
// A text file of at most 16 KiB. not_found, malformed, too_large name the file.
Result<std::string> read_text(const Path& file);

// "alerts_per_day=4"; configuration when there is no such limit, or the value is outside what the policy
// allows.
Result<wire::LimitValue> parse_limit(const std::string& text);

// Adds the command `commission` to the mairie or a post: the office key signs for a person's device.
void add_commission(CLI::App& office, Context& context, Signatory who);

}  // namespace tocsin::node::cli
