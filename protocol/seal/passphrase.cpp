// The passphrase files of session.h.
#include <sodium.h>

#include <cassert>
#include <new>

#include "protocol/bytes.h"
#include "protocol/seal/session.h"

namespace tocsin::seal {
namespace {

constexpr std::string_view magic = "TOCSINk1";  // fixes the cost of Argon2id as well
constexpr std::size_t salt_bytes = crypto_pwhash_SALTBYTES;
static_assert(salt_bytes == 16);

Secret32 key_from(std::string_view passphrase, ByteView salt) {
  Secret32 key;
  if (crypto_pwhash(key.data(), 32, passphrase.data(), passphrase.size(), salt.data(),
                    crypto_pwhash_OPSLIMIT_MODERATE, crypto_pwhash_MEMLIMIT_MODERATE,
                    crypto_pwhash_ALG_ARGON2ID13) != 0)
    throw std::bad_alloc();  // its only failure with these parameters
  return key;
}

}  // namespace

Bytes protect_with_passphrase(const Secret32& secret, std::string_view label, std::string_view passphrase,
                              Entropy& entropy) {
  assert(!label.empty() && label.size() <= 255);
  Bytes salt(salt_bytes);
  entropy.fill(salt.data(), salt.size());
  ByteWriter file;
  file.text(magic).u8(static_cast<std::uint8_t>(label.size())).text(label).raw(salt);
  return file.raw(aead_seal(key_from(passphrase, salt), secret.view(), file.view(), entropy)).take();
}

Result<Secret32> open_with_passphrase(ByteView file, std::string_view label, std::string_view passphrase) {
  ByteReader reader(file);
  auto same = [](ByteView bytes, std::string_view text) {
    return std::equal(bytes.begin(), bytes.end(), text.begin(), text.end(),
                      [](std::uint8_t byte, char c) { return byte == static_cast<std::uint8_t>(c); });
  };
  bool known = same(reader.raw(magic.size()), magic);
  ByteView named = reader.raw(reader.u8());
  ByteView salt = reader.raw(salt_bytes);
  ByteView sealed = reader.rest();
  if (!known || !reader.ok() || sealed.size() != 32 + aead_overhead)
    return fail(Errc::malformed, "key file: not a Tocsin key under a passphrase");
  if (!same(named, label))
    return fail(Errc::configuration,
                "key file: it does not hold the key \"" + std::string(label) + "\" but another one");
  auto plain = aead_open(key_from(passphrase, salt), sealed, file.first(file.size() - sealed.size()));
  if (!plain) return fail(Errc::cannot_open, "key file: wrong passphrase, or the file was altered");
  auto secret = Secret32::from(*plain);
  wipe(*plain);
  return std::move(*secret);
}

}  // namespace tocsin::seal
