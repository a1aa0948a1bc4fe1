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

namespace {

// A post that was down and started again with its clock a year ahead; its peers say what time it is.
struct Doubtful : Pair {
  Instant leapt = now + days(365);
  Doubtful() {
    post.restart(leapt);
    post.run({node::Tick{true, false}}, leapt);
  }
  // Whether it is believed after each of these peers signed a time so far from its clock.
  bool believed(std::initializer_list<Duration> words) {
    auto transaction = post.store.begin();
    node::Effects effects;
    node::Turn turn{**transaction, post.identity, post.keyring, leapt, world.entropy, effects};
    std::uint8_t number = 0;
    for (auto word : words) {
      KeyId peer;
      peer.bytes.fill(++number);
      node::note_peer_time(turn, peer, leapt + word);
    }
    return node::clock_trusted(turn);
  }
  Instant believable() {
    auto transaction = post.store.begin();
    node::Effects effects;
    node::Turn turn{**transaction, post.identity, post.keyring, leapt, world.entropy, effects};
    return node::latest_believable(turn);
  }
};

}  // namespace

TEST_CASE_METHOD(Doubtful,
                 "a clock that leapt is believed when more peers agree with it than contradict it") {
  CHECK_FALSE(believed({}));
  CHECK(believed({seconds(0)}));
  CHECK_FALSE(believed({-days(365)}));
  CHECK_FALSE(believed({-days(365), seconds(0)}));
  CHECK_FALSE(
      believed({seconds(0), -days(365), -days(365)}));  // whichever spoke last, one alone unlocks nothing
  CHECK_FALSE(believed({-days(365), -days(365), seconds(0)}));
  CHECK(believed({seconds(0), -days(365), seconds(0)}));
}

TEST_CASE_METHOD(Doubtful, "a clock that leapt counts as at most 35 days after it was last believed") {
  CHECK(believable() < leapt - days(300));
  CHECK(believable() > leapt - days(365));
}

TEST_CASE_METHOD(Doubtful, "R26 that erasure waits for a clock is said once, not at each tick") {
  for (int second = 1; second <= 5; ++second) post.run({node::Tick{true, false}}, leapt + seconds(second));
  CHECK(post.count(node::EventCode::erasure_waits_for_clock) == 1);
}
