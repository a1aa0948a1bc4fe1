#include "relay/room.h"

#include <catch2/catch.hpp>

#include "relay/mailbox.h"

using namespace tocsin;
using namespace tocsin::relay;

namespace {

const Instant noon = from_ms(1'795'000'000'000);

bool keeps(Mailbox& box, std::string_view source, std::uint64_t reference, Lane lane = Lane::rest) {
  return box.put(source, reference, lane, 2048, noon).verdict == Mailbox::PutVerdict::keep;
}

}  // namespace

TEST_CASE("a sender that floods many mailboxes fills its own part of the relay and not another's") {
  Room room({1000, 10});
  Mailbox one({}, 1, room), other({}, 1, room);
  CHECK((keeps(one, "node:a", 1) && keeps(one, "node:a", 2)));
  CHECK((keeps(other, "node:a", 3) && keeps(other, "node:a", 4)));
  CHECK_FALSE(keeps(one, "node:a", 5));
  CHECK_FALSE(keeps(other, "node:a", 5));
  CHECK(keeps(other, "node:b", 1));
  CHECK(keeps(one, "node:a", 6, Lane::in_progress));  // a lane of its own
}

TEST_CASE("mailboxes that fill the relay with ordinary parcels leave room for danger and revocations") {
  Room room({10, 10});
  Mailbox one({}, 1, room), other({}, 1, room);
  for (std::uint64_t n = 1; n <= 4; ++n) REQUIRE(keeps(one, "node:a", n));
  CHECK_FALSE(keeps(other, "node:b", 1));
  CHECK(keeps(other, "node:b", 2, Lane::in_progress));
  CHECK(keeps(other, "node:b", 3, Lane::control));
}

TEST_CASE("what is taken, too old, or in a mailbox that ends gives its room back") {
  Room room({10, 10});
  {
    Mailbox box({}, 1, room);
    for (std::uint64_t n = 1; n <= 4; ++n) REQUIRE(keeps(box, "node:a", n));
    CHECK(room.size() == 4);
    CHECK(box.taken(1));
    CHECK(room.size() == 3);
    CHECK(box.expire(noon + days(7), 1).size() == 1);
    CHECK(room.size() == 2);
    CHECK(keeps(box, "node:a", 9));
  }
  CHECK(room.size() == 0);
}
