// R27 on a real node: exercises pass in the post's window and are never mixed with what is real.
#include <catch2/catch.hpp>

#include "protocol/wire/desk.h"
#include "tests/node/pair.h"

using namespace tocsin;
using namespace tocsin::tests;
using wire::Outcome;
using wire::Verb;

namespace {

struct RealPair : Pair {
  RealPair() : Pair(1, {.exercise = false, .hours = {}}) {}
  TestDevice sender = device(world.referent.device);
  TestDevice officer = device(world.post.officer_a.device);
  TestDevice commander = device(world.post.commander.device);

  wire::ExerciseWindow window(Duration length) {
    return {seal::time_ordered_id<CommandId>(now, world.entropy),
            world.post.record.post,
            world.commune.charter.commune,
            now,
            now + length,
            now};
  }
  wire::Reply publish(const wire::ExerciseWindow& value, const Commissioned& by, TestDevice& line) {
    auto document = world.sign_single(value, by.device.signing, seal::Tag::exercise_window);
    auto reply = ask(post, line, Verb::publish, wire::encode(document));
    deliver();
    return reply;
  }
  wire::Reply open_window(Duration length = hours(2)) {
    return publish(window(length), world.post.commander, commander);
  }
  // As the commune answers; delivered if it could be.
  wire::Reply send(bool exercise) {
    AlertWish wish;
    wish.exercise = exercise;
    wish.urgency = Urgency::in_progress;
    wish.called17 = true;
    wish.place.kind = wire::PlaceKind::point;
    wish.place.latitude_udeg = 47'100'000 + 10'000 * ++places_;
    wish.place.longitude_udeg = 6'140'000;
    auto alert = world.seal_alert(world.referent, world.commune, world.post, wish);
    last = wire::decode_header(ByteView(alert.envelope).first(limits::header_bytes))->alert;
    auto reply = ask(commune, sender, Verb::submit, alert.envelope);
    deliver();
    return reply;
  }
  AlertId last;
  int places_ = 0;
};

using S = AlertState;
using States = std::vector<AlertState>;

TEST_CASE_METHOD(RealPair, "R27 an exercise on a real node waits for the post's window, a real alert never") {
  CHECK(send(true).rule == 27);
  CHECK(send(false).outcome == Outcome::ok);
  REQUIRE(open_window().outcome == Outcome::ok);
  CHECK(send(true).outcome == Outcome::ok);
  CHECK(states_of(last) == States{S::accepted, S::delivered});
  CHECK(send(false).outcome == Outcome::ok);
  pass(hours(2), minutes(10));
  CHECK(send(true).rule == 27);
  CHECK(send(false).outcome == Outcome::ok);
}
TEST_CASE_METHOD(RealPair, "R27 an exercise accepted in the window is delivered after it, and counts apart") {
  REQUIRE(open_window(hours(1)).outcome == Outcome::ok);
  set_line(false);
  for (int i = 0; i < 6; ++i) CHECK(send(true).outcome == Outcome::ok);  // the quota is five
  auto exercise = last;
  pass(hours(3), minutes(10));
  set_line(true);
  pass(minutes(10), seconds(30));
  CHECK(states_of(exercise) == States{S::accepted, S::delivered});
  auto flags_of = [&](const AlertId& alert) {
    for (const auto& item : ask(post, officer, Verb::inbox).items)
      if (AlertId::from(item.id) == alert) return item.number;
    return std::uint64_t{1} << 63;
  };
  CHECK((flags_of(exercise) & policy::flag::above_quota) != 0);  // the sixth of its kind
  CHECK(send(false).outcome == Outcome::ok);
  pass(minutes(2));
  CHECK((flags_of(last) & policy::flag::above_quota) == 0);  // the first that is real
}
TEST_CASE_METHOD(RealPair, "R27 only the post's commander opens a window, for four hours at most") {
  auto by_officer = publish(window(hours(2)), world.post.officer_a, officer);
  CHECK(by_officer.rule == 2);
  CHECK(open_window(hours(4) + seconds(1)).rule == 27);
  auto signed_by_mayor =
      world.sign_single(window(hours(2)), world.commune.mayor.device.signing, seal::Tag::exercise_window);
  auto mayor = device(world.commune.mayor.device);
  CHECK(ask(commune, mayor, Verb::publish, wire::encode(signed_by_mayor)).outcome != Outcome::ok);
  CHECK(send(true).rule == 27);
}
TEST_CASE_METHOD(RealPair,
                 "R27 the commander closes a window earlier, at both nodes, and cannot make it longer") {
  auto opened = window(hours(2));
  REQUIRE(publish(opened, world.post.commander, commander).outcome == Outcome::ok);
  pass(minutes(10), minutes(1));
  auto longer = opened;
  longer.closes += hours(1);
  CHECK(publish(longer, world.post.commander, commander).rule == 27);
  CHECK(send(true).outcome == Outcome::ok);
  opened.closes = opened.at = now;
  REQUIRE(publish(opened, world.post.commander, commander).outcome == Outcome::ok);
  CHECK(send(true).rule == 27);
}

}  // namespace
