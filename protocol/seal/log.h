// The audit log's arithmetic: RFC 6962 Merkle tree (SHA-256) and C2SP signed notes. Storage is the core's.
#pragma once
#include <string>
#include <vector>

#include "protocol/seal/tags.h"

namespace tocsin::seal {

using TreeHash = std::array<std::uint8_t, 32>;

TreeHash leaf_hash(ByteView leaf);                                // SHA-256(0x00 ‖ leaf)
TreeHash node_hash(const TreeHash& left, const TreeHash& right);  // SHA-256(0x01 ‖ left ‖ right)

// The right edge of a tree: enough to append leaves and to know the root. At most 64 hashes.
struct TreeEdge {
  std::uint64_t size = 0;
  std::vector<TreeHash> peaks;  // of the complete subtrees, largest first; one per bit of size
};
void append(TreeEdge& edge, const TreeHash& leaf);
TreeHash root_of(const TreeEdge& edge);  // of no leaves: SHA-256 of nothing
Bytes encode(const TreeEdge& edge);      // size u64 ‖ peaks
// malformed unless there is exactly one peak per bit of the size.
Result<TreeEdge> decode_tree_edge(ByteView bytes);

// A leaf: kind u8 ‖ hour u32 (hours since 1970) ‖ BLAKE2b-256(key = salt, event). The event and its salt live
// beside the tree, so that erasing them leaves it verifiable.
Bytes log_leaf(std::uint8_t kind, Instant at, const Secret32& salt, ByteView event);
bool leaf_matches(ByteView leaf, ByteView salt, ByteView event);

// C2SP checkpoint as a signed note: "origin\nsize\nbase64 root\n\n— origin base64(key hash[4] ‖ sig)\n". The
// signature is plain Ed25519 over the text up to and with the newline after the root, without a tag, as that
// format demands: a log key signs nothing else. `origin`: 1 … 120 bytes without spaces, control characters or
// '+' (asserted).
std::string sign_checkpoint(const SigningKey& log_key, std::string_view origin, const TreeEdge& edge);
struct Checkpoint {
  std::string origin;
  std::uint64_t size = 0;
  TreeHash root{};
};
// bad_signature when no line of the note is this key's; malformed when the text is not exactly origin, size
// and root, or is above 8 KiB. Lines of other keys (cosignatures) are passed over.
Result<Checkpoint> verify_checkpoint(std::string_view note, const SigningPublic& log_key);
// First four bytes of SHA-256(name ‖ "\n" ‖ 0x01 ‖ public key): how a note names its signer.
std::array<std::uint8_t, 4> note_key_hash(std::string_view name, const SigningPublic& log_key);
// "name+hex key hash+base64(0x01 ‖ public key)": what other tools that read notes take as the key.
std::string note_verifier_key(std::string_view name, const SigningPublic& log_key);

}  // namespace tocsin::seal
