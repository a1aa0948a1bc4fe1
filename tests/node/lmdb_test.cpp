// The LMDB driver on a real disk: full, damaged, cut off, in use by another.
#include "node/store/lmdb.h"

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <csignal>
#include <cstring>
#include <map>
#include <random>

#include "node/files/private_file.h"
#include "node/store/crc_codec.h"
#include "node/store/lmdb_file.h"
#include "temp_folder.h"

using namespace tocsin;
using test::bytes_of;

namespace {

constexpr txn::Table table{1};
constexpr std::size_t MiB = 1 << 20;
using Rows = std::map<std::string, Bytes>;

struct World {
  test::TempFolder folder;
  store::CrcCodec codec;
  store::LmdbOptions options{folder.path(), MiB, 4 * MiB};
  std::unique_ptr<store::LmdbStore> store;

  std::string data() const { return folder.file("data.mdb"); }
  Result<std::unique_ptr<store::LmdbStore>> try_open() { return store::LmdbStore::open(options, codec); }
  World& open() {
    store.reset();
    auto opened = try_open();
    if (!opened) FAIL(opened.error().detail);
    store = std::move(*opened);
    return *this;
  }
  std::unique_ptr<txn::Transaction> begin() {
    auto begun = store->begin();
    if (!begun) FAIL(begun.error().detail);
    return std::move(*begun);
  }
  Status put(std::string_view key, const Bytes& value) {
    auto txn = begin();
    txn->put(table, bytes_of(key), value);
    return txn->commit();
  }
  Status erase(std::string_view key) {
    auto txn = begin();
    txn->erase(table, bytes_of(key));
    return txn->commit();
  }
  // Rows on small pages, on long ones, and a free list.
  Rows fill() {
    std::mt19937 random(5);
    Rows rows;
    for (int round = 0; round < 6; ++round) {
      auto txn = begin();
      for (int n = 0; n < 60; ++n) {
        std::string key = "key " + std::to_string(random() % 300);
        Bytes value(n % 20 == 0 ? 9000 : 20 + random() % 200, static_cast<std::uint8_t>(random()));
        txn->put(table, bytes_of(key), value);
        rows[key] = value;
      }
      for (int n = 0; n < 10; ++n) {
        auto key = rows.lower_bound("key " + std::to_string(random() % 300));
        if (key == rows.end()) continue;
        txn->erase(table, bytes_of(key->first));
        rows.erase(key);
      }
      REQUIRE(txn->commit());
    }
    return rows;
  }
  Rows read() {
    auto txn = begin();
    Rows rows;
    txn->scan(table, {}, [&](ByteView key, ByteView value) {
      rows[std::string(key.begin(), key.end())] = Bytes(value.begin(), value.end());
      return true;
    });
    REQUIRE_FALSE(txn->failure());
    return rows;
  }
  store::Scrub scrub() {
    auto found = store::scrub_in_child(folder.path(), codec);
    if (!found) FAIL(found.error().detail);
    return *found;
  }
};

mode_t mode_of(const std::string& path) {
  struct stat found {};
  REQUIRE(::stat(path.c_str(), &found) == 0);
  return found.st_mode & 07777u;
}

}  // namespace

TEST_CASE("the data folder and its files are for their owner alone") {
  World world;
  std::filesystem::remove(world.folder.path());
  auto before = ::umask(0);
  world.open();
  ::umask(before);
  CHECK(mode_of(world.folder.path()) == 0700);
  int files = 0;
  for (const auto& entry : std::filesystem::directory_iterator(world.folder.path())) {
    CHECK(mode_of(entry.path().string()) == 0600);
    ++files;
  }
  CHECK(files == 3);  // data.mdb, lock.mdb, in-use
  world.store.reset();
  REQUIRE(::chmod(world.data().c_str(), 0640) == 0);
  auto refused = world.try_open();
  REQUIRE_FALSE(refused);
  CHECK(refused.error().code == Errc::configuration);
  CHECK(refused.error().detail.find("chmod 600 " + world.data()) != std::string::npos);
}

TEST_CASE(
    "a second instance on the same data refuses, names the folder and the first, and the first is unharmed") {
  World world;
  world.open();
  REQUIRE(world.put("a", bytes_of("1")));
  auto second = world.try_open();
  REQUIRE_FALSE(second);
  CHECK(second.error().code == Errc::configuration);
  CHECK(second.error().detail.find(world.folder.path()) != std::string::npos);
  CHECK(second.error().detail.find("process " + std::to_string(::getpid()) + ":") != std::string::npos);
  CHECK(second.error().detail.find('\n') == std::string::npos);
  CHECK(store::scrub_in_child(world.folder.path(), world.codec).error().code == Errc::configuration);
  REQUIRE(world.put("b", bytes_of("2")));
  CHECK(world.read().size() == 2);
  CHECK(world.open().read().size() == 2);
}

TEST_CASE("a process killed at work leaves the data free for the next, with what it committed and no more") {
  World world;
  world.open();
  world.store.reset();
  int ready[2];
  REQUIRE(::pipe(ready) == 0);
  pid_t pid = ::fork();
  REQUIRE(pid >= 0);
  if (pid == 0) {
    world.open();
    (void)world.put("kept", bytes_of("1"));
    auto txn = world.begin();
    txn->put(table, bytes_of("lost"), bytes_of("2"));
    (void)!::write(ready[1], "x", 1);
    ::pause();
  }
  char byte;
  REQUIRE(::read(ready[0], &byte, 1) == 1);
  auto held = world.try_open();
  REQUIRE_FALSE(held);
  CHECK(held.error().detail.find("process " + std::to_string(pid)) != std::string::npos);
  ::kill(pid, SIGKILL);
  ::waitpid(pid, nullptr, 0);
  ::close(ready[0]);
  ::close(ready[1]);
  auto rows = world.open().read();
  CHECK(rows == Rows{{"kept", bytes_of("1")}});
  REQUIRE(world.put("after", bytes_of("3")));
}

TEST_CASE("the map grows before a batch when three quarters are in use, and nothing is lost by it") {
  World world;
  world.open();
  const auto at_first = world.store->map_bytes();
  CHECK(at_first == MiB);
  Rows rows;
  for (int n = 0; n < 25; ++n) {
    std::string key = std::to_string(n);
    rows[key] = Bytes(80'000, static_cast<std::uint8_t>(n));
    REQUIRE(world.put(key, rows[key]));
    CHECK(world.store->used_bytes() <= world.store->map_bytes());
  }
  CHECK(world.store->map_bytes() == 4 * MiB);
  CHECK_FALSE(world.store->nearly_full());
  CHECK(world.read() == rows);
  CHECK(world.store->verify()->clean());
  world.open();
  CHECK(world.store->map_bytes() == 4 * MiB);
  CHECK(world.read() == rows);
}

TEST_CASE("a batch that finds no room fails as a whole, and fits when it is tried again") {
  World world;
  world.open();
  REQUIRE(world.put("before", bytes_of("1")));
  auto batch = [&] {
    auto txn = world.begin();
    for (int n = 0; n < 15; ++n) txn->put(table, bytes_of(std::to_string(n)), Bytes(90'000, 1));
    return txn->commit();
  };
  auto first = batch();
  REQUIRE_FALSE(first);
  CHECK(first.error().code == Errc::store_full);
  CHECK(world.read().size() == 1);
  REQUIRE(batch());
  CHECK(world.read().size() == 16);
}

TEST_CASE("a full store says so, still reads and erases, and takes new records once there is room") {
  World world;
  world.open();
  int count = 0;
  for (; count < 1000; ++count) {
    world.begin();
    if (world.store->nearly_full()) break;
    REQUIRE(world.put(std::to_string(count), Bytes(10'000, 1)));
  }
  CHECK(world.store->map_bytes() == 4 * MiB);
  CHECK(world.store->used_bytes() < 4 * MiB * 8 / 10);
  // Somebody who does not ask goes on until there is nothing left …
  int beyond = 0;
  while (beyond < 1000 && world.put("beyond " + std::to_string(beyond), Bytes(10'000, 1))) ++beyond;
  CHECK(beyond > 50);
  CHECK(beyond < 1000);
  CHECK(world.read().size() == static_cast<std::size_t>(count + beyond));
  // … but for one who asks, every erasure works, one by one.
  for (int n = 0; n < beyond; ++n) (void)world.erase("beyond " + std::to_string(n));
  for (int n = 0; n < count; ++n) REQUIRE(world.erase(std::to_string(n)));
  world.begin();
  CHECK_FALSE(world.store->nearly_full());
  REQUIRE(world.put("new", Bytes(10'000, 2)));
  CHECK(world.read().count("new") == 1);
}

TEST_CASE("when the disk has no room for a larger map, the store is nearly full and erasures go on") {
  World world;
  world.open();
  auto before = std::signal(SIGXFSZ, SIG_IGN);
  rlimit old{}, small{};
  REQUIRE(::getrlimit(RLIMIT_FSIZE, &old) == 0);
  small = old;
  small.rlim_cur = MiB;
  REQUIRE(::setrlimit(RLIMIT_FSIZE, &small) == 0);
  std::vector<bool> put, erased;
  for (int n = 0; n < 12; ++n) put.push_back(world.put(std::to_string(n), Bytes(70'000, 1)).has_value());
  world.begin();
  bool tight = world.store->nearly_full();
  for (int n = 0; n < 12; ++n) erased.push_back(world.erase(std::to_string(n)).has_value());
  REQUIRE(::setrlimit(RLIMIT_FSIZE, &old) == 0);
  std::signal(SIGXFSZ, before);
  CHECK(put == std::vector<bool>(12, true));
  CHECK(tight);
  CHECK(world.store->map_bytes() == MiB);
  CHECK(erased == std::vector<bool>(12, true));
  world.begin();
  CHECK_FALSE(world.store->nearly_full());
}

TEST_CASE("after a commit that the disk refused nothing more is promised by this process") {
  World world;
  world.open();
  REQUIRE(world.put("a", bytes_of("1")));
  // Every descriptor of the data file now leads to a disk that is full.
  int full = ::open("/dev/full", O_RDWR | O_CLOEXEC);
  REQUIRE(full >= 0);
  int replaced = 0;
  for (int fd = 3; fd < 200; ++fd) {
    std::error_code none;
    auto target = std::filesystem::read_symlink("/proc/self/fd/" + std::to_string(fd), none);
    if (!none && target == world.data() && ::dup2(full, fd) == fd) ++replaced;
  }
  ::close(full);
  REQUIRE(replaced >= 1);
  auto refused = world.put("b", bytes_of("2"));
  REQUIRE_FALSE(refused);
  CHECK(refused.error().code == Errc::io);
  auto next = world.store->begin();
  REQUIRE_FALSE(next);
  CHECK(next.error().code == Errc::io);
  world.store.reset();
  CHECK(world.scrub().clean());
  CHECK(world.open().read() == Rows{{"a", bytes_of("1")}});
}

TEST_CASE("a file that is cut off, empty or not ours is refused in words, and never ends the process") {
  World world;
  world.open().fill();
  world.store.reset();
  const auto whole = test::slurp(world.data());
  auto damaged = [&] {
    auto opened = world.try_open();
    REQUIRE_FALSE(opened);
    CHECK(opened.error().code == Errc::store_damaged);
    CHECK(opened.error().detail.find(world.data()) == 0);
    CHECK_FALSE(world.scrub().broken.empty());
  };
  for (std::size_t size : {0u, 1u, 100u, 4095u, 4096u, 5000u, 8191u, 8192u, 12288u, 40'000u}) {
    test::overwrite(world.data(), 0, whole);
    REQUIRE(::truncate(world.data().c_str(), static_cast<off_t>(size)) == 0);
    INFO(size << " bytes");
    damaged();
  }
  std::mt19937 random(9);
  Bytes garbage(whole.size());
  std::generate(garbage.begin(), garbage.end(), [&] { return static_cast<std::uint8_t>(random()); });
  test::overwrite(world.data(), 0, garbage);
  damaged();
  test::overwrite(world.data(), 0, whole);
  CHECK(world.scrub().clean());
  world.open().read();
}

TEST_CASE("a scrub of whole data counts every row and finds nothing") {
  World world;
  CHECK(world.scrub().clean());  // nothing there yet
  auto rows = world.open().fill();
  CHECK(world.store->verify()->rows == rows.size());
  world.store.reset();
  auto found = world.scrub();
  CHECK(found.rows == rows.size());
  CHECK(found.clean());
}

TEST_CASE("a flipped bit anywhere in the data file is found, or changes no answer") {
  World world;
  const auto rows = world.open().fill();
  const auto used = world.store->used_bytes();
  world.store.reset();
  const auto whole = test::slurp(world.data());
  std::vector<std::size_t> branches;
  for (std::size_t page = 2 * 4096; page < used; page += 4096) {
    if (whole[page + 10] != 1) continue;
    for (std::size_t at = whole[page + 14] + 256u * whole[page + 15]; at < 4096; ++at)
      branches.push_back(page + at);
  }
  REQUIRE_FALSE(branches.empty());
#ifdef TOCSIN_SANITIZED
  constexpr int rounds = 100;
#else
  constexpr int rounds = 400;
#endif
  std::mt19937 random(11);
  int found = 0, harmless = 0;
  for (int round = 0; round < rounds; ++round) {
    // Three quarters of the flips hit what LMDB steers by: the meta pages, the heads of pages, the branches.
    std::size_t offset = random() % used;
    if (round % 4 == 0) offset = random() % 2 * 4096 + random() % 152;
    if (round % 4 == 1) offset = offset / 4096 * 4096 + random() % 64;
    if (round % 4 == 2) offset = branches[random() % branches.size()];
    test::overwrite(world.data(), offset,
                    Bytes{static_cast<std::uint8_t>(whole[offset] ^ (1u << random() % 8))});
    INFO("offset " << offset);
    if (world.scrub().clean()) {
      ++harmless;
      auto opened = world.try_open();
      if (opened) {
        world.store = std::move(*opened);
        CHECK(world.read() == rows);
        for (const auto& [key, value] : rows) CHECK(world.begin()->get(table, bytes_of(key)) == value);
        world.store.reset();
      }
    } else {
      ++found;
    }
    REQUIRE(::truncate(world.data().c_str(), static_cast<off_t>(whole.size())) == 0);
    test::overwrite(world.data(), 0, whole);
  }
  CHECK(found > rounds / 4);
  CHECK(harmless > rounds / 20);  // free pages and the unused ends of pages
}

TEST_CASE("a flipped bit in a first page never brings back the commit before") {
  World world;
  const auto rows = world.open().fill();
  world.store.reset();
  const auto whole = test::slurp(world.data());
  for (std::size_t offset : {16 + 128u, 4096 + 16 + 128u}) {  // the commit numbers
    for (unsigned bit = 0; bit < 32; ++bit) {
      const std::size_t byte = offset + bit / 8;
      test::overwrite(world.data(), byte, Bytes{static_cast<std::uint8_t>(whole[byte] ^ (1u << bit % 8))});
      INFO("byte " << byte << " bit " << bit % 8);
      CHECK_FALSE(world.try_open());
      test::overwrite(world.data(), 0, whole);
    }
  }
  CHECK(world.open().read() == rows);
}

TEST_CASE("a page in use that a damaged free list offers for writing is found first") {
  World world;
  world.open().fill();
  const auto used_pages = std::filesystem::file_size(world.data()) / 4096;
  world.store.reset();
  const auto whole = test::slurp(world.data());
  auto number = [&](std::size_t offset, std::size_t bytes) {
    std::uint64_t value = 0;
    std::memcpy(&value, &whole[offset], bytes);
    return value;
  };
  const std::size_t meta = number(16 + 128, 8) > number(4096 + 16 + 128, 8) ? 0 : 4096;
  const auto root = number(meta + 16 + 24 + 40, 8), pages = number(meta + 16 + 120, 8) + 1;
  REQUIRE(number(root * 4096 + 10, 2) == 2);  // a leaf: all records of the list are on it
  std::vector<std::uint64_t> listed;
  std::size_t entry = 0;
  for (std::size_t at = root * 4096 + 16; at < root * 4096 + number(root * 4096 + 12, 2); at += 2) {
    const std::size_t list = root * 4096 + number(at, 2) + 16;  // after the node's head and its key
    for (std::uint64_t n = 1; n <= number(list, 8); ++n) listed.push_back(number(entry = list + 8 * n, 8));
  }
  REQUIRE(listed.size() > 3);
  int found = 0;
  for (std::uint64_t page = 2; page < std::min<std::uint64_t>(pages, used_pages); ++page) {
    const auto kind = number(page * 4096 + 10, 2);
    if (page == root || kind == 1 || std::count(listed.begin(), listed.end(), page) > 0) continue;
    if (number(page * 4096, 8) != page) continue;  // inside a long value
    Bytes lie(8);
    std::memcpy(lie.data(), &page, 8);
    test::overwrite(world.data(), entry, lie);
    INFO("page " << page);
    CHECK_FALSE(world.scrub().clean());
    ++found;
  }
  CHECK(found > 10);
}

TEST_CASE("data that is whole is never called damaged, whatever was written, erased or dropped before") {
  World world;
  world.open();
  std::mt19937 random(13);
  for (int commit = 0; commit < 400; ++commit) {
    auto txn = world.begin();
    const auto kind = random() % 10;
    for (auto n = random() % 40; n > 0; --n) {
      auto key = bytes_of(std::to_string(random() % 200));
      if (kind < 4) txn->put(table, key, Bytes(random() % (kind == 0 ? 20'000 : 500), 1));
      if (kind >= 4 && kind < 8) txn->erase(table, key);
    }
    if (kind == 8 && commit % 3 == 0) {
      for (int n = 0; n < 200; ++n) txn->erase(table, bytes_of(std::to_string(n)));
    }
    if (kind != 9) REQUIRE(txn->commit());
    txn.reset();
    auto fd = files::open_private_file(world.data(), files::Access::read);
    auto whole = store::check_data_file(*fd, world.data());
    INFO("commit " << commit << " " << (whole ? "" : whole.error().detail));
    CHECK(whole);
    auto scrub = world.store->verify();
    CHECK(scrub->broken == "");
    CHECK(scrub->damaged == 0);
    if (random() % 20 == 0) world.open();
  }
}

TEST_CASE(
    "a row that does not verify is a failure to its reader, skipped by a scan, and healed by writing it "
    "anew") {
  World world;
  world.open();
  REQUIRE(world.put("bad", bytes_of("the value of this row")));
  REQUIRE(world.put("good", bytes_of("1")));
  world.store.reset();
  auto whole = test::slurp(world.data());
  auto text = bytes_of("the value of this row");
  for (auto at = whole.begin();;) {
    at = std::search(at, whole.end(), text.begin(), text.end());
    if (at == whole.end()) break;
    test::overwrite(world.data(), static_cast<std::size_t>(at++ - whole.begin()), bytes_of("T"));
  }
  CHECK(world.scrub().damaged == 1);
  CHECK(world.scrub().broken.empty());
  world.open();
  {
    auto txn = world.begin();
    int seen = 0;
    txn->scan(table, {}, [&](ByteView, ByteView) { return ++seen > 0; });
    CHECK(seen == 1);
    CHECK(txn->damaged() == 1);
    CHECK_FALSE(txn->failure());
    CHECK_FALSE(txn->get(table, bytes_of("bad")));
    REQUIRE(txn->failure());
    CHECK(txn->failure()->code == Errc::store_damaged);
    CHECK_FALSE(txn->commit());
  }
  REQUIRE(world.put("bad", bytes_of("2")));
  CHECK(world.read() == Rows{{"bad", bytes_of("2")}, {"good", bytes_of("1")}});
  CHECK(world.store->verify()->clean());
}

TEST_CASE("CRC-32C is the one that other programs compute") {
  CHECK(store::crc32c(bytes_of("123456789")) == 0xE3069283u);
  CHECK(store::crc32c(bytes_of("")) == 0u);
  CHECK(store::crc32c(Bytes(32, 0)) == 0x8A9136AAu);  // RFC 3720, B.4
  CHECK(store::crc32c(bytes_of("6789"), store::crc32c(bytes_of("12345"))) == 0xE3069283u);
}

TEST_CASE("a value sealed for one place opens at no other") {
  store::CrcCodec codec;
  auto sealed = codec.seal(table, bytes_of("ab"), bytes_of("value"));
  CHECK(codec.open(table, bytes_of("ab"), sealed) == bytes_of("value"));
  CHECK_FALSE(codec.open(txn::Table{2}, bytes_of("ab"), sealed));
  CHECK_FALSE(codec.open(table, bytes_of("a"), sealed));
  CHECK_FALSE(codec.open(table, bytes_of("ab"), ByteView(sealed).first(sealed.size() - 1)));
  CHECK_FALSE(codec.open(table, bytes_of("ab"), {}));
}
