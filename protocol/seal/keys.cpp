#include "protocol/seal/keys.h"

#include <sodium.h>

#include <cassert>
#include <cstdlib>
#include <utility>

namespace tocsin::seal {

void initialise() {
  if (sodium_init() < 0) std::abort();
}

void wipe(std::span<std::uint8_t> bytes) {
  sodium_memzero(bytes.data(), bytes.size());
}

template <std::size_t N>
Secret<N>& Secret<N>::operator=(Secret&& other) noexcept {
  if (this != &other) {
    bytes_ = other.bytes_;
    other.wipe();
  }
  return *this;
}
template <std::size_t N>
std::optional<Secret<N>> Secret<N>::from(ByteView bytes) {
  if (bytes.size() != N) return std::nullopt;
  return Secret(bytes.first<N>());
}
template <std::size_t N>
Secret<N> Secret<N>::random(Entropy& entropy) {
  Secret made;
  entropy.fill(made.data(), N);
  return made;
}
template <std::size_t N>
void Secret<N>::wipe() {
  sodium_memzero(bytes_.data(), N);
}
template class Secret<16>;
template class Secret<32>;

SigningKey signing_key_from(Secret32 seed) {
  SigningKey key;
  std::array<std::uint8_t, crypto_sign_SECRETKEYBYTES> expanded;
  crypto_sign_seed_keypair(key.public_key.bytes.data(), expanded.data(), seed.data());
  wipe(expanded);
  key.seed = std::move(seed);
  return key;
}
BoxKey box_key_from(Secret32 secret) {
  BoxKey key;
  crypto_scalarmult_base(key.public_key.bytes.data(), secret.data());
  key.secret = std::move(secret);
  return key;
}
SigningKey make_signing_key(Entropy& entropy) {
  return signing_key_from(Secret32::random(entropy));
}
BoxKey make_box_key(Entropy& entropy) {
  return box_key_from(Secret32::random(entropy));
}

KeyId key_id(const SigningPublic& key) {
  return KeyId{hash128(key.view())};
}

bool is_usable(const SigningPublic& key) {
  return crypto_core_ed25519_is_valid_point(key.bytes.data()) == 1;
}
bool is_usable(const BoxPublic& key) {
  // Little endian and below 2^255 - 19; X25519 itself would reduce larger values and ignore the top bit.
  const auto& b = key.bytes;
  bool above =
      b[31] > 0x7f || (b[31] == 0x7f && b[0] >= 0xed &&
                       std::all_of(b.begin() + 1, b.end() - 1, [](auto byte) { return byte == 0xff; }));
  if (above) return false;
  // A point of small order gives zero with every scalar.
  std::array<std::uint8_t, 32> scalar{1}, shared;
  return crypto_scalarmult(shared.data(), scalar.data(), b.data()) == 0;
}

namespace {
template <std::size_t N>
std::array<std::uint8_t, N> blake2b(ByteView key, ByteView bytes) {
  assert(key.empty() || (key.size() >= crypto_generichash_KEYBYTES_MIN && key.size() <= 64));
  std::array<std::uint8_t, N> out;
  crypto_generichash(out.data(), N, bytes.data(), bytes.size(), key.data(), key.size());
  return out;
}
}  // namespace

Hash hash256(ByteView bytes) {
  return Hash{blake2b<32>({}, bytes)};
}
Hash keyed_hash256(ByteView key, ByteView bytes) {
  assert(!key.empty());
  return Hash{blake2b<32>(key, bytes)};
}
std::array<std::uint8_t, 16> hash128(ByteView bytes) {
  return blake2b<16>({}, bytes);
}
std::array<std::uint8_t, 16> keyed_hash128(ByteView key, ByteView bytes) {
  assert(!key.empty());
  return blake2b<16>(key, bytes);
}
bool equal(ByteView a, ByteView b) {
  return a.size() == b.size() && sodium_memcmp(a.data(), b.data(), a.size()) == 0;
}

template <class Id>
Id time_ordered_id(Instant now, Entropy& entropy) {
  static_assert(Id::size == 16);
  Id id;
  std::uint64_t ms = to_ms(now);
  for (std::size_t i = 0; i < 6; i++) id.bytes[i] = static_cast<std::uint8_t>(ms >> (40 - 8 * i));
  entropy.fill(id.bytes.data() + 6, 10);
  return id;
}
template AlertId time_ordered_id<AlertId>(Instant, Entropy&);
template CommandId time_ordered_id<CommandId>(Instant, Entropy&);
template NoticeId time_ordered_id<NoticeId>(Instant, Entropy&);

// crypto_box_seal with the ephemeral key from `entropy`: epk ‖ box(plain, nonce = BLAKE2b-192(epk ‖
// recipient)).
Bytes seal_to(const BoxPublic& recipient, ByteView plain, Entropy& entropy) {
  static_assert(sealed_overhead == crypto_box_SEALBYTES);
  BoxKey ephemeral = make_box_key(entropy);
  BoxPublic to = is_usable(recipient) ? recipient : make_box_key(entropy).public_key;

  std::array<std::uint8_t, 64> both;
  std::copy_n(ephemeral.public_key.bytes.begin(), 32, both.begin());
  std::copy_n(to.bytes.begin(), 32, both.begin() + 32);
  auto nonce = blake2b<crypto_box_NONCEBYTES>({}, both);

  Bytes sealed(plain.size() + sealed_overhead);
  std::copy_n(ephemeral.public_key.bytes.begin(), 32, sealed.begin());
  int failed = crypto_box_easy(sealed.data() + 32, plain.data(), plain.size(), nonce.data(), to.bytes.data(),
                               ephemeral.secret.data());
  assert(!failed);
  static_cast<void>(failed);
  return sealed;
}

Bytes aead_seal(const Secret32& key, ByteView plain, ByteView associated, Entropy& entropy) {
  constexpr std::size_t nonce_bytes = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
  static_assert(aead_overhead == nonce_bytes + crypto_aead_xchacha20poly1305_ietf_ABYTES);
  Bytes sealed(plain.size() + aead_overhead);
  entropy.fill(sealed.data(), nonce_bytes);
  crypto_aead_xchacha20poly1305_ietf_encrypt(sealed.data() + nonce_bytes, nullptr, plain.data(), plain.size(),
                                             associated.data(), associated.size(), nullptr, sealed.data(),
                                             key.data());
  return sealed;
}
std::optional<Bytes> aead_open(const Secret32& key, ByteView sealed, ByteView associated) {
  constexpr std::size_t nonce_bytes = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
  if (sealed.size() < aead_overhead) return std::nullopt;
  Bytes plain(sealed.size() - aead_overhead);
  if (crypto_aead_xchacha20poly1305_ietf_decrypt(plain.data(), nullptr, nullptr, sealed.data() + nonce_bytes,
                                                 sealed.size() - nonce_bytes, associated.data(),
                                                 associated.size(), sealed.data(), key.data()) != 0)
    return std::nullopt;
  return plain;
}

void SystemEntropy::fill(std::uint8_t* out, std::size_t count) {
  randombytes_buf(out, count);
}

}  // namespace tocsin::seal
