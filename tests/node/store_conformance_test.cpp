// What every Store promises, asked of each driver.
#include <catch2/catch.hpp>

#include "node/store/crc_codec.h"
#include "node/store/lmdb.h"
#include "node/store/memory.h"
#include "temp_folder.h"

using namespace tocsin;
using test::bytes_of;

namespace {

constexpr txn::Table table{1}, next{2}, volatile_table{200};

struct Memory {
  store::MemoryStore held;
  txn::Store& store() { return held; }
  void restart() { held.restart(); }
};

struct Lmdb {
  test::TempFolder folder;
  store::CrcCodec codec;
  std::unique_ptr<store::LmdbStore> held = open();
  std::unique_ptr<store::LmdbStore> open() {
    auto opened = store::LmdbStore::open({folder.path(), 1 << 20, 8 << 20}, codec);
    if (!opened) FAIL(opened.error().detail);
    return std::move(*opened);
  }
  txn::Store& store() { return *held; }
  void restart() {
    held.reset();
    held = open();
  }
};

std::unique_ptr<txn::Transaction> begin(txn::Store& store) {
  auto begun = store.begin();
  if (!begun) FAIL(begun.error().detail);
  return std::move(*begun);
}
void put(txn::Store& store, txn::Table in, std::string_view key, std::string_view value) {
  auto txn = begin(store);
  txn->put(in, bytes_of(key), bytes_of(value));
  REQUIRE(txn->commit());
}
std::vector<std::string> keys_from(txn::Txn& txn, txn::Table in, ByteView first) {
  std::vector<std::string> keys;
  txn.scan(in, first, [&](ByteView key, ByteView) {
    keys.emplace_back(key.begin(), key.end());
    return true;
  });
  return keys;
}
using Keys = std::vector<std::string>;

}  // namespace

TEMPLATE_TEST_CASE("what was committed is there after a restart", "", Memory, Lmdb) {
  TestType world;
  put(world.store(), table, "a", "1");
  world.restart();
  auto txn = begin(world.store());
  CHECK(txn->get(table, bytes_of("a")) == bytes_of("1"));
  CHECK_FALSE(txn->get(table, bytes_of("b")));
  CHECK_FALSE(txn->get(next, bytes_of("a")));
}

TEMPLATE_TEST_CASE("what was not committed never happened", "", Memory, Lmdb) {
  TestType world;
  put(world.store(), table, "a", "1");
  put(world.store(), volatile_table, "v", "1");
  {
    auto txn = begin(world.store());
    txn->put(table, bytes_of("a"), bytes_of("2"));
    txn->put(table, bytes_of("b"), bytes_of("2"));
    txn->put(volatile_table, bytes_of("v"), bytes_of("2"));
    CHECK(txn->get(table, bytes_of("a")) == bytes_of("2"));
    CHECK(txn->get(volatile_table, bytes_of("v")) == bytes_of("2"));
  }
  auto txn = begin(world.store());
  CHECK(txn->get(table, bytes_of("a")) == bytes_of("1"));
  CHECK_FALSE(txn->get(table, bytes_of("b")));
  CHECK(txn->get(volatile_table, bytes_of("v")) == bytes_of("1"));
}

TEMPLATE_TEST_CASE("a volatile table is kept from commit to commit and empty after a restart", "", Memory,
                   Lmdb) {
  TestType world;
  put(world.store(), volatile_table, "v", "1");
  put(world.store(), table, "a", "1");
  CHECK(begin(world.store())->get(volatile_table, bytes_of("v")) == bytes_of("1"));
  world.restart();
  auto txn = begin(world.store());
  CHECK_FALSE(txn->get(volatile_table, bytes_of("v")));
  CHECK(keys_from(*txn, volatile_table, {}).empty());
  CHECK(txn->get(table, bytes_of("a")));
}

TEMPLATE_TEST_CASE("a scan is in order of bytes, from its first key, in one table only", "", Memory, Lmdb) {
  TestType world;
  for (auto in : {table, volatile_table}) {
    auto txn = begin(world.store());
    for (auto key : {"", "b", "a\xff", "aa", "\xff"}) txn->put(in, bytes_of(key), bytes_of(key));
    txn->put(in, Bytes{0}, {});
    txn->put(txn::Table(static_cast<std::uint8_t>(in) - 1), bytes_of("a"), {});
    txn->put(txn::Table(static_cast<std::uint8_t>(in) + 1), bytes_of("b"), {});
    REQUIRE(txn->commit());
    txn.reset();
    txn = begin(world.store());
    CHECK(keys_from(*txn, in, {}) == Keys{"", std::string(1, '\0'), "aa", "a\xff", "b", "\xff"});
    CHECK(keys_from(*txn, in, bytes_of("aa")) == Keys{"aa", "a\xff", "b", "\xff"});
    CHECK(keys_from(*txn, in, bytes_of("ab")) == Keys{"a\xff", "b", "\xff"});
    CHECK(keys_from(*txn, in, bytes_of("\xff\xff")).empty());
    int seen = 0;
    txn->scan(in, {}, [&](ByteView, ByteView) { return ++seen < 2; });
    CHECK(seen == 2);
  }
}

TEMPLATE_TEST_CASE("the longest key and the largest value are kept, one byte more is refused", "", Memory,
                   Lmdb) {
  TestType world;
  const Bytes key(txn::key_bytes_max, 7), value(txn::value_bytes_max / 8, 9);
  {
    auto txn = begin(world.store());
    txn->put(table, key, value);
    REQUIRE(txn->commit());
  }
  Bytes longer = key;
  longer.push_back(0);
  {
    auto txn = begin(world.store());
    CHECK(txn->get(table, key) == value);
    CHECK_FALSE(txn->get(table, longer));
    txn->erase(table, longer);
    CHECK(keys_from(*txn, table, longer).empty());
    CHECK(keys_from(*txn, table, key).size() == 1);
    CHECK_FALSE(txn->failure());
    txn->put(table, longer, value);
    REQUIRE(txn->failure());
    CHECK(txn->failure()->code == Errc::too_large);
    CHECK_FALSE(txn->get(table, key));  // a failed transaction answers nothing …
    auto committed = txn->commit();     // … and commits nothing
    REQUIRE_FALSE(committed);
    CHECK(committed.error().code == Errc::too_large);
  }
  auto txn = begin(world.store());
  CHECK(txn->get(table, key) == value);
  txn->put(table, bytes_of("big"), Bytes(txn::value_bytes_max + 1));
  CHECK(txn->failure()->code == Errc::too_large);
}

TEMPLATE_TEST_CASE("a row is replaced, erased, and erasing nothing is no failure", "", Memory, Lmdb) {
  TestType world;
  for (auto in : {table, volatile_table}) {
    put(world.store(), in, "a", "1");
    put(world.store(), in, "a", "");
    {
      auto txn = begin(world.store());
      CHECK(txn->get(in, bytes_of("a")) == Bytes{});
      txn->erase(in, bytes_of("a"));
      txn->erase(in, bytes_of("never there"));
      CHECK_FALSE(txn->get(in, bytes_of("a")));
      REQUIRE(txn->commit());
    }
    CHECK_FALSE(begin(world.store())->get(in, bytes_of("a")));
  }
}

TEMPLATE_TEST_CASE("a scan may write to other tables as it goes and misses nothing", "", Memory, Lmdb) {
  TestType world;
  auto txn = begin(world.store());
  auto key_of = [](int n) { return bytes_of(std::to_string(10'000 + n)); };
  for (int n = 0; n < 500; ++n) txn->put(table, key_of(n), Bytes(50, 1));
  REQUIRE(txn->commit());
  txn.reset();
  txn = begin(world.store());
  int seen = 0;
  txn->scan(table, {}, [&](ByteView key, ByteView value) {
    CHECK(Bytes(key.begin(), key.end()) == key_of(seen));
    txn->put(txn::Table{0}, key, Bytes(300, 2));  // splits pages before and after the one that is read
    txn->put(next, key, Bytes(300, 2));
    txn->erase(next, key_of(seen - 2));
    CHECK(key.size() == 5);
    CHECK(value.size() == 50);
    ++seen;
    return true;
  });
  CHECK(seen == 500);
  REQUIRE(txn->commit());
  txn.reset();
  txn = begin(world.store());
  CHECK(keys_from(*txn, next, {}).size() == 2);
  CHECK(keys_from(*txn, txn::Table{0}, {}).size() == 500);
}

TEMPLATE_TEST_CASE("a new store is not nearly full", "", Memory, Lmdb) {
  TestType world;
  CHECK_FALSE(world.store().nearly_full());
}

TEST_CASE("the memory store loses, keeps and damages what a test tells it to") {
  store::MemoryStore store;
  put(store, table, "a", "1");
  auto yesterday = store.snapshot();
  SECTION("a commit fails before it is written") {
    store.fail_next_commit(store::MemoryStore::Crash::before);
    auto txn = begin(store);
    txn->put(table, bytes_of("b"), bytes_of("2"));
    CHECK(txn->commit().error().code == Errc::io);
    txn.reset();
    CHECK_FALSE(store.begin());
    store.restart();
    CHECK_FALSE(begin(store)->get(table, bytes_of("b")));
  }
  SECTION("a commit is written and its answer lost") {
    store.fail_next_commit(store::MemoryStore::Crash::after);
    auto txn = begin(store);
    txn->put(table, bytes_of("b"), bytes_of("2"));
    CHECK(txn->commit().error().code == Errc::io);
    txn.reset();
    store.restart();
    CHECK(begin(store)->get(table, bytes_of("b")));
  }
  SECTION("a disk of yesterday comes back") {
    put(store, table, "a", "2");
    put(store, volatile_table, "v", "2");
    store.restore(yesterday);
    CHECK(begin(store)->get(table, bytes_of("a")) == bytes_of("1"));
    CHECK_FALSE(begin(store)->get(volatile_table, bytes_of("v")));
  }
  SECTION("a damaged row is a failure to its reader, and skipped and counted by a scan") {
    put(store, table, "b", "2");
    store.damage(table, bytes_of("a"));
    auto txn = begin(store);
    CHECK(keys_from(*txn, table, {}) == Keys{"b"});
    CHECK(txn->damaged() == 1);
    CHECK_FALSE(txn->failure());
    CHECK_FALSE(txn->get(table, bytes_of("a")));
    CHECK(txn->failure()->code == Errc::store_damaged);
    CHECK_FALSE(txn->commit());
  }
}
