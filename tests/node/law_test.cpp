// The charter as the law of the node, through the real cores of two nodes: what changes it, when, and by
// whom.
#include <catch2/catch.hpp>

#include "policy/limits.h"
#include "protocol/bytes.h"
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
  // The commune's next charter, signed by all three; not handed in yet.
  SignedDocument next_charter() {
    auto next = world.commune.charter;
    next.previous = world.commune.charter_hash();
    ++next.sequence;
    return world.sign_charter(next, world.commune.office, world.post.office);
  }
  // The world's charter is this one from now on.
  void stands(SignedDocument charter) {
    world.commune.charter = *wire::decode<wire::Charter>(charter.bytes);
    world.commune.document = std::move(charter);
  }
  void limit(policy::Limit id, std::uint32_t value) {
    world.commune.charter.limits = {{static_cast<std::uint8_t>(id), value}};
  }
  // The effective value, as anyone can work it out from what the node shows openly.
  std::uint32_t in_force(TestNode& node, policy::Limit id) {
    auto limits = policy::ceiling();
    auto now_known = stored_charter(node);
    auto charter = policy::charter_default();
    charter.categories = now_known.categories;
    for (const auto& each : now_known.limits) policy::set(charter, each.limit, each.value);
    limits = policy::meet(limits, charter);
    for (const auto& item : pending(node)) {
      if (item.code == 2) {
        auto overlay = wire::decode<wire::Overlay>(wire::decode_document(item.data)->bytes);
        auto tighter = policy::ceiling();
        for (const auto& each : overlay->limits) policy::set(tighter, each.limit, each.value);
        limits = policy::meet(limits, tighter);
      }
      if (item.code == 5) {
        auto rules = policy::ceiling();
        for (ByteReader read(item.data); read.left() >= 5;) {
          auto limit = read.u8();
          policy::set(rules, limit, read.u32());
        }
        limits = policy::meet(limits, rules);
      }
    }
    return policy::get(limits, static_cast<std::uint8_t>(id));
  }
  wire::Charter stored_charter(TestNode& node) {
    auto by = device(world.referent.device);
    wire::Request open;
    open.verb = Verb::public_documents;
    auto reply = ask_frame(
        node, by, wire::encode(wire::ClientFrame{wire::FrameKind::open_request, 1, wire::encode(open)}));
    for (const auto& item : reply.items)
      if (auto document = wire::decode_document(item.data); document->type == wire::DocumentType::charter)
        return *wire::decode<wire::Charter>(document->bytes);
    throw std::runtime_error("no charter shown");
  }
  // Nobody signs this question.
  std::vector<wire::Item> pending(TestNode& node) {
    auto by = device(world.referent.device);
    wire::Request open;
    open.verb = Verb::pending;
    auto reply = ask_frame(
        node, by, wire::encode(wire::ClientFrame{wire::FrameKind::open_request, 1, wire::encode(open)}));
    REQUIRE(reply.outcome == Outcome::ok);
    return reply.items;
  }
  std::size_t count_pending(TestNode& node, std::uint8_t code) {
    std::size_t found = 0;
    for (const auto& item : pending(node)) found += item.code == code;
    return found;
  }
  wire::Overlay overlay(policy::Limit id, std::uint32_t value) {
    wire::Overlay made;
    made.commune = world.commune.charter.commune;
    made.charter = seal::document_hash(seal::draft(stored_charter(commune)));
    made.limits = {{static_cast<std::uint8_t>(id), value}};
    made.reason = ActReason::review;
    made.at = now;
    return made;
  }
  SignedDocument by_mairie(const wire::Overlay& value) {
    return world.sign_single(value, world.commune.mayor.device.signing, seal::Tag::overlay_mairie);
  }
  SignedDocument withdrawal_of(const SignedDocument& overlay) {
    return world.sign_single(
        wire::OverlayWithdrawal{world.commune.charter.commune, seal::document_hash(overlay), now},
        world.commune.mayor.device.signing, seal::Tag::overlay_withdrawal_mairie);
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

using policy::Limit;

TEST_CASE_METHOD(
    Law, "R24 a charter that loosens is public at once and in force after seven days, at both nodes") {
  limit(Limit::alerts_per_day, 3);
  auto tighter = next_charter();
  REQUIRE(publish(commune, mayor, tighter).outcome == Outcome::ok);
  stands(tighter);
  CHECK(in_force(commune, Limit::alerts_per_day) == 3);  // at once
  CHECK(in_force(post, Limit::alerts_per_day) == 3);
  limit(Limit::alerts_per_day, 5);
  auto looser = next_charter();
  REQUIRE(publish(commune, mayor, looser).outcome == Outcome::ok);
  for (auto* node : {&commune, &post}) {
    CHECK(count_pending(*node, 1) == 1);
    CHECK(in_force(*node, Limit::alerts_per_day) == 3);
  }
  CHECK(publish(commune, mayor, looser).outcome == Outcome::ok);  // again: no second wait
  pass(days(7) - minutes(1), hours(4));
  CHECK(in_force(commune, Limit::alerts_per_day) == 3);
  pass(minutes(2));
  for (auto* node : {&commune, &post}) {
    CHECK(in_force(*node, Limit::alerts_per_day) == 5);
    CHECK(count_pending(*node, 1) == 0);
    CHECK(node->count(node::EventCode::charter_in_force) == 1);
  }
}

TEST_CASE_METHOD(Law, "R24 a loosening that one side has not signed is refused by its rule") {
  world.commune.charter.categories |= 1u << static_cast<unsigned>(Category::incivility);
  auto charter = next_charter();
  std::erase_if(charter.signatures, [](const wire::DocumentSignature& each) {
    return each.tag == static_cast<std::uint16_t>(seal::Tag::charter_post);
  });
  CHECK(refused_by(publish(commune, mayor, charter), policy::Rule::R24, policy::Detail::signature_missing));
  CHECK(count_pending(commune, 1) == 0);
}

TEST_CASE_METHOD(Law, "R24 a tighter charter takes the place of one that waits to loosen") {
  auto held = world.commune.charter;
  world.commune.charter.categories |= 1u << static_cast<unsigned>(Category::incivility);
  REQUIRE(publish(commune, mayor, next_charter()).outcome == Outcome::ok);
  REQUIRE(count_pending(commune, 1) == 1);
  world.commune.charter = held;
  limit(Limit::alerts_per_day, 2);
  REQUIRE(publish(commune, mayor, next_charter()).outcome == Outcome::ok);
  CHECK(count_pending(commune, 1) == 0);
  pass(days(8), hours(6));
  CHECK(in_force(commune, Limit::alerts_per_day) == 2);
  CHECK(commune.count(node::EventCode::charter_in_force) == 0);
}

TEST_CASE_METHOD(Law, "R24 the prefecture alone tightens everywhere and loosens nowhere") {
  world.rules.limits = {{static_cast<std::uint8_t>(Limit::alerts_per_day), 4}};
  new_rules();
  CHECK(in_force(commune, Limit::alerts_per_day) == 4);
  world.rules.limits = {{static_cast<std::uint8_t>(Limit::alerts_per_day), 8}};
  new_rules();
  pass(days(30), hours(12));
  CHECK(in_force(commune, Limit::alerts_per_day) == 4);
  bool said = false;
  for (const auto& item : pending(commune)) said |= item.code == 5 && item.number == 1;
  CHECK(said);
  REQUIRE(publish(commune, mayor, next_charter()).outcome == Outcome::ok);  // all three, under these rules
  CHECK(in_force(commune, Limit::alerts_per_day) == 4);
  pass(days(7) + minutes(1), hours(4));
  CHECK(in_force(commune, Limit::alerts_per_day) == 8);
  CHECK(in_force(post, Limit::alerts_per_day) == 8);
}

TEST_CASE_METHOD(Law, "R24 the mayor tightens alone, at both nodes at once, and it lapses after 90 days") {
  auto tighter = by_mairie(overlay(Limit::alerts_per_day, 0));
  REQUIRE(publish(commune, mayor, tighter).outcome == Outcome::ok);
  CHECK(in_force(commune, Limit::alerts_per_day) == 0);
  CHECK(in_force(post, Limit::alerts_per_day) == 0);
  auto sender = device(world.referent.device);
  auto alert = world.seal_alert(world.referent, world.commune, world.post);
  auto reply = ask(commune, sender, Verb::submit, alert.envelope);
  CHECK((reply.outcome == Outcome::refused && reply.rule == 10));
  pass(days(90) - minutes(1), hours(12));
  CHECK(in_force(commune, Limit::alerts_per_day) == 0);
  pass(minutes(2));
  CHECK(in_force(commune, Limit::alerts_per_day) == 5);
  CHECK(in_force(post, Limit::alerts_per_day) == 5);
}

TEST_CASE_METHOD(Law, "R24 a clock that jumped ahead while the node was down loosens nothing") {
  limit(Limit::alerts_per_day, 1);
  auto tighter = next_charter();
  REQUIRE(publish(commune, mayor, tighter).outcome == Outcome::ok);
  stands(tighter);
  limit(Limit::alerts_per_day, 5);
  REQUIRE(publish(commune, mayor, next_charter()).outcome == Outcome::ok);
  set_line(false);  // the post, whose clock is right, would contradict it
  now += days(60);
  restart(commune);
  pass(minutes(5));
  CHECK(in_force(commune, Limit::alerts_per_day) == 1);
  CHECK(count_pending(commune, 1) == 1);
}

TEST_CASE_METHOD(Law, "R24 what both offices signed does not lapse") {
  auto tighter = by_mairie(overlay(Limit::alerts_per_day, 1));
  REQUIRE(publish(commune, mayor, tighter).outcome == Outcome::ok);
  auto commander = device(world.post.commander.device);
  seal::add_signature(tighter, world.post.commander.device.signing, seal::Tag::overlay_post);
  REQUIRE(publish(post, commander, tighter).outcome == Outcome::ok);
  pass(days(120), hours(12));
  CHECK(in_force(commune, Limit::alerts_per_day) == 1);
  CHECK(in_force(post, Limit::alerts_per_day) == 1);
  CHECK(refused_by(publish(commune, mayor, withdrawal_of(tighter)), policy::Rule::R24,
                   policy::Detail::withdrawal_too_late));
}

TEST_CASE_METHOD(Law, "R24 its issuer withdraws a tightening within the hour, and it stays withdrawn") {
  auto tighter = by_mairie(overlay(Limit::alerts_per_day, 1));
  REQUIRE(publish(commune, mayor, tighter).outcome == Outcome::ok);
  pass(minutes(50));
  REQUIRE(publish(commune, mayor, withdrawal_of(tighter)).outcome == Outcome::ok);
  for (auto* node : {&commune, &post}) CHECK(in_force(*node, Limit::alerts_per_day) == 5);
  publish(commune, mayor, tighter);
  CHECK(in_force(commune, Limit::alerts_per_day) == 5);
}

TEST_CASE_METHOD(Law, "R24 no overlay loosens, and no officer tightens") {
  CHECK(refused_by(publish(commune, mayor, by_mairie(overlay(Limit::alerts_per_day, 6))), policy::Rule::R24,
                   policy::Detail::loosens_alone));
  auto officer = device(world.post.officer_a.device);
  auto by_officer = world.sign_single(overlay(Limit::alerts_per_day, 1), world.post.officer_a.device.signing,
                                      seal::Tag::overlay_post);
  CHECK(refused_by(publish(post, officer, by_officer), policy::Rule::R2, policy::Detail::role_may_not));
}

TEST_CASE_METHOD(Law, "R24 a new charter that drops an overlay waits, for that loosens too") {
  REQUIRE(publish(commune, mayor, by_mairie(overlay(Limit::alerts_per_day, 1))).outcome == Outcome::ok);
  REQUIRE(publish(commune, mayor, next_charter()).outcome == Outcome::ok);
  CHECK(count_pending(commune, 1) == 1);
  CHECK(in_force(commune, Limit::alerts_per_day) == 1);
  pass(days(7) + minutes(1), hours(4));
  CHECK(in_force(commune, Limit::alerts_per_day) == 5);
}

TEST_CASE_METHOD(Law, "R24 a tightening stops no alert that was accepted before it") {
  auto sender = device(world.referent.device);
  set_line(false);
  AlertWish urgent;
  urgent.urgency = Urgency::in_progress;
  urgent.called17 = true;
  auto alert = world.seal_alert(world.referent, world.commune, world.post, urgent);
  REQUIRE(ask(commune, sender, Verb::submit, alert.envelope).outcome == Outcome::ok);
  auto commander = device(world.post.commander.device);
  auto closed =
      world.sign_single(overlay(Limit::categories, 1u << static_cast<unsigned>(Category::intrusion)),
                        world.post.commander.device.signing, seal::Tag::overlay_post);
  REQUIRE(publish(post, commander, closed).outcome == Outcome::ok);
  REQUIRE(in_force(post, Limit::categories) == 1u << static_cast<unsigned>(Category::intrusion));
  set_line(true);
  pass(minutes(1));
  auto id = wire::decode_header(ByteView(alert.envelope).first(limits::header_bytes))->alert;
  CHECK(states_of(id) == std::vector<AlertState>{AlertState::accepted, AlertState::delivered});
  auto later = world.seal_alert(world.referent, world.commune, world.post, urgent);
  auto reply = ask(commune, sender, Verb::submit, later.envelope);
  CHECK((reply.outcome == Outcome::refused && reply.rule == 6));
}

TEST_CASE_METHOD(Law, "R23 who suspended the scheme, and why, is shown to anyone") {
  wire::NodeAct act{wire::NodeActKind::suspend,
                    world.commune.charter.commune,
                    world.commune.charter_hash(),
                    1,
                    ActReason::misuse,
                    now};
  auto stop = world.sign_single(act, world.commune.mayor.device.signing, seal::Tag::node_suspend_mairie);
  REQUIRE(publish(commune, mayor, stop).outcome == Outcome::ok);
  CHECK(count_pending(commune, 4) == 1);
  CHECK(count_pending(post, 4) == 1);
}

TEST_CASE_METHOD(Law, "R1 a charter is renewed by its three signatories and goes on for three years") {
  auto end = world.commune.charter.until;
  auto renewal = [&](std::uint32_t sequence, Instant until) {
    return seal::draft(wire::CharterRenewal{world.commune.charter.commune, world.commune.charter_hash(),
                                            sequence, until, now});
  };
  auto sign = [&](SignedDocument document, bool by_post) {
    for (std::size_t i = 0; i < 2; ++i)
      seal::add_signature(document, world.root_keys[i], seal::Tag::renewal_root);
    seal::add_signature(document, world.commune.office, seal::Tag::renewal_mairie);
    if (by_post) seal::add_signature(document, world.post.office, seal::Tag::renewal_post);
    return document;
  };
  auto import = [&](const SignedDocument& document) {
    auto transaction = commune.store.begin();
    auto done = node::import_document(**transaction, commune.identity, commune.keyring,
                                      wire::encode(document), now, world.entropy);
    (void)(*transaction)->commit();
    return done ? std::string() : done.error().detail;
  };
  CHECK(import(sign(renewal(1, end + days(1'000)), true)).find("renewal_too_early") != std::string::npos);
  now = end - days(100);  // commissions have ended by now; the documents that count have not
  CHECK(import(sign(renewal(1, end + days(1'000)), false)).find("R1") != std::string::npos);
  CHECK(import(sign(renewal(2, end + days(1'000)), true)).find("renewed 0 times") != std::string::npos);
  CHECK(import(sign(renewal(1, end + days(1'000)), true)).empty());
  CHECK(count_pending(commune, 3) == 1);
  CHECK(import(sign(renewal(2, end + days(2'000)), true)).find("renewal_too_early") != std::string::npos);
}
