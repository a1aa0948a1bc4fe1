// The whole way of an alert through the real cores of two nodes.
#include <catch2/catch.hpp>

#include "protocol/seal/open/open_alert.h"
#include "tests/node/pair.h"

using namespace tocsin;
using namespace tocsin::tests;
using wire::Outcome;
using wire::Verb;

namespace {

AlertId id_of(const seal::SealedAlert& alert) {
  return wire::decode_header(ByteView(alert.envelope).first(limits::header_bytes))->alert;
}

struct Flow : Pair {
  TestDevice sender = device(world.referent.device);
  TestDevice officer = device(world.post.officer_a.device);
  TestDevice second = device(world.post.officer_b.device);
  TestDevice commander = device(world.post.commander.device);
  TestDevice mayor = device(world.commune.mayor.device);

  seal::SealedAlert sealed(bool urgent = true) {
    AlertWish wish;
    wish.urgency = urgent ? Urgency::in_progress : Urgency::ordinary;
    wish.called17 = urgent;
    wish.place.kind = wire::PlaceKind::point;  // somewhere else each time, far from R11
    wish.place.latitude_udeg = 47'100'000 + 10'000 * ++places_;
    wish.place.longitude_udeg = 6'140'000;
    return world.seal_alert(world.referent, world.commune, world.post, wish);
  }
  wire::Reply submit(const seal::SealedAlert& alert) {
    return ask(commune, sender, Verb::submit, alert.envelope);
  }
  AlertId send(bool urgent = true) {
    auto alert = sealed(urgent);
    auto reply = submit(alert);
    INFO(reply.detail << " R" << int(reply.rule));
    REQUIRE(reply.outcome == Outcome::ok);
    deliver();
    return id_of(alert);
  }
  wire::Reply open(TestDevice& by, const AlertId& alert, const seal::BoxKey& session) {
    return ask(post, by, Verb::open, Bytes(session.public_key.bytes.begin(), session.public_key.bytes.end()),
               alert.view(), static_cast<std::uint8_t>(OpenReason::assess));
  }
  wire::Reply act(TestDevice& by, Verb verb, const AlertId& alert, std::uint8_t code = 0) {
    return ask(post, by, verb, {}, alert.view(), code);
  }
  bool post_believes_its_clock() {
    auto status = ask(post, commander, Verb::status);
    REQUIRE(status.outcome == Outcome::ok);
    auto is = [](const Bytes& bytes, std::string_view text) {
      return std::equal(bytes.begin(), bytes.end(), text.begin(), text.end());
    };
    for (const auto& item : status.items)
      if (is(item.data, "clock_trusted")) return is(item.extra, "yes");
    return false;
  }
  int places_ = 0;
};

using S = AlertState;
using States = std::vector<AlertState>;

}  // namespace

TEST_CASE_METHOD(
    Flow, "an urgent alert is accepted, delivered, opened, taken and closed, and its sender can verify it") {
  auto alert = send();
  CHECK(states_of(alert) == States{S::accepted, S::delivered});
  auto session = seal::make_box_key(world.entropy);
  auto opened = open(officer, alert, session);
  INFO(opened.detail);
  REQUIRE(opened.outcome == Outcome::ok);
  auto plain = seal::open_sealed(session, opened.data);
  REQUIRE(plain);
  auto content = wire::decode_content(*plain);
  REQUIRE(content);
  CHECK(content->alert == alert);
  CHECK(act(officer, Verb::take, alert).outcome == Outcome::ok);
  CHECK(act(officer, Verb::close, alert, static_cast<std::uint8_t>(ClosingCode::patrol_sent)).outcome ==
        Outcome::ok);
  deliver();
  CHECK(states_of(alert) == States{S::accepted, S::delivered, S::opened, S::taken, S::closed});
}

TEST_CASE_METHOD(Flow, "an ordinary alert waits 60 s for its undo and no longer") {
  auto alert = send(false);
  pass(seconds(59), seconds(1));
  CHECK(states_of(alert) == States{S::accepted});
  pass(seconds(2), seconds(1));
  CHECK(states_of(alert) == States{S::accepted, S::delivered});
}

TEST_CASE_METHOD(Flow, "a withdrawal inside the hold ends the alert; later it is a mark") {
  auto withdraw = [&](const seal::SealedAlert& alert) {
    wire::Withdrawal value;
    value.alert = id_of(alert);
    value.mandate = world.referent.mandate.mandate;
    value.header_hash = alert.header_hash;
    value.at = now;
    auto document = world.sign_single(value, world.referent.device.signing, seal::Tag::withdrawal);
    auto reply = ask(commune, sender, Verb::withdraw, wire::encode(document));
    deliver();
    return reply;
  };
  auto early = sealed(false);
  REQUIRE(submit(early).outcome == Outcome::ok);
  auto reply = withdraw(early);
  REQUIRE(reply.outcome == Outcome::ok);
  CHECK(withdraw(early).data == reply.data);
  pass(seconds(120));
  CHECK(states_of(id_of(early)) == States{S::accepted, S::withdrawn});

  auto late = sealed(true);
  REQUIRE(submit(late).outcome == Outcome::ok);
  deliver();
  REQUIRE(withdraw(late).outcome == Outcome::ok);
  CHECK(states_of(id_of(late)) == States{S::accepted, S::delivered, S::withdrawal_noted});
}

TEST_CASE_METHOD(Flow, "the same bytes get the same receipt and are shown once; other bytes are evidence") {
  auto alert = sealed();
  auto first = submit(alert);
  REQUIRE(first.outcome == Outcome::ok);
  deliver();
  pass(hours(1), minutes(10));
  CHECK(submit(alert).data == first.data);
  deliver();
  CHECK(states_of(id_of(alert)) == States{S::accepted, S::delivered});

  auto header = *wire::decode_header(ByteView(alert.envelope).first(limits::header_bytes));
  header.sequence += 1;
  header.alert = id_of(alert);
  seal::AlertDraft other{header, {}};
  other.content.conducts = wire::bit(Conduct::slow_repeated_passes);
  auto resealed =
      seal::seal_alert(other, world.referent.device.signing, world.referent.device.tag_key,
                       world.post.epoch(day_of(world.now)).key.public_key, nullptr, world.entropy);
  auto refused = submit(resealed);
  CHECK(refused.outcome == Outcome::refused);
  auto receipt = seal::verify_receipt(refused.data, commune.identity.signing.public_key);
  REQUIRE(receipt);
  CHECK(receipt->refusal == static_cast<std::uint8_t>(wire::Refusal::equivocation));
  CHECK(commune.count(node::EventCode::equivocation) == 1);
}

TEST_CASE_METHOD(Flow, "no flipped bit of an envelope is accepted, and nothing is stored about it") {
  auto alert = sealed();
  auto before = commune.count(node::EventCode::alert_accepted);
  for (std::size_t bit = 0; bit < alert.envelope.size() * 8; bit += 37) {
    auto changed = alert;
    changed.envelope[bit / 8] ^= static_cast<std::uint8_t>(1u << (bit % 8));
    auto reply = submit(changed);
    REQUIRE(reply.outcome == Outcome::failed);
  }
  CHECK(commune.count(node::EventCode::alert_accepted) == before);
  CHECK(submit(alert).outcome == Outcome::ok);
}

TEST_CASE_METHOD(
    Flow, "R10 the sixth ordinary alert of a day is refused with its rule; an urgent one passes flagged") {
  for (int i = 0; i < 5; ++i) send(false);
  auto reply = submit(sealed(false));
  CHECK(reply.outcome == Outcome::refused);
  CHECK(reply.rule == 10);
  auto urgent = send(true);
  CHECK(states_of(urgent) == States{S::accepted, S::delivered});
}

TEST_CASE_METHOD(Flow, "R11 the third report on one target is held apart until two officers release it") {
  AlertWish wish;
  wish.vehicle = wire::Vehicle{VehicleType::van, std::nullopt, std::nullopt, "AB123CD"};
  AlertId last;
  for (int i = 0; i < 3; ++i) {
    auto alert = world.seal_alert(world.referent, world.commune, world.post, wish);
    REQUIRE(submit(alert).outcome == Outcome::ok);
    last = id_of(alert);
    pass(seconds(90));
  }
  CHECK(states_of(last) == States{S::accepted, S::delivered, S::held});
  auto session = seal::make_box_key(world.entropy);
  REQUIRE(open(officer, last, session).outcome == Outcome::ok);
  CHECK(act(officer, Verb::take, last).outcome == Outcome::refused);
  auto first = act(officer, Verb::release, last);
  CHECK(first.outcome == Outcome::ok);
  CHECK(first.data.empty());
  CHECK(act(officer, Verb::release, last).data.empty());  // the same officer twice is one officer
  auto released = act(second, Verb::release, last);
  CHECK(released.data.size() == wire::signed_receipt_bytes);
  deliver();
  CHECK(states_of(last).back() == S::released);
}

TEST_CASE_METHOD(Flow,
                 "R2 the mairie never gets content, an officer nominates nobody, a referent opens nothing") {
  auto alert = send();
  auto session = seal::make_box_key(world.entropy);
  Bytes key(session.public_key.bytes.begin(), session.public_key.bytes.end());
  auto by_mayor = ask(commune, mayor, Verb::open, key, alert.view(), 1);
  INFO(by_mayor.detail);
  CHECK(by_mayor.outcome == Outcome::refused);
  CHECK(by_mayor.rule == 2);
  auto by_sender = ask(commune, sender, Verb::inbox);
  CHECK(by_sender.outcome == Outcome::refused);
  auto at_post = ask(post, mayor, Verb::open, key, alert.view(), 1);
  CHECK(at_post.outcome == Outcome::failed);
  auto naming = request(Verb::register_person, {'A', 'n', 'n', 'e'}, world.referent.mandate.mandate.view());
  naming.extra = {'1', '7'};
  CHECK(ask(post, officer, naming).outcome == Outcome::refused);
}

TEST_CASE_METHOD(Flow, "R3 a revoked mandate sends nothing from the next message on, on the same open line") {
  send();
  wire::Act act_value;
  act_value.id = seal::time_ordered_id<CommandId>(now, world.entropy);
  act_value.kind = wire::ActKind::revoke;
  act_value.target = wire::ActTarget::mandate;
  act_value.subject = world.referent.mandate.mandate.bytes;
  act_value.commune = world.commune.charter.commune;
  act_value.reason = ActReason::misuse;
  act_value.at = now;
  auto document = world.sign_single(act_value, world.commune.mayor.device.signing, seal::Tag::act_mairie);
  auto published = ask(commune, mayor, Verb::publish, wire::encode(document));
  INFO(published.detail << " R" << int(published.rule));
  REQUIRE(published.outcome == Outcome::ok);
  auto reply = submit(sealed());
  CHECK(reply.outcome == Outcome::refused);
  CHECK(reply.rule == 3);
  CHECK_FALSE(ask(commune, sender, Verb::follow).items.empty());  // reading one's own states stays
}

TEST_CASE_METHOD(Flow, "R21 a mandate with the mayor's signature alone gives nothing") {
  auto stranger = world.make_device();
  auto draft = world.draft_mandate(world.commune, stranger);
  auto nominated = world.nominate(draft, world.commune);
  auto reply = ask(commune, mayor, Verb::publish, wire::encode(nominated));
  INFO(reply.detail << " R" << int(reply.rule));
  REQUIRE(reply.outcome == Outcome::ok);
  deliver();
  auto line = device(stranger);
  CHECK(ask(commune, line, Verb::follow).outcome == Outcome::failed);
  for (const auto& item : ask(commune, mayor, Verb::mandates).items)
    if (item.id == draft.mandate.bytes) CHECK(item.number == 0);

  auto vetted = world.vet(nominated, world.post);
  auto at_post = ask(post, commander, Verb::publish, wire::encode(vetted));
  INFO(at_post.detail << " R" << int(at_post.rule));
  REQUIRE(at_post.outcome == Outcome::ok);
  deliver();
  CHECK(ask(commune, line, Verb::follow).outcome == Outcome::ok);
}

TEST_CASE_METHOD(Flow,
                 "R23 any signatory stops the node; accepted alerts still arrive; only all three resume it") {
  auto before = sealed();
  set_line(false);
  REQUIRE(submit(before).outcome == Outcome::ok);
  pass(seconds(1));  // a suspension acts from its own instant on
  wire::NodeAct stop;
  stop.kind = wire::NodeActKind::suspend;
  stop.commune = world.commune.charter.commune;
  stop.charter = world.commune.charter_hash();
  stop.sequence = 1;
  stop.reason = ActReason::technical;
  stop.at = now;
  auto document = world.sign_single(stop, world.commune.mayor.device.signing, seal::Tag::node_suspend_mairie);
  REQUIRE(ask(commune, mayor, Verb::publish, wire::encode(document)).outcome == Outcome::ok);
  auto reply = submit(sealed());
  CHECK(reply.outcome == Outcome::refused);
  CHECK(reply.rule == 1);
  set_line(true);
  deliver();
  CHECK(states_of(id_of(before)) == States{S::accepted, S::delivered});

  auto resume = stop;
  resume.kind = wire::NodeActKind::resume;
  auto draft = seal::draft(resume);
  seal::add_signature(draft, world.commune.mayor.device.signing, seal::Tag::node_resume_mairie);
  auto alone = ask(commune, mayor, Verb::publish, wire::encode(draft));
  CHECK(alone.outcome == Outcome::refused);
  CHECK(alone.rule == 23);
  seal::add_signature(draft, world.post.commander.device.signing, seal::Tag::node_resume_post);
  seal::add_signature(draft, world.root_keys[0], seal::Tag::node_resume_root);
  seal::add_signature(draft, world.root_keys[1], seal::Tag::node_resume_root);
  REQUIRE(ask(commune, mayor, Verb::publish, wire::encode(draft)).outcome == Outcome::ok);
  CHECK(submit(sealed()).outcome == Outcome::ok);
}

TEST_CASE_METHOD(Flow, "an alert taken in while the line is cut arrives when it is back, once") {
  set_line(false);
  auto alert = sealed();
  REQUIRE(submit(alert).outcome == Outcome::ok);
  pass(hours(1), minutes(5));
  CHECK(states_of(id_of(alert)) == States{S::accepted});
  set_line(true);
  pass(seconds(30));
  CHECK(states_of(id_of(alert)) == States{S::accepted, S::delivered});
}

TEST_CASE_METHOD(Flow, "an alert that no post received in 72 h is signed as expired, and arrives no more") {
  set_line(false);
  auto alert = sealed();
  REQUIRE(submit(alert).outcome == Outcome::ok);
  pass(hours(73), hours(1));
  CHECK(states_of(id_of(alert)) == States{S::accepted, S::expired});
  set_line(true);
  pass(minutes(10), minutes(1));
  CHECK(states_of(id_of(alert)).back() != S::delivered);
}

TEST_CASE_METHOD(Flow,
                 "a commit that fails answers nothing; the device's repetition finishes the work once") {
  auto alert = sealed();
  for (auto crash : {store::MemoryStore::Crash::before, store::MemoryStore::Crash::after}) {
    sender.challenge.reset();
    auto frame = frame_for(commune, sender, request(Verb::submit, alert.envelope));
    commune.store.fail_next_commit(crash);
    CHECK(ask_frame(commune, sender, frame).detail == "no reply");
    restart(commune);
  }
  REQUIRE(submit(alert).outcome == Outcome::ok);
  deliver();
  pass(seconds(30));
  CHECK(states_of(id_of(alert)) == States{S::accepted, S::delivered});
}

TEST_CASE_METHOD(Flow, "each node restarted after each step loses nothing and doubles nothing") {
  auto alert = sealed(false);
  REQUIRE(submit(alert).outcome == Outcome::ok);
  restart(commune);
  pass(seconds(61), seconds(1));
  restart(post);
  restart(commune);
  auto session = seal::make_box_key(world.entropy);
  officer.challenge.reset();
  REQUIRE(open(officer, id_of(alert), session).outcome == Outcome::ok);
  restart(post);
  officer.challenge.reset();
  REQUIRE(act(officer, Verb::take, id_of(alert)).outcome == Outcome::ok);
  restart(post);
  restart(commune);
  officer.challenge.reset();
  REQUIRE(act(officer, Verb::close, id_of(alert), 1).outcome == Outcome::ok);
  restart(commune);
  pass(seconds(60));
  CHECK(states_of(id_of(alert)) == States{S::accepted, S::delivered, S::opened, S::taken, S::closed});
}

TEST_CASE_METHOD(Flow, "a command asked twice is answered once; another under its id is refused") {
  auto alert = send();
  auto session = seal::make_box_key(world.entropy);
  REQUIRE(open(officer, alert, session).outcome == Outcome::ok);
  auto take = request(Verb::take, {}, alert.view());
  auto first = ask(post, officer, take);
  REQUIRE(first.outcome == Outcome::ok);
  CHECK(ask(post, officer, take).data == first.data);
  auto other = take;
  other.verb = Verb::reopen;
  auto refused = ask(post, officer, other);
  CHECK(refused.outcome == Outcome::failed);
  CHECK(refused.errc == static_cast<std::uint8_t>(Errc::conflict));
}

TEST_CASE_METHOD(Flow, "a request replayed byte for byte, or on another device's line, does nothing") {
  auto frame = frame_for(commune, sender, request(Verb::follow));
  CHECK(ask_frame(commune, sender, frame).outcome == Outcome::ok);
  auto again = ask_frame(commune, sender, frame);
  CHECK(again.outcome == Outcome::failed);
  CHECK(again.errc == static_cast<std::uint8_t>(Errc::conflict));
  auto other_line = frame_for(commune, sender, request(Verb::follow));
  auto thief = device(world.referent.device.signing, "device:00000000000000000000000000000000");
  CHECK(ask_frame(commune, thief, other_line).errc == static_cast<std::uint8_t>(Errc::not_allowed));
}

TEST_CASE_METHOD(Flow, "R26 what is erased cannot be opened, and its key is gone") {
  auto alert = send();
  auto session = seal::make_box_key(world.entropy);
  pass(days(29), hours(12));
  CHECK(open(officer, alert, session).outcome == Outcome::ok);  // opening is reading: it keeps nothing longer
  pass(days(2), hours(6));
  CHECK(open(officer, alert, session).outcome == Outcome::failed);
  CHECK(states_of(alert).empty());
  CHECK(post.count(node::EventCode::keys_destroyed) > 0);
  CHECK(post.keyring.find({txn::KeyUse::erasure_day, day_of(world.now) + 30}) == nullptr);
}

TEST_CASE_METHOD(Flow, "R26 a quiet node that has run for weeks without hearing of the other still erases") {
  auto alert = send();
  set_line(false);
  pass(days(40), hours(12));
  CHECK(states_of(alert).empty());
  CHECK(commune.count(node::EventCode::erasure_waits_for_clock) == 0);
}

TEST_CASE_METHOD(Flow, "R26 what lay in an outbox for two days speaks against no clock that was watched") {
  set_line(false);
  auto alert = send();
  pass(days(2), hours(1));
  set_line(true);
  pass(minutes(5));
  CHECK(states_of(alert).back() == AlertState::delivered);
  CHECK(post_believes_its_clock());
}

TEST_CASE_METHOD(Flow,
                 "R26 a clock that moved two days while no process watched is not believed against a peer") {
  set_line(false);
  send();
  pass(minutes(1));
  // What the commune sends, it has signed by the true day; the post's clock is two days further.
  commune.run(
      {node::LinkChange{{world.post.record.mailboxes[0].address, world.post.node.curve.public_key}, true}},
      now);
  REQUIRE_FALSE(commune.sends.empty());
  auto user = "node:" + to_hex(seal::key_id(commune.identity.signing.public_key).view());
  std::vector<node::Input> parcels;
  for (auto& each : commune.sends) parcels.emplace_back(node::MailboxMessage{1, user, std::move(each.frame)});
  commune.sends.clear();
  now += days(2);
  restart(post);
  post.run(std::move(parcels), now);
  pass(minutes(1));
  CHECK_FALSE(post_believes_its_clock());
}

TEST_CASE_METHOD(Flow, "a clock that jumps a year and is corrected expires nothing, and holds nothing back") {
  set_line(false);
  auto urgent = send();
  auto held = send(false);
  const auto right = now;
  now += days(365);
  commune.run({node::Tick{false, false}}, now);
  commune.run({node::Tick{false, false}}, now);
  now = right;
  pass(minutes(3));
  set_line(true);
  pass(minutes(1));
  for (const auto& alert : {urgent, held})
    CHECK(states_of(alert) == std::vector{AlertState::accepted, AlertState::delivered});
}

TEST_CASE_METHOD(Flow, "what was held by a clock two hours ahead goes on when the clock steps back") {
  const auto right = now;
  now += hours(2);
  auto held = send(false);
  now = right;
  pass(minutes(3));
  CHECK(states_of(held).back() == AlertState::delivered);
}
