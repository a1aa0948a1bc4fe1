// Requests from devices, parcels between nodes, enrolment: everything that is signed and is not a document.
#pragma once
#include <optional>
#include <string>

#include "protocol/seal/tags.h"
#include "protocol/wire/documents.h"
#include "protocol/wire/message.h"

namespace tocsin::seal {

// BLAKE2b-256(key = boot secret, device key id ‖ period u64), period = floor(ms since 1970 / 600,000).
Challenge challenge_for(const Secret32& boot_secret, const KeyId& device, Instant now);
// True for the challenge of this or the previous period.
bool challenge_valid(const Secret32& boot_secret, const KeyId& device, const Challenge& challenge,
                     Instant now);

// Bytes of a wire::SignedRequest.
Bytes sign_request(const SigningKey& device, const SigningPublic& recipient, const Challenge& challenge,
                   std::uint64_t counter, ByteView request_bytes);
// `parsed` is decode_signed_request(signed_request), which only says whose key to look up. True if it names
// `device` and `device` signed those bytes; recipient, challenge and counter are the caller's to judge.
bool verify_request(ByteView signed_request, const wire::SignedRequest& parsed, const SigningPublic& device);
// What receipts embed as `command`: BLAKE2b-256 of the request's bytes.
Hash command_hash(ByteView request_bytes);

// hello: challenge[32] ‖ node time u64 ms ‖ sig[64], signed over key id ‖ challenge ‖ time.
Bytes sign_hello(const SigningKey& node, const KeyId& device, const Challenge& challenge, Instant now);
struct Hello {
  Challenge challenge;
  Instant node_time;
};
// malformed unless 104 bytes; bad_signature unless `node` said it to this device.
Result<Hello> verify_hello(ByteView bytes, const SigningPublic& node, const KeyId& device);

// Parcel: sealed box, to the recipient's parcel key, of sender id[16] ‖ sequence u64 ‖ length u32 ‖ bytes ‖
// sig[64] ‖ zeros; sig over tag ‖ recipient id ‖ sender id ‖ sequence ‖ bytes. Ids are key ids of node
// signing keys. Padded to the next of limits::parcel_buckets; too_large above.
struct ParcelAddress {
  KeyId recipient;
  BoxPublic recipient_parcel;
};
Result<Bytes> seal_parcel(const SigningKey& sender, const ParcelAddress& to, std::uint64_t sequence,
                          ByteView bytes, Entropy& entropy);
// Randomness for the box of one parcel, from a secret of its sender: so that the sender can open again what
// it has sealed and not kept. The same secret for the same bytes only.
class ParcelEntropy final : public Entropy {
 public:
  explicit ParcelEntropy(Secret32 secret) : secret_(std::move(secret)) {}
  void fill(std::uint8_t* out, std::size_t count) override;

 private:
  Secret32 secret_;
  std::uint64_t block_ = 0;
};
// Of the parcel that `parcel_key`'s owner seals for `recipient` with this sequence and these bytes (their
// hash).
ParcelEntropy parcel_entropy(const BoxKey& parcel_key, const KeyId& sender, const KeyId& recipient,
                             std::uint64_t sequence, const Hash& bytes);
// The bytes of a parcel that was sealed to `recipient` with randomness like `entropy`; nullopt: it was not.
std::optional<Bytes> reopen_parcel(ParcelEntropy entropy, const BoxPublic& recipient, ByteView parcel);
// Opened but not yet believed: look the sender up, then verify.
struct OpenedParcel {
  KeyId sender;
  std::uint64_t sequence = 0;
  Bytes bytes;
  Signature signature;
};
// malformed: not the size of a bucket, a larger bucket than its bytes need, bytes after the signature that
// are not zero. cannot_open: not sealed to this key, or altered.
Result<OpenedParcel> open_parcel(const BoxKey& parcel_key, ByteView parcel);
bool verify_parcel(const OpenedParcel& parcel, const KeyId& recipient, const SigningPublic& sender);
// The recipient's statement that a parcel is processed and on its disk: sig over sender id ‖ sequence ‖
// hash(bytes).
Signature acknowledge_parcel(const SigningKey& recipient, const KeyId& sender, std::uint64_t sequence,
                             const Hash& bytes);
bool verify_acknowledgement(const SigningPublic& recipient, const KeyId& sender, std::uint64_t sequence,
                            const Hash& bytes, const Signature& signature);

// The two one-time key pairs of a card's secret (protocol/README.md, "Enrolment").
SigningKey invite_request_key(const Secret16& secret);
BoxKey invite_transport_key(const Secret16& secret);

// Six words, the first 66 bits of BLAKE2b-256("tocsin/v1/words" ‖ invitation ‖ device ‖ transport ‖ tag
// commitment ‖ root hash ‖ charter hash ‖ post office key), of a fixed French list of 2,048.
std::string enrolment_words(const wire::Enrolment& enrolment, const Hash& root, const Hash& charter,
                            const SigningPublic& post_office);
// The same of BLAKE2b-256("tocsin/v1/document-words" ‖ name): read on the telephone by those who are about to
// sign the same document.
std::string document_words(const Hash& document);

// A private key under a passphrase: "TOCSINk1" ‖ label length u8 ‖ label ‖ salt[16] ‖ XChaCha20-Poly1305(key
// = Argon2id(passphrase, salt), associated = all before it). The label (1 … 255 bytes, UTF-8, asserted) says
// in clear which key it is. Argon2id takes 256 MiB and about a second (std::bad_alloc without them): never
// inside a node's loop.
Bytes protect_with_passphrase(const Secret32& secret, std::string_view label, std::string_view passphrase,
                              Entropy& entropy);
// malformed: not such a file. configuration: a file of another key than `label`. cannot_open: wrong
// passphrase or an altered file; the two cannot be told apart.
Result<Secret32> open_with_passphrase(ByteView file, std::string_view label, std::string_view passphrase);

}  // namespace tocsin::seal
