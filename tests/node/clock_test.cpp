// What a node does while its clock is wrong, and after it is right again; and that it sleeps when nothing is
// due.
#include <catch2/catch.hpp>

#include "node/core/roster.h"
#include "node/core/tables.h"
#include "tests/node/pair.h"

using namespace tocsin;
using namespace tocsin::tests;
namespace table = node::table;

namespace {

struct Clocks : Pair {
  std::size_t rows(TestNode& node, txn::Table which, const Bytes& prefix = {}) {
    std::size_t count = 0;
    auto transaction = node.store.begin();
    node::scan_prefix(**transaction, which, prefix, [&](ByteView, ByteView) { return ++count > 0; });
    return count;
  }
  std::size_t epoch_keys(TestNode& node) {
    return rows(node, table::documents, node::document_key(wire::DocumentType::epoch_key, {}));
  }
  // The post's process starts with this clock, and ticks.
  void start_post(Duration error) {
    post.restart(now + error);
    post.run({node::Tick{true, false}}, now + error);
  }
};

}  // namespace

TEST_CASE_METHOD(Clocks,
                 "a post that started with its clock a year ahead leaves nothing waiting for that year") {
  const auto published = epoch_keys(commune);
  start_post(days(365));
  CHECK(epoch_keys(post) > published);
  restart(post);
  pass(minutes(10));
  CHECK(rows(post, table::outbox_index) == 0);
  CHECK(epoch_keys(post) == published);
  CHECK(epoch_keys(commune) == published);
}

TEST_CASE_METHOD(Clocks, "what a post published too early it publishes again when its day comes") {
  start_post(days(365));
  restart(post);
  pass(minutes(10));
  const auto day = day_of(now + days(365));
  auto has = [&](TestNode& node) {
    auto key = ByteWriter().raw(world.post.record.post).sorted64(day).take();
    return rows(node, table::documents, node::document_key(wire::DocumentType::epoch_key, key)) == 1;
  };
  CHECK_FALSE(has(post));
  CHECK_FALSE(has(commune));
  for (int step = 0; step < 12; ++step) {  // never down for so long that the clock is doubted
    now += days(30);
    restart(post);
    restart(commune);
    pass(minutes(1));
  }
  CHECK(has(post));
  CHECK(has(commune));
}

TEST_CASE_METHOD(Clocks, "a key that comes when its day is long over is taken, and not kept") {
  set_line(false);
  now += days(20);
  pass(seconds(10));  // published, and nobody hears it
  REQUIRE(rows(post, table::outbox_index) > 0);
  for (int month = 0; month < 3; ++month) {
    now += days(30);
    restart(post);
    restart(commune);
    pass(minutes(2));
  }
  set_line(true);
  pass(hours(1), minutes(1));
  CHECK(rows(post, table::outbox_index) == 0);
}

TEST_CASE_METHOD(Clocks, "what waits for room in its lane keeps nobody awake") {
  const auto later = now + days(20);
  post.wake_at.reset();
  post.run({node::Tick{true, false}}, later);  // publishes more keys than its lane carries at once
  REQUIRE(rows(post, table::outbox_index) > rows(post, table::in_flight));
  REQUIRE(post.wake_at);
  CHECK(*post.wake_at >= later + seconds(1));
}

TEST_CASE_METHOD(Clocks, "a key that was destroyed is not made again") {
  const txn::KeyName today{txn::KeyUse::erasure_day, day_of(now)};
  post.keyring.destroy({today});
  post.keyring.top_up(day_of(now), true, world.entropy);
  CHECK(post.keyring.find(today) == nullptr);
}
