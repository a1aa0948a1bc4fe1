// The parcels of session.h.
#include <sodium.h>

#include <algorithm>
#include <cassert>
#include <optional>

#include "protocol/bytes.h"
#include "protocol/limits.h"
#include "protocol/seal/session.h"

namespace tocsin::seal {
namespace {

constexpr std::size_t before_bytes = KeyId::size + 8 + 4;
constexpr std::size_t around_bytes = before_bytes + Signature::size + sealed_overhead;

// The smallest bucket with room, or 0.
std::size_t bucket_for(std::size_t count) {
  for (std::size_t bucket : limits::parcel_buckets)
    if (count <= bucket - around_bytes) return bucket;
  return 0;
}

Bytes parcel_statement(const KeyId& recipient, const KeyId& sender, std::uint64_t sequence, ByteView bytes) {
  ByteWriter statement;
  statement.reserve(2 * KeyId::size + 8 + bytes.size());
  return statement.raw(recipient).raw(sender).u64(sequence).raw(bytes).take();
}

Bytes acknowledgement_statement(const KeyId& sender, std::uint64_t sequence, const Hash& bytes) {
  ByteWriter statement;
  return statement.raw(sender).u64(sequence).raw(bytes).take();
}

// crypto_box_seal_open spelled out: that name occurs in the archive that opens alerts, and there only.
std::optional<Bytes> open_box(const BoxKey& key, ByteView sealed) {
  std::array<std::uint8_t, 64> both;
  std::copy_n(sealed.begin(), 32, both.begin());
  std::copy_n(key.public_key.bytes.begin(), 32, both.begin() + 32);
  std::array<std::uint8_t, crypto_box_NONCEBYTES> nonce;
  crypto_generichash(nonce.data(), nonce.size(), both.data(), both.size(), nullptr, 0);
  Bytes plain(sealed.size() - sealed_overhead);
  if (crypto_box_open_easy(plain.data(), sealed.data() + 32, sealed.size() - 32, nonce.data(), both.data(),
                           key.secret.data()) != 0)
    return std::nullopt;
  return plain;
}

}  // namespace

Result<Bytes> seal_parcel(const SigningKey& sender, const ParcelAddress& to, std::uint64_t sequence,
                          ByteView bytes, Entropy& entropy) {
  std::size_t bucket = bucket_for(bytes.size());
  if (bucket == 0) return fail(Errc::too_large, "parcel: the bytes do not fit the largest parcel");
  KeyId from = key_id(sender.public_key);
  ByteWriter inside;
  inside.reserve(bucket);
  inside.raw(from).u64(sequence).sized(bytes);
  inside.raw(sign(sender, Tag::parcel, parcel_statement(to.recipient, from, sequence, bytes)));
  Bytes plain = inside.take();
  plain.resize(bucket - sealed_overhead);
  Bytes parcel = seal_to(to.recipient_parcel, plain, entropy);
  assert(parcel.size() == bucket);
  return parcel;
}

Result<OpenedParcel> open_parcel(const BoxKey& parcel_key, ByteView parcel) {
  const auto& buckets = limits::parcel_buckets;
  if (std::find(std::begin(buckets), std::end(buckets), parcel.size()) == std::end(buckets))
    return fail(Errc::malformed, "parcel: not one of the sizes that parcels have");
  auto plain = open_box(parcel_key, parcel);
  if (!plain) return fail(Errc::cannot_open, "parcel: not sealed to this node");

  ByteReader reader(*plain);
  OpenedParcel opened;
  opened.sender = reader.id<KeyId>();
  opened.sequence = reader.u64();
  ByteView bytes = reader.sized();
  opened.signature = reader.id<Signature>();
  ByteView padding = reader.rest();
  bool zeros = std::all_of(padding.begin(), padding.end(), [](auto byte) { return byte == 0; });
  if (!reader.ok() || !zeros || bucket_for(bytes.size()) != parcel.size())
    return fail(Errc::malformed, "parcel: wrong length or padding inside");
  opened.bytes.assign(bytes.begin(), bytes.end());
  return opened;
}

bool verify_parcel(const OpenedParcel& parcel, const KeyId& recipient, const SigningPublic& sender) {
  return key_id(sender) == parcel.sender &&
         verify(sender, Tag::parcel,
                parcel_statement(recipient, parcel.sender, parcel.sequence, parcel.bytes), parcel.signature);
}

Signature acknowledge_parcel(const SigningKey& recipient, const KeyId& sender, std::uint64_t sequence,
                             const Hash& bytes) {
  return sign(recipient, Tag::parcel_acknowledgement, acknowledgement_statement(sender, sequence, bytes));
}

bool verify_acknowledgement(const SigningPublic& recipient, const KeyId& sender, std::uint64_t sequence,
                            const Hash& bytes, const Signature& signature) {
  return verify(recipient, Tag::parcel_acknowledgement, acknowledgement_statement(sender, sequence, bytes),
                signature);
}

}  // namespace tocsin::seal
