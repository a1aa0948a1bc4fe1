// What goes down to referents, through the real cores of two nodes.
#include "protocol/seal/notices.h"

#include <algorithm>
#include <catch2/catch.hpp>

#include "node/core/outbox.h"
#include "node/core/roster.h"
#include "node/core/tables.h"
#include "policy/notice.h"
#include "protocol/wire/desk.h"
#include "tests/node/pair.h"

using namespace tocsin;
using namespace tocsin::tests;
using policy::NoticeState;
using wire::Outcome;
using wire::Verb;

namespace {

struct Notices : Pair {
  explicit Notices(const WorldWish& wish = {}) : Pair(1, wish) {}
  TestDevice referent = device(world.referent.device);
  TestDevice officer = device(world.post.officer_a.device);
  TestDevice second = device(world.post.officer_b.device);
  TestDevice mayor = device(world.commune.mayor.device);

  wire::Notice notice(NoticeKind kind = NoticeKind::scam_in_progress) {
    wire::Notice value;
    value.id.bytes.fill(static_cast<std::uint8_t>(++made_));
    value.commune = world.commune.charter.commune;
    if (!of_mairie(kind)) value.post = world.post.record.post;
    value.kind = kind;
    value.exercise = world.commune.charter.exercise;
    if (kind == NoticeKind::meeting) value.venue = Venue::town_hall;
    if (kind == NoticeKind::risk) value.risk = RiskKind::flood;
    if (kind == NoticeKind::witness_call) value.category = Category::intrusion;
    if (kind == NoticeKind::prevention) value.advice = wire::bit(NoticeAdvice::lock_up);
    value.sectors = {world.referent.mandate.sectors.front()};
    if (kind != NoticeKind::prevention) {
      value.facts_from = now - hours(2);
      value.facts_until = now;
    }
    value.written = now;
    value.until = now + hours(6);
    return value;
  }
  template <class Document>
  wire::SignedDocument signed_with(const Document& value, seal::Tag tag,
                                   std::initializer_list<const seal::SigningKey*> keys) {
    auto document = seal::draft(value);
    for (const auto* key : keys) seal::add_signature(document, *key, tag);
    return document;
  }
  const seal::SigningKey& key_a() const { return world.post.officer_a.device.signing; }
  const seal::SigningKey& key_b() const { return world.post.officer_b.device.signing; }

  wire::Reply publish(TestNode& at, TestDevice& by, const wire::SignedDocument& document) {
    return ask(at, by, Verb::publish, wire::encode(document));
  }
  // Signed by two officers, one after the other, as their devices do.
  wire::Reply give_out(const wire::Notice& value) {
    auto one = publish(post, officer, signed_with(value, seal::Tag::notice_post, {&key_a()}));
    if (one.outcome != Outcome::ok) return one;
    auto both = publish(post, second, signed_with(value, seal::Tag::notice_post, {&key_b()}));
    deliver();
    return both;
  }
  wire::Reply cancel(const wire::Notice& value, TestDevice& by, const seal::SigningKey& key) {
    return publish(
        post, by,
        signed_with(wire::NoticeCancel{value.id, value.commune, value.post, CancelReason::mistake, now},
                    seal::Tag::notice_cancel, {&key}));
  }
  // State of the notice in what the referent is given; nullopt: it is not there.
  std::optional<NoticeState> read(const wire::Notice& value) { return seen_by(commune, referent, value); }
  std::optional<NoticeState> seen_by(TestNode& at, TestDevice& by, const wire::Notice& value) {
    auto reply = ask(at, by, Verb::notices);
    INFO(reply.detail);
    REQUIRE(reply.outcome == Outcome::ok);
    for (const auto& item : reply.items)
      if (item.id == value.id.bytes && item.code == static_cast<std::uint8_t>(wire::DocumentType::notice))
        return static_cast<NoticeState>(item.number);
    return std::nullopt;
  }
  wire::NoticeShown how_far(TestNode& at, TestDevice& by, const wire::Notice& value) {
    for (const auto& item : ask(at, by, Verb::notices).items)
      if (item.id == value.id.bytes && item.code == 0) return *wire::decode_notice_shown(item.data);
    return {};
  }
  wire::Reply show(const wire::Notice& value, const Hash& document) {
    return show(value, document, world.referent, referent);
  }
  wire::Reply show(const wire::Notice& value, const Hash& document, const Referent& by, TestDevice& line) {
    auto receipt = signed_with(wire::NoticeDisplay{value.id, document, by.mandate.mandate, now},
                               seal::Tag::notice_display, {&by.device.signing});
    auto reply = ask(commune, line, Verb::notices, wire::encode(receipt));
    deliver();
    return reply;
  }
  Referent accepted_now() {
    world.now = now;
    auto made = world.make_referent(world.commune, world.post);
    REQUIRE(publish(commune, mayor, made.document).outcome == Outcome::ok);
    deliver();
    return made;
  }
  void revoke(const Referent& whom) {
    wire::Act act;
    act.id = seal::time_ordered_id<CommandId>(now, world.entropy);
    act.kind = wire::ActKind::revoke;
    act.target = wire::ActTarget::mandate;
    act.subject = whom.mandate.mandate.bytes;
    act.commune = whom.mandate.commune;
    act.reason = ActReason::by_request;
    act.at = now;
    auto document = world.sign_single(act, world.commune.mayor.device.signing, seal::Tag::act_mairie);
    REQUIRE(publish(commune, mayor, document).outcome == Outcome::ok);
    deliver();
  }
  wire::Reply report_missing(SectorId sector) {
    AlertWish wish;
    wish.category = Category::missing_person;
    wish.conducts = std::uint64_t{1} << static_cast<unsigned>(Conduct::matches_notice);
    wish.sector = sector;
    wish.urgency = Urgency::in_progress;
    wish.called17 = true;
    auto alert = world.seal_alert(world.referent, world.commune, world.post, wish);
    auto reply = ask(commune, referent, Verb::submit, alert.envelope);
    last_alert = wire::decode_header(ByteView(alert.envelope).first(limits::header_bytes))->alert;
    deliver();
    return reply;
  }
  AlertId last_alert;
  int made_ = 0x20;
};

struct RealNotices : Notices {
  RealNotices() : Notices({.exercise = false, .hours = {}}) {}
  TestDevice commander = device(world.post.commander.device);

  wire::Notice exercise(NoticeKind kind = NoticeKind::scam_in_progress) {
    auto value = notice(kind);
    value.exercise = true;
    return value;
  }
  void open_window(Duration length) {
    wire::ExerciseWindow window{seal::time_ordered_id<CommandId>(now, world.entropy),
                                world.post.record.post,
                                world.commune.charter.commune,
                                now,
                                now + length,
                                now};
    auto document =
        world.sign_single(window, world.post.commander.device.signing, seal::Tag::exercise_window);
    REQUIRE(publish(post, commander, document).outcome == Outcome::ok);
    deliver();
  }
};

NoticeState state_in(const wire::Reply& reply) {
  INFO(reply.detail << " R" << int(reply.rule));
  REQUIRE(reply.outcome == Outcome::ok);
  REQUIRE(reply.data.size() == 1);
  return static_cast<NoticeState>(reply.data.front());
}
std::uint8_t rule(policy::Rule rule) {
  return static_cast<std::uint8_t>(rule);
}

}  // namespace

TEST_CASE_METHOD(Notices, "R17 a notice goes down when the second officer has signed, not before") {
  auto value = notice();
  auto one = publish(post, officer, signed_with(value, seal::Tag::notice_post, {&key_a()}));
  CHECK(state_in(one) == NoticeState::waits);
  deliver();
  CHECK(seen_by(post, second, value) == NoticeState::waits);
  CHECK_FALSE(read(value));
  // The same officer again changes nothing.
  CHECK(state_in(publish(post, officer, signed_with(value, seal::Tag::notice_post, {&key_a()}))) ==
        NoticeState::waits);
  auto both = publish(post, second, signed_with(value, seal::Tag::notice_post, {&key_b()}));
  CHECK(state_in(both) == NoticeState::open);
  deliver();
  CHECK(read(value) == NoticeState::open);
  CHECK(how_far(post, officer, value).addressed == 1);
  pass(hours(6), minutes(10));
  CHECK_FALSE(read(value));
}
TEST_CASE_METHOD(Notices, "R17 the commune's node takes no notice with one signature, whoever brings it") {
  auto value = notice();
  auto document = signed_with(value, seal::Tag::notice_post, {&key_a()});
  auto reply = publish(commune, mayor, document);
  CHECK(reply.outcome == Outcome::refused);
  CHECK(reply.rule == rule(policy::Rule::R17));
  CHECK_FALSE(read(value));
}
TEST_CASE_METHOD(
    Notices,
    "R16 a mayor's key under a post's notice is worth nothing, nor an officer's under the mairie's") {
  auto value = notice();
  auto forged = signed_with(value, seal::Tag::notice_post, {&key_a(), &world.commune.mayor.device.signing});
  CHECK(publish(commune, mayor, forged).rule == rule(policy::Rule::R16));
  auto meeting = notice(NoticeKind::meeting);
  CHECK(publish(commune, mayor, signed_with(meeting, seal::Tag::notice_mairie, {&key_a()})).rule ==
        rule(policy::Rule::R16));
  CHECK(state_in(publish(commune, mayor,
                         signed_with(meeting, seal::Tag::notice_mairie,
                                     {&world.commune.mayor.device.signing}))) == NoticeState::open);
  CHECK(read(meeting) == NoticeState::open);
}
TEST_CASE_METHOD(Notices, "R16 an officer of another post, whom both nodes know, signs nothing here") {
  auto other = world.make_post("P25-099", "Brigade de Vuillafans");
  for (auto* node : {&commune, &post})
    node->import({wire::encode(other.document), wire::encode(other.officer_a.document)});
  auto value = notice();
  auto mixed = signed_with(value, seal::Tag::notice_post, {&key_a(), &other.officer_a.device.signing});
  CHECK(publish(post, officer, mixed).rule == rule(policy::Rule::R16));
  CHECK(publish(commune, mayor, mixed).rule == rule(policy::Rule::R16));
  CHECK_FALSE(read(value));
}
TEST_CASE_METHOD(
    Notices, "R25 in an election period the mairie announces a risk and no meeting, and the post goes on") {
  world.rules.elections = {{now - hours(1), now + hours(48)}};
  world.rules.previous = seal::document_hash(world.rules_document);
  ++world.rules.sequence;
  auto rules = world.sign_rules(world.rules);
  REQUIRE(publish(commune, mayor, rules).outcome == Outcome::ok);
  REQUIRE(publish(post, officer, rules).outcome == Outcome::ok);
  auto announce = [&](NoticeKind kind) {
    return publish(
        commune, mayor,
        signed_with(notice(kind), seal::Tag::notice_mairie, {&world.commune.mayor.device.signing}));
  };
  CHECK(announce(NoticeKind::meeting).rule == rule(policy::Rule::R25));
  CHECK(state_in(announce(NoticeKind::risk)) == NoticeState::open);
  CHECK(state_in(give_out(notice())) == NoticeState::open);
  pass(hours(48), hours(1));
  CHECK(state_in(announce(NoticeKind::meeting)) == NoticeState::open);
}
TEST_CASE_METHOD(Notices,
                 "R17 the third notice in a week is refused at the post, a risk and another week are not") {
  CHECK(state_in(give_out(notice())) == NoticeState::open);
  CHECK(state_in(give_out(notice(NoticeKind::prevention))) == NoticeState::open);
  CHECK(give_out(notice()).rule == rule(policy::Rule::R17));
  auto risk = notice(NoticeKind::risk);
  CHECK(state_in(publish(commune, mayor,
                         signed_with(risk, seal::Tag::notice_mairie,
                                     {&world.commune.mayor.device.signing}))) == NoticeState::open);
  pass(hours(7 * 24), hours(1));
  CHECK(state_in(give_out(notice())) == NoticeState::open);
}
TEST_CASE_METHOD(Notices, "R18 one officer's cancel reaches the referent, and its display is counted") {
  auto value = notice();
  REQUIRE(state_in(give_out(value)) == NoticeState::open);
  CHECK(show(value, seal::hash256(wire::encode(value))).outcome == Outcome::ok);
  CHECK(show(value, seal::hash256(wire::encode(value))).outcome == Outcome::ok);  // again: counted once
  CHECK(how_far(post, officer, value).shown == 1);
  auto taken_back = wire::NoticeCancel{value.id, value.commune, value.post, CancelReason::mistake, now};
  CHECK(state_in(cancel(value, second, key_b())) == NoticeState::cancelled);
  deliver();
  CHECK(read(value) == NoticeState::cancelled);
  CHECK(show(value, seal::hash256(wire::encode(taken_back))).outcome == Outcome::ok);
  CHECK(how_far(post, officer, value).cancel_shown == 1);
  CHECK(show(value, seal::hash256(value.id.view())).outcome == Outcome::failed);
}
TEST_CASE_METHOD(Notices, "R18 a cancel overtakes everything that waits for a line, its own notice too") {
  auto value = notice();
  set_line(false);
  REQUIRE(state_in(give_out(value)) == NoticeState::open);
  CHECK(state_in(cancel(value, officer, key_a())) == NoticeState::cancelled);
  set_line(true);
  deliver();
  CHECK(read(value) == NoticeState::cancelled);  // never open there, not for a moment
  CHECK(how_far(post, officer, value).shown == 0);
}
TEST_CASE_METHOD(Notices,
                 "R18 a cancel is the first of ten thousand parcels that wait, of its own lane too") {
  auto value = notice();
  REQUIRE(state_in(give_out(value)) == NoticeState::open);
  set_line(false);
  std::uint64_t last = 0;
  {
    auto transaction = post.store.begin();
    node::Effects effects;
    node::Turn turn{**transaction, post.identity, post.keyring, now, world.entropy, effects};
    const auto to = *node::peer_of_commune(turn, value.commune);
    const auto document = wire::encode(world.commune.document);
    for (int i = 0; i < 10'000; ++i)
      node::queue_parcel(turn, to, i % 2 == 0 ? relay::Lane::control : relay::Lane::rest,
                         wire::ParcelKind::document, document);
    node::scan_prefix(turn.txn, node::table::outbox, to.id.view(), [&](ByteView key, ByteView) {
      last = ByteReader(key.last(8)).sorted64();
      return true;
    });
    REQUIRE((*transaction)->commit());
  }
  REQUIRE(state_in(cancel(value, officer, key_a())) == NoticeState::cancelled);
  post.sends.clear();
  auto transaction = post.store.begin();
  std::vector<node::Input> up;
  for (const auto& line : post.core->lines(**transaction)) up.emplace_back(node::LinkChange{line, true});
  transaction->reset();
  REQUIRE(post.run(std::move(up), now));
  std::vector<std::uint64_t> order;
  for (const auto& send : post.sends) {
    auto message = relay::decode(send.frame);
    if (const auto* put = message ? std::get_if<relay::Put>(&*message) : nullptr)
      order.push_back(put->reference);
  }
  const auto first_of_old =
      std::find_if(order.begin(), order.end(), [&](auto number) { return number <= last; });
  REQUIRE(first_of_old != order.end());
  CHECK(std::find(order.begin(), first_of_old, last + 1) != first_of_old);
}
TEST_CASE_METHOD(Notices, "R18 the mairie cancels nothing of the post's") {
  auto value = notice();
  REQUIRE(state_in(give_out(value)) == NoticeState::open);
  auto by_mayor =
      signed_with(wire::NoticeCancel{value.id, value.commune, value.post, CancelReason::mistake, now},
                  seal::Tag::notice_cancel, {&world.commune.mayor.device.signing});
  CHECK(publish(commune, mayor, by_mayor).rule == rule(policy::Rule::R18));
  // In the mairie's own name it is about no notice of the mairie's.
  auto own_name = signed_with(wire::NoticeCancel{value.id, value.commune, {}, CancelReason::mistake, now},
                              seal::Tag::notice_cancel, {&world.commune.mayor.device.signing});
  CHECK(publish(commune, mayor, own_name).rule == rule(policy::Rule::R18));
  CHECK(read(value) == NoticeState::open);
}
TEST_CASE_METHOD(
    Notices, "R6 a missing person is reported while the notice is open, in its sectors, and then no more") {
  auto sector = world.referent.mandate.sectors.front();
  CHECK(report_missing(sector).rule == rule(policy::Rule::R6));
  auto value = notice(NoticeKind::missing_person);
  REQUIRE(state_in(give_out(value)) == NoticeState::open);
  auto accepted = report_missing(sector);
  INFO(accepted.detail << " R" << int(accepted.rule));
  CHECK(accepted.outcome == Outcome::ok);
  CHECK(states_of(last_alert) == std::vector{AlertState::accepted, AlertState::delivered});
  CHECK(state_in(cancel(value, officer, key_a())) == NoticeState::cancelled);
  deliver();
  CHECK(report_missing(sector).rule == rule(policy::Rule::R6));
}
TEST_CASE_METHOD(Notices, "R6 an alert accepted while the notice was open is delivered after its end") {
  auto value = notice(NoticeKind::missing_person);
  REQUIRE(state_in(give_out(value)) == NoticeState::open);
  set_line(false);
  CHECK(report_missing(world.referent.mandate.sectors.front()).outcome == Outcome::ok);
  pass(seconds(1));
  CHECK(state_in(cancel(value, officer, key_a())) == NoticeState::cancelled);
  pass(hours(7), minutes(10));
  set_line(true);
  pass(minutes(1));
  CHECK(states_of(last_alert) == std::vector{AlertState::accepted, AlertState::delivered});
}
TEST_CASE_METHOD(Notices,
                 "R6 R27 a notice of another sort, or an exercise's for a real alert, opens nothing") {
  auto sector = world.referent.mandate.sectors.front();
  REQUIRE(state_in(give_out(notice(NoticeKind::witness_call))) == NoticeState::open);
  CHECK(report_missing(sector).rule == rule(policy::Rule::R6));
}
TEST_CASE_METHOD(Notices, "what was kept of a notice is gone a week after its end") {
  auto value = notice();
  REQUIRE(state_in(give_out(value)) == NoticeState::open);
  pass(hours(6 + 7 * 24) - minutes(30), minutes(30));
  CHECK(seen_by(post, officer, value) == NoticeState::over);
  pass(hours(1), minutes(10));
  CHECK_FALSE(seen_by(post, officer, value));
  CHECK_FALSE(seen_by(commune, mayor, value));
}
TEST_CASE_METHOD(Notices, "a referent of another sector is not given the notice") {
  auto phone = world.make_device();
  auto mandate = world.draft_mandate(world.commune, phone);
  mandate.sectors = {2};
  REQUIRE(publish(commune, mayor, world.vet(world.nominate(mandate, world.commune), world.post)).outcome ==
          Outcome::ok);
  auto elsewhere = device(phone);
  auto here = notice(), there = notice();
  there.sectors = {2};
  REQUIRE(state_in(give_out(here)) == NoticeState::open);
  REQUIRE(state_in(give_out(there)) == NoticeState::open);
  CHECK(seen_by(commune, elsewhere, there) == NoticeState::open);
  CHECK_FALSE(seen_by(commune, elsewhere, here));
  CHECK(how_far(post, officer, here).addressed == 1);
  CHECK(how_far(post, officer, there).addressed == 2);  // the first referent is of every sector
}
TEST_CASE_METHOD(
    RealNotices,
    "R27 a real commune gives out an exercise's notice in the post's window only, marked as one") {
  CHECK(give_out(exercise()).rule == rule(policy::Rule::R27));
  open_window(hours(1));
  auto value = exercise();
  REQUIRE(state_in(give_out(value)) == NoticeState::open);
  for (const auto& item : ask(commune, referent, Verb::notices).items)
    if (item.id == value.id.bytes && item.code == static_cast<std::uint8_t>(wire::DocumentType::notice))
      CHECK(wire::decode<wire::Notice>(wire::decode_document(item.data)->bytes)->exercise);
  CHECK(read(value) == NoticeState::open);
  pass(hours(1), minutes(10));
  CHECK(give_out(exercise()).rule == rule(policy::Rule::R27));
  CHECK(state_in(give_out(notice())) == NoticeState::open);  // what is real waits for no window
}
TEST_CASE_METHOD(RealNotices,
                 "R27 an exercise's notice is signed twice, and arrives, before the window closes") {
  open_window(hours(1));
  auto half = exercise(), late = exercise(NoticeKind::prevention);
  CHECK(state_in(publish(post, officer, signed_with(half, seal::Tag::notice_post, {&key_a()}))) ==
        NoticeState::waits);
  set_line(false);
  CHECK(state_in(give_out(late)) == NoticeState::open);
  pass(hours(1), minutes(10));
  CHECK(publish(post, second, signed_with(half, seal::Tag::notice_post, {&key_b()})).rule ==
        rule(policy::Rule::R27));
  set_line(true);
  pass(minutes(1));
  CHECK_FALSE(read(late));
  CHECK(how_far(post, officer, late).rule == rule(policy::Rule::R27));  // the post is told
}
TEST_CASE_METHOD(Notices, "R17 a notice is for those who can read it now, and for those who have") {
  auto value = notice();
  auto bytes = seal::hash256(wire::encode(value));
  REQUIRE(state_in(give_out(value)) == NoticeState::open);
  CHECK(how_far(post, officer, value).addressed == 1);
  auto later = accepted_now(), silent = accepted_now();
  CHECK(how_far(commune, mayor, value).addressed == 3);
  auto phone = device(later.device);
  REQUIRE(show(value, bytes, later, phone).outcome == Outcome::ok);
  CHECK(how_far(post, officer, value).addressed == 3);
  CHECK(how_far(post, officer, value).shown == 1);
  revoke(silent);  // who never showed it is no longer one of them; who did stays one
  revoke(later);
  CHECK(how_far(commune, mayor, value).addressed == 2);
  REQUIRE(show(value, bytes).outcome == Outcome::ok);
  CHECK(how_far(post, officer, value).addressed == 2);
  CHECK(how_far(post, officer, value).shown == 2);
  pass(hours(7), minutes(30));
  accepted_now();
  CHECK(how_far(commune, mayor, value).addressed == 2);  // it was over before
}
