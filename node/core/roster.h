// Who is who here: the documents a node holds, and what follows from them. Reading only; accept.h writes.
#pragma once
#include "node/core/outbox.h"
#include "node/core/sessions.h"
#include "policy/decide.h"
#include "protocol/seal/trust.h"

namespace tocsin::node {

// Documents are kept by what they are about; `about` is empty for the one root and the one set of rules.
Bytes document_key(wire::DocumentType type, ByteView about);
std::optional<wire::SignedDocument> stored_document(Turn& turn, wire::DocumentType type, ByteView about);
// All of one type whose key begins with `about`, in key order.
std::vector<wire::SignedDocument> stored_documents(Turn& turn, wire::DocumentType type, ByteView about = {});

// The value of a stored document, which was verified when it came.
template <class Document>
std::optional<Document> stored(Turn& turn, ByteView about = {}) {
  auto key = document_key(wire::type_of<Document>(), about);
  auto& known = turn.memo.values;
  if (auto seen = known.find(key); seen != known.end())
    return *static_cast<const Document*>(seen->second.get());
  auto document = stored_document(turn, wire::type_of<Document>(), about);
  if (!document) return std::nullopt;
  auto value = wire::decode<Document>(document->bytes);
  if (!value) return std::nullopt;
  if (known.size() < Memo::values_max)
    known.emplace(std::move(key), std::make_shared<const Document>(*value));
  return std::move(*value);
}

// Which commune or post this node is, once its charter or record is here.
struct Self {
  Insee commune;  // zero at a post
  PostId post;    // at a commune: zero
};
Self self_of(Turn& turn);
std::string node_name(Turn& turn);  // "25434", "P25-014"; "unnamed" before the first import

CharterRef charter_of(Turn& turn, const Insee& commune);
// Where another charter of the same number lies, that was signed too.
Bytes fork_of(const Insee& commune);
// By the key under which it lies: those that others have taken the place of are in superseded.h.
CharterRef charter_about(Turn& turn, ByteView about);
std::vector<CharterRef> charters(Turn& turn);  // never nullptr

// An election period of the prefecture's rules is under way (R25).
bool election(Turn& turn);

// ceiling ⊓ rules ⊓ charter and overlays ⊓ mandate.
policy::Limits limits_of(Turn& turn, const wire::Charter& charter, const wire::Mandate* mandate);
// `start` with the values a document carries; unknown numbers and values past a floor change nothing.
policy::Limits with_values(policy::Limits start, std::span<const wire::LimitValue> values);

struct MandateHere {
  wire::SignedDocument document;
  wire::Mandate mandate;
  Hash hash;
  std::optional<wire::MandateInForce> statement;
  policy::Term term;
};
std::optional<MandateHere> mandate_of(Turn& turn, const MandateId& id);
std::vector<MandateHere> mandates(Turn& turn);

// From the document's dates and the acts upon it.
policy::Term term_of(Turn& turn, wire::ActTarget target, ByteView subject, Instant from, Instant until);
policy::Term standing(Turn& turn, const KeyId& id, const Device& device);

// Device keys of commissions of this office and role that are in force now. `commune` or `post` zero: the
// other.
std::vector<SigningPublic> commissioned(Turn& turn, Role role, const Insee& commune, const PostId& post);
std::optional<wire::Commission> commission_of(Turn& turn, const KeyId& id);

// What a post has to do with a commune: its charter names it, or names a post that it supervises.
enum class Charge : std::uint8_t { none, own, supervised };
Charge charge_of(Turn& turn, const wire::Charter& charter);
// Of a commune: the post of its charter, and that post's supervising one; of a post: itself, and its own.
PostId own_post(Turn& turn);
PostId supervising_post(Turn& turn);  // zero: none

// The nodes this one exchanges parcels with: a commune's post, first, and its supervising post; a post's
// communes and those of the posts that it supervises. What is handed out stays as it was when a document
// changes.
class Peers {
 public:
  explicit Peers(PeerNodes nodes) : nodes_(std::move(nodes)) {}
  auto begin() const { return nodes_->begin(); }
  auto end() const { return nodes_->end(); }
  bool empty() const { return nodes_->empty(); }
  const PeerNode& front() const { return nodes_->front(); }

 private:
  PeerNodes nodes_;
};
Peers peer_nodes(Turn& turn);
// As that post's record names it.
std::optional<PeerNode> peer_of_post(Turn& turn, const PostId& post);
// By its present key, or one that it replaced less than 72 hours ago.
std::optional<PeerNode> peer_node(Turn& turn, const KeyId& id);
std::optional<PeerNode> peer_of_commune(Turn& turn, const Insee& commune);
// A transport key of any of its own generations.
bool is_own_curve(Turn& turn, const BoxPublic& key);
// This node's mailboxes at relays, as its charter or record names them; those of charters superseded less
// than 72 h ago too, since peers may not have heard.
std::vector<wire::Mailbox> own_mailboxes(Turn& turn);
// The gateways that its charter or record names, and in the same way those of charters before.
std::vector<LineTo> own_gateways(Turn& turn);

}  // namespace tocsin::node
