// Drift through the real cores of two nodes, with a clock that tests move: what is kept, for how long, and
// which review follows.
#include <catch2/catch.hpp>

#include "node/core/tables.h"
#include "policy/drift.h"
#include "protocol/bytes.h"
#include "tests/node/drift_world.h"

using namespace tocsin;
using namespace tocsin::tests;
using wire::Outcome;
using wire::Verb;

namespace {

constexpr auto patrol = policy::flag::patrol, pile_on = policy::flag::pile_on;

}  // namespace

TEST_CASE_METHOD(Drift, "R12 the third patrol in thirty days opens one review, and suspends nobody") {
  for (int day = 0; day < 4; ++day) {
    for (SectorId sector : {SectorId{1}, SectorId{2}, SectorId{3}}) send(world.referent, sector);
    CHECK((flags(last_) & patrol) != 0);
    CHECK(reviews(post, commander).size() == (day < 2 ? 0u : 1u));
    pass(hours(24), hours(2));
  }
  auto review = review_in(reviews(post, commander).front());
  CHECK(review.rule == 12);
  CHECK(review.about == world.referent.mandate.mandate.bytes);
  CHECK(review.asks == NodeKind::post);
  send(world.referent);
}

TEST_CASE_METHOD(Drift, "R13 a target is forgotten after a day, and so is who reported it") {
  auto second = another(), third = another();
  send(world.referent, 1, "AB123CD");
  send(second, 1, "AB123CD");
  pass(hours(24) + minutes(1), hours(1));
  send(third, 1, "AB123CD");
  CHECK((flags(last_) & pile_on) == 0);
  pass(hours(25), hours(1));
  CHECK(rows(post, node::table::drift) == 0);
}

TEST_CASE_METHOD(Drift, "R14 a cool-down ends by itself, and its marks leave nothing behind") {
  auto first = send(world.referent), second = send(world.referent);
  close(first, ClosingCode::abusive);
  close(second, ClosingCode::discriminatory);
  CHECK(submit(world.referent).rule == 14);
  pass(hours(24) - minutes(1), hours(1));
  CHECK(submit(world.referent).rule == 14);
  pass(minutes(2), minutes(1));
  send(world.referent);
  pass(days(38), hours(12));
  CHECK(rows(commune, node::table::drift) == 0);
}

TEST_CASE_METHOD(Drift, "R14 a suspension outlives the marks that caused it: only an answer ends it") {
  std::vector<AlertId> sent{send(world.referent), send(world.referent), send(world.referent)};
  for (const auto& alert : sent) close(alert, ClosingCode::abusive);
  auto review = review_in(reviews(post, commander).front());
  CHECK(review.rule == 14);
  // Another referent learns nothing of it.
  auto neighbour = another();
  auto curious = device(neighbour.device);
  for (auto type : {wire::DocumentType::review, wire::DocumentType::review_answer})
    CHECK(ask(commune, curious, Verb::documents, {}, {}, static_cast<std::uint8_t>(type)).outcome ==
          Outcome::refused);
  CHECK(reviews(commune, curious).empty());
  auto own = device(world.referent.device);
  CHECK(reviews(commune, own).size() == 1);
  restart(commune);
  restart(post);
  pass(days(13), hours(12));
  CHECK(submit(world.referent).rule == 14);
  CHECK(answer(review, ReviewOutcome::lifted).outcome == Outcome::ok);
  send(world.referent);
  // What was lifted counts no more: one new mark is one mark.
  close(last_, ClosingCode::abusive);
  send(world.referent);
}

TEST_CASE_METHOD(Drift, "R14 an alert that was accepted before the suspension is delivered with its mark") {
  std::vector<AlertId> sent{send(world.referent), send(world.referent), send(world.referent)};
  auto waiting = send(world.referent);
  pass(seconds(10));
  for (const auto& alert : sent) close(alert, ClosingCode::abusive);
  CHECK((flags(waiting) & policy::flag::suspended_after_sending) != 0);
}

TEST_CASE_METHOD(Drift,
                 "R36 the eleventh opening in ten minutes is flagged once, and openings spread out are not") {
  auto alert = send(world.referent);
  for (int i = 0; i < 10; ++i) CHECK(open(alert).outcome == Outcome::ok);
  CHECK(post.count(node::EventCode::drift) == 0);
  CHECK(open(alert).outcome == Outcome::ok);
  CHECK(post.count(node::EventCode::drift) == 1);
  pass(minutes(11), minutes(1));
  for (int i = 0; i < 10; ++i) open(alert);
  CHECK(post.count(node::EventCode::drift) == 1);
}

TEST_CASE_METHOD(Drift,
                 "R32 a review is overdue at both nodes after thirty days; answered, it goes after a year") {
  wire::Commission commission;
  auto keys = world.make_device();
  commission.role = Role::auditor;
  commission.key = keys.signing.public_key;
  commission.transport = keys.transport.public_key;
  commission.from = now - days(1);
  commission.until = now + days(300);
  auto document = seal::draft(commission);
  for (std::size_t i : {0u, 1u})
    seal::add_signature(document, world.root_keys[i], seal::Tag::commission_root);
  commune.import({wire::encode(document)});
  commune.run({}, now);
  deliver();
  auto auditor = device(keys);
  // Handed in at the commune; the commission went on to the post, which can judge what follows.
  wire::Review review;
  review.id = seal::time_ordered_id<CommandId>(now, world.entropy);
  review.commune = world.commune.charter.commune;
  review.rule = 13;
  review.subject = ReviewSubject::office;
  review.asks = NodeKind::post;
  review.at = now;
  auto opened = world.sign_single(review, keys.signing, seal::Tag::review_auditor);
  auto reply = ask(commune, auditor, Verb::publish, wire::encode(opened));
  INFO(reply.detail);
  REQUIRE(reply.outcome == Outcome::ok);
  deliver();
  REQUIRE(reviews(post, commander).size() == 1);
  CHECK(reviews(post, commander).front().code == 1);
  pass(days(30) - hours(1), hours(6));
  CHECK(post.count(node::EventCode::review_overdue) == 0);
  pass(hours(2), hours(1));
  for (auto* node : {&commune, &post}) CHECK(node->count(node::EventCode::review_overdue) == 1);
  CHECK(reviews(commune, mayor).front().code == 2);
  CHECK(answer(review, ReviewOutcome::corrected).outcome == Outcome::ok);
  CHECK(reviews(commune, mayor).front().code == 3);
  pass(days(367), days(1));
  for (auto* node : {&commune, &post}) CHECK(rows(*node, node::table::drift) == 0);
}

TEST_CASE_METHOD(Drift,
                 "R32 the post's numbers say how many alerts described persons, once neither part is small") {
  auto share = [&] {
    for (const auto& item : ask(post, commander, Verb::counts).items)
      if (item.code == 6) return item.data;
    FAIL("no share of alerts describing persons");
    return Bytes{};
  };
  for (int i = 0; i < 10; ++i) {
    with_person_ = i < 5;
    send(world.referent);
  }
  CHECK(share().empty());  // the quarter is not over
  pass(days(31), hours(12));
  CHECK(share() == ByteWriter().u64(5).u64(10).take());
  CHECK(ask(post, officer, Verb::counts).outcome == Outcome::ok);
  CHECK(ask(commune, mayor, Verb::counts).outcome == Outcome::ok);
  // In a commune this small nothing is told by sector.
  for (const auto& item : ask(commune, mayor, Verb::counts).items) CHECK(item.code != 5);
}
