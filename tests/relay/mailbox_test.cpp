#include "relay/mailbox.h"

#include <catch2/catch.hpp>
#include <random>
#include <set>

using namespace tocsin;
using namespace tocsin::relay;
using namespace std::chrono_literals;

namespace {

const Instant noon = from_ms(1'795'000'000'000);
using Verdict = Mailbox::PutVerdict;
using Numbers = std::vector<std::uint64_t>;

struct Box : private Room, public Mailbox {
  std::uint64_t reference = 0;
  explicit Box(MailboxLimits limits = {}, std::uint64_t next = 1, RoomLimits all = {})
      : Room(all), Mailbox(limits, next, static_cast<Room&>(*this)) {}
  using Mailbox::size;
  Mailbox::PutAnswer put_new(std::string_view source = "node:a", Lane lane = Lane::rest, Instant now = noon) {
    return put(source, ++reference, lane, 2048, now);
  }
  void put_many(int count, Lane lane, std::string_view source = "node:a") {
    while (count-- > 0) REQUIRE(put_new(source, lane).verdict == Verdict::keep);
  }
};

MailboxLimits room(std::uint64_t parcels, std::uint64_t per_source) {
  MailboxLimits made;
  made.parcels_max = parcels;
  made.source_parcels_max = per_source;
  return made;
}

}  // namespace

TEST_CASE("a parcel sent twice is kept once, under the same number") {
  Box box;
  const auto first = box.put("node:a", 5, Lane::rest, 2048, noon);
  const auto again = box.put("node:a", 5, Lane::rest, 2048, noon + 1h);
  CHECK(first.verdict == Verdict::keep);
  CHECK(again.verdict == Verdict::again);
  CHECK(again.number == first.number);
  CHECK(box.size() == 1);
  CHECK(box.put("node:b", 5, Lane::rest, 2048, noon).verdict == Verdict::keep);  // another sender's 5
}

TEST_CASE("a sender that floods fills its own room and not another's") {
  Box box(room(1000, 10));
  box.put_many(4, Lane::rest);
  const auto busy = box.put_new();
  CHECK(busy.verdict == Verdict::busy);
  CHECK(busy.retry_after_ms == 30'000);
  CHECK(box.put_new("node:b").verdict == Verdict::keep);
}

TEST_CASE("a mailbox full of ordinary parcels still takes a revocation") {
  Box box(room(10, 10));
  box.put_many(4, Lane::rest);
  CHECK(box.put_new("node:b").verdict == Verdict::busy);
  CHECK(box.put_new("node:b", Lane::control).verdict == Verdict::keep);
  CHECK(box.put_new("node:b", Lane::in_progress).verdict == Verdict::keep);
}

TEST_CASE("the room is bounded by bytes too") {
  MailboxLimits few_bytes;
  few_bytes.bytes_max = 10 * 2048;
  Box box(few_bytes);
  box.put_many(4, Lane::rest);
  CHECK(box.put_new("node:b").verdict == Verdict::busy);
}

TEST_CASE("nothing goes out before a fetch, and no more than its credits") {
  Box box;
  box.put_many(40, Lane::rest);
  CHECK(box.next().empty());
  box.fetch(9, 10);
  CHECK(box.next() == Numbers{1, 2, 3, 4});  // 40 % of ten
  CHECK(box.next().empty());
  CHECK(box.taken(2));
  CHECK(box.next() == Numbers{5});
}

TEST_CASE("a revocation overtakes any queue of ordinary parcels") {
  Box box;
  box.put_many(100, Lane::rest);
  box.fetch(9, 32);
  box.next();
  const auto urgent = box.put_new("node:b", Lane::control);
  CHECK(box.next() == Numbers{urgent.number});
}

TEST_CASE("a new fetch sends again what was under way, in order") {
  Box box;
  box.put_many(3, Lane::rest);
  box.fetch(9, 32);
  CHECK(box.next() == Numbers{1, 2, 3});
  CHECK(box.taken(1));
  box.fetch(10, 32);
  CHECK(box.fetching() == SessionId{10});
  CHECK(box.next() == Numbers{2, 3});
  box.stop_fetch();
  CHECK(box.next().empty());
}

TEST_CASE("a parcel taken is gone, and taking it twice is nothing") {
  Box box(room(3, 3));
  box.put_many(1, Lane::rest);
  CHECK(box.put_new().verdict == Verdict::busy);
  CHECK(box.taken(1));
  CHECK_FALSE(box.taken(1));
  CHECK_FALSE(box.taken(4711));
  CHECK(box.put_new().verdict == Verdict::keep);
}

TEST_CASE("parcels older than a week are forgotten, a bounded number at a time, under way or not") {
  Box box;
  box.put_many(5, Lane::rest);
  box.put_new("node:a", Lane::rest, noon + 1h);
  box.fetch(9, 32);
  box.next();
  CHECK(box.expire(noon + days(7) - 1ms, 100).empty());
  CHECK(box.expire(noon + days(7), 2) == Numbers{1, 2});
  CHECK(box.expire(noon + days(7), 100) == Numbers{3, 4, 5});
  CHECK(box.size() == 1);
}

TEST_CASE("after a restart the parcels are there and no number is given twice") {
  Box box({}, 100);
  CHECK(box.restore({7, Lane::rest, 2048, "node:a", 3, noon}));
  CHECK_FALSE(box.restore({7, Lane::rest, 2048, "node:a", 4, noon}));    // same number
  CHECK_FALSE(box.restore({8, Lane::rest, 2048, "node:a", 3, noon}));    // same reference
  CHECK_FALSE(box.restore({100, Lane::rest, 2048, "node:a", 9, noon}));  // not given yet
  CHECK(box.put("node:a", 3, Lane::rest, 2048, noon).verdict == Verdict::again);
  CHECK(box.put("node:a", 4, Lane::rest, 2048, noon).number == 100);
}

TEST_CASE("through any order of events the credits hold, the room is bounded and nothing is lost") {
  std::mt19937 random(31);
  Box box(room(60, 30));
  std::set<std::uint64_t> held, out;
  for (int i = 0; i < 20'000; ++i) {
    switch (random() % 6) {
      case 0:
      case 1: {
        const auto answer =
            box.put_new("node:" + std::to_string(random() % 3), static_cast<Lane>(1 + random() % 3));
        if (answer.verdict == Verdict::keep) REQUIRE(held.insert(answer.number).second);
        break;
      }
      case 2:
        if (random() % 8 == 0) {
          box.fetch(random(), static_cast<std::uint16_t>(3 + random() % 30));
          out.clear();
        }
        break;
      case 3:
        for (const auto number : box.next()) {
          REQUIRE(held.contains(number));
          REQUIRE(out.insert(number).second);
        }
        break;
      default: {
        const auto number = random() % (box.next_number() + 1);
        REQUIRE(box.taken(number) == (held.erase(number) == 1));
        out.erase(number);
      }
    }
    REQUIRE(box.size() == held.size());
    REQUIRE(box.size() <= 60);
    REQUIRE(out.size() <= 32);
  }
  box.fetch(1, 32);
  for (auto numbers = box.next(); !numbers.empty(); numbers = box.next())
    for (const auto number : numbers) {
      REQUIRE(held.erase(number) == 1);
      box.taken(number);
    }
  CHECK(held.empty());
}
