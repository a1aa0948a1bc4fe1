// Sealing an alert on the device, and checking what can be checked of one without opening it.
// Opening lives in open_alert.h, an archive of its own that the commune's intake does not link.
#pragma once
#include "protocol/seal/tags.h"
#include "protocol/wire/alert.h"
#include "protocol/wire/receipt.h"

namespace tocsin::seal {

// BLAKE2b-256 of the tag key; what a mandate or desk commission commits to.
Hash tag_commitment(const Secret32& tag_key);
// The header's two tags for a content (protocol/README.md, "Target tags").
TargetTag place_tag(const Secret32& tag_key, const wire::AlertContent& content);
TargetTag plate_tag(const Secret32& tag_key, const wire::AlertContent& content);

// What the device knows of an alert beyond its content. Hashes, tags and commitment are filled in by seal_alert.
struct AlertDraft {
  wire::AlertHeader header;
  wire::AlertContent content;  // category, sector, mandate and alert id are copied from the header; tag key from below
};
struct SealedAlert {
  Bytes envelope;  // limits::envelope_bytes
  Hash header_hash;
};
// Wrap 0 to the post's epoch key, wrap 1 to the supervising post's, or, when there is none, to a key whose secret
// is thrown away. The content key and the plaintext are wiped before it returns.
SealedAlert seal_alert(const AlertDraft& draft, const SigningKey& device, const Secret32& tag_key,
                       const BoxPublic& post_epoch, const BoxPublic* supervising_epoch, Entropy& entropy);

Hash header_hash(ByteView header);  // BLAKE2b-256 of all 256 bytes

// The commune's check, cheapest last step included: signature by `device`, then canonical header, then the hashes of
// wraps and body. bad_signature or malformed: nothing may be signed or stored about such bytes.
Result<wire::AlertHeader> verify_envelope(ByteView envelope, const SigningPublic& device);
// Header and signature alone (ParcelKind::ended).
Result<wire::AlertHeader> verify_header(ByteView header, const Signature& signature, const SigningPublic& device);

// Receipts: 128 bytes and the node's signature under receipt_commune or receipt_post.
std::array<std::uint8_t, wire::signed_receipt_bytes> sign_receipt(const wire::Receipt& receipt,
                                                                 const SigningKey& node);
// bad_signature unless `node` signed it under the tag of the issuer kind that it names.
Result<wire::Receipt> verify_receipt(ByteView signed_receipt, const SigningPublic& node);

}  // namespace tocsin::seal
