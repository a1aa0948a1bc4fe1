// What anybody may ask of a commune's node without a key: the numbers of the public page and the log's
// checkpoint.
#include <algorithm>
#include <catch2/catch.hpp>

#include "node/core/tally.h"
#include "protocol/bytes.h"
#include "protocol/seal/log.h"
#include "tests/node/drift_world.h"

using namespace tocsin;
using namespace tocsin::tests;
using wire::Outcome;
using wire::Verb;

namespace {

struct Visitor : Drift {
  TestDevice nobody = device(world.referent.device);  // a line; the request is not signed

  wire::Reply visit(TestNode& node, Verb verb, std::uint64_t number = 0) {
    wire::Request open;
    open.verb = verb;
    open.number = number;
    if (verb == Verb::documents) open.code = static_cast<std::uint8_t>(wire::DocumentType::charter);
    return ask_frame(node, nobody,
                     wire::encode(wire::ClientFrame{wire::FrameKind::open_request, 1, wire::encode(open)}));
  }
  wire::Reply numbers() {
    auto reply = visit(commune, Verb::counts);
    INFO(reply.detail);
    REQUIRE(reply.outcome == Outcome::ok);
    return reply;
  }
  // nullopt: masked.
  std::optional<std::uint64_t> number(const wire::Reply& reply, std::uint8_t code, AlertState state = {}) {
    for (const auto& item : reply.items)
      if (item.code == code && item.number == static_cast<std::uint64_t>(state))
        return item.data.empty() ? std::nullopt : std::optional(ByteReader(item.data).u64());
    FAIL("no item of code " << int(code));
    return std::nullopt;
  }
  void next_quarter() { pass(days(31), hours(12)); }
};

}  // namespace

TEST_CASE_METHOD(Visitor, "R20 a visitor sees the table that the mairie sees, and no other period") {
  auto second = another();
  for (int i = 0; i < 3; ++i) send(world.referent), send(second);
  auto running = visit(commune, Verb::counts, static_cast<std::uint64_t>(day_of(now)));
  CHECK(running.outcome == Outcome::refused);
  CHECK(running.rule == 20);
  next_quarter();
  CHECK(numbers().items == ask(commune, mayor, Verb::counts).items);
  const auto items = numbers().items;
  CHECK(std::ranges::any_of(items, [](const auto& item) {
    return item.code == 1 && !item.data.empty() && ByteReader(item.data).u64() == 6;  // of their category
  }));
  CHECK(number(numbers(), 4) == std::nullopt);  // the total goes with the small cells
}

TEST_CASE_METHOD(Visitor, "R20 delays to a first state are shown as a band, over five alerts or more") {
  std::vector<AlertId> sent;
  for (int i = 0; i < 5; ++i) sent.push_back(send(world.referent));
  pass(minutes(10), minutes(1));
  for (std::size_t i = 0; i < 4; ++i) close(sent[i], ClosingCode::handled);
  // Opened again and closed again: the first time counts.
  REQUIRE(ask(post, officer, Verb::reopen, {}, sent[0].view()).outcome == Outcome::ok);
  deliver();
  pass(hours(5), hours(1));
  close(sent[0], ClosingCode::handled);
  next_quarter();
  auto few = numbers();
  CHECK(number(few, node::delay_by_state, AlertState::delivered) == 1);
  CHECK(number(few, node::delay_by_state, AlertState::taken) == std::nullopt);
  CHECK(number(few, node::delay_by_state, AlertState::closed) == std::nullopt);
}

TEST_CASE_METHOD(Visitor, "R20 the median of five taken within a quarter of an hour is that band") {
  std::vector<AlertId> sent;
  for (int i = 0; i < 5; ++i) sent.push_back(send(world.referent));
  pass(minutes(10), minutes(1));
  for (const auto& alert : sent) close(alert, ClosingCode::handled);
  next_quarter();
  CHECK(number(numbers(), node::delay_by_state, AlertState::taken) == 3);
  CHECK(number(numbers(), node::delay_by_state, AlertState::closed) == 3);
}

TEST_CASE_METHOD(
    Visitor, "R20 R26 erasures are counted in the quarter in which they happened, and small ones masked") {
  for (int i = 0; i < 5; ++i) send(world.referent);  // nobody takes them: thirty days
  next_quarter();
  CHECK(number(numbers(), node::erased_total) == std::nullopt);
  pass(days(91), hours(12));
  CHECK(number(numbers(), node::erased_total) == 5);
}

TEST_CASE_METHOD(Visitor,
                 "R20 referents are persons whose mandate stands now; few of them are a masked number") {
  next_quarter();
  CHECK(number(numbers(), node::referents_now) == std::nullopt);
  std::vector<Referent> more;
  for (int i = 0; i < 4; ++i) more.push_back(another());
  CHECK(number(numbers(), node::referents_now) == 5);
  more.push_back(again(more[0]));  // the same person
  CHECK(number(numbers(), node::referents_now) == 5);
  more.push_back(another());
  CHECK(number(numbers(), node::referents_now) == 6);
  act(more[1], wire::ActKind::revoke, ActReason::left_or_unavailable);
  CHECK(number(numbers(), node::referents_now) == 5);
}

TEST_CASE_METHOD(Visitor, "a visitor gets the signed checkpoint of either log, and of a post no numbers") {
  for (auto* node : {&commune, &post}) {
    auto reply = visit(*node, Verb::checkpoint);
    REQUIRE(reply.outcome == Outcome::ok);
    auto key = node == &commune ? world.commune.charter.node.log : world.post.record.node.log;
    CHECK(seal::verify_checkpoint(std::string(reply.data.begin(), reply.data.end()), key));
  }
  CHECK(visit(post, Verb::counts).outcome == Outcome::failed);
  for (auto verb : {Verb::log, Verb::mandates, Verb::reviews, Verb::presence, Verb::status, Verb::inbox,
                    Verb::documents}) {
    auto reply = visit(commune, verb);
    CHECK(reply.outcome == Outcome::failed);
  }
}
