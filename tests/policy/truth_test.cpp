#include "policy/truth.h"

#include "world.h"

namespace tocsin::policy {
namespace {

using namespace world;

Truth said(const TruthFacts& facts, Duration after) {
  return truth(facts, limits(), noon + after);
}

TEST_CASE("R33 without the commune's answer in thirty seconds the person is told to call 17") {
  TruthFacts facts{.sent = noon};
  CHECK(said(facts, 30s - 1ms) == Truth::waiting);
  CHECK(said(facts, 30s) == Truth::not_received_call_17);
}
TEST_CASE("R33 the post has the undo hold and two minutes, in progress two minutes") {
  TruthFacts facts{.sent = noon, .accepted = noon + 1s};
  CHECK(said(facts, 181s - 1ms) == Truth::waiting);
  CHECK(said(facts, 181s) == Truth::not_received_call_17);
  facts.urgency = Urgency::in_progress;
  CHECK(said(facts, 121s - 1ms) == Truth::waiting);
  CHECK(said(facts, 121s) == Truth::not_received_call_17);
}
TEST_CASE("R33 accepted is not received: only the post's delivered is") {
  TruthFacts facts{.sent = noon, .accepted = noon + 1s, .delivered = noon + 2s};
  CHECK(said(facts, 3s) == Truth::received);
  CHECK(said(facts, 24h) == Truth::received);
  facts.delivered.reset();
  CHECK(said(facts, 3s) != Truth::received);
}
TEST_CASE("R33 an alert that arrives late after all is said to be received") {
  TruthFacts facts{.sent = noon, .accepted = noon + 1h};
  CHECK(said(facts, 2h) == Truth::not_received_call_17);
  facts.delivered = noon + 2h;
  CHECK(said(facts, 2h) == Truth::received);
}
TEST_CASE("R33 an expired alert is not received, however young") {
  CHECK(said({.sent = noon, .accepted = noon + 1s, .expired = true}, 2s) == Truth::not_received_call_17);
}
TEST_CASE("R33 a clock that steps back never buys time") {
  CHECK(said({.sent = noon}, -1ms) == Truth::not_received_call_17);
  CHECK(said({.sent = noon, .accepted = noon + 10s}, 5s) == Truth::not_received_call_17);
}
TEST_CASE("R33 the screen knows when its words will change") {
  TruthFacts facts{.sent = noon};
  CHECK(truth_changes_at(facts, limits()) == noon + 30s);
  facts.accepted = noon + 1s;
  CHECK(truth_changes_at(facts, limits()) == noon + 181s);
  facts.delivered = noon + 2s;
  CHECK_FALSE(truth_changes_at(facts, limits()));
}

}  // namespace
}  // namespace tocsin::policy
