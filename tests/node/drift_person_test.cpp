// What stops a person stops him under every mandate, through the cores of two nodes; and the numbers that
// tell of it.
#include "protocol/bytes.h"
#include "tests/node/drift_world.h"

using namespace tocsin;
using namespace tocsin::tests;
using wire::ActKind;
using wire::Outcome;
using wire::Verb;

namespace {

struct Person : Drift {
  Referent& first = world.referent;
  std::uint64_t state_at(TestNode& node, TestDevice& by, const Referent& of) {
    for (const auto& item : ask(node, by, Verb::mandates).items)
      if (MandateId{item.id} == of.mandate.mandate && item.number != 0) return item.number;
    return 0;
  }
  void submit_in_vain(Referent& by, std::uint8_t rule, SectorId sector = 1) {
    auto reply = submit(by, sector);
    CHECK(reply.outcome == Outcome::refused);
    CHECK(reply.rule == rule);
  }
};
constexpr std::uint64_t in_force = 1, suspended = 2;

std::optional<wire::Item> cell(const wire::Reply& counts, std::uint8_t code, std::uint64_t number) {
  for (const auto& item : counts.items)
    if (item.code == code && item.number == number) return item;
  return std::nullopt;
}

}  // namespace

TEST_CASE_METHOD(Person, "R22 a new mandate does not shake off a suspension, which its own side lifts") {
  act(first, ActKind::suspend, ActReason::misuse);
  submit_in_vain(first, 3);
  auto renewed = again(first);
  submit_in_vain(renewed, 3);
  CHECK(state_at(commune, mayor, renewed) == suspended);
  CHECK(state_at(post, commander, renewed) == suspended);
  auto neighbour = another();
  send(neighbour);
  act(first, ActKind::suspend, ActReason::review, false);  // the other side's, on top
  act(first, ActKind::lift, ActReason::misuse);
  submit_in_vain(renewed, 3);
  act(first, ActKind::lift, ActReason::review, false);
  CHECK(state_at(post, commander, renewed) == in_force);
  send(renewed);
}

TEST_CASE_METHOD(Person, "R22 a suspension of the person ends on its day under the new mandate too") {
  act(first, ActKind::suspend, ActReason::conflict_of_interest);
  act(first, ActKind::revoke, ActReason::conflict_of_interest);
  auto renewed = again(first);
  pass(days(10) - minutes(1), hours(12));
  submit_in_vain(renewed, 3);
  pass(minutes(2), minutes(1));
  send(renewed);
}

TEST_CASE_METHOD(Person, "R22 a lost device is suspended alone: its owner's new one sends") {
  act(first, ActKind::suspend, ActReason::device_lost);
  submit_in_vain(first, 3);
  auto renewed = again(first);
  CHECK(state_at(commune, mayor, renewed) == in_force);
  send(renewed);
}

TEST_CASE_METHOD(Person, "R3 the post refuses by itself what a suspended person sent under a new mandate") {
  auto renewed = again(first);
  set_line(false);
  act(first, ActKind::suspend, ActReason::misuse, false);  // at the post, which alone knows of it
  pass(seconds(10));
  CHECK(submit(renewed).outcome == Outcome::ok);
  auto sent = last_;
  set_line(true);
  pass(minutes(1));
  auto own = device(renewed.device);
  std::vector<AlertState> states;
  for (const auto& item : ask(commune, own, Verb::follow).items)
    for (const auto* node : {&commune, &post})
      if (AlertId::from(item.id) == sent)
        if (auto receipt = seal::verify_receipt(item.data, node->identity.signing.public_key))
          states.push_back(receipt->state);
  CHECK(states == std::vector{AlertState::accepted, AlertState::refused});
}

TEST_CASE_METHOD(Person, "R14 a new mandate shakes off neither a cool-down nor a review") {
  std::vector<AlertId> sent{send(first), send(first), send(first)};
  close(sent[0], ClosingCode::abusive);
  close(sent[1], ClosingCode::abusive);
  auto renewed = again(first);
  submit_in_vain(renewed, 14);
  close(sent[2], ClosingCode::discriminatory);
  pass(days(2), hours(6));  // longer than a cool-down
  act(first, ActKind::revoke, ActReason::misuse);
  submit_in_vain(renewed, 14);
  CHECK(state_at(post, commander, renewed) == suspended);
  REQUIRE(answer(review_in(reviews(post, commander).front()), ReviewOutcome::lifted).outcome == Outcome::ok);
  send(renewed);
}

TEST_CASE_METHOD(
    Person, "R32 quotas passed, targets repeated and refusals are counted by rule, small numbers masked") {
  for (int i = 0; i < 10; ++i) send(first);  // the quota of a day is five
  for (int i = 0; i < 5; ++i) submit_in_vain(first, 5, SectorId{9});
  auto second = another();
  for (int i = 0; i < 4; ++i) send(second, 1, "AB123CD");
  pass(days(31), hours(12));
  auto numbers = ask(commune, mayor, Verb::counts);
  REQUIRE(cell(numbers, 7, 10));
  CHECK(cell(numbers, 7, 10)->data == ByteWriter().u64(5).take());
  CHECK(cell(numbers, 7, 11)->data.empty());  // two
  REQUIRE(cell(numbers, 8, 5));
  CHECK(cell(numbers, 8, 5)->data == ByteWriter().u64(5).take());
  CHECK_FALSE(cell(numbers, 8, 10));
  ByteReader about(numbers.data);
  CHECK(from_ms(about.u64()) == *parse_iso("2026-01-01"));
  CHECK(from_ms(about.u64()) == *parse_iso("2026-04-01"));
  CHECK(about.boolean());
  CHECK(from_ms(about.u64()) == Ceremony::default_now());  // when the node began to count
  CHECK(about.u32() == 5);
  CHECK(about.finished());
  // Both halves of R11: the tag at the commune, the true target at the post, where it is held.
  CHECK(commune.count(node::EventCode::drift) >= 2 + 5);
  CHECK(post.count(node::EventCode::drift) == 2);
}
