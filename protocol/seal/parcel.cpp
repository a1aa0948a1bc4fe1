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

// crypto_box_seal_open spelled out: that name occurs in the archive that opens alerts, and there only. By
// either half: `secret` with the other half `other`, of a box to `recipient`.
std::optional<Bytes> open_box(const Secret32& secret, ByteView other, const BoxPublic& recipient,
                              ByteView sealed) {
  std::array<std::uint8_t, 64> both;
  std::copy_n(sealed.begin(), 32, both.begin());
  std::copy_n(recipient.bytes.begin(), 32, both.begin() + 32);
  std::array<std::uint8_t, crypto_box_NONCEBYTES> nonce;
  crypto_generichash(nonce.data(), nonce.size(), both.data(), both.size(), nullptr, 0);
  Bytes plain(sealed.size() - sealed_overhead);
  if (crypto_box_open_easy(plain.data(), sealed.data() + 32, sealed.size() - 32, nonce.data(), other.data(),
                           secret.data()) != 0)
    return std::nullopt;
  return plain;
}

std::optional<Bytes> open_box(const BoxKey& key, ByteView sealed) {
  return open_box(key.secret, sealed.first(32), key.public_key, sealed);
}

bool is_bucket(std::size_t size) {
  const auto& buckets = limits::parcel_buckets;
  return std::find(std::begin(buckets), std::end(buckets), size) != std::end(buckets);
}

Result<OpenedParcel> read_inside(ByteView plain, std::size_t parcel_bytes) {
  ByteReader reader(plain);
  OpenedParcel opened;
  opened.sender = reader.id<KeyId>();
  opened.sequence = reader.u64();
  ByteView bytes = reader.sized();
  opened.signature = reader.id<Signature>();
  ByteView padding = reader.rest();
  bool zeros = std::all_of(padding.begin(), padding.end(), [](auto byte) { return byte == 0; });
  if (!reader.ok() || !zeros || bucket_for(bytes.size()) != parcel_bytes)
    return fail(Errc::malformed, "parcel: wrong length or padding inside");
  opened.bytes.assign(bytes.begin(), bytes.end());
  return opened;
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
  if (!is_bucket(parcel.size()))
    return fail(Errc::malformed, "parcel: not one of the sizes that parcels have");
  auto plain = open_box(parcel_key, parcel);
  if (!plain) return fail(Errc::cannot_open, "parcel: not sealed to this node");
  return read_inside(*plain, parcel.size());
}

void ParcelEntropy::fill(std::uint8_t* out, std::size_t count) {
  while (count > 0) {
    auto block = keyed_hash256(secret_.view(), ByteWriter().u64(block_++).view());
    auto part = std::min(count, Hash::size);
    std::copy_n(block.bytes.begin(), part, out);
    wipe(block.bytes);
    out += part;
    count -= part;
  }
}

ParcelEntropy parcel_entropy(const BoxKey& parcel_key, const KeyId& sender, const KeyId& recipient,
                             std::uint64_t sequence, const Hash& bytes) {
  ByteWriter about;
  about.text("tocsin/v1/parcel-box").raw(sender).raw(recipient).u64(sequence).raw(bytes);
  auto seed = keyed_hash256(parcel_key.secret.view(), about.view());
  Secret32 secret{std::span<const std::uint8_t, 32>(seed.bytes)};
  wipe(seed.bytes);
  return ParcelEntropy(std::move(secret));
}

std::optional<Bytes> reopen_parcel(ParcelEntropy entropy, const BoxPublic& recipient, ByteView parcel) {
  auto ephemeral = make_box_key(entropy);  // as seal_to made it
  if (!is_bucket(parcel.size()) || !equal(parcel.first(32), ephemeral.public_key.view())) return std::nullopt;
  auto plain = open_box(ephemeral.secret, recipient.view(), recipient, parcel);
  if (!plain) return std::nullopt;
  auto opened = read_inside(*plain, parcel.size());
  if (!opened) return std::nullopt;
  return std::move(opened->bytes);
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
