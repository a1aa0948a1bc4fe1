// Keys, hashes, boxes and signatures: what everything signed or sealed stands on.
#include <sodium.h>

#include <catch2/catch.hpp>
#include <new>
#include <set>

#include "protocol/seal/open/open_alert.h"
#include "tests/protocol/seal_fixture.h"

using namespace tocsin;
using namespace tocsin::tests;

namespace {

SigningPublic signing_public(std::string_view text) {
  return *SigningPublic::from(hex(text));
}
BoxPublic box_public(std::string_view text) {
  return *BoxPublic::from(hex(text));
}

// Every encoding, canonical or not, of the eight Ed25519 points of small order.
const std::vector<std::string> small_order_points = {
    "0000000000000000000000000000000000000000000000000000000000000000",
    "0000000000000000000000000000000000000000000000000000000000000080",
    "0100000000000000000000000000000000000000000000000000000000000000",
    "0100000000000000000000000000000000000000000000000000000000000080",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
    "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
    "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
};

// S of a signature plus the order of the group: the same equation, another encoding.
Signature malleated(Signature signature) {
  Bytes order = hex("edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010");
  unsigned carry = 0;
  for (std::size_t i = 0; i < 32; i++) {
    unsigned sum = signature.bytes[32 + i] + order[i] + carry;
    signature.bytes[32 + i] = static_cast<std::uint8_t>(sum);
    carry = sum >> 8;
  }
  return signature;
}

}  // namespace

TEST_CASE("a secret leaves no trace where it was, after a move and after its end") {
  alignas(seal::Secret32) std::uint8_t place[sizeof(seal::Secret32)];
  SeededEntropy entropy("secret");
  auto* secret = new (place) seal::Secret32(seal::Secret32::random(entropy));
  Bytes value(secret->view().begin(), secret->view().end());
  CHECK(value != Bytes(32));
  auto zeros_in_place = [&] {
    const volatile std::uint8_t* bytes = place;
    bool zeros = true;
    for (std::size_t i = 0; i < 32; i++) zeros = zeros && bytes[i] == 0;
    return zeros;
  };

  seal::Secret32 moved(std::move(*secret));
  CHECK(zeros_in_place());
  CHECK(seal::equal(moved.view(), value));
  *secret = std::move(moved);
  CHECK(seal::equal(moved.view(), Bytes(32)));  // what was moved from is zero, on purpose
  CHECK(seal::equal(secret->view(), value));
  seal::Secret32 copy = secret->clone();
  secret->~Secret();
  CHECK(zeros_in_place());
  CHECK(seal::equal(copy.view(), value));
  copy.wipe();
  CHECK(seal::equal(copy.view(), Bytes(32)));
}

TEST_CASE("a secret is made from exactly its length") {
  CHECK(seal::Secret32::from(Bytes(32, 1)));
  CHECK_FALSE(seal::Secret32::from(Bytes(31, 1)));
  CHECK_FALSE(seal::Secret16::from(Bytes(32, 1)));
}

TEST_CASE("hashes are the published BLAKE2b and SHA-256") {
  seal::initialise();
  CHECK(to_hex(seal::hash256(bytes_of("abc")).view()) ==
        "bddd813c634239723171ef3fee98579b94964e3bb1cb3e427262c8c068d52319");
  CHECK(to_hex(seal::hash128(bytes_of("abc"))) == "cf4ab791c62b8d2b2109c90275287816");
  CHECK(to_hex(seal::sha256(bytes_of("abc"))) ==
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  CHECK(seal::keyed_hash256(Bytes(32, 1), bytes_of("abc")) !=
        seal::keyed_hash256(Bytes(32, 2), bytes_of("abc")));
}

TEST_CASE("keys come from their seeds as RFC 8032 and RFC 7748 say") {
  seal::initialise();
  auto signing = seal::signing_key_from(
      *seal::Secret32::from(hex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60")));
  CHECK(to_hex(signing.public_key.view()) ==
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a");
  auto box = seal::box_key_from(
      *seal::Secret32::from(hex("0900000000000000000000000000000000000000000000000000000000000000")));
  CHECK(to_hex(box.public_key.view()) == "422c8e7a6227d7bca1350b3e2bb7279f7897b87bb6854b783c60e80311ae3079");
  CHECK(seal::key_id(signing.public_key).bytes == seal::hash128(signing.public_key.view()));
}

TEST_CASE("a signature holds for its key, its tag and its bytes, and for nothing else") {
  SeededEntropy entropy("sign");
  auto key = seal::make_signing_key(entropy), other = seal::make_signing_key(entropy);
  for (std::size_t size : {std::size_t{0}, std::size_t{256}, std::size_t{509}, std::size_t{510},
                           std::size_t{511}, std::size_t{112 * 1024}}) {
    Bytes bytes(size, 0x5a);
    auto signature = seal::sign(key, Tag::charter_root, bytes);
    CHECK(seal::verify(key.public_key, Tag::charter_root, bytes, signature));
    CHECK_FALSE(seal::verify(other.public_key, Tag::charter_root, bytes, signature));
    CHECK_FALSE(seal::verify(key.public_key, Tag::charter_post, bytes, signature));
    bytes.push_back(0);
    CHECK_FALSE(seal::verify(key.public_key, Tag::charter_root, bytes, signature));
  }
}

TEST_CASE("a signature is plain Ed25519 over the tag, little endian, and the bytes") {
  SeededEntropy entropy("plain");
  auto key = seal::make_signing_key(entropy);
  auto signature = seal::sign(key, Tag::request, bytes_of("bytes"));
  Bytes message = hex("3200");
  for (char c : std::string("bytes")) message.push_back(static_cast<std::uint8_t>(c));
  CHECK(crypto_sign_verify_detached(signature.bytes.data(), message.data(), message.size(),
                                    key.public_key.bytes.data()) == 0);
}

TEST_CASE("no tag is used twice and a signature cannot be moved to any other tag") {
  const std::vector<int> tags = {1,  2,  3,  4,  5,  6,  7,  8,  9,  10, 11, 12, 13, 14,
                                 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28,
                                 29, 30, 31, 32, 33, 40, 41, 42, 43, 50, 51, 52, 53};
  CHECK(std::set<int>(tags.begin(), tags.end()).size() == tags.size());
  SeededEntropy entropy("tags");
  auto key = seal::make_signing_key(entropy);
  for (int tag : tags) {
    auto signature = seal::sign(key, static_cast<Tag>(tag), bytes_of("the same bytes"));
    for (int other : tags)
      CHECK(seal::verify(key.public_key, static_cast<Tag>(other), bytes_of("the same bytes"), signature) ==
            (tag == other));
  }
}

TEST_CASE("a signature has one encoding: S above the group's order is refused") {
  SeededEntropy entropy("malleable");
  auto key = seal::make_signing_key(entropy);
  for (int i = 0; i < 16; i++) {
    Bytes bytes(1, static_cast<std::uint8_t>(i));
    auto signature = seal::sign(key, Tag::receipt_post, bytes);
    REQUIRE(seal::verify(key.public_key, Tag::receipt_post, bytes, signature));
    CHECK_FALSE(seal::verify(key.public_key, Tag::receipt_post, bytes, malleated(signature)));
  }
  Signature all_ones;
  all_ones.bytes.fill(0xff);
  CHECK_FALSE(seal::verify(key.public_key, Tag::receipt_post, bytes_of(""), all_ones));
  CHECK_FALSE(seal::verify(key.public_key, Tag::receipt_post, bytes_of(""), Signature{}));
}

TEST_CASE("a key of small order signs for nobody, whatever R and S are") {
  seal::initialise();
  for (const auto& point : small_order_points) {
    CHECK_FALSE(seal::is_usable(signing_public(point)));
    for (const auto& r : small_order_points) {
      Signature signature;  // S = 0: R = -h·A holds for many h
      auto r_bytes = hex(r);
      std::copy(r_bytes.begin(), r_bytes.end(), signature.bytes.begin());
      for (std::uint8_t i = 0; i < 8; i++)
        CHECK_FALSE(seal::verify(signing_public(point), Tag::rules, Bytes(1, i), signature));
    }
  }
}

TEST_CASE("a signing key is a canonical point of the main subgroup") {
  SeededEntropy entropy("usable");
  CHECK(seal::is_usable(seal::make_signing_key(entropy).public_key));
  // The base point plus a point of order 8, and an encoding of y = p + 3.
  CHECK_FALSE(
      seal::is_usable(signing_public("13661d745ad63221ca5da0456fa618713511dc60668aa464e55b09a20ff7fc1d")));
  CHECK_FALSE(
      seal::is_usable(signing_public("f0ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f")));
  CHECK_FALSE(
      seal::is_usable(signing_public("0200000000000000000000000000000000000000000000000000000000000000")));
}

TEST_CASE("a box key is canonical and not of small order") {
  SeededEntropy entropy("box");
  CHECK(seal::is_usable(seal::make_box_key(entropy).public_key));
  for (auto text : {"0000000000000000000000000000000000000000000000000000000000000000",
                    "0100000000000000000000000000000000000000000000000000000000000000",
                    "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
                    "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157",
                    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
                    "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
                    "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
                    "f6ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",  // 9 written as p + 9
                    "0900000000000000000000000000000000000000000000000000000000000080"}) {
    CHECK_FALSE(seal::is_usable(box_public(text)));
  }
  CHECK(seal::is_usable(box_public("0900000000000000000000000000000000000000000000000000000000000000")));
}

TEST_CASE("a sealed box opens with libsodium's own crypto_box_seal_open") {
  SeededEntropy entropy("sealed");
  auto key = seal::make_box_key(entropy), other = seal::make_box_key(entropy);
  Bytes sealed = seal::seal_to(key.public_key, bytes_of("for the post alone"), entropy);
  REQUIRE(sealed.size() == 18 + crypto_box_SEALBYTES);
  Bytes plain(18);
  CHECK(crypto_box_seal_open(plain.data(), sealed.data(), sealed.size(), key.public_key.bytes.data(),
                             key.secret.data()) == 0);
  CHECK(seal::equal(plain, bytes_of("for the post alone")));
  CHECK(seal::open_sealed(key, sealed) == plain);
  CHECK_FALSE(seal::open_sealed(other, sealed));
  CHECK_FALSE(seal::open_sealed(key, ByteView(sealed).first(47)));
  CHECK_FALSE(seal::open_sealed(key, {}));
  for (std::size_t bit = 0; bit < sealed.size() * 8; bit++)
    CHECK_FALSE(seal::open_sealed(key, flipped(sealed, bit)));
}

TEST_CASE("a box made by libsodium's own crypto_box_seal opens here") {
  SeededEntropy entropy("theirs");
  auto key = seal::make_box_key(entropy);
  Bytes sealed(3 + crypto_box_SEALBYTES);
  crypto_box_seal(sealed.data(), bytes_of("abc").data(), 3, key.public_key.bytes.data());
  CHECK(seal::open_sealed(key, sealed) == Bytes{'a', 'b', 'c'});
}

TEST_CASE("what is sealed to a hostile key can be opened by nobody") {
  SeededEntropy entropy("hostile");
  seal::BoxKey zero;  // the shared secret with this key would be known to all
  Bytes sealed = seal::seal_to(zero.public_key, bytes_of("abc"), entropy);
  CHECK(sealed.size() == 3 + seal::sealed_overhead);
  CHECK_FALSE(seal::open_sealed(zero, sealed));
}

TEST_CASE("the same randomness gives the same box, other randomness another") {
  SeededEntropy keys("keys"), one("one"), again("one"), two("two");
  auto key = seal::make_box_key(keys);
  Bytes first = seal::seal_to(key.public_key, bytes_of("abc"), one);
  CHECK(first == seal::seal_to(key.public_key, bytes_of("abc"), again));
  CHECK(first != seal::seal_to(key.public_key, bytes_of("abc"), two));
}

TEST_CASE("authenticated encryption refuses any other key, bytes or associated bytes") {
  SeededEntropy entropy("aead");
  auto key = seal::Secret32::random(entropy), other = seal::Secret32::random(entropy);
  Bytes sealed = seal::aead_seal(key, bytes_of("content"), bytes_of("header"), entropy);
  REQUIRE(sealed.size() == 7 + seal::aead_overhead);
  auto plain = seal::aead_open(key, sealed, bytes_of("header"));
  REQUIRE(plain);
  CHECK(seal::equal(*plain, bytes_of("content")));
  CHECK_FALSE(seal::aead_open(other, sealed, bytes_of("header")));
  CHECK_FALSE(seal::aead_open(key, sealed, bytes_of("headeR")));
  CHECK_FALSE(seal::aead_open(key, ByteView(sealed).first(39), bytes_of("header")));
  for (std::size_t bit = 0; bit < sealed.size() * 8; bit++)
    CHECK_FALSE(seal::aead_open(key, flipped(sealed, bit), bytes_of("header")));
  CHECK(seal::aead_seal(key, bytes_of("content"), bytes_of("header"), entropy) != sealed);
}

TEST_CASE("ids sort by the time at which they were made") {
  SeededEntropy entropy("ids");
  auto id = seal::time_ordered_id<AlertId>(Instant(milliseconds(0x0123456789ab)), entropy);
  CHECK(to_hex(id.view()).substr(0, 12) == "0123456789ab");
  auto later = seal::time_ordered_id<AlertId>(Instant(milliseconds(0x0123456789ac)), entropy);
  CHECK(id < later);
  CHECK(seal::time_ordered_id<CommandId>(at("2026-01-01"), entropy) !=
        seal::time_ordered_id<CommandId>(at("2026-01-01"), entropy));
}
