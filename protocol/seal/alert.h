// Sealing an alert on the device, and checking what can be checked of one without opening it.
// Opening lives in open/open_alert.h, an archive of its own that the commune's intake does not link.
#pragma once
#include "protocol/seal/tags.h"
#include "protocol/wire/alert.h"
#include "protocol/wire/receipt.h"

namespace tocsin::seal {

// BLAKE2b-256 of the tag key; what a mandate or desk commission commits to.
Hash tag_commitment(const Secret32& tag_key);
// The header's two tags for a content (protocol/README.md, "Target tags"): equal for the same target named
// twice by the same referent, unlinkable for anybody without the tag key. Where the content names no point,
// street or plate, the tag depends on the alert's id and never repeats.
TargetTag place_tag(const Secret32& tag_key, const wire::AlertContent& content);
TargetTag plate_tag(const Secret32& tag_key, const wire::AlertContent& content);

// What the device knows of an alert beyond its content. Hashes, tags and commitment are filled in by
// seal_alert.
struct AlertDraft {
  wire::AlertHeader header;
  wire::AlertContent
      content;  // category, sector, mandate and alert id are copied from the header; tag key from below
};
struct SealedAlert {
  Bytes envelope;  // limits::envelope_bytes
  Hash header_hash;
};
// Wrap 0 to the post's epoch key, wrap 1 to the supervising post's, or, when there is none, to a key whose
// secret is thrown away. The content key and its own copies of the content are wiped before it returns; the
// draft is the caller's to wipe. Draws from `entropy`, in this order: content key[32], ephemeral key of wrap
// 0 [32], where there is no supervising post the discarded key[32], ephemeral key of wrap 1 [32], nonce of
// the body[24]. Precondition: header and content are within their ranges (asserted).
SealedAlert seal_alert(const AlertDraft& draft, const SigningKey& device, const Secret32& tag_key,
                       const BoxPublic& post_epoch, const BoxPublic* supervising_epoch, Entropy& entropy);

// Zeros over everything that the content says.
void wipe(wire::AlertContent& content);

Hash header_hash(ByteView header);  // BLAKE2b-256 of all 256 bytes
// What binds the three ciphertexts of an envelope to their header; for both sides of the seal.
// BLAKE2b-256 of the header with its body hash zeroed: the associated data of the body. Precondition: 256
// bytes.
Hash body_binding(ByteView header);
// BLAKE2b-256(key = content key, "tocsin/v1/kc" ‖ alert id): one key only opens what the header commits to.
Hash key_commitment(const Secret32& content_key, const AlertId& alert);
// BLAKE2b-128(mandate ‖ alert ‖ slot u8): stands behind the content key inside a wrap.
std::array<std::uint8_t, 16> wrap_binding(const MandateId& mandate, const AlertId& alert, std::uint8_t slot);

// The commune's check, in this order: size (malformed), signature by `device` (bad_signature), canonical
// header (malformed, unsupported), hashes of wraps and body (malformed). On failure nothing may be signed or
// stored about such bytes.
Result<wire::AlertHeader> verify_envelope(ByteView envelope, const SigningPublic& device);
// Header and signature alone (ParcelKind::ended).
Result<wire::AlertHeader> verify_header(ByteView header, const Signature& signature,
                                        const SigningPublic& device);

// Receipts: 128 bytes and the node's signature under receipt_commune or receipt_post.
std::array<std::uint8_t, wire::signed_receipt_bytes> sign_receipt(const wire::Receipt& receipt,
                                                                  const SigningKey& node);
// bad_signature unless `node` signed it, under the tag of the issuer kind that it names, as the issuer it
// names.
Result<wire::Receipt> verify_receipt(ByteView signed_receipt, const SigningPublic& node);

}  // namespace tocsin::seal
