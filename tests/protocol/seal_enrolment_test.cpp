// What a card's secret becomes, the six words that two people compare, and keys under a passphrase.
#include <catch2/catch.hpp>
#include <set>

#include "protocol/seal/session.h"
#include "protocol/seal/words_fr.h"
#include "tests/protocol/seal_fixture.h"

using namespace tocsin;
using namespace tocsin::tests;

namespace {

struct Compared {
  World world;
  Hash root = seal::hash256(bytes_of("root")), charter = seal::hash256(bytes_of("charter"));
  std::string words() const {
    return seal::enrolment_words(world.enrolment, root, charter, world.post_office.public_key);
  }
};

std::vector<std::string> split(const std::string& words) {
  std::vector<std::string> parts(1);
  for (char c : words) {
    if (c == ' ')
      parts.emplace_back();
    else
      parts.back() += c;
  }
  return parts;
}

}  // namespace

TEST_CASE("the list has 2,048 different French words, in composed letters") {
  std::set<std::string_view> words(seal::words_fr.begin(), seal::words_fr.end());
  CHECK(words.size() == 2048);
  CHECK(seal::words_fr[0] == "abaisser");
  CHECK(seal::words_fr[18] == "acad\u00e9mie");
  CHECK(seal::words_fr[2047] == "zoologie");
  std::string all;
  for (auto word : seal::words_fr) all += std::string(word) + '\n';
  CHECK(to_hex(seal::sha256(bytes_of(all))) ==
        "431c1d074225d2b7e82db857d7c3ea58051df546e7c8b74c1f6dcab36351fd56");
}

TEST_CASE("both sides see the same six words, which are bits 0 to 65 of the hash") {
  Compared both;
  auto words = split(both.words());
  REQUIRE(words.size() == 6);
  CHECK(both.words() == Compared().words());

  const auto& e = both.world.enrolment;
  Bytes bytes(bytes_of("tocsin/v1/words").begin(), bytes_of("tocsin/v1/words").end());
  for (ByteView part : {e.invitation.view(), e.device.view(), e.transport.view(), e.tag_commitment.view(),
                        both.root.view(), both.charter.view(), both.world.post_office.public_key.view()})
    bytes.insert(bytes.end(), part.begin(), part.end());
  Hash hash = seal::hash256(bytes);
  for (std::size_t i = 0; i < 6; i++) {
    std::size_t index = 0;
    for (std::size_t bit = 11 * i; bit < 11 * (i + 1); bit++)
      index = index * 2 + (hash.bytes[bit / 8] >> (7 - bit % 8) & 1);
    CHECK(words[i] == seal::words_fr[index]);
  }
}

TEST_CASE("whoever changes anything that the words speak of changes the words") {
  Compared honest;
  auto differ_after = [&](auto change) {
    Compared changed;
    change(changed);
    CHECK(changed.words() != honest.words());
  };
  differ_after([](Compared& c) { c.world.enrolment.invitation.bytes[0] ^= 1; });
  differ_after([](Compared& c) { c.world.enrolment.device.bytes[31] ^= 1; });
  differ_after([](Compared& c) { c.world.enrolment.transport.bytes[0] ^= 1; });
  differ_after([](Compared& c) { c.world.enrolment.tag_commitment.bytes[0] ^= 1; });
  differ_after([](Compared& c) { c.root.bytes[0] ^= 1; });
  differ_after([](Compared& c) { c.charter.bytes[0] ^= 1; });
  differ_after([](Compared& c) { c.world.post_office = std::move(c.world.stranger); });
  // The root and charter are those that the reader holds, not those that the request claims.
  Compared claimed;
  claimed.world.enrolment.root.bytes[0] ^= 1;
  claimed.world.enrolment.charter.bytes[0] ^= 1;
  CHECK(claimed.words() == honest.words());
}

TEST_CASE("a card's secret gives the same two one-time keys everywhere, and another secret others") {
  SeededEntropy entropy("card");
  auto secret = seal::Secret16::random(entropy), other = seal::Secret16::random(entropy);
  auto request = seal::invite_request_key(secret);
  auto transport = seal::invite_transport_key(secret);
  CHECK(request.public_key == seal::invite_request_key(secret).public_key);
  CHECK(transport.public_key == seal::invite_transport_key(secret).public_key);
  CHECK(request.public_key != seal::invite_request_key(other).public_key);
  CHECK(transport.public_key != seal::invite_transport_key(other).public_key);
  CHECK(transport.public_key == seal::box_key_from(transport.secret.clone()).public_key);
  CHECK(seal::equal(request.seed.view(),
                    seal::keyed_hash256(secret.view(), bytes_of("tocsin/v1/enrol/sign")).view()));
}

TEST_CASE("a key under a passphrase opens with that passphrase, under its own name") {
  SeededEntropy entropy("passphrase");
  auto secret = seal::Secret32::random(entropy);
  Bytes file = seal::protect_with_passphrase(secret, "mairie 25434", "correct cheval pile agrafe", entropy);
  auto opened = seal::open_with_passphrase(file, "mairie 25434", "correct cheval pile agrafe");
  REQUIRE(opened);
  CHECK(seal::equal(opened->view(), secret.view()));
  CHECK(fails_with(seal::open_with_passphrase(file, "mairie 25434", "correct cheval pile agraf"),
                   Errc::cannot_open, "passphrase"));
  CHECK(fails_with(seal::open_with_passphrase(file, "post P25-014", "correct cheval pile agrafe"),
                   Errc::configuration, "post P25-014"));
  // The name is in clear, and sealed all the same.
  Bytes renamed = file;
  renamed[9] = 'M';
  CHECK(fails_with(seal::open_with_passphrase(renamed, "Mairie 25434", "correct cheval pile agrafe"),
                   Errc::cannot_open));
  CHECK(fails_with(seal::open_with_passphrase(flipped(file, 8 * file.size() - 1), "mairie 25434",
                                              "correct cheval pile agrafe"),
                   Errc::cannot_open));
}

TEST_CASE("a file that is no key file is refused before any work") {
  SeededEntropy entropy("no file");
  Bytes file = seal::protect_with_passphrase(seal::Secret32::random(entropy), "root 1", "x", entropy);
  for (std::size_t size = 0; size < file.size(); size++)
    CHECK(fails_with(seal::open_with_passphrase(ByteView(file).first(size), "root 1", "x"), Errc::malformed));
  Bytes longer = file;
  longer.push_back(0);
  CHECK(fails_with(seal::open_with_passphrase(longer, "root 1", "x"), Errc::malformed));
  for (std::size_t byte = 0; byte < 8; byte++)
    CHECK(fails_with(seal::open_with_passphrase(flipped(file, 8 * byte), "root 1", "x"), Errc::malformed));
}
