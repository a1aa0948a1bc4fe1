// Who must have signed what. Each function verifies a document's signatures first and parses its bytes after;
// it answers the value or says which signature is missing. Dates are not judged here: that is policy.
#pragma once
#include <span>

#include "protocol/seal/tags.h"
#include "protocol/wire/directory.h"
#include "protocol/wire/documents.h"
#include "protocol/wire/locality.h"

namespace tocsin::seal {

using wire::SignedDocument;

// The name of a document: BLAKE2b-256 of its bytes (not of its signatures).
Hash document_hash(const SignedDocument& document);

// A document of one value with no signature yet.
template <class Document>
SignedDocument draft(const Document& value) {
  return SignedDocument{wire::type_of<Document>(), encode(value), {}};
}
// Adds one signature over tag ‖ bytes. A second one by the same key under the same tag replaces the first.
void add_signature(SignedDocument& document, const SigningKey& key, Tag tag);
// True if `key` signed under `tag`, and rightly.
bool has_signature(const SignedDocument& document, const SigningPublic& key, Tag tag);

// All answer: bad_signature, naming who is missing or too many (a signature nobody asked for is refused, so
// is one key twice under one tag); malformed when the bytes do not decode; untrusted when a chain does not
// hold, when a key in the document is not usable (is_usable), or when two keys that must differ are one.
// Signatures by keys known beforehand are verified before the bytes are parsed; those by a key that the
// document itself names, right after.
//
// Sequence 1 needs 2 of its own 3 keys (root_new). A rotation needs 2 of the old (root_old) and 2 of the new,
// follows `previous` by one and names its hash; without `previous` it is untrusted.
Result<wire::Root> verify_root(const SignedDocument& document, const wire::Root* previous = nullptr);
// The root that a card or an operator pinned: SHA-256 of its bytes, and 2 of its own 3 keys. Signatures by
// the keys before a rotation are not judged: who holds the hash needs no chain.
std::array<std::uint8_t, 32> root_fingerprint(const SignedDocument& document);
Result<wire::Root> verify_pinned_root(const SignedDocument& document,
                                      const std::array<std::uint8_t, 32>& fingerprint);
Result<wire::Rules> verify_rules(const SignedDocument& document, const wire::Root& root);
Result<wire::Directory> verify_directory(const SignedDocument& document, const wire::Root& root);
// The root's own list of the suspensions that it has in force. Its issuer is the first of the three keys.
KeyId issuer_of_root(const wire::Root& root);
// Without a signature: it is the one that the charter names, and of the charter's commune. Else untrusted; a
// signature is refused.
Result<wire::StreetList> verify_street_list(const SignedDocument& document, const wire::Charter& charter);
Result<wire::SectorMap> verify_sector_map(const SignedDocument& document, const wire::Charter& charter);
Result<wire::RevocationList> verify_root_revocations(const SignedDocument& document, const wire::Root& root);
// Root and the office key that the record names; all its keys and the root's pairwise distinct.
Result<wire::PostRecord> verify_post_record(const SignedDocument& document, const wire::Root& root);
// A record whose office key takes the place of a lost one: the office key of the supervising post has signed
// it too.
Result<wire::PostRecord> verify_replacing_record(const SignedDocument& document, const wire::Root& root,
                                                 const SigningPublic& supervising);
// Root, the office key of `post` (untrusted unless it is the post that the charter names), and the office key
// in the charter; all keys of charter, record and root pairwise distinct.
Result<wire::Charter> verify_charter(const SignedDocument& document, const wire::Root& root,
                                     const wire::PostRecord& post);
// Root and the office keys of the charter and of its post's record: the three that signed the charter.
Result<wire::CharterRenewal> verify_renewal(const SignedDocument& document, const wire::Root& root,
                                            const SigningPublic& mairie, const SigningPublic& post);
// `office`: of the mairie or the post that the commission names, which the caller compares; ignored for
// prefect and auditor, whom root commissions (2 of 3). The role must be one that its signer can give.
Result<wire::Commission> verify_commission(const SignedDocument& document, const wire::Root& root,
                                           const SigningPublic& office);
// Which of the two signatures of a mandate are there and right; at least one is.
struct MandateSignatures {
  wire::Mandate mandate;
  bool nominated = false, vetted = false;
};
// `mayors` and `commanders`: device keys of the commissions in force. Only signatures by these are looked
// for; a present signature by any other key, one key under both tags, or a signatory's key as the referent's,
// is refused.
Result<MandateSignatures> verify_mandate(const SignedDocument& document,
                                         std::span<const SigningPublic> mayors,
                                         std::span<const SigningPublic> commanders);
// Which office stands behind a tightening; at least one does (both: it does not lapse).
struct OverlaySignatures {
  wire::Overlay overlay;
  bool mairie = false, post = false;
};
Result<OverlaySignatures> verify_overlay(const SignedDocument& document, const SigningPublic& mairie,
                                         const SigningPublic& post);
// Exactly one signature, by `key` under `tag`. Refused when `tag` does not belong to that document (an act on
// a mandate under act_office; a resumption, which needs verify_resumption), or when a revocation list or
// freshness names another issuer than `key`. Which post or commune the key speaks for is the caller's to
// compare. Instantiated for Overlay, OverlayWithdrawal, Act, NodeAct, RevocationList, Freshness, Presence,
// EpochKey, EpochLoss, MandateLink, MandateInForce, Withdrawal, Review, ReviewAnswer, TieDeclaration,
// Deputising and ConductSignature.
template <class Document>
Result<Document> verify_single(const SignedDocument& document, const SigningPublic& key, Tag tag);
// The keys that signed, as named in the container, unverified: to look them up. Ascending, each once.
std::vector<KeyId> signers(const SignedDocument& document);
// 2 of 3 root keys under `tag` over the document's bytes; signatures under other tags are not judged.
Status verify_quorum(const SignedDocument& document, const wire::Root& root, Tag tag);
// Suspension of a node by any one side: a mayor's or a commander's commission, or the root quorum.
Result<wire::NodeAct> verify_node_suspension(const SignedDocument& document, const wire::Root& root,
                                             std::span<const SigningPublic> mayors,
                                             std::span<const SigningPublic> commanders);
// All three signatories over the same bytes: root quorum (node_resume_root), one mayor's or commander's
// commission each.
Result<wire::NodeAct> verify_resumption(const SignedDocument& document, const wire::Root& root,
                                        std::span<const SigningPublic> mayors,
                                        std::span<const SigningPublic> commanders);
// Signed by the one-time request key (enrolment_invite) and by the new device key in it (enrolment_device).
Result<wire::Enrolment> verify_enrolment(const SignedDocument& document, const SigningPublic& request_key);

}  // namespace tocsin::seal
