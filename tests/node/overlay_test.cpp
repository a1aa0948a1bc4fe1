// One input's writes stay its own until they are merged.
#include "node/txn/overlay.h"

#include <catch2/catch.hpp>
#include <map>
#include <random>

#include "node/store/memory.h"
#include "temp_folder.h"

using namespace tocsin;
using test::bytes_of;

namespace {

constexpr txn::Table table{1}, other{2};

struct World {
  store::MemoryStore store;
  std::unique_ptr<txn::Transaction> txn = std::move(*store.begin());

  // Commits, and begins anew.
  void commit() {
    REQUIRE(txn->commit());
    txn.reset();
    txn = std::move(*store.begin());
  }
};

std::vector<std::pair<std::string, std::string>> rows_of(txn::Txn& txn, std::string_view first = "") {
  std::vector<std::pair<std::string, std::string>> rows;
  txn.scan(table, bytes_of(first), [&](ByteView key, ByteView value) {
    rows.emplace_back(std::string(key.begin(), key.end()), std::string(value.begin(), value.end()));
    return true;
  });
  return rows;
}
using Rows = std::vector<std::pair<std::string, std::string>>;

}  // namespace

TEST_CASE("an input that fails leaves nothing behind, the others of its batch stand") {
  World world;
  {
    txn::Overlay good(*world.txn);
    good.put(table, bytes_of("a"), bytes_of("1"));
    good.merge();
    txn::Overlay bad(*world.txn);
    bad.put(table, bytes_of("a"), bytes_of("2"));
    bad.put(table, bytes_of("b"), bytes_of("2"));
  }
  world.commit();
  CHECK(rows_of(*world.txn) == Rows{{"a", "1"}});
}

TEST_CASE("an input reads its own writes and erasures before they are merged") {
  World world;
  world.txn->put(table, bytes_of("a"), bytes_of("1"));
  txn::Overlay overlay(*world.txn);
  CHECK(overlay.get(table, bytes_of("a")) == bytes_of("1"));
  overlay.erase(table, bytes_of("a"));
  CHECK_FALSE(overlay.get(table, bytes_of("a")));
  overlay.put(table, bytes_of("b"), bytes_of("2"));
  CHECK(overlay.get(table, bytes_of("b")) == bytes_of("2"));
  CHECK(world.txn->get(table, bytes_of("a")) == bytes_of("1"));
  overlay.merge();
  CHECK(rows_of(*world.txn) == Rows{{"b", "2"}});
}

TEST_CASE("a scan shows an input's own writes in their place among the stored rows") {
  World world;
  for (auto key : {"b", "d", "f"}) world.txn->put(table, bytes_of(key), bytes_of("under"));
  txn::Overlay overlay(*world.txn);
  for (auto key : {"a", "d", "e", "g"}) overlay.put(table, bytes_of(key), bytes_of("over"));
  overlay.erase(table, bytes_of("f"));
  overlay.put(other, bytes_of("c"), bytes_of("elsewhere"));
  CHECK(rows_of(overlay) == Rows{{"a", "over"}, {"b", "under"}, {"d", "over"}, {"e", "over"}, {"g", "over"}});
  CHECK(rows_of(overlay, "d") == Rows{{"d", "over"}, {"e", "over"}, {"g", "over"}});
}

TEST_CASE("a scan ends where it is told to, on a stored row and on an own one") {
  World world;
  world.txn->put(table, bytes_of("a"), bytes_of("under"));
  world.txn->put(table, bytes_of("c"), bytes_of("under"));
  txn::Overlay overlay(*world.txn);
  overlay.put(table, bytes_of("b"), bytes_of("over"));
  overlay.put(table, bytes_of("d"), bytes_of("over"));
  for (std::size_t stop_at : {1u, 2u, 3u, 4u}) {
    std::size_t seen = 0;
    overlay.scan(table, {}, [&](ByteView, ByteView) { return ++seen < stop_at; });
    CHECK(seen == stop_at);
  }
}

TEST_CASE("a damaged row fails the input that reads it and not its batch") {
  World world;
  world.txn->put(table, bytes_of("bad"), bytes_of("1"));
  world.commit();
  world.store.damage(table, bytes_of("bad"));
  txn::Overlay first(*world.txn);
  CHECK_FALSE(first.get(table, bytes_of("bad")));
  REQUIRE(first.failure());
  CHECK(first.failure()->code == Errc::store_damaged);
  CHECK(rows_of(first).empty());
  CHECK_FALSE(world.txn->failure());
  txn::Overlay second(*world.txn);
  second.put(table, bytes_of("good"), bytes_of("2"));
  CHECK_FALSE(second.failure());
  second.merge();
  world.commit();
  CHECK(world.txn->get(table, bytes_of("good")) == bytes_of("2"));
}

TEST_CASE("a row that is too large fails the input that writes it and not its batch") {
  World world;
  txn::Overlay big(*world.txn);
  big.put(table, bytes_of("k"), Bytes(txn::value_bytes_max + 1));
  REQUIRE(big.failure());
  CHECK(big.failure()->code == Errc::too_large);
  txn::Overlay deep(*world.txn);
  deep.put(table, Bytes(txn::key_bytes_max + 1), bytes_of("v"));
  CHECK(deep.failure()->code == Errc::too_large);
  CHECK_FALSE(world.txn->failure());
}

TEST_CASE("overlays on overlays answer as one map would, whatever is written") {
  std::mt19937 random(7);
  auto pick = [&](unsigned n) { return static_cast<unsigned>(random() % n); };
  for (int round = 0; round < 200; ++round) {
    World world;
    std::map<std::string, std::string> truth;
    auto write = [&](txn::Txn& txn, std::map<std::string, std::string>& model) {
      for (unsigned n = pick(8); n > 0; --n) {
        std::string key(1 + pick(2), static_cast<char>('a' + pick(4)));
        if (pick(3) == 0) {
          txn.erase(table, bytes_of(key));
          model.erase(key);
        } else {
          std::string value = std::to_string(pick(1000));
          txn.put(table, bytes_of(key), bytes_of(value));
          model[key] = value;
        }
      }
    };
    write(*world.txn, truth);
    txn::Overlay middle(*world.txn);
    write(middle, truth);
    auto kept = truth;
    txn::Overlay top(static_cast<txn::Txn&>(middle));
    write(top, kept);
    std::string first(1, static_cast<char>('a' + pick(4)));
    CHECK(rows_of(top, first) == Rows(kept.lower_bound(first), kept.end()));
    bool merges = pick(2) == 0;
    if (merges) top.merge();
    middle.merge();
    CHECK(rows_of(*world.txn) ==
          (merges ? Rows(kept.begin(), kept.end()) : Rows(truth.begin(), truth.end())));
  }
}
