// The audit log's arithmetic against the published vectors of RFC 6962 and of signed notes.
#include <sodium.h>

#include <catch2/catch.hpp>

#include "protocol/seal/log.h"
#include "tests/protocol/seal_fixture.h"

using namespace tocsin;
using namespace tocsin::tests;

namespace {

// The eight leaves that Certificate Transparency implementations test with, and the root after each.
const std::vector<std::string> leaves = {
    "", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"};
const std::vector<std::string> roots = {"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
                                        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
                                        "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
                                        "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
                                        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
                                        "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
                                        "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
                                        "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
                                        "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"};

seal::TreeEdge tree_of(std::size_t count) {
  seal::TreeEdge edge;
  for (std::size_t i = 0; i < count; i++) {
    Bytes leaf = hex(leaves[i % 8]);
    leaf.push_back(static_cast<std::uint8_t>(i));
    seal::append(edge, seal::leaf_hash(leaf));
  }
  return edge;
}

// The definition of RFC 6962, section 2.1, word for word.
seal::TreeHash defined_root(std::span<const seal::TreeHash> hashes) {
  if (hashes.empty()) return seal::sha256({});
  if (hashes.size() == 1) return hashes[0];
  std::size_t k = 1;
  while (k * 2 < hashes.size()) k *= 2;
  return seal::node_hash(defined_root(hashes.first(k)), defined_root(hashes.subspan(k)));
}

}  // namespace

TEST_CASE("the tree has the roots that RFC 6962 implementations agree on") {
  seal::TreeEdge edge;
  CHECK(to_hex(seal::root_of(edge)) == roots[0]);
  for (std::size_t i = 0; i < leaves.size(); i++) {
    seal::append(edge, seal::leaf_hash(hex(leaves[i])));
    CHECK(edge.size == i + 1);
    CHECK(to_hex(seal::root_of(edge)) == roots[i + 1]);
  }
}

TEST_CASE("the edge alone gives the root of a tree of any size") {
  std::vector<seal::TreeHash> hashes;
  seal::TreeEdge edge;
  for (std::size_t i = 0; i < 130; i++) {
    hashes.push_back(seal::leaf_hash(Bytes(1, static_cast<std::uint8_t>(i))));
    seal::append(edge, hashes.back());
    CHECK(seal::root_of(edge) == defined_root(hashes));
  }
}

TEST_CASE("an edge survives being stored, and a damaged one is refused") {
  for (std::size_t count : std::vector<std::size_t>{0, 1, 2, 3, 7, 8, 100}) {
    auto edge = tree_of(count);
    Bytes bytes = seal::encode(edge);
    auto again = seal::decode_tree_edge(bytes);
    REQUIRE(again);
    CHECK(again->size == count);
    CHECK(seal::root_of(*again) == seal::root_of(edge));
    bytes.push_back(0);
    CHECK(fails_with(seal::decode_tree_edge(bytes), Errc::malformed));
    CHECK(fails_with(seal::decode_tree_edge(ByteView(bytes).first(bytes.size() - 2)), Errc::malformed));
  }
  CHECK(fails_with(seal::decode_tree_edge({}), Errc::malformed));
  CHECK(fails_with(seal::decode_tree_edge(Bytes(8, 0xff)), Errc::malformed));
}

TEST_CASE("a leaf tells kind and hour, and of its event nothing without the salt") {
  SeededEntropy entropy("salt");
  auto salt = seal::Secret32::random(entropy), other = seal::Secret32::random(entropy);
  auto leaf = seal::log_leaf(7, at("2026-11-22T21:59:59Z"), salt, bytes_of("event"));
  REQUIRE(leaf.size() == 37);
  CHECK(to_hex(ByteView(leaf).first(5)) == "071d9c0700");  // hour 498,717 since 1970
  CHECK(leaf == seal::log_leaf(7, at("2026-11-22T21:00:00Z"), salt, bytes_of("event")));
  CHECK(leaf != seal::log_leaf(7, at("2026-11-22T21:00:00Z"), other, bytes_of("event")));
  CHECK(seal::leaf_matches(leaf, salt.view(), bytes_of("event")));
  CHECK_FALSE(seal::leaf_matches(leaf, salt.view(), bytes_of("evenT")));
  CHECK_FALSE(seal::leaf_matches(leaf, other.view(), bytes_of("event")));
  CHECK_FALSE(seal::leaf_matches(leaf, {}, bytes_of("event")));
  CHECK_FALSE(seal::leaf_matches(ByteView(leaf).first(36), salt.view(), bytes_of("event")));
}

TEST_CASE("a checkpoint says origin, size and root, and is its log's") {
  SeededEntropy entropy("log");
  auto key = seal::make_signing_key(entropy), other = seal::make_signing_key(entropy);
  auto edge = tree_of(5);
  std::string note = seal::sign_checkpoint(key, "tocsin.example/25434", edge);
  CHECK(note.substr(0, note.find("\n\n")).find("tocsin.example/25434\n5\n") == 0);
  auto checkpoint = seal::verify_checkpoint(note, key.public_key);
  REQUIRE(checkpoint);
  CHECK(checkpoint->origin == "tocsin.example/25434");
  CHECK(checkpoint->size == 5);
  CHECK(checkpoint->root == seal::root_of(edge));
  CHECK(fails_with(seal::verify_checkpoint(note, other.public_key), Errc::bad_signature));
  CHECK(seal::verify_checkpoint(seal::sign_checkpoint(key, "empty", {}), key.public_key)->size == 0);
}

TEST_CASE("no character of a checkpoint can be changed") {
  SeededEntropy entropy("log");
  auto key = seal::make_signing_key(entropy);
  std::string note = seal::sign_checkpoint(key, "tocsin.example/25434", tree_of(5));
  for (std::size_t i = 0; i < note.size(); i++) {
    for (char mask : {'\x01', '\x20', '\x40'}) {
      std::string changed = note;
      changed[i] = static_cast<char>(changed[i] ^ mask);
      REQUIRE_FALSE(seal::verify_checkpoint(changed, key.public_key));
    }
    REQUIRE_FALSE(seal::verify_checkpoint(note.substr(0, i), key.public_key));
  }
}

TEST_CASE("a witness's line beside the log's own is passed over") {
  SeededEntropy entropy("log");
  auto key = seal::make_signing_key(entropy), witness = seal::make_signing_key(entropy);
  std::string note = seal::sign_checkpoint(key, "a.example/1", tree_of(5));
  std::string theirs = seal::sign_checkpoint(witness, "b.example/2", tree_of(5));
  std::string line = theirs.substr(theirs.find("\n\n") + 2);
  CHECK(seal::verify_checkpoint(note + line, key.public_key));
  auto own_line = note.find("\n\n") + 2;
  CHECK(seal::verify_checkpoint(note.substr(0, own_line) + line + note.substr(own_line), key.public_key));
  CHECK(fails_with(seal::verify_checkpoint(note.substr(0, own_line) + line, key.public_key),
                   Errc::bad_signature));
}

TEST_CASE("a signed text that is not exactly origin, size and root is malformed") {
  SeededEntropy entropy("log");
  auto key = seal::make_signing_key(entropy);
  auto signed_text = [&](const std::string& text, const std::string& origin) {
    Bytes expanded(key.seed.view().begin(), key.seed.view().end());
    expanded.insert(expanded.end(), key.public_key.bytes.begin(), key.public_key.bytes.end());
    auto hash = seal::note_key_hash(origin, key.public_key);
    Bytes line(hash.begin(), hash.end());
    line.resize(4 + 64);
    crypto_sign_detached(line.data() + 4, nullptr, bytes_of(text).data(), text.size(), expanded.data());
    std::string base64(sodium_base64_ENCODED_LEN(68, sodium_base64_VARIANT_ORIGINAL), 0);
    sodium_bin2base64(base64.data(), base64.size(), line.data(), 68, sodium_base64_VARIANT_ORIGINAL);
    base64.pop_back();
    return seal::verify_checkpoint(text + "\n\u2014 " + origin + " " + base64 + "\n", key.public_key);
  };
  const std::string root = "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n";
  CHECK(signed_text("a\n0\n" + root, "a"));
  for (const std::string& text :
       {"a\n00\n" + root, "a\n-1\n" + root, "a\n+1\n" + root, "a\n18446744073709551616\n" + root,
        "a\n\n" + root, "a\n1\n" + root + "more\n", std::string("a\n1\n"), std::string("a\n"),
        "a\n1\n" + root.substr(1), std::string("a\n1\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFV=\n"),
        "a\n1 \n" + root})
    CHECK_FALSE(signed_text(text, "a"));
  CHECK_FALSE(signed_text("a b\n1\n" + root, "a b"));
  CHECK(fails_with(seal::verify_checkpoint(std::string(9000, 'a'), key.public_key), Errc::malformed));
}

TEST_CASE("keys are named as other readers of signed notes name them") {
  // The example of the signed notes of Go's checksum database.
  auto key = *SigningPublic::from(hex("1a5cd907143c384c41e830c5bce12aa8817ec5649aaabf2c31388b35b2d744d6"));
  CHECK(to_hex(seal::note_key_hash("PeterNeumann", key)) == "c74f20a3");
  CHECK(seal::note_verifier_key("PeterNeumann", key) ==
        "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW");
}
