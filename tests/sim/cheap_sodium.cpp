// Costly functions of libsodium, replaced in `tocsin_sim` by cheap ones that keep what the simulation needs:
// a signature fails when a bit of it or of its text changes, a box opens with the one right key, and
// ciphertext shows nothing of its text. None is safe against anybody. Linked by the simulator's fast programs
// alone: tests/lint/symbols.py looks that no program that people run defines any of them.
#include <sodium.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>

namespace {

using Word = std::uint64_t;
__extension__ typedef unsigned __int128 Wide;
using Four = std::array<Word, 4>;

Word mix(Word a, Word b) {
  const auto wide = static_cast<Wide>(a ^ 0xa0761d6478bd642f) * (b ^ 0xe7037ed1a0b428db);
  return static_cast<Word>(wide) ^ static_cast<Word>(wide >> 64);
}
Word word_at(const unsigned char* at, std::size_t count) {
  Word word = 0;
  std::memcpy(&word, at, count);
  return word;
}
// A digest of bytes under a 32-byte key. Every word is mixed by multiplication; no bit is without effect.
Four digest(const unsigned char* key, const unsigned char* bytes, std::size_t count, Word purpose) {
  Four state{purpose, word_at(key, 8) ^ word_at(key + 16, 8), word_at(key + 8, 8) ^ word_at(key + 24, 8),
             count};
  std::size_t at = 0;
  for (; at + 16 <= count; at += 16) {
    const Word first = word_at(bytes + at, 8), second = word_at(bytes + at + 8, 8);
    state[0] = mix(state[0] ^ first, state[1] + second);
    state[1] = (state[1] << 23 | state[1] >> 41) + (state[0] ^ second) * 0x9e3779b97f4a7c15;
  }
  if (at < count) {
    const auto rest = std::min<std::size_t>(8, count - at);
    state[0] = mix(state[0] ^ word_at(bytes + at, rest), state[1] + 1);
    if (at + rest < count) state[1] ^= mix(word_at(bytes + at + rest, count - at - rest), state[0]);
  }
  for (Word round = 0; round < 4; ++round)
    state[(round + 2) % 4] ^= mix(state[round], state[(round + 1) % 4] + round);
  return state;
}
void put(unsigned char* out, const Four& words) {
  std::memcpy(out, words.data(), 32);
}

// XORs a stream of key and nonce over the text.
void stream(unsigned char* out, const unsigned char* in, std::size_t count, const Four& seed) {
  Word state = mix(seed[0], seed[1]) ^ seed[2];
  for (std::size_t at = 0; at < count; at += 8) {
    state += 0x9e3779b97f4a7c15;
    const Word pad = mix(state, seed[3]);
    const auto part = std::min<std::size_t>(8, count - at);
    const Word word = word_at(in + at, part) ^ pad;
    std::memcpy(out + at, &word, part);
  }
}
Four seed_of(const unsigned char* key, const unsigned char* nonce) {
  return digest(key, nonce, 24, 3);
}

void tag_of(unsigned char* out, const unsigned char* key, const unsigned char* nonce,
            const unsigned char* cipher, std::size_t count, const unsigned char* more,
            std::size_t more_count) {
  const auto seed = seed_of(key, nonce);
  unsigned char under[32];
  put(under, seed);
  put(under, digest(under, more, more_count, 4));
  const auto tag = digest(under, cipher, count, 5);
  std::memcpy(out, tag.data(), 16);
}
bool zero(const unsigned char* key) {
  return std::all_of(key, key + 32, [](unsigned char byte) { return byte == 0; });
}

constexpr unsigned char no_key[32] = {};

}  // namespace

extern "C" {

int crypto_sign_seed_keypair(unsigned char* pk, unsigned char* sk, const unsigned char* seed) {
  put(pk, digest(no_key, seed, 32, 1));
  std::memcpy(sk, seed, 32);
  std::memcpy(sk + 32, pk, 32);
  return 0;
}
int crypto_sign_detached(unsigned char* sig, unsigned long long* count, const unsigned char* m,
                         unsigned long long mlen, const unsigned char* sk) {
  put(sig, digest(sk + 32, m, mlen, 6));
  put(sig + 32, digest(sig, sk + 32, 32, 7));
  if (count != nullptr) *count = 64;
  return 0;
}
int crypto_sign_verify_detached(const unsigned char* sig, const unsigned char* m, unsigned long long mlen,
                                const unsigned char* pk) {
  unsigned char right[64];
  put(right, digest(pk, m, mlen, 6));
  put(right + 32, digest(right, pk, 32, 7));
  return std::memcmp(sig, right, 64) == 0 ? 0 : -1;
}
int crypto_core_ed25519_is_valid_point(const unsigned char* p) {
  return zero(p) ? 0 : 1;
}
int crypto_scalarmult_base(unsigned char* q, const unsigned char* n) {
  put(q, digest(no_key, n, 32, 2));
  q[31] &= 0x3f;
  return 0;
}
int crypto_scalarmult(unsigned char* q, const unsigned char* n, const unsigned char* p) {
  put(q, digest(p, n, 32, 8));
  return zero(p) ? -1 : 0;
}
int crypto_box_easy(unsigned char* c, const unsigned char* m, unsigned long long mlen, const unsigned char* n,
                    const unsigned char* pk, const unsigned char*) {
  stream(c + 16, m, mlen, seed_of(pk, n));
  tag_of(c, pk, n, c + 16, mlen, nullptr, 0);
  return 0;
}
int crypto_box_open_easy(unsigned char* m, const unsigned char* c, unsigned long long clen,
                         const unsigned char* n, const unsigned char*, const unsigned char* sk) {
  unsigned char pk[32], tag[16];
  if (clen < 16) return -1;
  crypto_scalarmult_base(pk, sk);
  tag_of(tag, pk, n, c + 16, clen - 16, nullptr, 0);
  if (std::memcmp(tag, c, 16) != 0) return -1;
  stream(m, c + 16, clen - 16, seed_of(pk, n));
  return 0;
}
int crypto_box_seal_open(unsigned char* m, const unsigned char* c, unsigned long long clen,
                         const unsigned char* pk, const unsigned char* sk) {
  unsigned char both[64], nonce[24];
  if (clen < 48) return -1;
  std::memcpy(both, c, 32);
  std::memcpy(both + 32, pk, 32);
  crypto_generichash(nonce, sizeof nonce, both, sizeof both, nullptr, 0);
  return crypto_box_open_easy(m, c + 32, clen - 32, nonce, both, sk);
}
int crypto_aead_xchacha20poly1305_ietf_encrypt(unsigned char* c, unsigned long long* clen,
                                               const unsigned char* m, unsigned long long mlen,
                                               const unsigned char* ad, unsigned long long adlen,
                                               const unsigned char*, const unsigned char* n,
                                               const unsigned char* k) {
  stream(c, m, mlen, seed_of(k, n));
  tag_of(c + mlen, k, n, c, mlen, ad, adlen);
  if (clen != nullptr) *clen = mlen + 16;
  return 0;
}
int crypto_aead_xchacha20poly1305_ietf_decrypt(unsigned char* m, unsigned long long* mlen, unsigned char*,
                                               const unsigned char* c, unsigned long long clen,
                                               const unsigned char* ad, unsigned long long adlen,
                                               const unsigned char* n, const unsigned char* k) {
  unsigned char tag[16];
  if (clen < 16) return -1;
  tag_of(tag, k, n, c, clen - 16, ad, adlen);
  if (std::memcmp(tag, c + clen - 16, 16) != 0) return -1;
  stream(m, c, clen - 16, seed_of(k, n));
  if (mlen != nullptr) *mlen = clen - 16;
  return 0;
}

}  // extern "C"
