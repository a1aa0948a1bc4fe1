#include "relay/link.h"

#include <catch2/catch.hpp>

using namespace tocsin;
using namespace tocsin::relay;
using namespace std::chrono_literals;

namespace {
const Instant noon = from_ms(1'795'000'000'000);

Link up_since_noon() {
  auto link = new_link(noon);
  on(link, LinkSignal::connected, noon);
  return link;
}
}  // namespace

TEST_CASE("a line that comes up starts the outbox anew, every time") {
  auto link = new_link(noon);
  CHECK(on(link, LinkSignal::connected, noon + 1s) == LinkDuty::restart_outbox);
  CHECK(link.phase == LinkPhase::up);
  CHECK(on(link, LinkSignal::lost, noon + 2s) == LinkDuty::return_rows);
  CHECK(link.phase == LinkPhase::down);
  CHECK(on(link, LinkSignal::connected, noon + 3s) == LinkDuty::restart_outbox);
  CHECK(on(link, LinkSignal::connected, noon + 4s) == LinkDuty::restart_outbox);  // a loss nobody saw
}

TEST_CASE("failed attempts are counted until the line is up, and a refusal is remembered as one") {
  auto link = new_link(noon);
  CHECK(on(link, LinkSignal::unreachable, noon) == LinkDuty::none);
  CHECK(on(link, LinkSignal::refused, noon + 1s) == LinkDuty::none);
  CHECK(link.failures == 2);
  CHECK(link.refused);
  CHECK(link.since == noon);
  on(link, LinkSignal::connected, noon + 2s);
  CHECK(link.failures == 0);
  CHECK_FALSE(link.refused);
}

TEST_CASE("a peer that takes messages and stays silent for twenty seconds is dialled anew") {
  auto link = up_since_noon();
  CHECK(tick(link, noon + 1h) == LinkDuty::none);  // owes nothing
  CHECK_FALSE(next_tick(link));
  on(link, LinkSignal::sent, noon + 1h);
  on(link, LinkSignal::sent, noon + 1h + 19s);  // the first send counts
  CHECK(next_tick(link) == noon + 1h + 20s);
  CHECK(tick(link, noon + 1h + 20s - 1ms) == LinkDuty::none);
  CHECK(tick(link, noon + 1h + 20s) == LinkDuty::dial_again);
  CHECK(link.phase == LinkPhase::connecting);
}

TEST_CASE("a peer that answers is not silent") {
  auto link = up_since_noon();
  on(link, LinkSignal::sent, noon);
  on(link, LinkSignal::heard, noon + 19s);
  CHECK(tick(link, noon + 25s) == LinkDuty::none);
}

TEST_CASE("a line that ZeroMQ gave up after a refusal is dialled anew") {
  auto link = new_link(noon);
  on(link, LinkSignal::refused, noon);
  CHECK(tick(link, noon + 19s) == LinkDuty::none);
  CHECK(tick(link, noon + 20s) == LinkDuty::dial_again);
  CHECK(link.refused);                              // still why it is down
  CHECK(tick(link, noon + 39s) == LinkDuty::none);  // and not at every tick
  CHECK(tick(link, noon + 40s) == LinkDuty::dial_again);
}

TEST_CASE("a line that shows signs of trying is left to try") {
  auto link = new_link(noon);
  for (auto at = noon; at < noon + 5min; at += 14s) {
    CHECK(tick(link, at) == LinkDuty::none);
    on(link, LinkSignal::unreachable, at);
  }
}

TEST_CASE("a clock that steps back ends no line early and does not postpone for hours") {
  auto link = up_since_noon();
  on(link, LinkSignal::sent, noon);
  CHECK(tick(link, noon - 2h) == LinkDuty::none);
  CHECK(tick(link, noon - 2h + 19s) == LinkDuty::none);
  CHECK(tick(link, noon - 2h + 20s) == LinkDuty::dial_again);
}
