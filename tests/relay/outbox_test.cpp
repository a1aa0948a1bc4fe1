#include "relay/outbox.h"

#include <catch2/catch.hpp>

#include "relay/lanes.h"

using namespace tocsin;
using namespace tocsin::relay;
using namespace std::chrono_literals;

namespace {

const Instant noon = from_ms(1'795'000'000'000);
constexpr Ways only = 0b1, both = 0b11;
using Numbers = std::vector<std::uint64_t>;

OutboxRow row(std::uint64_t number, Lane lane = Lane::rest, std::size_t bytes = 2048, Instant due = noon) {
  OutboxRow made{};
  made.number = number;
  made.lane = lane;
  made.bytes = bytes;
  made.due = due;
  return made;
}
std::vector<OutboxRow> rows(int count, Lane lane, std::uint64_t first = 1, std::size_t bytes = 2048) {
  std::vector<OutboxRow> made;
  for (int i = 0; i < count; ++i) made.push_back(row(first + static_cast<std::uint64_t>(i), lane, bytes));
  return made;
}
void add(std::vector<OutboxRow>& to, const std::vector<OutboxRow>& more) {
  to.insert(to.end(), more.begin(), more.end());
}

}  // namespace

TEST_CASE("the lanes' shares add up to the whole and leave no lane out") {
  for (std::uint64_t total : {3u, 4u, 5u, 7u, 32u, 100u, 8192u, 1u << 20}) {
    const auto control = lane_share(Lane::control, total), danger = lane_share(Lane::in_progress, total),
               rest = lane_share(Lane::rest, total);
    CHECK(control + danger + rest == total);
    CHECK(std::min({control, danger, rest}) >= 1);
  }
  CHECK(lane_share(Lane::control, 100) == 20);
  CHECK(lane_share(Lane::in_progress, 100) == 40);
  CHECK(lane_share(Lane::rest, 100) == 40);
  CHECK(lane_share(Lane::rest, 0) == 0);
  CHECK(lane_share(Lane::rest, ~std::uint64_t{0}) > ~std::uint64_t{0} / 3);
}

TEST_CASE("a flood in one lane leaves the others their share of the window") {
  auto all = rows(1000, Lane::rest, 1);
  add(all, rows(1000, Lane::control, 2001));
  add(all, rows(3, Lane::in_progress, 4001));
  const auto chosen = choose(all, {}, noon);
  CHECK(chosen.size() == 6 + 3 + 14);
  CHECK(Numbers(chosen.begin(), chosen.begin() + 9) ==
        Numbers{2001, 2002, 2003, 2004, 2005, 2006, 4001, 4002, 4003});
}

TEST_CASE("R18 a cancel goes before all that waits in its lane, and past the lane's share") {
  auto all = rows(20, Lane::control, 1);
  for (auto& each : all) {
    each.in_flight = each.number <= 6;  // the share of control is under way
    if (each.in_flight) each.due = noon + 10s;
  }
  auto cancel = row(21, Lane::control);
  cancel.ahead = true;
  all.push_back(cancel);
  CHECK(choose(all, {}, noon) == Numbers{21});
  auto many = rows(30, Lane::control, 1);
  for (auto& each : many) each.ahead = each.number > 10;
  const auto chosen = choose(many, {}, noon);
  CHECK(chosen.front() == 11);
  CHECK(chosen.size() == ahead_parcels_max + 6);  // and no more: the others keep their share
  CHECK(chosen.back() == 6);
}

TEST_CASE("in each lane the oldest goes first, however the rows are listed") {
  CHECK(choose(std::vector{row(9), row(3), row(5)}, {}, noon) == Numbers{3, 5, 9});
}

TEST_CASE("a row is sent at its time and not a millisecond before") {
  const std::vector waiting{row(1, Lane::rest, 2048, noon + 1ms)};
  CHECK(choose(waiting, {}, noon).empty());
  CHECK(choose(waiting, {}, noon + 1ms) == Numbers{1});
  CHECK(next_due(waiting) == noon + 1ms);
  CHECK_FALSE(next_due({}));
}

TEST_CASE("what is under way uses up the window until its answer is overdue") {
  auto all = rows(14, Lane::rest);
  for (auto& one : all) sent(one, 0, only, noon);
  all.push_back(row(99));
  CHECK(choose(all, {}, noon + 1s).empty());
  CHECK(choose(all, {}, noon + 20s).size() == 14);  // all overdue: the oldest are sent again
  CHECK(choose(all, {}, noon + 20s).front() == 1);
}

TEST_CASE("large parcels are bounded by bytes, and one may always go") {
  const std::size_t largest = 120 * 1024;
  CHECK(choose(rows(32, Lane::rest, 1, largest), {}, noon).size() == 3);  // 40 % of 1 MiB
  CHECK(choose(rows(32, Lane::rest, 1, largest), Window{32, 1024}, noon).size() == 1);
  // Nothing overtakes inside a lane: the small one waits behind the large one that does not fit.
  auto mixed = rows(4, Lane::rest, 1, largest);
  mixed.push_back(row(5));
  CHECK(choose(mixed, {}, noon) == Numbers{1, 2, 3});
}

TEST_CASE("the wait doubles from a second to five minutes, with jitter, and never leaves that range") {
  for (std::uint32_t random : {0u, 1u, 499u, 123'456u, ~0u}) {
    CHECK(retry_after(0, random) >= 1s);
    CHECK(retry_after(1, random) >= 1s);
    CHECK(retry_after(1, random) <= 2s);
    CHECK(retry_after(4, random) >= 8s);
    CHECK(retry_after(4, random) <= 16s);
    for (std::uint32_t attempts : {9u, 10u, 32u, 1000u, ~0u}) {
      CHECK(retry_after(attempts, random) >= 128s);
      CHECK(retry_after(attempts, random) <= 5min);
    }
  }
  CHECK(retry_after(5, 1) != retry_after(5, 2));
  CHECK(retry_after(20, 150'000) == 5min);
}

TEST_CASE("a mailbox that says Busy is asked no sooner than it said, and at the latest after five minutes") {
  auto one = row(1);
  sent(one, 0, only, noon);
  answered_busy(one, 60'000, only, noon, 7);
  CHECK_FALSE(one.in_flight);
  CHECK(one.due == noon + 60s);
  answered_busy(one, 0xffff'ffff, 0, noon, 7);
  CHECK(one.due == noon + 5min);
  sent(one, 0, only, noon);
  answered_busy(one, 0, only, noon, 7);
  CHECK(one.due >= noon + 1s);
}

TEST_CASE("a line that comes up sends everything at once, from the shortest wait again") {
  auto one = row(1);
  for (int i = 0; i < 12; ++i) {
    sent(one, 0, only, noon);
    answered_busy(one, 0, only, noon, 3);
  }
  CHECK(one.due > noon + 2min);
  way_down(one, 0, noon);  // nothing is in flight on it
  CHECK(one.due > noon + 2min);
  way_up(one, 0, noon);
  CHECK(one == row(1));
}

TEST_CASE("what a relay has stored is kept and sent again later: storing is not delivery") {
  auto one = row(1);
  sent(one, 0, only, noon);
  stored_at_relay(one, only, noon);
  const std::vector all{one};
  CHECK(choose(all, {}, noon + 14min).empty());
  CHECK(choose(all, {}, noon + 15min) == Numbers{1});
}

TEST_CASE("what a relay has stored and nobody has signed for goes to the next relay, and then round again") {
  auto one = row(1);
  CHECK(next_way(one, both) == 0);
  sent(one, 0, both, noon);
  stored_at_relay(one, both, noon);
  CHECK(one.due == noon + 30s);
  auto danger = row(2, Lane::in_progress);
  sent(danger, 0, both, noon);
  stored_at_relay(danger, both, noon);
  CHECK(danger.due == noon + 5s);
  CHECK(next_way(one, both) == 1);
  sent(one, 1, both, noon + 30s);
  stored_at_relay(one, both, noon + 30s);
  CHECK(one.due == noon + 30s + 15min);
  CHECK(next_way(one, both) == 0);  // a new round
  sent(one, 0, both, noon + 16min);
  CHECK(next_way(one, both) == 1);
}

TEST_CASE("a relay that is full, or does not answer, hands its turn to the next") {
  auto one = row(1);
  sent(one, 0, both, noon);
  answered_busy(one, 60'000, both, noon, 7);
  CHECK(one.due == noon);
  CHECK(next_way(one, both) == 1);
  sent(one, 1, both, noon);
  answered_busy(one, 60'000, both, noon, 7);
  CHECK(one.due == noon + 60s);  // all have said so
  auto silent = row(2);
  sent(silent, 0, both, noon);
  CHECK(choose(std::vector{silent}, {}, noon + 20s) == Numbers{2});
  CHECK(next_way(silent, both) == 1);
}

TEST_CASE("only relays whose line is up are used, and one that comes back is used soon") {
  auto one = row(1);
  sent(one, 0, both, noon);
  way_down(one, 0, noon + 1s);
  CHECK(one.due == noon + 1s);
  CHECK(next_way(one, 0b10) == 1);
  sent(one, 1, 0b10, noon + 1s);
  way_down(one, 0, noon + 2s);  // it is in flight elsewhere
  CHECK(one.in_flight);
  stored_at_relay(one, 0b10, noon + 2s);
  CHECK(one.due == noon + 2s + 15min);
  way_up(one, 0, noon + 1min);
  CHECK(one.due == noon + 1min + 30s);
  CHECK(next_way(one, both) == 0);
}

TEST_CASE("counting attempts never wraps round to eager retries") {
  auto one = row(1);
  one.attempts = ~0u;
  sent(one, 0, only, noon);
  CHECK(one.attempts == ~0u);
  CHECK(one.due == noon + 5min);
}

TEST_CASE("what a clock that has stepped back put further ahead than any wait is sent now") {
  auto early = row(1), ahead = row(2), waiting = row(3);
  sent(early, 0, only, noon + 2h);
  sent(ahead, 0, only, noon + hours(24 * 365));
  stored_at_relay(waiting, only, noon);
  CHECK(choose(std::vector{early, ahead, waiting}, {}, noon) == Numbers{1, 2});
}
