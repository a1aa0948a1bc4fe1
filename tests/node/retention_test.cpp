// R26 where a clock is far from the true day: what is written then is kept, and can be read.
#include "node/core/retention.h"

#include <catch2/catch.hpp>

#include "node/core/tables.h"
#include "tests/node/pair.h"

using namespace tocsin;
using namespace tocsin::tests;

namespace {

// A node whose keyring was made on the true day, in a turn at another instant.
struct Far : Pair {
  // When the row would be erased; nullopt: it cannot be read.
  std::optional<Instant> written(Instant at, Duration kept) {
    auto transaction = post.store.begin();
    node::Effects effects;
    node::Turn turn{**transaction, post.identity, post.keyring, at, world.entropy, effects};
    const Bytes key{1}, plain{2};
    node::put_dated(turn, node::table::log_events, key, plain, at + kept);
    if (node::get_dated(turn, node::table::log_events, key) != plain) return std::nullopt;
    auto row = (*transaction)->get(node::table::log_events, key);
    return from_ms(ByteReader(*row).u64());
  }
};

}  // namespace

TEST_CASE_METHOD(Far, "R26 a clock that leapt a year, or two, loses nothing that is written then") {
  const auto last = post.keyring.all(txn::KeyUse::erasure_day).back().number;
  CHECK(written(now, days(365)) == now + days(365));
  CHECK(written(now + days(365), days(30)) == now + days(395));
  CHECK(written(now + days(365), days(365)) == start_of(last));
  CHECK(written(now + days(730), days(30)) == start_of(last));
}

TEST_CASE_METHOD(Far, "R26 a clock that fell back a year keeps a row no longer than until today") {
  CHECK(written(now - days(365), days(30)) == start_of(day_of(now)));
}
