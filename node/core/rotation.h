// The keys of nodes and their change. A commune's charter, or a post's record, that names other node keys
// than the one before makes those former ones: for 72 hours they still open and still speak, then never
// again. Here are both sides of it: a node's own generations, and those of others.
#pragma once
#include "node/core/roster.h"
#include "protocol/wire/receipt.h"

namespace tocsin::node {

constexpr hours former_keys_honoured{72};

// ---- of any node. `who`: its commune or post.
// Oldest first, all there ever were (16 at most).
std::vector<FormerNode> former_nodes(Turn& turn, ByteView who);
// One of these keys was replaced here before: no paper brings it back.
bool was_replaced(Turn& turn, ByteView who, const wire::NodeKeys& keys);
wire::Reply replaced_before(Turn& turn);  // says so
// The paper of `who` that has just been kept names `now` in the place of `before`: the outbox follows the
// peer to its new keys; of this node itself, the new ones sign from here on. `from`: who brought the paper.
void node_rotated(Turn& turn, ByteView who, const std::string& name, const wire::NodeKeys& before,
                  const wire::NodeKeys& now, const std::optional<KeyId>& from);

// Signing keys of a node: the present one, then those it replaced: less than 72 hours ago, or at any time,
// for what a peer vouches for by the parcel that brings it.
enum class Formers : std::uint8_t { honoured, all };
std::vector<SigningPublic> signing_keys(const PeerNode& peer, Instant now, Formers which);
std::vector<SigningPublic> signing_keys(Turn& turn, const PostId& post, Formers which);
// What `verify` answers for the first key that it takes, else for the first of all.
template <class Verify>
auto by_any(const std::vector<SigningPublic>& keys, const Verify& verify) {
  auto first = verify(keys.front());
  for (std::size_t i = 1; !first && i < keys.size(); ++i)
    if (auto later = verify(keys[i])) return later;
  return first;
}

// A receipt in a parcel of this peer's, by a key that it has or had.
Result<wire::Receipt> receipt_by(const PeerNode& peer, ByteView signed_receipt);
// Signed by a key that is not known here: the paper that names it may still be on its way.
bool by_unknown_key(const PeerNode& peer, ByteView signed_receipt);

// ---- of this node
// The generation of all four keys, where they are all here and none was replaced; nullptr: not ours.
const KeySet* own_set(Turn& turn, const wire::NodeKeys& keys);
bool speaks_for_us(Turn& turn, const SigningPublic& key);  // a generation that is honoured just now
std::vector<const KeySet*> honoured_sets(Turn& turn);      // the present one first
// By which generation parcels to this peer are signed: by the former one until it knows the new one.
const KeySet& set_for(Turn& turn, const PeerNode& peer);
// The peer has shown that it knows the present keys.
void introduced(Turn& turn, const PeerNode& peer);
// The peer has acknowledged a parcel with this content.
void heard_of(Turn& turn, const PeerNode& peer, const Hash& content);

// What this node has said and still stands, signed by the present key as well: for those who come to know it
// only now. A post's epoch keys go out again. Called after the paper that names the keys was shared.
void say_again(Turn& turn);

// The newest generation of this node's keys is given up: logged here; its files are the caller's, after the
// commit. Answers its signing key's id. not_found: there is but one. conflict: it signs, or it was replaced
// and still opens, or a charter or record held here names it, in force or waiting.
Result<KeyId> abandon_newest_keys(txn::Txn& txn, const Identity& identity, const txn::Keyring& keyring,
                                  Instant now, Entropy& entropy);

// At each Tick: lets the keys go whose 72 hours are over, and logs it once they are gone.
void end_overlaps(Turn& turn);
void add_key_status(Turn& turn, wire::Reply& reply);

}  // namespace tocsin::node
