#include "protocol/seal/session.h"

#include "protocol/bytes.h"
#include "protocol/limits.h"

namespace tocsin::seal {
namespace {

constexpr std::uint64_t period_ms = std::chrono::milliseconds(limits::challenge_period).count();

Challenge challenge_of(const Secret32& boot_secret, const KeyId& device, std::uint64_t period) {
  ByteWriter bytes;
  bytes.raw(device).u64(period);
  return Challenge{keyed_hash256(boot_secret.view(), bytes.view()).bytes};
}

Bytes hello_statement(const KeyId& device, ByteView challenge_and_time) {
  ByteWriter bytes;
  bytes.raw(device).raw(challenge_and_time);
  return bytes.take();
}

}  // namespace

Challenge challenge_for(const Secret32& boot_secret, const KeyId& device, Instant now) {
  return challenge_of(boot_secret, device, to_ms(now) / period_ms);
}

bool challenge_valid(const Secret32& boot_secret, const KeyId& device, const Challenge& challenge,
                     Instant now) {
  std::uint64_t period = to_ms(now) / period_ms;
  if (equal(challenge_of(boot_secret, device, period).view(), challenge.view())) return true;
  return period > 0 && equal(challenge_of(boot_secret, device, period - 1).view(), challenge.view());
}

Bytes sign_request(const SigningKey& device, const SigningPublic& recipient, const Challenge& challenge,
                   std::uint64_t counter, ByteView request_bytes) {
  ByteWriter bytes;
  bytes.reserve(2 + 32 + 16 + 32 + 8 + 4 + request_bytes.size() + Signature::size);
  bytes.u16(static_cast<std::uint16_t>(Tag::request));
  bytes.raw(recipient).raw(key_id(device.public_key)).raw(challenge).u64(counter).sized(request_bytes);
  return bytes.raw(sign(device, Tag::request, bytes.view().subspan(2))).take();
}

bool verify_request(ByteView signed_request, const wire::SignedRequest& parsed, const SigningPublic& device) {
  if (parsed.device != key_id(device) || signed_request.size() < 2 + Signature::size) return false;
  ByteView covered = wire::signed_part(signed_request);
  if (covered.size() < 2 || covered[0] != static_cast<std::uint8_t>(Tag::request) || covered[1] != 0)
    return false;
  return verify(device, Tag::request, covered.subspan(2), parsed.signature);
}

Hash command_hash(ByteView request_bytes) {
  return hash256(request_bytes);
}

Bytes sign_hello(const SigningKey& node, const KeyId& device, const Challenge& challenge, Instant now) {
  ByteWriter bytes;
  bytes.raw(challenge).u64(to_ms(now));
  return bytes.raw(sign(node, Tag::node_time, hello_statement(device, bytes.view()))).take();
}

Result<Hello> verify_hello(ByteView bytes, const SigningPublic& node, const KeyId& device) {
  constexpr std::size_t said = Challenge::size + 8;
  if (bytes.size() != said + Signature::size) return fail(Errc::malformed, "hello: not 104 bytes");
  if (!verify(node, Tag::node_time, hello_statement(device, bytes.first(said)),
              *Signature::from(bytes.subspan(said))))
    return fail(Errc::bad_signature, "hello: not signed by this node for this device");
  ByteReader reader(bytes);
  Hello hello;
  hello.challenge = reader.id<Challenge>();
  hello.node_time = from_ms(reader.u64());
  return hello;
}

}  // namespace tocsin::seal
