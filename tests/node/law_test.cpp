// The charter as the law of the node, through the real cores of two nodes: what changes it, when, and by
// whom.
#include <catch2/catch.hpp>

#include "tests/node/pair.h"

using namespace tocsin;
using namespace tocsin::tests;
using wire::Outcome;
using wire::Verb;

namespace {

struct Law : Pair {
  TestDevice mayor = device(world.commune.mayor.device);

  wire::Reply publish(TestNode& node, TestDevice& by, const SignedDocument& document) {
    auto reply = ask(node, by, Verb::publish, wire::encode(document));
    deliver();
    return reply;
  }
  // The prefecture's next rules, handed to both nodes.
  void new_rules() {
    world.rules.previous = seal::document_hash(world.rules_document);
    ++world.rules.sequence;
    world.rules_document = world.sign_rules(world.rules);
    auto commander = device(world.post.commander.device);
    REQUIRE(publish(commune, mayor, world.rules_document).outcome == Outcome::ok);
    publish(post, commander, world.rules_document);
  }
  void elections(Instant from, Instant until) {
    world.rules.elections = {{from, until}};
    new_rules();
  }
  SignedDocument nomination() {
    return world.nominate(world.draft_mandate(world.commune, world.make_device()), world.commune);
  }
};

bool refused_by(const wire::Reply& reply, policy::Rule rule, policy::Detail detail) {
  INFO(reply.detail);
  return reply.outcome == Outcome::refused && reply.rule == static_cast<std::uint8_t>(rule) &&
         reply.detail == policy::slug(detail);
}

}  // namespace

TEST_CASE_METHOD(Law, "R25 the mayor nominates nobody new in an election period, and again after it") {
  auto before = nomination();
  REQUIRE(publish(commune, mayor, before).outcome == Outcome::ok);
  elections(now - hours(1), now + days(10));
  CHECK(
      refused_by(publish(commune, mayor, nomination()), policy::Rule::R25, policy::Detail::election_period));
  CHECK(publish(commune, mayor, world.vet(before, world.post)).outcome == Outcome::ok);

  auto renewed = world.draft_mandate(world.commune, world.make_device());
  renewed.referent = world.referent.mandate.referent;
  CHECK(publish(commune, mayor, world.nominate(renewed, world.commune)).outcome == Outcome::ok);

  pass(days(10), hours(6));
  CHECK(publish(commune, mayor, nomination()).outcome == Outcome::ok);
}
