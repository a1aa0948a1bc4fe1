// Who must have signed what. Each function verifies a document's signatures first and parses its bytes after;
// it answers the value or says which signature is missing. Dates are not judged here: that is policy.
#pragma once
#include <span>

#include "protocol/seal/tags.h"
#include "protocol/wire/documents.h"

namespace tocsin::seal {

using wire::SignedDocument;

// The name of a document: BLAKE2b-256 of its bytes (not of its signatures).
Hash document_hash(const SignedDocument& document);

// A document of one value with no signature yet.
template <class Document>
SignedDocument draft(const Document& value) {
  return SignedDocument{wire::type_of<Document>(), wire::encode(value), {}};
}
// Adds one signature over tag ‖ bytes. A second one by the same key under the same tag replaces the first.
void add_signature(SignedDocument& document, const SigningKey& key, Tag tag);
bool has_signature(const SignedDocument& document, const SigningPublic& key, Tag tag);

// All answer bad_signature naming who is missing or too many (a signature nobody asked for is refused),
// malformed when the bytes do not decode, untrusted when a chain does not hold.
//
// Sequence 1 needs 2 of its own 3 keys (root_new). A rotation needs 2 of the old (root_old) and 2 of the new.
Result<wire::Root> verify_root(const SignedDocument& document, const wire::Root* previous = nullptr);
Result<wire::Rules> verify_rules(const SignedDocument& document, const wire::Root& root);
Result<wire::PostRecord> verify_post_record(const SignedDocument& document, const wire::Root& root);
// Root, the office key in the charter, and the office key of the named post's record; all keys pairwise
// distinct.
Result<wire::Charter> verify_charter(const SignedDocument& document, const wire::Root& root,
                                     const wire::PostRecord& post);
// `office`: of the mairie or the post that the commission names (root for prefect and auditor: 2 of 3).
Result<wire::Commission> verify_commission(const SignedDocument& document, const wire::Root& root,
                                           const SigningPublic& office);
// Which of the two signatures of a mandate are there and right.
struct MandateSignatures {
  wire::Mandate mandate;
  bool nominated = false, vetted = false;
};
// `mayors` and `commanders`: device keys of the commissions in force. Only signatures by these are looked
// for; a present signature by any other key, or one key under both tags, is refused.
Result<MandateSignatures> verify_mandate(const SignedDocument& document,
                                         std::span<const SigningPublic> mayors,
                                         std::span<const SigningPublic> commanders);
// One signature by one known key under one tag: acts, overlays, node statements, withdrawals, epoch keys.
// `tags`: the ones acceptable from that key.
template <class Document>
Result<Document> verify_single(const SignedDocument& document, const SigningPublic& key, Tag tag);
// The keys that signed, as named in the container, unverified: to look them up.
std::vector<KeyId> signers(const SignedDocument& document);
// 2 of 3 root keys under `tag` over the document's bytes.
Status verify_quorum(const SignedDocument& document, const wire::Root& root, Tag tag);
// All three signatories over the same bytes: root quorum (node_resume_root), one mayor's or commander's
// commission each.
Result<wire::NodeAct> verify_resumption(const SignedDocument& document, const wire::Root& root,
                                        std::span<const SigningPublic> mayors,
                                        std::span<const SigningPublic> commanders);
// Signed by the one-time request key (enrolment_invite) and by the new device key in it (enrolment_device).
Result<wire::Enrolment> verify_enrolment(const SignedDocument& document, const SigningPublic& request_key);

}  // namespace tocsin::seal
