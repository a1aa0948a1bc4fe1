// What a node remembers from turn to turn is never other than what its documents say.
#include "node/core/memo.h"

#include <catch2/catch.hpp>

#include "node/core/accept.h"
#include "node/core/tables.h"
#include "node/txn/overlay.h"
#include "tests/node/pair.h"

using namespace tocsin;
using namespace tocsin::tests;
namespace table = node::table;

namespace {

struct Remembering {
  store::MemoryStore store;
  SeededEntropy entropy{1};
  node::Remembered remembered;

  // A turn that remembers one commune; `change` writes a document first.
  void turn(txn::Txn& txn, bool change) {
    auto memo = remembered.recall(txn, entropy);
    node::WatchedTxn watched(txn, memo, entropy);
    if (change) watched.put(table::documents, Bytes{1}, Bytes{2});
    memo.communes = {*parse_insee("25434")};
    remembered.keep(txn, std::move(memo));
  }
  bool remembers(txn::Txn& txn) { return remembered.recall(txn, entropy).communes.has_value(); }
};

}  // namespace

TEST_CASE_METHOD(Remembering, "what a turn has decoded is there in the next one") {
  auto txn = store.begin();
  turn(**txn, false);
  CHECK(remembers(**txn));
}

TEST_CASE_METHOD(Remembering, "a turn that is dropped leaves nothing behind of the documents it took in") {
  auto txn = store.begin();
  turn(**txn, false);
  {
    txn::Overlay overlay(**txn);
    turn(overlay, true);
    CHECK(remembers(overlay));
    turn(overlay, true);
  }
  CHECK_FALSE(remembers(**txn));
}

TEST_CASE_METHOD(Remembering,
                 "a document that is written, or erased, empties what the turn itself remembers") {
  auto txn = store.begin();
  node::Memo memo;
  node::WatchedTxn watched(**txn, memo, entropy);
  memo.communes.emplace();
  watched.put(table::meta, Bytes{1}, Bytes{2});
  CHECK(memo.communes);
  watched.put(table::documents, Bytes{1}, Bytes{2});
  CHECK_FALSE(memo.communes);
  memo.communes.emplace();
  watched.erase(table::documents, Bytes{1});
  CHECK_FALSE(memo.communes);
}

TEST_CASE_METHOD(Remembering, "nothing is remembered over a restart, or over a disk of yesterday") {
  const auto yesterday = store.snapshot();
  {
    auto txn = store.begin();
    turn(**txn, true);
    REQUIRE((*txn)->commit());
  }
  store.restore(yesterday);
  auto txn = store.begin();
  CHECK_FALSE(remembers(**txn));
}
