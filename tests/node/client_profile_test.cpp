// A device's directory: who may read it, who may hold it, and what a crash leaves of it.
#include <sys/stat.h>

#include <catch2/catch.hpp>

#include "node/client/profile.h"
#include "tests/node/ceremony.h"
#include "tests/node/temp_folder.h"

using namespace tocsin;
using namespace tocsin::client;
using tocsin::test::TempFolder;

namespace {

unsigned mode_of(const std::string& path) {
  struct stat about {};
  REQUIRE(::stat(path.c_str(), &about) == 0);
  return about.st_mode & 0777u;
}

}  // namespace

TEST_CASE("a profile and its keys can be read by nobody else") {
  TempFolder folder;
  tests::SeededEntropy entropy(1);
  auto profile = Profile::open(folder.file("new/profile"));
  REQUIRE(profile);
  REQUIRE(profile->make_keys(entropy));
  CHECK(mode_of(folder.file("new/profile")) == 0700);
  CHECK(mode_of(folder.file("new/profile/signing.key")) == 0600);
  CHECK(mode_of(folder.file("new/profile/transport.key")) == 0600);
}

TEST_CASE("a profile that others may read is refused, and so is a key") {
  TempFolder folder;
  tests::SeededEntropy entropy(1);
  {
    auto profile = Profile::open(folder.file("profile"));
    REQUIRE(profile->make_keys(entropy));
    REQUIRE(::chmod(folder.file("profile/signing.key").c_str(), 0644) == 0);
    auto keys = profile->keys();
    REQUIRE_FALSE(keys);
    CHECK(keys.error().code == Errc::configuration);
  }
  REQUIRE(::chmod(folder.file("profile").c_str(), 0755) == 0);
  auto profile = Profile::open(folder.file("profile"));
  REQUIRE_FALSE(profile);
  CHECK(profile.error().code == Errc::configuration);
}

TEST_CASE("one program at a time holds a profile; the other is told in one line") {
  TempFolder folder;
  {
    auto first = Profile::open(folder.file("profile"));
    REQUIRE(first);
    auto second = Profile::open(folder.file("profile"));
    REQUIRE_FALSE(second);
    CHECK(second.error().code == Errc::configuration);
    CHECK(second.error().detail.find("another tocsin is using") != std::string::npos);
    CHECK(second.error().detail.find('\n') == std::string::npos);
  }
  CHECK(Profile::open(folder.file("profile")));
}

TEST_CASE("a device makes its keys once") {
  TempFolder folder;
  tests::SeededEntropy entropy(1);
  auto profile = Profile::open(folder.file("profile"));
  CHECK(profile->keys().error().code == Errc::not_found);
  const auto first = profile->make_keys(entropy);
  const auto again = profile->make_keys(entropy);
  REQUIRE(first);
  REQUIRE(again);
  CHECK(first->id() == again->id());
  CHECK(first->transport.public_key == again->transport.public_key);
}

TEST_CASE("a write that was cut short is no item") {
  TempFolder folder;
  auto profile = Profile::open(folder.file("profile"));
  REQUIRE(profile->write("alerts/00ff", Bytes{1, 2, 3}));
  { std::ofstream(folder.file("profile/alerts/00fe.new")) << "half"; }
  CHECK(*profile->list("alerts") == std::vector<std::string>{"00ff"});
  REQUIRE(profile->remove("alerts/00ff"));
  CHECK(profile->remove("alerts/00ff"));
  CHECK(profile->list("alerts")->empty());
  CHECK(profile->list("nothing")->empty());
}

TEST_CASE("a profile that is shared is another program's to write, and no longer this one's") {
  TempFolder folder;
  const std::uint8_t byte = 7;
  auto first = Profile::open(folder.file("profile"));
  REQUIRE(first);
  REQUIRE(first->write("item", ByteView(&byte, 1)));
  first->share();
  auto second = Profile::open(folder.file("profile"));
  REQUIRE(second);
  CHECK(first->read("item") == Bytes{7});
  CHECK(first->write("item", ByteView(&byte, 1)).error().code == Errc::configuration);
  CHECK(first->remove("item").error().code == Errc::configuration);
  CHECK(second->write("item", ByteView(&byte, 1)));
}
