// The life of a mandate through the cores of both nodes: ties (R21), deputies (R5), renewal and successors
// (R21), the conduct charter (R4), and a refusal that both offices see.
#include <algorithm>
#include <catch2/catch.hpp>

#include "protocol/bytes.h"
#include "protocol/wire/notices.h"
#include "protocol/wire/standing.h"
#include "tests/node/pair.h"

using namespace tocsin;
using namespace tocsin::tests;
using policy::Detail;
using wire::Outcome;
using wire::Verb;

namespace {

constexpr std::uint8_t tied = 5, refused_state = 6;

struct MandatePair : Pair {
  MandatePair() : Pair(1, {.exercise = false, .hours = {}}) {}
  TestDevice mayor = device(world.commune.mayor.device);
  TestDevice commander = device(world.post.commander.device);
  TestDevice sender = device(world.referent.device);

  wire::Reply hand_in(TestNode& at, TestDevice& by, const SignedDocument& document) {
    auto reply = ask(at, by, Verb::publish, wire::encode(document));
    deliver();
    return reply;
  }
  // A second person of the commune, with these sectors.
  Referent another(std::vector<SectorId> sectors) {
    world.now = now;
    auto made = Referent{world.make_device(), {}, {}, {}, 0, {}};
    made.mandate = world.draft_mandate(world.commune, made.device);
    made.mandate.sectors = std::move(sectors);
    give(made);
    return made;
  }
  void give(Referent& made) {
    made.document = world.vet(world.nominate(made.mandate, world.commune), world.post);
    REQUIRE(hand_in(commune, mayor, made.document).outcome == Outcome::ok);
  }
  // The next mandate of the same person, from now on.
  Referent successor(const Referent& of, Device on) {
    world.now = now;
    Referent made{std::move(on), of.mandate, {}, {}, of.sequence, of.previous};
    world.entropy.fill(made.mandate.mandate.bytes.data(), MandateId::size);
    made.mandate.device = made.device.signing.public_key;
    made.mandate.transport = made.device.transport.public_key;
    made.mandate.tag_commitment = seal::tag_commitment(made.device.tag_key);
    made.mandate.from = now;
    made.mandate.until = now + days(360);
    return made;
  }
  static Device copy(const Device& of) {
    return {seal::signing_key_from(of.signing.seed.clone()), seal::box_key_from(of.transport.secret.clone()),
            of.tag_key.clone()};
  }
  wire::Reply send(Referent& by, TestDevice& line, SectorId sector = 0) {
    world.now = now;
    AlertWish wish;
    wish.sector = sector;
    wish.urgency = Urgency::in_progress;
    wish.called17 = true;
    wish.place.kind = wire::PlaceKind::point;
    wish.place.latitude_udeg = 47'100'000 + 10'000 * ++places_;
    wish.place.longitude_udeg = 6'140'000;
    last = world.seal_alert(by, world.commune, world.post, wish);
    auto reply = ask(commune, line, Verb::submit, last.envelope);
    deliver();
    return reply;
  }
  bool at_post() {
    auto id = wire::decode_header(ByteView(last.envelope).first(limits::header_bytes))->alert;
    auto items = ask(post, commander, Verb::inbox).items;
    return std::any_of(items.begin(), items.end(),
                       [&](const auto& item) { return AlertId::from(item.id) == id; });
  }
  wire::Reply declare(const Referent& who, TestDevice& line, Tie tie) {
    return hand_in(commune, line,
                   world.sign_single(wire::TieDeclaration{who.mandate.mandate, tie, now}, who.device.signing,
                                     seal::Tag::tie_declaration));
  }
  SignedDocument deputising(const Referent& absent, const MandateId& deputy, std::uint32_t sequence,
                            Instant from, Instant until) {
    return world.sign_single(wire::Deputising{absent.mandate.mandate, deputy, sequence, from, until, now},
                             absent.device.signing, seal::Tag::deputising);
  }
  std::uint64_t state(TestNode& at, TestDevice& by, const MandateId& mandate) {
    for (const auto& item : ask(at, by, Verb::mandates).items)
      if (item.code == 0 && MandateId::from(item.id) == mandate) return item.number;
    throw std::runtime_error("not on the roll");
  }
  std::optional<std::pair<int, int>> stopped(TestNode& at, TestDevice& by, const MandateId& mandate) {
    for (const auto& item : ask(at, by, Verb::mandates).items)
      if (item.code == 4 && MandateId::from(item.id) == mandate)
        return std::pair<int, int>(static_cast<int>(item.number), item.data.at(0));
    return std::nullopt;
  }
  std::pair<std::uint64_t, std::uint64_t> states(const MandateId& mandate) {
    return {state(commune, mayor, mandate), state(post, commander, mandate)};
  }
  seal::SealedAlert last;
  int places_ = 0;
};
using Both = std::pair<std::uint64_t, std::uint64_t>;

wire::Reply refusal(const wire::Reply& reply) {
  CHECK(reply.outcome == Outcome::refused);
  return reply;
}

// ---- A: ties
TEST_CASE_METHOD(MandatePair, "R21 a mandate whose declared tie bars is refused, another conflict is not") {
  for (auto tie : {Tie::officer, Tie::elected, Tie::candidate}) {
    auto draft = world.draft_mandate(world.commune, world.make_device());
    draft.tie = tie;
    auto reply = refusal(hand_in(commune, mayor, world.nominate(draft, world.commune)));
    CHECK(reply.rule == 21);
    CHECK(reply.detail == "conflict_of_interest");
  }
  auto other = world.draft_mandate(world.commune, world.make_device());
  other.tie = Tie::other;
  CHECK(hand_in(commune, mayor, world.nominate(other, world.commune)).outcome == Outcome::ok);
}
TEST_CASE_METHOD(MandatePair,
                 "R21 a tie declared later stops the mandate at once, at both, and after a restart") {
  REQUIRE(send(world.referent, sender).outcome == Outcome::ok);
  now += minutes(1);
  REQUIRE(declare(world.referent, sender, Tie::elected).outcome == Outcome::ok);
  CHECK(states(world.referent.mandate.mandate) == Both{tied, tied});
  CHECK(stopped(post, commander, world.referent.mandate.mandate) ==
        std::pair(21, static_cast<int>(Detail::conflict_of_interest)));
  CHECK(refusal(send(world.referent, sender)).rule == 21);
  restart(commune);
  restart(post);
  CHECK(refusal(send(world.referent, sender)).rule == 21);
  CHECK(ask(commune, sender, Verb::notices).rule == 21);
  // A later "none" is heard and does not bring it back: that takes a new mandate.
  now += minutes(1);
  REQUIRE(declare(world.referent, sender, Tie::none).outcome == Outcome::ok);
  CHECK(refusal(send(world.referent, sender)).rule == 21);
  now += minutes(1);
  auto next = successor(world.referent, copy(world.referent.device));
  give(next);
  CHECK(send(next, sender).outcome == Outcome::ok);
  CHECK(at_post());
}
TEST_CASE_METHOD(MandatePair, "R21 an alert accepted before the declaration is delivered after it") {
  set_line(false);
  REQUIRE(send(world.referent, sender).outcome == Outcome::ok);
  now += minutes(1);
  REQUIRE(declare(world.referent, sender, Tie::candidate).outcome == Outcome::ok);
  set_line(true);
  pass(minutes(1));
  CHECK(at_post());
}
TEST_CASE_METHOD(MandatePair, "R21 nobody declares for another, without a signature, or on another day") {
  auto other = another({1});
  auto forged = world.sign_single(wire::TieDeclaration{world.referent.mandate.mandate, Tie::elected, now},
                                  other.device.signing, seal::Tag::tie_declaration);
  auto line = device(other.device);
  CHECK(hand_in(commune, line, forged).outcome == Outcome::failed);
  auto undated = wire::TieDeclaration{world.referent.mandate.mandate, Tie::elected, now - hours(1)};
  CHECK(hand_in(commune, sender,
                world.sign_single(undated, world.referent.device.signing, seal::Tag::tie_declaration))
            .outcome == Outcome::failed);
  CHECK(send(world.referent, sender).outcome == Outcome::ok);
}
TEST_CASE_METHOD(MandatePair, "R2 a referent lists nobody's ties or absences") {
  for (auto type : {wire::DocumentType::tie_declaration, wire::DocumentType::deputising,
                    wire::DocumentType::conduct_signature})
    CHECK(ask(commune, sender, Verb::documents, {}, {}, static_cast<std::uint8_t>(type)).rule == 2);
}
TEST_CASE_METHOD(MandatePair, "R21 one device is of one person") {
  auto draft = world.draft_mandate(world.commune, world.referent.device);
  auto reply = refusal(hand_in(commune, mayor, world.nominate(draft, world.commune)));
  CHECK(reply.detail == "keys_not_distinct");
}

// ---- B: deputies
TEST_CASE_METHOD(MandatePair, "R5 a deputy sends in the absent person's sectors, within the dates only") {
  auto deputy = another({1});
  auto line = device(deputy.device);
  CHECK(refusal(send(deputy, line, 3)).rule == 5);
  auto from = now + hours(1), until = now + days(7);
  REQUIRE(
      hand_in(commune, sender, deputising(world.referent, deputy.mandate.mandate, 1, from, until)).outcome ==
      Outcome::ok);
  CHECK(refusal(send(deputy, line, 3)).rule == 5);
  pass(hours(1), minutes(10));
  CHECK(send(deputy, line, 3).outcome == Outcome::ok);
  CHECK(at_post());
  CHECK(send(world.referent, sender, 3).outcome == Outcome::ok);  // it takes nothing from the absent person
  restart(commune);
  restart(post);
  CHECK(send(deputy, line, 2).outcome == Outcome::ok);
  CHECK(at_post());
  pass(days(7), hours(6));
  CHECK(refusal(send(deputy, line, 3)).rule == 5);
}
TEST_CASE_METHOD(MandatePair, "R5 the absent person ends it, and a later statement replaces an earlier one") {
  auto deputy = another({1}), second = another({1});
  auto line = device(deputy.device), other_line = device(second.device);
  auto until = now + days(7);
  REQUIRE(
      hand_in(commune, sender, deputising(world.referent, deputy.mandate.mandate, 1, now, until)).outcome ==
      Outcome::ok);
  now += minutes(1);
  CHECK(send(deputy, line, 3).outcome == Outcome::ok);
  REQUIRE(
      hand_in(commune, sender, deputising(world.referent, second.mandate.mandate, 2, now, until)).outcome ==
      Outcome::ok);
  CHECK(refusal(send(deputy, line, 3)).rule == 5);
  CHECK(send(second, other_line, 3).outcome == Outcome::ok);
  CHECK(hand_in(commune, sender, deputising(world.referent, deputy.mandate.mandate, 2, now, until)).outcome ==
        Outcome::failed);
  now += minutes(1);
  REQUIRE(hand_in(commune, sender, deputising(world.referent, {}, 3, {}, {})).outcome == Outcome::ok);
  CHECK(refusal(send(second, other_line, 3)).rule == 5);
}
TEST_CASE_METHOD(MandatePair, "R5 what was accepted under a deputy is delivered after the end is known") {
  auto deputy = another({1});
  auto line = device(deputy.device);
  REQUIRE(hand_in(commune, sender, deputising(world.referent, deputy.mandate.mandate, 1, now, now + days(7)))
              .outcome == Outcome::ok);
  set_line(false);
  REQUIRE(send(deputy, line, 3).outcome == Outcome::ok);
  now += minutes(2);
  REQUIRE(hand_in(commune, sender, deputising(world.referent, {}, 2, {}, {})).outcome == Outcome::ok);
  set_line(true);
  pass(minutes(1));
  CHECK(at_post());
}
TEST_CASE_METHOD(MandatePair,
                 "R5 nobody stands in for himself, beyond the mandate, for too long, or for who is stopped") {
  auto deputy = another({1});
  auto id = deputy.mandate.mandate;
  auto again = successor(world.referent, copy(world.referent.device));
  give(again);
  auto asked = [&](const MandateId& who, Instant from, Instant until) {
    return refusal(hand_in(commune, sender, deputising(world.referent, who, 1, from, until))).detail;
  };
  CHECK(asked(again.mandate.mandate, now, now + days(7)) == "not_the_deputy");
  CHECK(asked(id, now, now + days(61)) == "deputising_too_long");
  CHECK(asked(id, now - days(9), now - days(8)) == "deputising_too_long");
  CHECK(asked(id, now + days(340), now + days(370)) == "deputising_outside_mandate");
  auto line = device(deputy.device);
  now += minutes(1);
  REQUIRE(declare(deputy, line, Tie::elected).outcome == Outcome::ok);
  CHECK(asked(id, now, now + days(7)) == "conflict_of_interest");
}
TEST_CASE_METHOD(MandatePair,
                 "R17 a notice for a sector is for who stands in there, and counts a renewed device once") {
  auto absent = another({3}), deputy = another({1});
  auto absent_line = device(absent.device), line = device(deputy.device);
  now += minutes(1);
  auto renewed = successor(deputy, copy(deputy.device));
  give(renewed);
  REQUIRE(hand_in(commune, absent_line, deputising(absent, deputy.mandate.mandate, 1, now, now + days(7)))
              .outcome == Outcome::ok);
  wire::Notice notice;
  notice.id.bytes.fill(0x31);
  notice.commune = world.commune.charter.commune;
  notice.post = world.post.record.post;
  notice.kind = NoticeKind::scam_in_progress;
  notice.sectors = {3};
  notice.facts_from = now - hours(2);
  notice.facts_until = notice.written = now;
  notice.until = now + hours(6);
  auto officer = device(world.post.officer_a.device);
  auto document = world.sign_single(notice, world.post.officer_a.device.signing, seal::Tag::notice_post);
  seal::add_signature(document, world.post.officer_b.device.signing, seal::Tag::notice_post);
  REQUIRE(hand_in(post, officer, document).outcome == Outcome::ok);
  auto shown_to = [&](TestDevice& reader) {
    auto items = ask(commune, reader, Verb::notices).items;
    return std::any_of(items.begin(), items.end(),
                       [&](const auto& item) { return item.id == notice.id.bytes; });
  };
  CHECK(shown_to(line));
  CHECK(shown_to(absent_line));
  for (const auto& item : ask(commune, mayor, Verb::notices).items) {
    if (item.id != notice.id.bytes || item.code != 0) continue;
    CHECK(wire::decode_notice_shown(item.data)->addressed == 3);  // the world's referent, absent and deputy
  }
  now += minutes(1);
  REQUIRE(hand_in(commune, absent_line, deputising(absent, {}, 2, {}, {})).outcome == Outcome::ok);
  CHECK_FALSE(shown_to(line));
}
TEST_CASE_METHOD(MandatePair, "R5 a cover ends with the absent person's mandate") {
  auto deputy = another({1});
  auto line = device(deputy.device);
  REQUIRE(hand_in(commune, sender, deputising(world.referent, deputy.mandate.mandate, 1, now, now + days(7)))
              .outcome == Outcome::ok);
  CHECK(send(deputy, line, 3).outcome == Outcome::ok);
  now += minutes(1);
  REQUIRE(declare(world.referent, sender, Tie::elected).outcome == Outcome::ok);
  CHECK(refusal(send(deputy, line, 3)).rule == 5);
}

// ---- C: renewal and successors
TEST_CASE_METHOD(MandatePair, "R21 a renewal on the same device: both run, numbers and news go on") {
  REQUIRE(send(world.referent, sender).outcome == Outcome::ok);
  auto old = world.seal_alert(world.referent, world.commune, world.post, {});
  now += minutes(1);
  auto next = successor(world.referent, copy(world.referent.device));
  give(next);
  CHECK(states(world.referent.mandate.mandate) == Both{1, 1});
  CHECK(states(next.mandate.mandate) == Both{1, 1});
  CHECK(ask(commune, sender, Verb::submit, old.envelope).outcome == Outcome::ok);  // sealed before
  CHECK(send(next, sender).outcome == Outcome::ok);
  CHECK(at_post());
  std::vector<std::uint64_t> numbers;
  for (const auto& item : ask(commune, sender, Verb::follow).items) numbers.push_back(item.number);
  REQUIRE(numbers.size() >= 5);
  for (std::size_t i = 0; i < numbers.size(); ++i) CHECK(numbers[i] == i + 1);
  pass(days(2), hours(6));
  CHECK(post.count(node::EventCode::sequence_gap) == 0);
}
TEST_CASE_METHOD(MandatePair, "R21 a mandate on another device ends the one before") {
  now += minutes(1);
  auto next = successor(world.referent, world.make_device());
  next.sequence = 0;
  next.previous = {};
  give(next);
  CHECK(states(world.referent.mandate.mandate) == Both{4, 4});
  CHECK(states(next.mandate.mandate) == Both{1, 1});
  CHECK(refusal(send(world.referent, sender)).rule == 3);
  auto line = device(next.device);
  CHECK(send(next, line).outcome == Outcome::ok);
  CHECK(at_post());
  restart(commune);
  CHECK(refusal(send(world.referent, sender)).rule == 3);
}

// ---- D: the conduct charter
TEST_CASE_METHOD(MandatePair, "R4 a new conduct charter stops alerts until the referent signs it") {
  auto charter = world.commune.charter;
  charter.sequence = 2;
  charter.previous = world.commune.charter_hash();
  charter.conduct_charter.bytes[0] ^= 1;
  auto text = charter.conduct_charter;
  auto document = world.sign_charter(charter, world.commune.office, world.post.office);
  for (auto* node : {&post, &commune}) node->import({wire::encode(document)});
  world.commune.charter = charter;
  auto reply = refusal(send(world.referent, sender));
  CHECK(reply.rule == 4);
  CHECK(reply.detail == "conduct_charter_unsigned");
  auto sign = [&](const Hash& what) {
    wire::ConductSignature value{world.referent.mandate.mandate, what, now};
    return hand_in(commune, sender,
                   world.sign_single(value, world.referent.device.signing, seal::Tag::conduct_signature));
  };
  CHECK(sign(world.referent.mandate.conduct_charter).outcome == Outcome::failed);  // not the one in force
  REQUIRE(sign(text).outcome == Outcome::ok);
  CHECK(send(world.referent, sender).outcome == Outcome::ok);
  CHECK(at_post());
  CHECK_FALSE(stopped(post, commander, world.referent.mandate.mandate));
  restart(commune);
  CHECK(send(world.referent, sender).outcome == Outcome::ok);
}

// ---- E: what is refused is seen
TEST_CASE_METHOD(MandatePair, "R21 a refused mandate with both signatures shows why, at both offices") {
  Referent made{world.make_device(), {}, {}, {}, 0, {}};
  made.mandate = world.draft_mandate(world.commune, made.device);
  made.mandate.until = now + hours(2);
  auto nominated = world.nominate(made.mandate, world.commune);
  REQUIRE(hand_in(commune, mayor, nominated).outcome == Outcome::ok);
  auto id = made.mandate.mandate;
  CHECK(states(id) == Both{0, 0});
  CHECK_FALSE(stopped(commune, mayor, id));
  set_line(false);
  REQUIRE(hand_in(post, commander, world.vet(nominated, world.post)).outcome == Outcome::ok);
  wire::NodeAct act{wire::NodeActKind::suspend,
                    world.commune.charter.commune,
                    world.commune.charter_hash(),
                    1,
                    ActReason::review,
                    now};
  REQUIRE(hand_in(commune, mayor,
                  world.sign_single(act, world.commune.mayor.device.signing, seal::Tag::node_suspend_mairie))
              .outcome == Outcome::ok);
  set_line(true);
  pass(minutes(1));
  CHECK(states(id) == Both{refused_state, refused_state});
  auto why = std::pair(1, static_cast<int>(Detail::node_suspended));
  CHECK(stopped(commune, mayor, id) == why);
  CHECK(stopped(post, commander, id) == why);
  restart(commune);
  CHECK(stopped(commune, mayor, id) == why);
  CHECK(commune.count(node::EventCode::mandate_refused) > 0);
}

// ---- names
TEST_CASE_METHOD(MandatePair,
                 "the name typed on a card is shown to the mairie's devices alone, after a renewal too") {
  auto name_shown = [&](TestNode& at, TestDevice& by, const MandateId& mandate) -> std::string {
    for (const auto& item : ask(at, by, Verb::mandates).items)
      if (item.code == 7 && MandateId::from(item.id) == mandate) return {item.data.begin(), item.data.end()};
    return {};
  };
  world.now = now;
  Referent made{world.make_device(), {}, {}, {}, 0, {}};
  made.mandate = world.draft_mandate(world.commune, made.device);
  auto card = world.make_device();
  auto asked = request(Verb::invite, {}, made.mandate.mandate.view());
  asked.data = ByteWriter()
                   .raw(card.signing.public_key)
                   .raw(card.transport.public_key)
                   .u64(to_ms(now + hours(72)))
                   .take();
  for (char c : std::string("Jeanne Petit")) asked.extra.push_back(static_cast<std::uint8_t>(c));
  REQUIRE(ask(commune, mayor, asked).outcome == Outcome::ok);
  give(made);
  pass(minutes(1));
  auto id = made.mandate.mandate;
  CHECK(states(id) == Both{1, 1});
  CHECK(name_shown(commune, mayor, id) == "Jeanne Petit");
  CHECK(name_shown(post, commander, id).empty());
  auto next = successor(made, copy(made.device));
  give(next);
  pass(minutes(1));
  CHECK(name_shown(commune, mayor, next.mandate.mandate) == "Jeanne Petit");
}

}  // namespace
