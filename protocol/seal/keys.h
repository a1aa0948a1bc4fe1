// Keys and hashes over libsodium 1.0.18. Secret bytes are wiped when they die, never copied silently, never
// printed.
#pragma once
#include <algorithm>
#include <array>
#include <optional>
#include <span>

#include "protocol/entropy.h"
#include "protocol/ids.h"
#include "protocol/result.h"
#include "protocol/seal/verify/verify.h"
#include "protocol/time.h"

namespace tocsin::seal {

// Must be called once per process before anything else here; ends the process if libsodium cannot start.
void initialise();

// Overwrites with zeros, in a way that no compiler removes.
void wipe(std::span<std::uint8_t> bytes);

// Secret bytes. Copying is explicit; the memory is wiped at destruction and after a move.
template <std::size_t N>
class Secret {
 public:
  Secret() = default;
  explicit Secret(std::span<const std::uint8_t, N> bytes) {
    std::copy(bytes.begin(), bytes.end(), bytes_.begin());
  }
  Secret(Secret&& other) noexcept : bytes_(other.bytes_) { other.wipe(); }
  Secret& operator=(Secret&& other) noexcept;
  Secret(const Secret&) = delete;
  Secret& operator=(const Secret&) = delete;
  ~Secret() { wipe(); }
  Secret clone() const { return Secret(std::span<const std::uint8_t, N>(bytes_)); }
  static std::optional<Secret> from(ByteView bytes);  // nullopt unless exactly N bytes
  static Secret random(Entropy& entropy);

  std::uint8_t* data() { return bytes_.data(); }
  const std::uint8_t* data() const { return bytes_.data(); }
  ByteView view() const { return ByteView(bytes_); }
  void wipe();

 private:
  std::array<std::uint8_t, N> bytes_{};
};
extern template class Secret<16>;
extern template class Secret<32>;
using Secret16 = Secret<16>;
using Secret32 = Secret<32>;

struct SigningKey {  // Ed25519; the seed is what is stored. Made by signing_key_from: the two halves belong
                     // together
  Secret32 seed;
  SigningPublic public_key;
};
struct BoxKey {  // X25519
  Secret32 secret;
  BoxPublic public_key;
};
SigningKey signing_key_from(Secret32 seed);
BoxKey box_key_from(Secret32 secret);
SigningKey make_signing_key(Entropy& entropy);
BoxKey make_box_key(Entropy& entropy);

// BLAKE2b-128 of the public key.
KeyId key_id(const SigningPublic& key);
// False for zero, for keys of small order, for encodings that are not canonical and, of signing keys, for
// points outside the main subgroup. Such a key is refused wherever a document or a request brings it.
bool is_usable(const SigningPublic& key);
bool is_usable(const BoxPublic& key);

Hash hash256(ByteView bytes);                      // BLAKE2b-256
Hash keyed_hash256(ByteView key, ByteView bytes);  // key: 16 … 64 bytes, asserted
std::array<std::uint8_t, 16> hash128(ByteView bytes);
std::array<std::uint8_t, 16> keyed_hash128(ByteView key, ByteView bytes);
// Constant time for equal lengths; false for different ones.
bool equal(ByteView a, ByteView b);

// 48-bit milliseconds since 1970, big endian, then 80 random bits: ids that sort by time. Instantiated for
// AlertId and CommandId.
template <class Id>
Id time_ordered_id(Instant now, Entropy& entropy);

// Sealed box (48 bytes longer than `plain`), openable by crypto_box_seal_open; its ephemeral key comes from
// `entropy`. To a key that is not usable: a box that nobody can open, so that a hostile key gains nothing.
constexpr std::size_t sealed_overhead = 48;
Bytes seal_to(const BoxPublic& recipient, ByteView plain, Entropy& entropy);

// XChaCha20-Poly1305: nonce[24] ‖ ciphertext ‖ MAC[16]. A fresh random nonce each time.
constexpr std::size_t aead_overhead = 40;
Bytes aead_seal(const Secret32& key, ByteView plain, ByteView associated, Entropy& entropy);
// nullopt when too short, altered, or under another key or other associated bytes.
std::optional<Bytes> aead_open(const Secret32& key, ByteView sealed, ByteView associated);

// The process's source of randomness: libsodium's.
class SystemEntropy final : public Entropy {
 public:
  void fill(std::uint8_t* out, std::size_t count) override;
};

}  // namespace tocsin::seal
