// An exported log can be verified by anyone, and by nobody be changed unseen.
#include "node/cli/audit_file.h"

#include <catch2/catch.hpp>

#include "temp_folder.h"
#include "tests/node/ceremony.h"

using namespace tocsin;
using namespace tocsin::node::cli;

namespace {

struct Exported {
  tests::SeededEntropy entropy{7};
  seal::SigningKey key = seal::make_signing_key(entropy);
  AuditFile file;

  explicit Exported(std::size_t leaves) {
    seal::TreeEdge edge;
    for (std::size_t i = 0; i < leaves; ++i) {
      auto salt = seal::Secret32::random(entropy);
      Bytes event{static_cast<std::uint8_t>(i), 1, 2};
      file.leaves.push_back(seal::log_leaf(1, from_ms(1'700'000'000'000), salt, event));
      Bytes shown(salt.view().begin(), salt.view().end());
      shown.insert(shown.end(), event.begin(), event.end());
      file.events.push_back(std::move(shown));
      seal::append(edge, seal::leaf_hash(file.leaves.back()));
    }
    file.log_key = key.public_key;
    file.checkpoint = seal::sign_checkpoint(key, "tocsin/25434", edge);
  }
  std::string refusal(const AuditFile& changed) {
    auto checked = verify(changed, key.public_key);
    if (checked) return "no refusal";
    CHECK(exit_code(checked.error()) == static_cast<int>(Exit::integrity));
    return checked.error().detail;
  }
};

}  // namespace

TEST_CASE("an exported log verifies from its leaves, after the file too, with and without its events") {
  seal::initialise();
  for (std::size_t leaves : {0u, 1u, 2u, 7u, 64u, 100u}) {
    Exported log(leaves);
    test::TempFolder folder;
    REQUIRE(write_text(folder.file("log"), to_text(log.file)));
    auto read = read_audit_file(folder.file("log"));
    REQUIRE(read);
    auto checked = verify(*read, log.key.public_key);
    REQUIRE(checked);
    CHECK(checked->size == leaves);
    CHECK(checked->origin == "tocsin/25434");
    for (auto& event : read->events) event.clear();  // erased
    CHECK(verify(*read, log.key.public_key));
  }
}

TEST_CASE("any changed leaf, any leaf left out, added or moved is seen") {
  seal::initialise();
  Exported log(9);
  for (auto& event : log.file.events) event.clear();
  for (std::size_t i = 0; i < 9; ++i) {
    auto changed = log.file;
    changed.leaves[i][5] ^= 1;
    CHECK(log.refusal(changed).find("another root") != std::string::npos);
  }
  auto shorter = log.file;
  shorter.leaves.pop_back();
  CHECK(log.refusal(shorter).find("covers 9 leaves, the file has 8") != std::string::npos);
  auto longer = log.file;
  longer.leaves.push_back(longer.leaves[0]);
  CHECK(log.refusal(longer).find("the file has 10") != std::string::npos);
  auto moved = log.file;
  std::swap(moved.leaves[2], moved.leaves[3]);
  CHECK(log.refusal(moved).find("another root") != std::string::npos);
}

TEST_CASE("an event that is not the one logged is named by its leaf") {
  seal::initialise();
  Exported log(5);
  auto changed = log.file;
  changed.events[3].back() ^= 1;
  CHECK(log.refusal(changed).find("leaf 3:") == 0);
  changed = log.file;
  changed.events[4] = {1, 2, 3};
  CHECK(log.refusal(changed).find("leaf 4:") == 0);
}

TEST_CASE("a checkpoint by another key is not believed, whatever key the file names") {
  seal::initialise();
  Exported log(3), other(3);
  auto stranger = seal::make_signing_key(log.entropy);
  CHECK(verify(log.file, log.key.public_key));
  CHECK_FALSE(verify(log.file, stranger.public_key));
  auto forged = log.file;
  forged.checkpoint[forged.checkpoint.size() / 2] ^= 1;
  CHECK_FALSE(verify(forged, log.key.public_key));
}

TEST_CASE("a damaged file is named with its line") {
  seal::initialise();
  test::TempFolder folder;
  auto error_of = [&](const std::string& text) {
    REQUIRE(write_text(folder.file("log"), text));
    auto read = read_audit_file(folder.file("log"));
    return read ? std::string("no error") : read.error().detail;
  };
  CHECK(error_of("other\n").find("log:1:") != std::string::npos);
  CHECK(error_of("tocsin-log 1\nleaf zz\n").find("log:2:") != std::string::npos);
  CHECK(error_of("tocsin-log 1\n\nsurprise 00\n").find("log:3:") != std::string::npos);
  CHECK(error_of("tocsin-log 1\n").find("no checkpoint") != std::string::npos);
  CHECK(error_of("").find("no checkpoint") != std::string::npos);
}
