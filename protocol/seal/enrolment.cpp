// The one-time keys and the words of session.h.
#include <sodium.h>

#include "protocol/bytes.h"
#include "protocol/seal/session.h"
#include "protocol/seal/words_fr.h"

namespace tocsin::seal {
namespace {

Secret32 derived(const Secret16& secret, std::string_view use) {
  ByteWriter text;
  text.text(use);
  Hash hash = keyed_hash256(secret.view(), text.view());
  Secret32 key{std::span<const std::uint8_t, 32>(hash.bytes)};
  wipe(hash.bytes);
  return key;
}

}  // namespace

SigningKey invite_request_key(const Secret16& secret) {
  return signing_key_from(derived(secret, "tocsin/v1/enrol/sign"));
}

BoxKey invite_transport_key(const Secret16& secret) {
  Secret32 seed = derived(secret, "tocsin/v1/enrol/box");
  BoxKey key;
  crypto_box_seed_keypair(key.public_key.bytes.data(), key.secret.data(), seed.data());
  return key;
}

namespace {

std::string six_words(ByteView of) {
  Hash hash = hash256(of);

  // Six groups of 11 bits, most significant bit first.
  std::string words;
  std::uint32_t held = 0;
  int held_bits = 0, count = 0;
  for (std::uint8_t byte : hash.bytes) {
    held = held << 8 | byte;
    held_bits += 8;
    if (held_bits < 11) continue;
    held_bits -= 11;
    if (count > 0) words += ' ';
    words += words_fr[held >> held_bits & 2047];
    if (++count == 6) break;
  }
  return words;
}

}  // namespace

std::string enrolment_words(const wire::Enrolment& enrolment, const Hash& root, const Hash& charter,
                            const SigningPublic& post_office) {
  ByteWriter bytes;
  bytes.text("tocsin/v1/words").raw(enrolment.invitation).raw(enrolment.device).raw(enrolment.transport);
  bytes.raw(enrolment.tag_commitment).raw(root).raw(charter).raw(post_office);
  return six_words(bytes.view());
}

std::string document_words(const Hash& document) {
  return six_words(ByteWriter().text("tocsin/v1/document-words").raw(document).view());
}

}  // namespace tocsin::seal
