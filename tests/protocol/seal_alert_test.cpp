// Sealing an alert, what the commune checks of it, and what only the post can open.
#include <catch2/catch.hpp>

#include "protocol/seal/open/open_alert.h"
#include "tests/protocol/seal_fixture.h"

using namespace tocsin;
using namespace tocsin::tests;

namespace {

constexpr std::size_t wraps_at = limits::header_bytes + 64, body_at = wraps_at + limits::wraps_bytes;

// Puts `header` over another envelope's ciphertexts, with the hashes right and a signature that verifies:
// what the holder of a mandate can do with bytes stolen from somebody else.
Bytes relabelled(wire::AlertHeader header, ByteView stolen, const SigningKey& thief) {
  auto parts = wire::split_envelope(stolen);
  header.wraps_hash = seal::hash256(parts->wraps);
  header.body_hash = seal::hash256(parts->body);
  auto bytes = wire::encode(header);
  auto signature = seal::sign(thief, Tag::alert_header, bytes);
  Bytes envelope(stolen.begin(), stolen.end());
  std::copy(bytes.begin(), bytes.end(), envelope.begin());
  std::copy(signature.bytes.begin(), signature.bytes.end(), envelope.begin() + limits::header_bytes);
  return envelope;
}

wire::AlertHeader header_of(ByteView envelope, const SigningPublic& device) {
  auto header = seal::verify_envelope(envelope, device);
  REQUIRE(header);
  return *header;
}

}  // namespace

TEST_CASE("an alert sealed by a referent is verified by the commune and opened by the post") {
  World world;
  auto draft = world.draft_alert();
  auto sealed = world.seal_alert(draft);
  REQUIRE(sealed.envelope.size() == 1536);
  auto header = header_of(sealed.envelope, world.device.public_key);
  CHECK(sealed.header_hash == seal::header_hash(ByteView(sealed.envelope).first(256)));
  CHECK(header.alert == draft.header.alert);
  CHECK(header.sequence == 1);

  auto opened = seal::open_alert(header, sealed.envelope, world.epoch, 0);
  INFO((opened ? "" : opened.error().detail));
  REQUIRE(opened);
  auto expected = draft.content;
  expected.category = header.category;
  expected.sector = header.sector;
  expected.mandate = header.mandate;
  expected.alert = header.alert;
  std::copy_n(world.tag_key.data(), 32, expected.tag_key.begin());
  CHECK(opened->content == expected);
  CHECK(seal::find_lie(header, opened->content, world.mandate.tag_commitment) == seal::Lie::none);
  CHECK(seal::open_alert_with_key(header, sealed.envelope, opened->content_key) == expected);
}

TEST_CASE("the supervising post opens the second wrap, and each post its own alone") {
  World world;
  auto sealed = world.seal_alert(world.draft_alert());
  auto header = header_of(sealed.envelope, world.device.public_key);
  CHECK(seal::open_alert(header, sealed.envelope, world.supervising_epoch, 1));
  CHECK(fails_with(seal::open_alert(header, sealed.envelope, world.supervising_epoch, 0), Errc::cannot_open));
  CHECK(fails_with(seal::open_alert(header, sealed.envelope, world.epoch, 1), Errc::cannot_open));
}

TEST_CASE("without a supervising post the second wrap looks the same and opens for nobody") {
  World world;
  auto sealed = world.seal_alert(world.draft_alert(), false);
  CHECK(sealed.envelope.size() == limits::envelope_bytes);
  auto header = header_of(sealed.envelope, world.device.public_key);
  CHECK(seal::open_alert(header, sealed.envelope, world.epoch, 0));
  for (const auto* key : {&world.epoch, &world.supervising_epoch})
    CHECK(fails_with(seal::open_alert(header, sealed.envelope, *key, 1), Errc::cannot_open));
}

TEST_CASE("another day's key opens nothing") {
  World world;
  auto sealed = world.seal_alert(world.draft_alert());
  auto header = header_of(sealed.envelope, world.device.public_key);
  auto tomorrow = seal::make_box_key(world.entropy);
  CHECK(fails_with(seal::open_alert(header, sealed.envelope, tomorrow, 0), Errc::cannot_open, "epoch key"));
}

TEST_CASE("the commune refuses an envelope with any one of its 12,288 bits flipped") {
  World world;
  auto sealed = world.seal_alert(world.draft_alert());
  REQUIRE(seal::verify_envelope(sealed.envelope, world.device.public_key));
  std::size_t accepted = 0;
  for (std::size_t bit = 0; bit < limits::envelope_bytes * 8; bit++)
    if (seal::verify_envelope(flipped(sealed.envelope, bit), world.device.public_key)) accepted++;
  CHECK(accepted == 0);
}

TEST_CASE("a body with any bit flipped does not open, even under the right key") {
  World world;
  auto sealed = world.seal_alert(world.draft_alert());
  auto header = header_of(sealed.envelope, world.device.public_key);
  auto key = seal::open_alert(header, sealed.envelope, world.epoch, 0);
  REQUIRE(key);
  for (std::size_t bit = body_at * 8; bit < limits::envelope_bytes * 8; bit++)
    REQUIRE_FALSE(seal::open_alert_with_key(header, flipped(sealed.envelope, bit), key->content_key));
  for (std::size_t bit = wraps_at * 8; bit < (wraps_at + 96) * 8; bit++)
    REQUIRE_FALSE(seal::open_alert(header, flipped(sealed.envelope, bit), world.epoch, 0));
}

TEST_CASE("an envelope that is cut, lengthened or empty is refused without a look inside") {
  World world;
  auto sealed = world.seal_alert(world.draft_alert());
  auto longer = sealed.envelope;
  longer.push_back(0);
  CHECK(fails_with(seal::verify_envelope(longer, world.device.public_key), Errc::malformed));
  CHECK(fails_with(seal::verify_envelope({}, world.device.public_key), Errc::malformed));
  for (std::size_t size : std::vector<std::size_t>{0, 1, 256, 320, 512, 1535})
    CHECK(fails_with(seal::verify_envelope(ByteView(sealed.envelope).first(size), world.device.public_key),
                     Errc::malformed));
}

TEST_CASE("an envelope signed by another device is not this referent's") {
  World world;
  auto sealed = world.seal_alert(world.draft_alert());
  CHECK(fails_with(seal::verify_envelope(sealed.envelope, world.stranger.public_key), Errc::bad_signature));
}

TEST_CASE("a signature over a header is worth nothing under another tag") {
  World world;
  auto sealed = world.seal_alert(world.draft_alert());
  ByteView header = ByteView(sealed.envelope).first(256);
  for (Tag tag : {Tag::withdrawal, Tag::receipt_commune, Tag::receipt_post, Tag::request, Tag::parcel}) {
    auto moved = seal::sign(world.device, tag, header);
    CHECK(fails_with(seal::verify_header(header, moved, world.device.public_key), Errc::bad_signature));
  }
  auto right = seal::sign(world.device, Tag::alert_header, header);
  CHECK(seal::verify_header(header, right, world.device.public_key));
}

TEST_CASE("a header that its device signed but that is not canonical is refused") {
  World world;
  auto header = wire::encode(world.draft_alert().header);
  header[255] = 'x';
  auto signature = seal::sign(world.device, Tag::alert_header, header);
  CHECK_FALSE(seal::verify_header(header, signature, world.device.public_key));
}

TEST_CASE("wraps swapped, doubled or taken from another alert do not open") {
  World world;
  auto one = world.seal_alert(world.draft_alert()), two = world.seal_alert(world.draft_alert());
  auto header = header_of(one.envelope, world.device.public_key);
  auto wrap = [](Bytes& of, std::size_t slot) {
    return of.begin() + static_cast<long>(wraps_at + 96 * slot);
  };

  Bytes swapped = one.envelope;
  std::swap_ranges(wrap(swapped, 0), wrap(swapped, 1), wrap(swapped, 1));
  CHECK(fails_with(seal::verify_envelope(swapped, world.device.public_key), Errc::malformed, "wraps"));
  Bytes signed_again = relabelled(header, swapped, world.device);
  auto new_header = header_of(signed_again, world.device.public_key);
  CHECK(fails_with(seal::open_alert(new_header, signed_again, world.supervising_epoch, 0), Errc::cannot_open,
                   "slot"));
  CHECK(fails_with(seal::open_alert(new_header, signed_again, world.epoch, 1), Errc::cannot_open, "slot"));

  Bytes other = one.envelope;
  std::copy_n(wrap(two.envelope, 0), 96, wrap(other, 0));
  Bytes other_signed = relabelled(header, other, world.device);
  CHECK(fails_with(
      seal::open_alert(header_of(other_signed, world.device.public_key), other_signed, world.epoch, 0),
      Errc::cannot_open, "another alert"));

  Bytes stripped = one.envelope;
  std::fill_n(wrap(stripped, 0), 96, std::uint8_t{0});
  CHECK(fails_with(seal::verify_envelope(stripped, world.device.public_key), Errc::malformed, "wraps"));
}

TEST_CASE("the commune refuses a body that the header does not name") {
  World world;
  auto one = world.seal_alert(world.draft_alert()), two = world.seal_alert(world.draft_alert());
  Bytes mixed = one.envelope;
  std::copy(two.envelope.begin() + body_at, two.envelope.end(), mixed.begin() + body_at);
  CHECK(fails_with(seal::verify_envelope(mixed, world.device.public_key), Errc::malformed, "body"));
}

TEST_CASE("a referent who puts her header on another's stolen ciphertext has nothing opened") {
  World world;
  auto sealed = world.seal_alert(world.draft_alert());
  auto victim = header_of(sealed.envelope, world.device.public_key);
  auto refused_after = [&](auto change, const char* why) {
    auto header = victim;
    change(header);
    Bytes stolen = relabelled(header, sealed.envelope, world.stranger);
    auto verified = header_of(stolen, world.stranger.public_key);
    CHECK(fails_with(seal::open_alert(verified, stolen, world.epoch, 0), Errc::cannot_open, why));
  };
  refused_after([&](auto& h) { h.mandate.bytes[0] ^= 1; }, "another alert, mandate or slot");
  refused_after([&](auto& h) { h.alert.bytes[15] ^= 1; }, "another alert, mandate or slot");
  refused_after([&](auto& h) { h.commitment.bytes[0] ^= 1; }, "commits to");
  refused_after([&](auto& h) { h.sector = 2; }, "body");
  refused_after([&](auto& h) { h.sequence++; }, "body");
  refused_after([&](auto& h) { h.previous_hash.bytes[0] ^= 1; }, "body");
  refused_after([&](auto& h) { h.urgency = Urgency::in_progress; }, "body");
}

TEST_CASE("a kept content key of another alert is refused by the commitment") {
  World world;
  auto one = world.seal_alert(world.draft_alert()), two = world.seal_alert(world.draft_alert());
  auto header_one = header_of(one.envelope, world.device.public_key);
  auto header_two = header_of(two.envelope, world.device.public_key);
  auto opened = seal::open_alert(header_two, two.envelope, world.epoch, 0);
  REQUIRE(opened);
  CHECK(fails_with(seal::open_alert_with_key(header_one, one.envelope, opened->content_key),
                   Errc::cannot_open, "commits to"));
}

TEST_CASE("a content that its sender sealed badly is malformed, not a crash") {
  World world;
  auto sealed = world.seal_alert(world.draft_alert());
  auto header = header_of(sealed.envelope, world.device.public_key);
  auto opened = seal::open_alert(header, sealed.envelope, world.epoch, 0);
  REQUIRE(opened);
  header.body_hash = {};
  Bytes nonsense(limits::content_bytes, 0x7f);
  Bytes body = seal::aead_seal(opened->content_key, nonsense, seal::body_binding(wire::encode(header)).view(),
                               world.entropy);
  Bytes envelope = sealed.envelope;
  std::copy(body.begin(), body.end(), envelope.begin() + body_at);
  envelope = relabelled(header, envelope, world.device);
  auto verified = header_of(envelope, world.device.public_key);
  auto result = seal::open_alert(verified, envelope, world.epoch, 0);
  REQUIRE_FALSE(result);
  CHECK((result.error().code == Errc::malformed || result.error().code == Errc::unsupported));
}

TEST_CASE("two alerts with the same content share no ciphertext") {
  World world;
  auto draft = world.draft_alert();
  auto one = world.seal_alert(draft), two = world.seal_alert(draft);
  CHECK_FALSE(std::equal(one.envelope.begin() + body_at, one.envelope.end(), two.envelope.begin() + body_at));
}

TEST_CASE("wiping an opened content leaves nothing of it") {
  World world;
  auto content = world.draft_alert().content;
  content.tag_key.fill(7);
  seal::wipe(content);
  auto nothing = wire::AlertContent{};
  nothing.sector = content.sector;
  nothing.mandate = content.mandate;
  nothing.alert = content.alert;
  CHECK(content == nothing);
}

TEST_CASE("a receipt is its node's, of its kind of node, and nobody else's") {
  World world;
  auto hash = world.seal_alert(world.draft_alert()).header_hash;
  auto said = world.receipt(NodeKind::post, hash);
  auto bytes = seal::sign_receipt(said, world.post_node.signing);
  CHECK(seal::verify_receipt(bytes, world.post_node.signing.public_key) == said);
  CHECK(fails_with(seal::verify_receipt(bytes, world.commune_node.signing.public_key), Errc::bad_signature));
  for (std::size_t bit = 0; bit < bytes.size() * 8; bit++)
    REQUIRE_FALSE(seal::verify_receipt(flipped(bytes, bit), world.post_node.signing.public_key));
  CHECK(fails_with(seal::verify_receipt(ByteView(bytes).first(191), world.post_node.signing.public_key),
                   Errc::malformed));

  auto accepted = seal::sign_receipt(world.receipt(NodeKind::commune, hash), world.commune_node.signing);
  CHECK(seal::verify_receipt(accepted, world.commune_node.signing.public_key));
}

TEST_CASE("a commune cannot sign a post's receipt, nor move its own under the post's tag") {
  World world;
  auto said = world.receipt(NodeKind::post, seal::hash256(bytes_of("header")));
  auto forged = seal::sign_receipt(said, world.commune_node.signing);
  CHECK(fails_with(seal::verify_receipt(forged, world.post_node.signing.public_key), Errc::bad_signature));
  CHECK(fails_with(seal::verify_receipt(forged, world.commune_node.signing.public_key), Errc::bad_signature,
                   "another node"));

  auto bytes = wire::encode(said);
  auto wrong_tag = seal::sign(world.post_node.signing, Tag::receipt_commune, bytes);
  Bytes moved(bytes.begin(), bytes.end());
  moved.insert(moved.end(), wrong_tag.bytes.begin(), wrong_tag.bytes.end());
  CHECK(fails_with(seal::verify_receipt(moved, world.post_node.signing.public_key), Errc::bad_signature));
}
