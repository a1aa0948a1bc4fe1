// A node's key files: made once, read only when nobody else could have read them.
#include <sys/stat.h>

#include <catch2/catch.hpp>
#include <fstream>

#include "node/config/node_keys.h"
#include "temp_folder.h"

using namespace tocsin;
using namespace tocsin::config;
namespace fs = std::filesystem;

namespace {

struct KeyFolder {
  test::TempFolder folder;
  fs::path keys = fs::path(folder.path()) / "keys";
  seal::SystemEntropy entropy;

  KeyFolder() {
    seal::initialise();
    REQUIRE(make_node_keys(keys, entropy));
  }
  std::string refusal(const fs::path& credentials = {}) {
    auto read = read_node_keys(keys, credentials);
    if (read) return "no refusal";
    CHECK(read.error().code == Errc::configuration);
    CHECK(read.error().detail.find('\n') == std::string::npos);
    return read.error().detail;
  }
  void write(const fs::path& file, std::size_t count) {
    std::ofstream(file, std::ios::binary) << std::string(count, 'k');
    ::chmod(file.c_str(), 0600);
  }
};

}  // namespace

TEST_CASE("a node's keys are made closed to others, all different, and read back") {
  KeyFolder made;
  for (const auto& entry : fs::directory_iterator(made.keys)) {
    struct stat is {};
    REQUIRE(::stat(entry.path().c_str(), &is) == 0);
    CHECK((is.st_mode & 0777) == 0600);
    CHECK(is.st_size == 32);
  }
  auto first = read_node_keys(made.keys, {});
  auto second = read_node_keys(made.keys, {});
  REQUIRE(first);
  REQUIRE(second);
  CHECK(first->generations[0].signing.public_key == second->generations[0].signing.public_key);
  CHECK(first->generations[0].curve.public_key == second->generations[0].curve.public_key);
  CHECK(first->generations[0].signing.public_key != first->generations[0].log.public_key);
  CHECK(first->generations[0].curve.public_key != first->generations[0].parcel.public_key);
  CHECK_FALSE(seal::equal(first->store.view(), first->keyring.view()));
}

TEST_CASE("keys are never made over keys") {
  KeyFolder made;
  auto before = test::slurp((made.keys / "node.signing").string());
  auto again = make_node_keys(made.keys, made.entropy);
  REQUIRE_FALSE(again);
  CHECK(again.error().code == Errc::conflict);
  CHECK(test::slurp((made.keys / "node.signing").string()) == before);
}

TEST_CASE("a key file that others may read is refused, by name") {
  KeyFolder made;
  ::chmod((made.keys / "store.key").c_str(), 0644);
  CHECK(made.refusal().find("store.key") != std::string::npos);
}

TEST_CASE("a key file that is a link is refused") {
  KeyFolder made;
  fs::rename(made.keys / "node.log", made.keys / "elsewhere");
  fs::create_symlink(made.keys / "elsewhere", made.keys / "node.log");
  CHECK(made.refusal().find("node.log") != std::string::npos);
}

TEST_CASE("an empty, a short and a long key file are refused") {
  KeyFolder made;
  for (std::size_t count : {std::size_t{0}, std::size_t{31}, std::size_t{33}, std::size_t{4096}}) {
    made.write(made.keys / "node.parcel", count);
    INFO(count);
    CHECK(made.refusal().find("node.parcel") != std::string::npos);
  }
}

TEST_CASE("a missing key file says how keys are made") {
  KeyFolder made;
  fs::remove(made.keys / "keyring.key");
  auto refusal = made.refusal();
  CHECK(refusal.find("keyring.key") != std::string::npos);
  CHECK(refusal.find("tocsin node init") != std::string::npos);
}

TEST_CASE("a credential comes before the file in the keys folder") {
  KeyFolder made;
  auto credentials = fs::path(made.folder.path()) / "credentials";
  fs::create_directory(credentials);
  made.write(credentials / "keyring.key", 32);
  ::chmod((credentials / "keyring.key").c_str(), 0440);  // as systemd leaves it
  fs::remove(made.keys / "keyring.key");
  auto read = read_node_keys(made.keys, credentials);
  REQUIRE(read);
  CHECK(seal::equal(read->keyring.view(), Bytes(32, 'k')));
}

TEST_CASE("a credential that others may read is refused") {
  KeyFolder made;
  auto credentials = fs::path(made.folder.path()) / "credentials";
  fs::create_directory(credentials);
  made.write(credentials / "keyring.key", 32);
  ::chmod((credentials / "keyring.key").c_str(), 0444);
  CHECK(made.refusal(credentials).find("credential") != std::string::npos);
}

TEST_CASE("the next generation of keys lies beside the first, and the transport key stays unless asked for") {
  KeyFolder made;
  auto before = read_node_keys(made.keys, {});
  REQUIRE(before);
  const bool transport = GENERATE(false, true);
  auto next = make_next_generation(made.keys, {}, transport, made.entropy);
  REQUIRE(next);
  CHECK(next->number == 2);
  auto read = read_node_keys(made.keys, {});
  REQUIRE(read);
  REQUIRE(read->generations.size() == 2);
  const auto &first = read->generations[0], &second = read->generations[1];
  CHECK(first.signing.public_key == before->generations[0].signing.public_key);
  CHECK(second.signing.public_key == next->signing.public_key);
  CHECK(first.signing.public_key != second.signing.public_key);
  CHECK(first.parcel.public_key != second.parcel.public_key);
  CHECK(first.log.public_key != second.log.public_key);
  CHECK((first.curve.public_key == second.curve.public_key) == !transport);
  auto later = read_later(made.keys, {}, 1);
  REQUIRE(later);
  CHECK(later->size() == 1);
  CHECK(read_later(made.keys, {}, 2)->empty());
  // One change at a time.
  CHECK(make_next_generation(made.keys, {}, false, made.entropy).error().code == Errc::conflict);

  REQUIRE(destroy_generation(made.keys, {}, 1));
  CHECK_FALSE(fs::exists(made.keys / "node.signing"));
  CHECK_FALSE(fs::exists(made.keys / "node.parcel"));
  CHECK_FALSE(fs::exists(made.keys / "node.log"));
  CHECK(fs::exists(made.keys / "node.curve") == !transport);
  auto left = read_node_keys(made.keys, {});
  REQUIRE(left);
  REQUIRE(left->generations.size() == 1);
  CHECK(left->generations[0].number == 2);
  CHECK(left->generations[0].curve.public_key == second.curve.public_key);
  CHECK(make_next_generation(made.keys, {}, false, made.entropy)->number == 3);
}

TEST_CASE("the newest generation goes with its own files alone") {
  const bool transport = GENERATE(false, true);
  KeyFolder made;
  auto first = read_node_keys(made.keys, {});
  REQUIRE(make_next_generation(made.keys, {}, transport, made.entropy));
  REQUIRE(destroy_generation(made.keys, {}, 2));
  auto left = read_node_keys(made.keys, {});
  REQUIRE(left);
  REQUIRE(left->generations.size() == 1);
  CHECK(left->generations[0].signing.public_key == first->generations[0].signing.public_key);
  CHECK(left->generations[0].curve.public_key == first->generations[0].curve.public_key);
  for (const char* name : {"node.signing.2", "node.parcel.2", "node.log.2", "node.curve.2"})
    CHECK_FALSE(fs::exists(made.keys / name));
}

TEST_CASE("a transport key that a try has left is not taken for the next generation's") {
  KeyFolder made;
  REQUIRE(make_next_generation(made.keys, {}, true, made.entropy));
  fs::remove(made.keys / "node.signing.2");
  auto first = read_node_keys(made.keys, {});
  auto second = make_next_generation(made.keys, {}, false, made.entropy);
  REQUIRE(second);
  CHECK(second->curve.public_key == first->generations[0].curve.public_key);
}

TEST_CASE("what a destruction that was cut short has left is destroyed at the next start") {
  KeyFolder made;
  REQUIRE(make_next_generation(made.keys, {}, true, made.entropy));
  fs::remove(made.keys / "node.signing");
  auto read = read_node_keys(made.keys, {});
  REQUIRE(read);
  REQUIRE(destroy_leftovers(made.keys, *read));
  for (const char* name : {"node.parcel", "node.log", "node.curve"})
    CHECK_FALSE(fs::exists(made.keys / name));
  CHECK(fs::exists(made.keys / "node.curve.2"));
  CHECK(read_node_keys(made.keys, {}));
}

TEST_CASE("a credential of a former generation is left to the operator, and said") {
  KeyFolder made;
  auto credentials = fs::path(made.folder.path()) / "credentials";
  fs::create_directory(credentials);
  made.write(credentials / "node.signing", 32);
  REQUIRE(make_next_generation(made.keys, credentials, false, made.entropy));
  auto done = destroy_generation(made.keys, credentials, 1);
  CHECK(done.error().code == Errc::not_allowed);
  CHECK(done.error().detail.find("node.signing") != std::string::npos);
  CHECK_FALSE(fs::exists(made.keys / "node.parcel"));
}
