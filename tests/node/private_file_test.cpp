// Key files: what makes one refused, and that a new one is whole or not there.
#include "node/files/private_file.h"

#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <csignal>

#include "temp_folder.h"

using namespace tocsin;
using test::bytes_of;

namespace {

struct World {
  test::TempFolder folder;
  std::string path = folder.file("a.key");
  World() { REQUIRE(files::write_private_file(path, bytes_of("secret"))); }

  std::string refusal() const {
    auto read = files::read_private_file(path);
    REQUIRE_FALSE(read);
    CHECK(read.error().code == Errc::configuration);
    CHECK(read.error().detail.find(path) != std::string::npos);
    CHECK(read.error().detail.find('\n') == std::string::npos);
    CHECK(read.error().detail.find("secret") == std::string::npos);
    return read.error().detail;
  }
};

mode_t mode_of(const std::string& path) {
  struct stat found {};
  REQUIRE(::lstat(path.c_str(), &found) == 0);
  return found.st_mode & 07777u;
}

}  // namespace

TEST_CASE("a private file is read back as it was written, and nobody else may open it") {
  World world;
  CHECK(*files::read_private_file(world.path) == bytes_of("secret"));
  CHECK(mode_of(world.path) == 0600);
  REQUIRE(files::write_private_file(world.path, bytes_of("other")));
  CHECK(*files::read_private_file(world.path) == bytes_of("other"));
  CHECK_FALSE(std::filesystem::exists(world.path + ".new"));
}

TEST_CASE("a file that others may read, or that is not what it seems, is refused with what to do") {
  World world;
  SECTION("mode") {
    for (mode_t mode : {0644u, 0640u, 0602u, 0610u, 04600u}) {
      REQUIRE(::chmod(world.path.c_str(), mode) == 0);
      CHECK(world.refusal().find("chmod 600 " + world.path) != std::string::npos);
    }
    REQUIRE(::chmod(world.path.c_str(), 0400) == 0);
    CHECK(files::read_private_file(world.path));  // reading asks for no more than that others cannot
    CHECK_FALSE(files::open_private_file(world.path, files::Access::write));
  }
  SECTION("owner") {
    if (::geteuid() != 0) return;  // only root can give a file away
    REQUIRE(::chown(world.path.c_str(), 12345, 0) == 0);
    CHECK(world.refusal().find("belongs to user 12345") != std::string::npos);
  }
  SECTION("link") {
    std::filesystem::rename(world.path, world.folder.file("real"));
    std::filesystem::create_symlink("real", world.path);
    CHECK(world.refusal().find("symbolic link") != std::string::npos);
  }
  SECTION("empty") {
    REQUIRE(::truncate(world.path.c_str(), 0) == 0);
    CHECK(world.refusal().find("is empty") != std::string::npos);
  }
  SECTION("folder") {
    world.path = world.folder.path();
    CHECK(world.refusal().find("not a regular file") != std::string::npos);
  }
  SECTION("pipe that nobody writes to") {
    std::filesystem::remove(world.path);
    REQUIRE(::mkfifo(world.path.c_str(), 0600) == 0);
    CHECK(world.refusal().find("not a regular file") != std::string::npos);
  }
  SECTION("size") {
    CHECK(files::read_private_file(world.path, 6));
    CHECK_FALSE(files::read_private_file(world.path, 5));
  }
}

TEST_CASE("a file that is not there is told apart from one that is wrong") {
  World world;
  CHECK(files::read_private_file(world.folder.file("none")).error().code == Errc::not_found);
}

TEST_CASE("writing a key does not replace one that is there, unless told to") {
  World world;
  auto again = files::write_private_file(world.path, bytes_of("new"), files::IfExists::refuse);
  REQUIRE_FALSE(again);
  CHECK(again.error().code == Errc::conflict);
  CHECK(*files::read_private_file(world.path) == bytes_of("secret"));
  CHECK_FALSE(std::filesystem::exists(world.path + ".new"));
  CHECK(files::write_private_file(world.folder.file("b.key"), bytes_of("b"), files::IfExists::refuse));
}

TEST_CASE("a write that fails half way leaves what was there") {
  World world;
  auto before = std::signal(SIGXFSZ, SIG_IGN);
  rlimit old{}, small{};
  REQUIRE(::getrlimit(RLIMIT_FSIZE, &old) == 0);
  small = old;
  small.rlim_cur = 1000;
  REQUIRE(::setrlimit(RLIMIT_FSIZE, &small) == 0);
  auto written = files::write_private_file(world.path, Bytes(5000, 1));
  REQUIRE(::setrlimit(RLIMIT_FSIZE, &old) == 0);
  std::signal(SIGXFSZ, before);
  REQUIRE_FALSE(written);
  CHECK(written.error().code == Errc::io);
  CHECK(*files::read_private_file(world.path) == bytes_of("secret"));
  CHECK_FALSE(std::filesystem::exists(world.path + ".new"));
}

TEST_CASE("what a crash left beside a key file does not prevent the next write, and is not followed") {
  World world;
  std::filesystem::create_symlink("/nowhere/else", world.path + ".new");
  REQUIRE(files::write_private_file(world.path, bytes_of("new")));
  CHECK(*files::read_private_file(world.path) == bytes_of("new"));
}

TEST_CASE("a private folder is made for its owner alone, and refused when others may enter it") {
  test::TempFolder folder;
  auto path = folder.file("data");
  REQUIRE(files::ensure_private_folder(path));
  CHECK(mode_of(path) == 0700);
  REQUIRE(files::ensure_private_folder(path));
  REQUIRE(::chmod(path.c_str(), 0750) == 0);
  auto refused = files::ensure_private_folder(path);
  REQUIRE_FALSE(refused);
  CHECK(refused.error().code == Errc::configuration);
  CHECK(refused.error().detail.find("chmod 700 " + path) != std::string::npos);
  std::filesystem::create_directory_symlink("data", folder.file("link"));
  CHECK_FALSE(files::ensure_private_folder(folder.file("link")));
  CHECK_FALSE(files::ensure_private_folder(folder.file("no/parent")));
}
