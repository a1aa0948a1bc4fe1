// Referents, officers and a mayor against the cores of two nodes, for tests of drift: alerts sent, opened and
// closed, reviews, and what a node keeps.
#pragma once
#include <catch2/catch.hpp>

#include "tests/node/pair.h"

namespace tocsin::tests {

struct Drift : Pair {
  TestDevice officer = device(world.post.officer_a.device);
  TestDevice commander = device(world.post.commander.device);
  TestDevice mayor = device(world.commune.mayor.device);

  // An urgent alert, somewhere else each time unless a plate is given.
  wire::Reply submit(Referent& by, SectorId sector = 1, std::string plate = {}) {
    world.now = now;
    AlertWish wish;
    wish.urgency = Urgency::in_progress;
    wish.called17 = true;
    wish.sector = sector;
    wish.place.kind = wire::PlaceKind::point;
    wish.place.latitude_udeg = 47'100'000 + 10'000 * ++places_;
    wish.place.longitude_udeg = 6'140'000;
    if (with_person_) wish.persons.push_back({HeightBand::above_180cm, {}, {}, {}, {}});
    if (!plate.empty()) wish.vehicle = wire::Vehicle{VehicleType::van, {}, {}, std::move(plate)};
    auto sealed = world.seal_alert(by, world.commune, world.post, wish);
    last_ = wire::decode_header(ByteView(sealed.envelope).first(limits::header_bytes))->alert;
    auto sender = device(by.device);
    auto reply = ask(commune, sender, wire::Verb::submit, sealed.envelope);
    deliver();
    return reply;
  }
  AlertId send(Referent& by, SectorId sector = 1, std::string plate = {}) {
    auto reply = submit(by, sector, std::move(plate));
    INFO(reply.detail << " R" << int(reply.rule));
    REQUIRE(reply.outcome == wire::Outcome::ok);
    return last_;
  }
  wire::Reply open(const AlertId& alert) {
    auto session = seal::make_box_key(world.entropy);
    return ask(post, officer, wire::Verb::open,
               Bytes(session.public_key.bytes.begin(), session.public_key.bytes.end()), alert.view(),
               static_cast<std::uint8_t>(OpenReason::assess));
  }
  void close(const AlertId& alert, ClosingCode code) {
    REQUIRE(open(alert).outcome == wire::Outcome::ok);
    REQUIRE(ask(post, officer, wire::Verb::take, {}, alert.view()).outcome == wire::Outcome::ok);
    auto closed = ask(post, officer, wire::Verb::close, {}, alert.view(), static_cast<std::uint8_t>(code));
    REQUIRE(closed.outcome == wire::Outcome::ok);
    deliver();
  }
  Referent another() {
    world.now = now;
    auto made = world.make_referent(world.commune, world.post);
    auto reply = ask(commune, mayor, wire::Verb::publish, wire::encode(made.document));
    INFO(reply.detail);
    REQUIRE(reply.outcome == wire::Outcome::ok);
    deliver();
    return made;
  }
  // Another mandate of the same person, on another device, signed by both sides.
  Referent again(const Referent& before) {
    world.now = now;
    Referent made;
    made.device = world.make_device();
    made.mandate = world.draft_mandate(world.commune, made.device);
    made.mandate.referent = before.mandate.referent;
    made.document = world.vet(world.nominate(made.mandate, world.commune), world.post);
    auto reply = ask(commune, mayor, wire::Verb::publish, wire::encode(made.document));
    INFO(reply.detail);
    REQUIRE(reply.outcome == wire::Outcome::ok);
    deliver();
    return made;
  }
  void act(const Referent& on, wire::ActKind kind, ActReason reason, bool by_mairie = true) {
    wire::Act value;
    value.id = seal::time_ordered_id<CommandId>(now, world.entropy);
    value.kind = kind;
    value.target = wire::ActTarget::mandate;
    value.subject = on.mandate.mandate.bytes;
    value.commune = on.mandate.commune;
    value.reason = reason;
    value.at = now;
    if (kind == wire::ActKind::suspend) value.until = now + days(10);
    const auto& key = by_mairie ? world.commune.mayor.device.signing : world.post.commander.device.signing;
    auto document = world.sign_single(value, key, by_mairie ? seal::Tag::act_mairie : seal::Tag::act_post);
    auto reply = by_mairie ? ask(commune, mayor, wire::Verb::publish, wire::encode(document))
                           : ask(post, commander, wire::Verb::publish, wire::encode(document));
    INFO(reply.detail << " R" << int(reply.rule));
    REQUIRE(reply.outcome == wire::Outcome::ok);
    deliver();
  }
  std::uint64_t flags(const AlertId& alert) {
    auto reply = ask(post, officer, wire::Verb::inbox, {}, {}, 1);
    for (const auto& item : reply.items)
      if (AlertId::from(item.id) == alert) return item.number;
    FAIL("not in the inbox");
    return 0;
  }
  std::vector<wire::Item> reviews(TestNode& node, TestDevice& by) {
    auto reply = ask(node, by, wire::Verb::reviews);
    INFO(reply.detail);
    REQUIRE(reply.outcome == wire::Outcome::ok);
    return reply.items;
  }
  wire::Review review_in(const wire::Item& item) {
    return *wire::decode<wire::Review>(wire::decode_document(item.data)->bytes);
  }
  wire::Reply answer(const wire::Review& review, ReviewOutcome outcome) {
    wire::ReviewAnswer value{review.id, review.commune, outcome, now};
    auto document =
        world.sign_single(value, world.post.commander.device.signing, seal::Tag::review_answer_post);
    auto reply = ask(post, commander, wire::Verb::publish, wire::encode(document));
    deliver();
    return reply;
  }
  std::size_t rows(TestNode& node, txn::Table table) {
    std::size_t found = 0;
    auto transaction = node.store.begin();
    (*transaction)->scan(table, {}, [&](ByteView, ByteView) { return ++found > 0; });
    return found;
  }
  int places_ = 0;
  bool with_person_ = false;
  AlertId last_;
};

}  // namespace tocsin::tests
