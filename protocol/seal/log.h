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
Bytes encode(const TreeEdge& edge);
Result<TreeEdge> decode_tree_edge(ByteView bytes);

// A leaf: kind u8 ‖ hour u32 (hours since 1970) ‖ BLAKE2b-256(key = salt, event). The event and its salt live
// beside the tree, so that erasing them leaves it verifiable.
Bytes log_leaf(std::uint8_t kind, Instant at, const Secret32& salt, ByteView event);
bool leaf_matches(ByteView leaf, ByteView salt, ByteView event);

// C2SP checkpoint as a signed note: "origin\nsize\nbase64 root\n\n— origin base64(key hash[4] ‖ sig)\n",
// Ed25519.
std::string sign_checkpoint(const SigningKey& log_key, std::string_view origin, const TreeEdge& edge);
struct Checkpoint {
  std::string origin;
  std::uint64_t size = 0;
  TreeHash root{};
};
Result<Checkpoint> verify_checkpoint(std::string_view note, const SigningPublic& log_key);

}  // namespace tocsin::seal
