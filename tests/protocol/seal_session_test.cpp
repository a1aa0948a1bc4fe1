// Challenges, signed requests, hellos and parcels.
#include <catch2/catch.hpp>

#include "protocol/bytes.h"
#include "protocol/seal/session.h"
#include "tests/protocol/seal_fixture.h"

using namespace tocsin;
using namespace tocsin::tests;

namespace {

Bytes request_bytes(World& world) {
  wire::Request request;
  request.command = seal::time_ordered_id<CommandId>(world.now, world.entropy);
  request.verb = wire::Verb::status;
  return wire::encode(request);
}

}  // namespace

TEST_CASE("a challenge holds for its ten minutes and the next ten") {
  World world;
  auto boot = seal::Secret32::random(world.entropy);
  KeyId device = seal::key_id(world.device.public_key);
  Instant start = at("2026-11-22T21:00:00Z");
  auto challenge = seal::challenge_for(boot, device, start);
  CHECK(challenge == seal::challenge_for(boot, device, start + minutes(10) - milliseconds(1)));
  CHECK(challenge != seal::challenge_for(boot, device, start + minutes(10)));

  auto valid = [&](Instant now) { return seal::challenge_valid(boot, device, challenge, now); };
  CHECK(valid(start));
  CHECK(valid(start + minutes(20) - milliseconds(1)));
  CHECK_FALSE(valid(start + minutes(20)));
  CHECK_FALSE(valid(start - milliseconds(1)));  // not yet, if the clock went back
}

TEST_CASE("a challenge is one device's, one boot's, and never zero") {
  World world;
  auto boot = seal::Secret32::random(world.entropy), next_boot = seal::Secret32::random(world.entropy);
  KeyId device = seal::key_id(world.device.public_key), other = seal::key_id(world.stranger.public_key);
  auto challenge = seal::challenge_for(boot, device, world.now);
  CHECK_FALSE(seal::challenge_valid(boot, other, challenge, world.now));
  CHECK_FALSE(seal::challenge_valid(next_boot, device, challenge, world.now));
  CHECK_FALSE(seal::challenge_valid(boot, device, Challenge{}, world.now));
  Instant first{};
  CHECK(seal::challenge_valid(boot, device, seal::challenge_for(boot, device, first), first));
}

TEST_CASE("a signed request says who asks whom, under which challenge and counter") {
  World world;
  Bytes bytes = request_bytes(world);
  Challenge challenge{seal::hash256(bytes_of("challenge")).bytes};
  SigningPublic node = world.commune_node.signing.public_key;
  Bytes signed_request = seal::sign_request(world.device, node, challenge, 7, bytes);
  auto parsed = wire::decode_signed_request(signed_request);
  REQUIRE(parsed);
  CHECK(parsed->recipient == node);
  CHECK(parsed->device == seal::key_id(world.device.public_key));
  CHECK(parsed->challenge == challenge);
  CHECK(parsed->counter == 7);
  CHECK(parsed->bytes == bytes);
  CHECK(seal::verify_request(signed_request, *parsed, world.device.public_key));
  CHECK_FALSE(seal::verify_request(signed_request, *parsed, world.stranger.public_key));
  CHECK(seal::command_hash(parsed->bytes) == seal::hash256(bytes));
}

TEST_CASE("no bit of a signed request can be changed") {
  World world;
  Bytes signed_request = seal::sign_request(world.device, world.commune_node.signing.public_key, Challenge{},
                                            1, request_bytes(world));
  for (std::size_t bit = 0; bit < signed_request.size() * 8; bit++) {
    Bytes changed = flipped(signed_request, bit);
    auto parsed = wire::decode_signed_request(changed);
    if (parsed) CHECK_FALSE(seal::verify_request(changed, *parsed, world.device.public_key));
  }
  auto parsed = wire::decode_signed_request(signed_request);
  REQUIRE(parsed);
  CHECK_FALSE(seal::verify_request({}, *parsed, world.device.public_key));
  CHECK_FALSE(seal::verify_request(ByteView(signed_request).first(66), *parsed, world.device.public_key));
}

TEST_CASE("a device cannot sign a request in another device's name") {
  World world;
  Bytes bytes = seal::sign_request(world.stranger, world.commune_node.signing.public_key, Challenge{}, 1,
                                   request_bytes(world));
  KeyId claimed = seal::key_id(world.device.public_key);
  std::copy(claimed.bytes.begin(), claimed.bytes.end(), bytes.begin() + 2 + 32);
  auto signature = seal::sign(world.stranger, Tag::request, ByteView(bytes).subspan(2, bytes.size() - 66));
  std::copy(signature.bytes.begin(), signature.bytes.end(), bytes.end() - 64);
  auto parsed = wire::decode_signed_request(bytes);
  REQUIRE(parsed);
  CHECK_FALSE(seal::verify_request(bytes, *parsed, world.device.public_key));
  CHECK_FALSE(seal::verify_request(bytes, *parsed, world.stranger.public_key));
}

TEST_CASE("a hello is its node's word to one device, at one time") {
  World world;
  KeyId device = seal::key_id(world.device.public_key);
  Challenge challenge{seal::hash256(bytes_of("challenge")).bytes};
  Bytes bytes = seal::sign_hello(world.commune_node.signing, device, challenge, world.now);
  CHECK(bytes.size() == 104);
  auto hello = seal::verify_hello(bytes, world.commune_node.signing.public_key, device);
  REQUIRE(hello);
  CHECK(hello->challenge == challenge);
  CHECK(hello->node_time == world.now);
  CHECK(
      fails_with(seal::verify_hello(bytes, world.post_node.signing.public_key, device), Errc::bad_signature));
  CHECK(fails_with(seal::verify_hello(bytes, world.commune_node.signing.public_key,
                                      seal::key_id(world.stranger.public_key)),
                   Errc::bad_signature));
  for (std::size_t bit = 0; bit < bytes.size() * 8; bit++)
    REQUIRE_FALSE(seal::verify_hello(flipped(bytes, bit), world.commune_node.signing.public_key, device));
  CHECK(fails_with(
      seal::verify_hello(ByteView(bytes).first(103), world.commune_node.signing.public_key, device),
      Errc::malformed));
}

namespace {

struct Mail {
  World world;
  seal::ParcelAddress to{seal::key_id(world.post_node.signing.public_key), world.post_node.parcel.public_key};
  const SigningKey& sender = world.commune_node.signing;

  Result<Bytes> seal(ByteView bytes) { return seal::seal_parcel(sender, to, 9, bytes, world.entropy); }
  Result<seal::OpenedParcel> open(ByteView parcel) {
    return seal::open_parcel(world.post_node.parcel, parcel);
  }
};

constexpr std::size_t around = 16 + 8 + 4 + 64 + 48;

}  // namespace

TEST_CASE(
    "who sealed a parcel opens it again, by his own parcel key and its content's name, and nobody else") {
  Mail mail;
  const auto& own = mail.world.commune_node.parcel;
  const auto sender = seal::key_id(mail.sender.public_key);
  Bytes bytes(100, 0x22);
  const auto name = seal::hash256(bytes);
  auto entropy = [&](const seal::BoxKey& key, std::uint64_t sequence, const Hash& content) {
    return seal::parcel_entropy(key, sender, mail.to.recipient, sequence, content);
  };
  auto random = entropy(own, 9, name);
  auto parcel = seal::seal_parcel(mail.sender, mail.to, 9, bytes, random);
  REQUIRE(parcel);
  CHECK(mail.open(*parcel)->bytes == bytes);
  const auto& box = mail.to.recipient_parcel;
  CHECK(seal::reopen_parcel(entropy(own, 9, name), box, *parcel) == bytes);
  CHECK_FALSE(seal::reopen_parcel(entropy(own, 10, name), box, *parcel));
  CHECK_FALSE(seal::reopen_parcel(entropy(own, 9, seal::hash256(*parcel)), box, *parcel));
  CHECK_FALSE(seal::reopen_parcel(entropy(mail.world.post_node.parcel, 9, name), box, *parcel));
  CHECK_FALSE(seal::reopen_parcel(entropy(own, 9, name), own.public_key, *parcel));
  parcel->back() ^= 1;
  CHECK_FALSE(seal::reopen_parcel(entropy(own, 9, name), box, *parcel));
}

TEST_CASE("a parcel arrives whole, from its sender, and is padded to one of four sizes") {
  Mail mail;
  for (std::size_t bucket : limits::parcel_buckets) {
    Bytes most(bucket - around, 0x11);
    auto parcel = mail.seal(most);
    REQUIRE(parcel);
    CHECK(parcel->size() == bucket);
    auto opened = mail.open(*parcel);
    REQUIRE(opened);
    CHECK(opened->bytes == most);
    CHECK(opened->sequence == 9);
    CHECK(opened->sender == seal::key_id(mail.sender.public_key));
    CHECK(seal::verify_parcel(*opened, mail.to.recipient, mail.sender.public_key));
    most.push_back(0);
    auto larger = mail.seal(most);
    if (bucket == 120 * 1024)
      CHECK(fails_with(larger, Errc::too_large));
    else
      CHECK(larger->size() > bucket);
  }
  auto empty = mail.seal({});
  REQUIRE(empty);
  CHECK(empty->size() == 2048);
  CHECK(mail.open(*empty)->bytes.empty());
}

TEST_CASE("the largest document fits the largest parcel") {
  Mail mail;
  CHECK(mail.seal(Bytes(limits::document_bytes_max + 16)));
}

TEST_CASE("a parcel altered in any byte does not open") {
  Mail mail;
  auto parcel = mail.seal(Bytes(300, 1));
  REQUIRE(parcel);
  for (std::size_t byte = 0; byte < parcel->size(); byte++)
    REQUIRE(fails_with(mail.open(flipped(*parcel, 8 * byte + byte % 8)), Errc::cannot_open));
}

TEST_CASE("a parcel opens for its recipient's parcel key alone") {
  Mail mail;
  auto parcel = mail.seal(Bytes(300, 1));
  REQUIRE(parcel);
  CHECK(fails_with(seal::open_parcel(mail.world.commune_node.parcel, *parcel), Errc::cannot_open));
  for (std::size_t size :
       {std::size_t{0}, std::size_t{1}, std::size_t{2047}, std::size_t{2049}, std::size_t{8192}}) {
    Bytes sized = *parcel;
    sized.resize(size);
    CHECK_FALSE(mail.open(sized));
  }
}

TEST_CASE("a parcel is believed only from the sender it names, for the recipient it was signed for") {
  Mail mail;
  auto opened = mail.open(*mail.seal(Bytes(300, 1)));
  REQUIRE(opened);
  CHECK_FALSE(seal::verify_parcel(*opened, mail.to.recipient, mail.world.stranger.public_key));
  CHECK_FALSE(seal::verify_parcel(*opened, opened->sender, mail.sender.public_key));
  auto changed = *opened;
  changed.sequence++;
  CHECK_FALSE(seal::verify_parcel(changed, mail.to.recipient, mail.sender.public_key));
  changed = *opened;
  changed.bytes[0] ^= 1;
  CHECK_FALSE(seal::verify_parcel(changed, mail.to.recipient, mail.sender.public_key));
  // A recipient who seals a received parcel again for a third node convinces nobody.
  CHECK_FALSE(
      seal::verify_parcel(*opened, seal::key_id(mail.world.stranger.public_key), mail.sender.public_key));
}

TEST_CASE("a node cannot send a parcel in another node's name") {
  Mail mail;
  seal::OpenedParcel claimed;
  claimed.sender = seal::key_id(mail.sender.public_key);
  claimed.bytes = Bytes(10, 1);
  Bytes statement = ByteWriter().raw(mail.to.recipient).raw(claimed.sender).u64(0).raw(claimed.bytes).take();
  claimed.signature = seal::sign(mail.sender, Tag::parcel, statement);
  REQUIRE(seal::verify_parcel(claimed, mail.to.recipient, mail.sender.public_key));
  claimed.signature = seal::sign(mail.world.stranger, Tag::parcel, statement);
  CHECK_FALSE(seal::verify_parcel(claimed, mail.to.recipient, mail.sender.public_key));
  CHECK_FALSE(seal::verify_parcel(claimed, mail.to.recipient, mail.world.stranger.public_key));
}

TEST_CASE("a parcel that its sender padded with something, or too much, is malformed") {
  Mail mail;
  auto with_plain = [&](Bytes plain) {
    return mail.open(seal::seal_to(mail.to.recipient_parcel, plain, mail.world.entropy));
  };
  Bytes good(2048 - 48);
  CHECK(with_plain(good));
  Bytes padded = good;
  padded.back() = 1;
  CHECK(fails_with(with_plain(padded), Errc::malformed));
  CHECK(fails_with(with_plain(Bytes(8192 - 48)), Errc::malformed));  // empty bytes in the second size
  Bytes length = good;
  length[24] = length[25] = length[26] = length[27] = 0xff;
  CHECK(fails_with(with_plain(length), Errc::malformed));
  length[26] = length[27] = 0;
  CHECK(fails_with(with_plain(length), Errc::malformed));
}

TEST_CASE("a parcel's acknowledgement is its recipient's, for that sender, sequence and bytes") {
  Mail mail;
  Hash bytes = seal::hash256(bytes_of("bytes"));
  KeyId sender = seal::key_id(mail.sender.public_key);
  const SigningKey& recipient = mail.world.post_node.signing;
  auto signature = seal::acknowledge_parcel(recipient, sender, 9, bytes);
  CHECK(seal::verify_acknowledgement(recipient.public_key, sender, 9, bytes, signature));
  CHECK_FALSE(seal::verify_acknowledgement(mail.sender.public_key, sender, 9, bytes, signature));
  CHECK_FALSE(seal::verify_acknowledgement(recipient.public_key, mail.to.recipient, 9, bytes, signature));
  CHECK_FALSE(seal::verify_acknowledgement(recipient.public_key, sender, 10, bytes, signature));
  CHECK_FALSE(seal::verify_acknowledgement(recipient.public_key, sender, 9, Hash{}, signature));
}
