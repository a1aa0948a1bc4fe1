// An alert passes to the supervising post (R29, R30, R34), by the commune's node, between three real cores.
#include <algorithm>
#include <catch2/catch.hpp>

#include "node/core/tables.h"
#include "policy/rollover.h"
#include "protocol/bytes.h"
#include "protocol/seal/desk.h"
#include "protocol/wire/desk.h"
#include "tests/node/pair.h"

namespace tocsin::tests {
namespace {

using S = AlertState;
using States = std::vector<AlertState>;
using wire::Outcome;
using wire::Verb;

// Open on weekdays from 8 to 18, Paris time; the test begins on a Monday at 13:00 there.
WorldWish supervised(bool presence = false) {
  WorldWish wish;
  wish.supervised = true;
  wish.presence = presence;
  for (std::uint8_t weekday = 1; weekday <= 5; ++weekday) wish.hours.push_back({weekday, 8 * 60, 18 * 60});
  return wish;
}

struct Listed {
  policy::RollOver cause = policy::RollOver::none;
  PostId other;
  S there = S::accepted;
  bool there_leads = false;
};

struct Trio : Pair {
  explicit Trio(bool presence = false) : Pair(11, supervised(presence)) {}
  TestDevice sender = device(world.referent.device);
  TestDevice officer = device(world.post.officer_a.device);
  TestDevice other = device(world.above->officer_a.device);
  Hash header_hash;

  AlertId submit(bool urgent = false) {
    AlertWish wish;
    wish.urgency = urgent ? Urgency::in_progress : Urgency::ordinary;
    wish.called17 = urgent;
    wish.place.kind = wire::PlaceKind::point;
    if (!same_place_) ++places_;
    wish.place.latitude_udeg = 47'100'000 + 10'000 * places_;
    wish.place.longitude_udeg = 6'140'000;
    auto alert = world.seal_alert(world.referent, world.commune, world.post, wish);
    header_hash = alert.header_hash;
    auto reply = ask(commune, sender, Verb::submit, alert.envelope);
    INFO(reply.detail << " R" << int(reply.rule));
    REQUIRE(reply.outcome == Outcome::ok);
    return wire::decode_header(ByteView(alert.envelope).first(limits::header_bytes))->alert;
  }
  AlertId send(bool urgent = false) {
    auto alert = submit(urgent);
    pass(minutes(2), seconds(5));
    return alert;
  }
  wire::Reply act(TestNode& at, TestDevice& by, Verb verb, const AlertId& alert, std::uint8_t code = 0) {
    Bytes data;
    if (verb == Verb::open) {
      auto session = seal::make_box_key(world.entropy).public_key;
      data.assign(session.bytes.begin(), session.bytes.end());
      code = static_cast<std::uint8_t>(OpenReason::assess);
    }
    auto reply = ask(at, by, verb, std::move(data), alert.view(), code);
    deliver();
    return reply;
  }
  void take(TestNode& at, TestDevice& by, const AlertId& alert) {
    REQUIRE(act(at, by, Verb::open, alert).outcome == Outcome::ok);
    REQUIRE(act(at, by, Verb::take, alert).outcome == Outcome::ok);
  }
  std::optional<Listed> listed(TestNode& at, TestDevice& by, const AlertId& alert) {
    auto reply = ask(at, by, Verb::inbox, {}, {}, 1);
    for (const auto& item : reply.items) {
      if (AlertId::from(item.id) != alert) continue;
      Listed found;
      ByteReader read(ByteView(item.data).subspan(limits::header_bytes));
      if (read.left() == 0) return found;
      (void)read.id<CommandId>();
      found.cause = static_cast<policy::RollOver>(read.u8());
      found.other = read.id<PostId>();
      found.there = static_cast<S>(read.u8());
      found.there_leads = read.boolean();
      REQUIRE(read.finished());
      return found;
    }
    return std::nullopt;
  }
  wire::Reply forward(const AlertId& alert, const PostId& to) {
    wire::Forward forward;
    forward.alert = alert;
    forward.mandate = world.referent.mandate.mandate;
    forward.header_hash = header_hash;
    forward.post = world.post.record.post;
    forward.recipient = to;
    forward.reason = HandOverReason::closing_time;
    forward.at = now;
    auto reply = ask(post, officer, Verb::forward,
                     wire::encode(world.sign_single(forward, world.post.officer_a.device.signing,
                                                    seal::Tag::forward_officer)));
    deliver();
    return reply;
  }
  void serve(bool listens) {
    REQUIRE(ask(post, officer, Verb::serve, {}, {}, listens ? 1 : 0).outcome == Outcome::ok);
    deliver();
  }
  const PostId& below_id() const { return world.post.record.post; }
  const PostId& above_id() const { return world.above->record.post; }
  bool same_place_ = false;
  int places_ = 0;
};

TEST_CASE_METHOD(Trio, "R34 what is not taken when the post closes is carried, and read there") {
  auto alert = send();
  CHECK_FALSE(listed(*above, other, alert));
  pass(hours(4), minutes(5));  // 17:00: unopened for four hours in service
  REQUIRE(listed(*above, other, alert));
  CHECK(listed(*above, other, alert)->cause == policy::RollOver::unopened_in_service);
  CHECK(listed(*above, other, alert)->other == below_id());
  CHECK(listed(post, officer, alert)->other == above_id());
  CHECK(commune.count(node::EventCode::alert_carried) == 1);
  take(*above, other, alert);
  CHECK(states_of(alert) == States{S::accepted, S::delivered, S::delivered, S::opened, S::taken});
}

TEST_CASE_METHOD(Trio, "R34 at a closed post an alert passes at once, and one that was taken stays") {
  auto kept = send();
  take(post, officer, kept);
  auto waits = send();
  REQUIRE(act(post, officer, Verb::open, waits).outcome == Outcome::ok);
  pass(hours(6), minutes(5));
  CHECK_FALSE(listed(*above, other, kept));
  REQUIRE(listed(*above, other, waits));
  CHECK(listed(*above, other, waits)->cause == policy::RollOver::closing_time);
  auto late = send();
  REQUIRE(listed(*above, other, late));
  CHECK(listed(*above, other, late)->cause == policy::RollOver::nobody_in_service);
}

TEST_CASE_METHOD(Trio,
                 "R34 danger in progress passes after two minutes unopened, also when the post is silent") {
  auto alert = send(true);
  pass(seconds(10), seconds(1));
  REQUIRE(listed(*above, other, alert));
  CHECK(listed(*above, other, alert)->cause == policy::RollOver::in_progress_unopened);
  set_cut(post, true);
  auto unheard = send(true);
  pass(seconds(10), seconds(1));
  REQUIRE(listed(*above, other, unheard));
  CHECK(states_of(unheard) == States{S::accepted, S::delivered});
  set_cut(post, false);
  pass(minutes(1), seconds(10));
  CHECK(states_of(unheard) == States{S::accepted, S::delivered, S::delivered});
  CHECK(listed(post, officer, unheard)->there == S::delivered);
}

TEST_CASE_METHOD(Trio, "an alert that is over before either post was reached goes to neither any more") {
  const auto above_key = seal::key_id(world.above->record.node.signing);
  const auto for_above = [&] {
    std::size_t rows = 0;
    auto transaction = commune.store.begin();
    (*transaction)->scan(node::table::outbox, above_key.view(), [&](ByteView key, ByteView) {
      return std::equal(above_key.bytes.begin(), above_key.bytes.end(), key.begin()) && ++rows > 0;
    });
    return rows;
  };
  set_cut(post, true);
  set_cut(*above, true);
  auto alert = send(true);
  pass(minutes(5), seconds(10));
  REQUIRE(for_above() == 1);
  pass(hours(73), minutes(10));
  CHECK(states_of(alert) == States{S::accepted, S::expired});
  CHECK(for_above() == 0);
  set_cut(post, false);
  set_cut(*above, false);
  pass(minutes(10), minutes(1));
  CHECK_FALSE(listed(*above, other, alert));
  CHECK(states_of(alert) == States{S::accepted, S::expired});
}

TEST_CASE("R34 at a post whose desks tell, alerts pass when the last one leaves") {
  Trio trio(true);
  trio.serve(true);
  auto alert = trio.send();
  CHECK_FALSE(trio.listed(*trio.above, trio.other, alert));
  trio.serve(false);
  trio.pass(seconds(10), seconds(1));
  CHECK(trio.listed(*trio.above, trio.other, alert));
}

TEST_CASE("R34 a commune's node that starts again does not take every desk to have left") {
  Trio trio(true);
  trio.serve(true);
  auto alert = trio.send();
  trio.serve(true);
  trio.restart(trio.commune);
  trio.pass(seconds(20), seconds(5));
  CHECK_FALSE(trio.listed(*trio.above, trio.other, alert));
  trio.pass(limits::presence_valid, seconds(10));
  CHECK(trio.listed(*trio.above, trio.other, alert));
}

TEST_CASE_METHOD(Trio, "R34 of two posts that take an alert the first one at the commune has it") {
  auto alert = send(true);
  pass(minutes(1), seconds(5));
  REQUIRE(act(*above, other, Verb::open, alert).outcome == Outcome::ok);
  REQUIRE(act(post, officer, Verb::open, alert).outcome == Outcome::ok);
  set_cut(post, true);  // each takes it before it hears of the other
  REQUIRE(act(post, officer, Verb::take, alert).outcome == Outcome::ok);
  REQUIRE(act(*above, other, Verb::take, alert).outcome == Outcome::ok);
  set_cut(post, false);
  pass(minutes(6), seconds(10));
  CHECK(listed(post, officer, alert)->there_leads);
  CHECK(listed(post, officer, alert)->there == S::taken);
  CHECK_FALSE(listed(*above, other, alert)->there_leads);
  auto refused = act(post, officer, Verb::close, alert, static_cast<std::uint8_t>(ClosingCode::handled));
  CHECK(refused.outcome == Outcome::refused);
  CHECK(refused.rule == 34);
  CHECK(act(*above, other, Verb::close, alert, static_cast<std::uint8_t>(ClosingCode::handled)).outcome ==
        Outcome::ok);
  CHECK(listed(post, officer, alert)->there == S::closed);
  // Once it lets go, the other one has it: it took it too.
  REQUIRE(act(*above, other, Verb::reopen, alert).outcome == Outcome::ok);
  deliver();
  CHECK_FALSE(listed(post, officer, alert)->there_leads);
  CHECK(listed(*above, other, alert)->there_leads);
  CHECK(act(*above, other, Verb::take, alert).rule == 34);
  CHECK(act(post, officer, Verb::close, alert, static_cast<std::uint8_t>(ClosingCode::handled)).outcome ==
        Outcome::ok);
}

TEST_CASE_METHOD(Trio, "R34 what the other post has in hand is not taken, until it lets go") {
  auto alert = send(true);
  pass(minutes(1), seconds(5));
  take(*above, other, alert);
  REQUIRE(act(post, officer, Verb::open, alert).outcome == Outcome::ok);
  CHECK(act(post, officer, Verb::take, alert).rule == 34);
  REQUIRE(act(*above, other, Verb::close, alert, static_cast<std::uint8_t>(ClosingCode::no_action)).outcome ==
          Outcome::ok);
  CHECK(act(post, officer, Verb::reopen, alert).rule == 34);
  REQUIRE(act(*above, other, Verb::reopen, alert).outcome == Outcome::ok);
  CHECK(act(post, officer, Verb::take, alert).outcome == Outcome::ok);
  CHECK(act(*above, other, Verb::take, alert).rule == 34);
}

TEST_CASE_METHOD(Trio, "R29 a held alert that nobody saw passes after a day, and arrives held") {
  send();
  same_place_ = true;
  send();
  auto held = send();
  REQUIRE(states_of(held) == States{S::accepted, S::delivered, S::held});
  pass(hours(23), minutes(10));
  CHECK_FALSE(listed(*above, other, held));  // closing time moves the others only
  CHECK(commune.count(node::EventCode::alert_carried) == 2);
  pass(hours(2), minutes(10));
  REQUIRE(listed(*above, other, held));
  CHECK(listed(*above, other, held)->cause == policy::RollOver::held_unseen);
  CHECK(above->count(node::EventCode::alert_held) == 1);
  REQUIRE(act(*above, other, Verb::open, held).outcome == Outcome::ok);
  CHECK(act(*above, other, Verb::take, held).rule == 11);
}

TEST_CASE_METHOD(Trio, "R30 an officer passes an alert on, and the other post reads it") {
  auto alert = send();
  CHECK(forward(alert, above_id()).outcome == Outcome::refused);  // unread
  REQUIRE(act(post, officer, Verb::open, alert).outcome == Outcome::ok);
  auto to_nobody = forward(alert, *parse_post_id("P25-099"));
  CHECK((to_nobody.outcome == Outcome::refused && to_nobody.rule == 30));
  auto passed = forward(alert, above_id());
  INFO(passed.detail);
  REQUIRE(passed.outcome == Outcome::ok);
  REQUIRE(passed.items.size() == 1);
  REQUIRE(listed(*above, other, alert));
  CHECK(listed(*above, other, alert)->cause == policy::RollOver::passed_on);
  CHECK(listed(post, officer, alert)->there == S::delivered);
  CHECK(forward(alert, above_id()).outcome == Outcome::failed);  // it is there
  take(*above, other, alert);
  CHECK(listed(post, officer, alert)->there_leads);
}

TEST_CASE_METHOD(Trio, "R34 a withdrawal is noted by both posts") {
  auto alert = send(true);
  pass(minutes(1), seconds(5));
  wire::Withdrawal withdrawal{alert, world.referent.mandate.mandate, header_hash, now};
  auto document = world.sign_single(withdrawal, world.referent.device.signing, seal::Tag::withdrawal);
  REQUIRE(ask(commune, sender, Verb::withdraw, wire::encode(document)).outcome == Outcome::ok);
  deliver();
  auto states = states_of(alert);
  CHECK(std::count(states.begin(), states.end(), S::withdrawal_noted) == 2);
}

TEST_CASE_METHOD(
    Trio, "a supervising post lists no mandate, counts no gap and takes no alert that was not carried") {
  auto alert = send();
  pass(hours(30), minutes(10));
  CHECK(ask(*above, other, Verb::mandates).items.empty());
  CHECK(above->count(node::EventCode::sequence_gap) == 0);
  auto counts = commune.count(node::EventCode::alert_carried);
  CHECK(counts == 1);
  CHECK(listed(*above, other, alert));
}

TEST_CASE_METHOD(
    Trio, "R31 a post puts together what came to it, and nothing of a commune that it does not serve") {
  auto passed = send(true);
  pass(minutes(1), seconds(5));
  auto here = submit(true);
  REQUIRE(listed(*above, other, passed));
  auto together = [&](TestNode& at, TestDevice& by, std::vector<AlertId> ids) {
    std::sort(ids.begin() + 1, ids.end());
    Bytes rest;
    for (std::size_t i = 1; i < ids.size(); ++i)
      rest.insert(rest.end(), ids[i].bytes.begin(), ids[i].bytes.end());
    return ask(at, by, Verb::group, rest, ids.front().view(),
               static_cast<std::uint8_t>(GroupReason::same_event));
  };
  CHECK(together(*above, other, {passed, here}).outcome == Outcome::failed);
  CHECK(above->count(node::EventCode::alerts_grouped) == 0);
  deliver();
  auto reply = together(post, officer, {passed, here});
  INFO(reply.detail << " R" << int(reply.rule));
  CHECK(reply.outcome == Outcome::ok);
  CHECK(post.count(node::EventCode::alerts_grouped) == 1);
}

// Delivered, or taken in hand, before the loss: the commune still holds the envelope, sealed to both posts.
TEST_CASE_METHOD(Trio, "a post that lost its keyring: what is open is sent again, to the supervising post") {
  auto open = send(), closed = send(), taken = send();
  take(post, officer, closed);
  REQUIRE(act(post, officer, Verb::close, closed, static_cast<std::uint8_t>(ClosingCode::handled)).outcome ==
          Outcome::ok);
  take(post, officer, taken);
  REQUIRE_FALSE(listed(*above, other, open));
  post.keyring = MemoryKeyring();
  restart(post);
  pass(minutes(1), seconds(5));
  REQUIRE(post.count(node::EventCode::epochs_lost) == 1);
  for (const auto& alert : {open, taken}) {
    auto row = listed(*above, other, alert);
    REQUIRE(row);
    CHECK(row->cause == policy::RollOver::nobody_in_service);
    CHECK(row->other == below_id());
  }
  CHECK(listed(*above, other, taken)->there == S::taken);
  CHECK(listed(*above, other, taken)->there_leads);
  CHECK_FALSE(listed(*above, other, closed));
  CHECK(commune.count(node::EventCode::alert_carried) == 2);
  take(*above, other, open);
  CHECK(states_of(open).back() == S::taken);

  // Once for a loss: a commune's node that starts again carries nothing twice.
  restart(commune);
  pass(minutes(10));
  CHECK(commune.count(node::EventCode::alert_carried) == 2);
  CHECK_FALSE(listed(*above, other, closed));
}

}  // namespace
}  // namespace tocsin::tests
