#include "relay/bucket.h"

#include <catch2/catch.hpp>
#include <limits>

using namespace tocsin::relay;
using std::chrono::milliseconds;
using namespace std::chrono_literals;

namespace {
int taken(Bucket& bucket, milliseconds now, int asked = 10'000) {
  int count = 0;
  while (asked-- > 0 && bucket.take(now)) ++count;
  return count;
}
}  // namespace

TEST_CASE("a connection may send a burst, then only its rate") {
  Bucket bucket({10, 50}, 0ms);
  CHECK(taken(bucket, 0ms) == 50);
  CHECK(taken(bucket, 99ms) == 0);
  CHECK(taken(bucket, 100ms) == 1);
  CHECK(taken(bucket, 1100ms) == 10);
  CHECK(taken(bucket, 1h) == 50);
}

TEST_CASE("a pause of any length fills the bucket once, without overflow") {
  const auto most = std::numeric_limits<std::uint32_t>::max();
  Bucket bucket({most, most}, 0ms);
  CHECK(bucket.take(milliseconds::max()));
  Bucket slow({1, 3}, milliseconds(0));
  CHECK(taken(slow, 0ms) == 3);
  CHECK(taken(slow, milliseconds::max()) == 3);
}

TEST_CASE("time that steps back gives nothing") {
  Bucket bucket({1000, 5}, 10s);
  CHECK(taken(bucket, 10s) == 5);
  CHECK(taken(bucket, 5s) == 0);
}

TEST_CASE("a rate of nothing lets nothing pass") {
  Bucket never({0, 0}, 0ms);
  CHECK_FALSE(never.take(1h));
  Bucket once({0, 1}, 0ms);
  CHECK(taken(once, 1h) == 1);
}
