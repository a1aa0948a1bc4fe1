// The keyring's two files: what a crash, a flipped bit or a careless chmod can do to them, and what it
// cannot.
#include "node/store/keyring_file.h"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <map>
#include <random>
#include <set>

#include "node/store/crc_codec.h"
#include "temp_folder.h"

using namespace tocsin;
using store::KeyringFile;
using txn::KeyName;
using txn::KeyUse;

namespace {

constexpr Day today = 20'780;

struct TestEntropy final : Entropy {
  explicit TestEntropy(unsigned seed) : random(seed) {}
  void fill(std::uint8_t* out, std::size_t count) override {
    std::generate_n(out, count, [&] { return static_cast<std::uint8_t>(random()); });
  }
  std::mt19937 random;
};

// Another key: nothing sealed by CrcCodec opens.
struct OtherCodec final : txn::ValueCodec {
  Bytes seal(txn::Table, ByteView, ByteView plain) override { return {plain.begin(), plain.end()}; }
  std::optional<Bytes> open(txn::Table, ByteView, ByteView) const override { return std::nullopt; }
};

struct World {
  test::TempFolder folder;
  store::CrcCodec codec;
  TestEntropy entropy{42};
  KeyringFile::Options options;

  std::string file(int copy) const { return folder.file(copy == 0 ? "keyring.a" : "keyring.b"); }
  Result<std::unique_ptr<KeyringFile>> try_open() {
    return KeyringFile::open_or_create(folder.path(), codec, entropy, options);
  }
  std::unique_ptr<KeyringFile> open() {
    auto opened = try_open();
    if (!opened) FAIL(opened.error().detail);
    return std::move(*opened);
  }
  std::unique_ptr<KeyringFile> topped_up(Day day = today) {
    auto keyring = open();
    REQUIRE(keyring->top_up(day));
    return keyring;
  }
  std::string refusal() {
    auto opened = try_open();
    REQUIRE_FALSE(opened);
    CHECK(opened.error().code == Errc::configuration);
    return opened.error().detail;
  }
  bool on_disk(const txn::KeyBytes& key) const {
    for (int copy : {0, 1}) {
      auto bytes = test::slurp(file(copy));
      if (std::search(bytes.begin(), bytes.end(), key.begin(), key.end()) != bytes.end()) return true;
    }
    return false;
  }
};

using Contents = std::map<KeyName, txn::KeyBytes>;
Contents contents(const KeyringFile& keyring) {
  Contents all;
  for (auto use : {KeyUse::erasure_day, KeyUse::spare, KeyUse::epoch}) {
    for (auto name : keyring.all(use)) all[name] = *keyring.find(name);
  }
  return all;
}

// The slot of a key in a file: with this codec, keys are to be seen.
std::size_t slot_of(const World& world, int copy, const txn::KeyBytes& key) {
  auto bytes = test::slurp(world.file(copy));
  auto found = std::search(bytes.begin(), bytes.end(), key.begin(), key.end());
  REQUIRE(found != bytes.end());
  return static_cast<std::size_t>(found - bytes.begin()) / store::slot_bytes;
}

void flip(const std::string& path, std::size_t offset, int bit = 0) {
  auto byte = test::slurp(path).at(offset);
  test::overwrite(path, offset, Bytes{static_cast<std::uint8_t>(byte ^ (1 << bit))});
}

}  // namespace

TEST_CASE("a keyring holds a key for every day from today to today + 400, and 64 spares whatever was taken") {
  World world;
  auto keyring = world.topped_up();
  CHECK(keyring->findings().created);
  auto days = keyring->all(KeyUse::erasure_day);
  REQUIRE(days.size() == 401);
  CHECK(days.front().number == today);
  CHECK(days.back().number == today + 400);
  CHECK(keyring->all(KeyUse::spare).size() >= 64 + 401);  // a day takes one at most
  CHECK(keyring->all(KeyUse::epoch).empty());
  CHECK_FALSE(keyring->find({KeyUse::erasure_day, today - 1}));
  std::set<txn::KeyBytes> different;
  for (const auto& [name, key] : contents(*keyring)) different.insert(key);
  CHECK(different.size() == contents(*keyring).size());
}

TEST_CASE("a post's keyring holds epoch keys from today to today + 15") {
  World world;
  world.options.epochs = true;
  auto keyring = world.topped_up();
  auto epochs = keyring->all(KeyUse::epoch);
  REQUIRE(epochs.size() == 16);
  CHECK(epochs.front().number == today);
  CHECK(epochs.back().number == today + 15);
}

TEST_CASE("keys are the same after a restart, and the next day adds one and changes none") {
  World world;
  auto before = contents(*world.topped_up());
  auto keyring = world.open();
  CHECK_FALSE(keyring->findings().created);
  CHECK(keyring->findings().repaired == 0);
  CHECK(contents(*keyring) == before);
  REQUIRE(keyring->top_up(today));
  CHECK(contents(*keyring) == before);
  REQUIRE(keyring->top_up(today + 1));
  auto after = contents(*keyring);
  CHECK(after.size() == before.size() + 1);
  CHECK(std::includes(after.begin(), after.end(), before.begin(), before.end()));
  CHECK(keyring->find({KeyUse::erasure_day, today + 401}));
}

TEST_CASE("a destroyed key is in neither file, stays unknown after a restart, and is never made again") {
  World world;
  auto keyring = world.topped_up();
  const KeyName name{KeyUse::erasure_day, today + 30};
  const txn::KeyBytes key = *keyring->find(name);
  CHECK(world.on_disk(key));
  REQUIRE(keyring->destroy(std::vector{name}));
  CHECK_FALSE(keyring->find(name));
  CHECK_FALSE(world.on_disk(key));
  REQUIRE(keyring->destroy(std::vector{name}));  // repeated at start until the core knows
  REQUIRE(keyring->top_up(today));
  CHECK_FALSE(keyring->find(name));
  keyring.reset();
  keyring = world.topped_up();
  CHECK_FALSE(keyring->find(name));
  CHECK(keyring->all(KeyUse::erasure_day).size() == 400);
  REQUIRE(keyring->top_up(today + 31));  // its day is over: the slot is used again
  CHECK_FALSE(keyring->find(name));
}

TEST_CASE("a spare's serial is never given twice, even when all of them were destroyed") {
  World world;
  std::set<std::uint32_t> seen;
  for (int round = 0; round < 4; ++round) {
    auto keyring = world.topped_up();
    auto spares = keyring->all(KeyUse::spare);
    CHECK(spares.size() == store::spares_held);
    for (auto name : spares) CHECK(seen.insert(name.number).second);
    REQUIRE(keyring->destroy(spares));
    CHECK(keyring->all(KeyUse::spare).empty());
  }
}

TEST_CASE("years of days reuse the slots of days that are over") {
  World world;
  auto keyring = world.topped_up();
  auto size = test::slurp(world.file(0)).size();
  for (Day day = today; day < today + 1200; day += 40) {
    std::vector<KeyName> over;
    for (auto name : keyring->all(KeyUse::erasure_day)) {
      if (name.number < day) over.push_back(name);
    }
    REQUIRE(keyring->destroy(over));
    REQUIRE(keyring->top_up(day));
  }
  CHECK(test::slurp(world.file(0)).size() <= size + 64 * store::slot_bytes);
}

TEST_CASE("a keyring never grows beyond its bound, whatever the clock says") {
  World world;
  auto keyring = world.topped_up();
  Status last;
  for (Day day = today; last && day < today + 401 * 40; day += 401) last = keyring->top_up(day);
  REQUIRE_FALSE(last);
  CHECK(last.error().code == Errc::store_full);
  CHECK(test::slurp(world.file(0)).size() <= store::keyring_slots_max * store::slot_bytes);
  CHECK(keyring->find({KeyUse::erasure_day, today}));
}

TEST_CASE("a damaged slot in one copy is repaired from the other, wherever the bit flipped") {
  World world;
  auto before = contents(*world.topped_up());
  const auto whole = test::slurp(world.file(0));
  TestEntropy random{1};
  for (int round = 0; round < 60; ++round) {
    int copy = round % 2;
    std::size_t offset = random.random() % whole.size();
    if (round < 20)
      offset = static_cast<std::size_t>(round) * 128 + static_cast<std::size_t>(round) * 6 % 106;
    flip(world.file(copy), offset, round % 8);
    auto keyring = world.open();
    CHECK(contents(*keyring) == before);
    CHECK(keyring->findings().lost.empty());
    CHECK(keyring->findings().repaired == 1);
    keyring.reset();
    CHECK(test::slurp(world.file(0)) == test::slurp(world.file(1)));
  }
}

TEST_CASE("a key damaged in both copies is lost by name and the rest stands") {
  World world;
  const KeyName name{KeyUse::erasure_day, today + 7};
  auto before = contents(*world.topped_up());
  auto slot = slot_of(world, 0, before[name]);
  for (int copy : {0, 1}) flip(world.file(copy), slot * store::slot_bytes + 40);
  auto keyring = world.open();
  REQUIRE(keyring->findings().lost == std::vector{name});
  CHECK(keyring->findings().lost_without_name == 0);
  auto expected = before;
  expected.erase(name);
  CHECK(contents(*keyring) == expected);

  SECTION("new records of that day get a new key") {
    REQUIRE(keyring->top_up(today));
    REQUIRE(keyring->find(name));
    CHECK(*keyring->find(name) != before[name]);
    keyring.reset();
    CHECK(world.open()->findings().lost.empty());
  }
  SECTION("it can still be destroyed, what remains of it is overwritten") {
    auto remains = test::slurp(world.file(0));
    REQUIRE(keyring->destroy(std::vector{name}));
    auto part = [&](const Bytes& bytes) {
      auto at = bytes.begin() + static_cast<std::ptrdiff_t>(slot * store::slot_bytes);
      return Bytes(at + 34, at + 66);
    };
    CHECK(part(test::slurp(world.file(0))) != part(remains));
    keyring.reset();
    CHECK(world.open()->findings().lost.empty());
  }
  SECTION("when not even the name is left, it is counted") {
    keyring.reset();
    for (int copy : {0, 1}) test::overwrite(world.file(copy), slot * store::slot_bytes, Bytes(128, 0xA5));
    keyring = world.open();
    CHECK(keyring->findings().lost.empty());
    CHECK(keyring->findings().lost_without_name == 1);
    CHECK(contents(*keyring) == expected);
  }
}

TEST_CASE("a copy that is cut off anywhere, or gone, is made whole from the other") {
  World world;
  auto before = contents(*world.topped_up());
  const auto whole = test::slurp(world.file(0));
  for (int copy : {0, 1}) {
    for (std::size_t size :
         {std::size_t{1}, std::size_t{127}, std::size_t{128}, whole.size() / 2 + 5, whole.size() - 1}) {
      REQUIRE(::truncate(world.file(copy).c_str(), static_cast<off_t>(size)) == 0);
      CHECK(contents(*world.open()) == before);
      CHECK(test::slurp(world.file(copy)) == whole);
    }
    REQUIRE(::unlink(world.file(copy).c_str()) == 0);
    CHECK(contents(*world.open()) == before);
    CHECK(test::slurp(world.file(copy)) == whole);
    struct stat found {};
    REQUIRE(::stat(world.file(copy).c_str(), &found) == 0);
    CHECK((found.st_mode & 07777) == 0600);
  }
}

TEST_CASE(
    "a keyring file open to others, linked, empty or under another key refuses with one line that says what "
    "to do") {
  World world;
  world.topped_up();
  const auto whole = test::slurp(world.file(1));
  SECTION("mode") {
    for (mode_t mode : {0644u, 0660u, 0604u, 0400u, 0700u}) {
      REQUIRE(::chmod(world.file(1).c_str(), mode) == 0);
      auto said = world.refusal();
      CHECK(said.find("chmod 600 " + world.file(1)) != std::string::npos);
      CHECK(said.find('\n') == std::string::npos);
    }
  }
  SECTION("link") {
    REQUIRE(::rename(world.file(1).c_str(), world.folder.file("elsewhere").c_str()) == 0);
    REQUIRE(::symlink("elsewhere", world.file(1).c_str()) == 0);
    CHECK(world.refusal().find("symbolic link") != std::string::npos);
  }
  SECTION("empty") {
    REQUIRE(::truncate(world.file(1).c_str(), 0) == 0);
    CHECK(world.refusal().find("is empty") != std::string::npos);
  }
  SECTION("owner") {
    if (::geteuid() != 0) return;  // only root can give a file away
    REQUIRE(::chown(world.file(1).c_str(), 12345, 0) == 0);
    CHECK(world.refusal().find("belongs to user 12345") != std::string::npos);
  }
  SECTION("folder") {
    REQUIRE(::chmod(world.folder.path().c_str(), 0755) == 0);
    CHECK(world.refusal().find("chmod 700") != std::string::npos);
    REQUIRE(::chmod(world.folder.path().c_str(), 0700) == 0);
  }
  SECTION("another key") {
    OtherCodec other;
    auto opened = KeyringFile::open_or_create(world.folder.path(), other, world.entropy, {});
    REQUIRE_FALSE(opened);
    CHECK(opened.error().code == Errc::configuration);
    CHECK(opened.error().detail.find("do not open with this keyring key") != std::string::npos);
    CHECK(test::slurp(world.file(0)) == whole);
    CHECK(test::slurp(world.file(1)) == whole);
  }
}

// ---- crashes
// ------------------------------------------------------------------------------------------------
namespace {

struct Recorded {
  KeyringFile::Step::Kind kind;
  int copy;
  std::uint64_t offset;
  Bytes bytes;
};

// What a change does to the two files, step by step, so that the power can be cut after any of them.
struct Film {
  std::array<Bytes, 2> before;
  std::vector<Recorded> steps;

  // How many steps until copy a says it all, durably.
  std::size_t first_copy_done() const {
    std::size_t done = 0;
    for (std::size_t n = 0; n < steps.size(); ++n) {
      if (steps[n].copy == 0 && steps[n].kind == KeyringFile::Step::Kind::sync) done = n + 1;
    }
    return done;
  }

  // The files if the power went after `count` steps: what was synced is there; of the rest, some, one of it
  // torn.
  std::array<Bytes, 2> cut_after(std::size_t count, std::mt19937& random) const {
    std::array<Bytes, 2> files = before;
    for (int copy : {0, 1}) {
      auto at = static_cast<std::size_t>(copy);
      std::size_t synced = 0;
      for (std::size_t n = 0; n < count; ++n) {
        if (steps[n].copy == copy && steps[n].kind == KeyringFile::Step::Kind::sync) synced = n;
      }
      for (std::size_t n = 0; n < count; ++n) {
        if (steps[n].copy != copy || steps[n].kind != KeyringFile::Step::Kind::write) continue;
        bool pending = n > synced;
        if (pending && random() % 3 == 0) continue;
        std::size_t size = steps[n].bytes.size();
        if (pending && random() % 3 == 0) size = random() % (size + 1);
        auto& file = files[at];
        file.resize(std::max(file.size(), static_cast<std::size_t>(steps[n].offset) + size));
        std::copy_n(steps[n].bytes.begin(), size,
                    file.begin() + static_cast<std::ptrdiff_t>(steps[n].offset));
      }
    }
    return files;
  }
};

void put_back(const World& world, const std::array<Bytes, 2>& files) {
  for (int copy : {0, 1}) {
    const auto& bytes = files[static_cast<std::size_t>(copy)];
    REQUIRE(::truncate(world.file(copy).c_str(), static_cast<off_t>(bytes.size())) == 0);
    test::overwrite(world.file(copy), 0, bytes);
  }
}

template <class Change>
Film film(World& world, Change change) {
  Film made;
  auto recording = world.options;
  recording.before_step = [&](const KeyringFile::Step& step) -> Status {
    made.steps.push_back({step.kind, step.copy, step.offset, Bytes(step.bytes.begin(), step.bytes.end())});
    return {};
  };
  auto opened = KeyringFile::open_or_create(world.folder.path(), world.codec, world.entropy, recording);
  REQUIRE(opened);
  made.steps.clear();
  made.before = {test::slurp(world.file(0)), test::slurp(world.file(1))};
  REQUIRE(change(**opened));
  REQUIRE(made.steps.size() >= 4);
  return made;
}

}  // namespace

TEST_CASE("the power may go at any write of a top-up: no key is lost, none is half made") {
  World world;
  auto before = contents(*world.topped_up());
  Day next = GENERATE(as<Day>{}, today + 1, today + 90);  // the second makes the files longer
  auto taken = film(world, [&](KeyringFile& keyring) { return keyring.top_up(next); });
  auto after = contents(*world.open());
  std::mt19937 random(3);
  for (std::size_t count = 0; count <= taken.steps.size(); ++count) {
    if (taken.steps.size() > 100 && count % 7 != 0) continue;
    put_back(world, taken.cut_after(count, random));
    auto keyring = world.open();
    auto now = contents(*keyring);
    CHECK(keyring->findings().lost.empty());
    CHECK(keyring->findings().lost_without_name == 0);
    CHECK(std::includes(now.begin(), now.end(), before.begin(), before.end()));
    CHECK(std::includes(after.begin(), after.end(), now.begin(), now.end()));
    if (count >= taken.first_copy_done()) CHECK(now == after);
    REQUIRE(keyring->top_up(next));
    CHECK(contents(*keyring).size() == after.size());
    CHECK(contents(*world.open()) == contents(*keyring));
  }
}

TEST_CASE("the power may go at any write of a destruction: a key is whole or gone, and repeating ends it") {
  World world;
  auto before = contents(*world.topped_up());
  const std::vector<KeyName> dying{
      {KeyUse::erasure_day, today + 3}, {KeyUse::spare, 5}, {KeyUse::erasure_day, today + 9}};
  auto taken = film(world, [&](KeyringFile& keyring) { return keyring.destroy(dying); });
  std::mt19937 random(4);
  for (int round = 0; round < 10; ++round) {
    for (std::size_t count = 0; count <= taken.steps.size(); ++count) {
      put_back(world, taken.cut_after(count, random));
      auto keyring = world.open();
      CHECK(keyring->findings().lost.empty());
      CHECK(keyring->findings().lost_without_name == 0);
      for (const auto& [name, key] : before) {
        const auto* now = keyring->find(name);
        bool is_dying = std::find(dying.begin(), dying.end(), name) != dying.end();
        CHECK((now ? *now == key : is_dying));
        if (is_dying && count >= taken.first_copy_done()) CHECK_FALSE(now);
      }
      REQUIRE(keyring->destroy(dying));
      for (auto name : dying) {
        CHECK_FALSE(keyring->find(name));
        CHECK_FALSE(world.on_disk(before[name]));
      }
      keyring.reset();
      CHECK(contents(*world.open()).size() == before.size() - dying.size());
    }
  }
}

TEST_CASE("a repair that is cut off is repaired") {
  World world;
  auto before = contents(*world.topped_up());
  auto slot = slot_of(world, 1, before[{KeyUse::erasure_day, today}]);
  flip(world.file(1), slot * store::slot_bytes + 50);
  for (int steps : {0, 1, 2, 3, 4}) {  // two syncs at the opening, then noise, sync, write
    world.options.before_step = [left = steps](const KeyringFile::Step&) mutable -> Status {
      if (left-- > 0) return {};
      return fail(Errc::io, "the power went");
    };
    CHECK_FALSE(world.try_open());
  }
  world.options.before_step = nullptr;
  auto keyring = world.open();
  CHECK(contents(*keyring) == before);
  CHECK(keyring->findings().lost.empty());
}

TEST_CASE("after a disk error nothing new is findable, nothing is forgotten, and nothing more is done") {
  World world;
  auto before = contents(*world.topped_up());
  int left = 2;
  world.options.before_step = [&](const KeyringFile::Step&) -> Status {
    if (left-- > 0) return {};
    return fail(Errc::io, "the disk failed");
  };
  auto keyring = world.open();
  SECTION("making") {
    auto made = keyring->top_up(today + 5);
    REQUIRE_FALSE(made);
    CHECK(made.error().code == Errc::io);
  }
  SECTION("destroying") {
    CHECK_FALSE(keyring->destroy(std::vector{KeyName{KeyUse::erasure_day, today}}));
  }
  CHECK(contents(*keyring) == before);
  left = 1000;
  CHECK_FALSE(keyring->top_up(today + 5));
}
