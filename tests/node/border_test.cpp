// R5: a sector shared with a neighbour commune is open at the post only as both charters permit.
#include <catch2/catch.hpp>

#include "tests/node/pair.h"

namespace tocsin::tests {
namespace {

using S = AlertState;
using States = std::vector<AlertState>;
using wire::Outcome;
using wire::Verb;

constexpr SectorId shared = 3;

// Ornans shares its third sector with Cléron; both name the same post.
struct Border : Pair {
  TestDevice sender = device(world.referent.device);
  TestDevice mayor = device(world.commune.mayor.device);
  Commune neighbour = world.make_commune("25155", "Cléron", world.post);

  Border() {
    auto next = world.commune.charter;
    next.previous = world.commune.charter_hash();
    ++next.sequence;
    next.sectors.back().border = neighbour.charter.commune;
    auto document = world.sign_charter(next, world.commune.office, world.post.office);
    auto reply = ask(commune, mayor, Verb::publish, wire::encode(document));
    INFO(reply.detail);
    REQUIRE(reply.outcome == Outcome::ok);
    deliver();
    world.commune.charter = next;
    world.commune.document = document;
  }
  // The neighbour's charter as it is now, or its next one, comes to the post.
  void stands() {
    if (there_) {
      neighbour.charter.previous = seal::document_hash(neighbour.document);
      ++neighbour.charter.sequence;
    }
    neighbour.document = world.sign_charter(neighbour.charter, neighbour.office, world.post.office);
    post.import({wire::encode(neighbour.document)});
    there_ = true;
  }
  wire::Sector& of_neighbour() { return neighbour.charter.sectors.front(); }
  States send(SectorId sector) {
    AlertWish wish;
    wish.sector = sector;
    wish.urgency = Urgency::in_progress;
    wish.called17 = true;
    wish.place.kind = wire::PlaceKind::point;
    wish.place.latitude_udeg = 47'100'000 + 10'000 * ++places_;
    wish.place.longitude_udeg = 6'140'000;
    auto alert = world.seal_alert(world.referent, world.commune, world.post, wish);
    auto reply = ask(commune, sender, Verb::submit, alert.envelope);
    INFO(reply.detail << " R" << int(reply.rule));
    REQUIRE(reply.outcome == Outcome::ok);
    deliver();
    return states_of(wire::decode_header(ByteView(alert.envelope).first(limits::header_bytes))->alert);
  }
  bool there_ = false;
  int places_ = 0;
};
const States delivered{S::accepted, S::delivered}, refused{S::accepted, S::refused};

TEST_CASE_METHOD(Border, "R5 a border that the neighbour's charter does not share back is closed") {
  CHECK(send(shared) == refused);  // the post has no charter of the neighbour
  CHECK(send(1) == delivered);
  stands();
  CHECK(send(shared) == refused);
  of_neighbour().border = *parse_insee("25339");  // with another neighbour
  stands();
  CHECK(send(shared) == refused);
  CHECK(send(1) == delivered);
}

TEST_CASE_METHOD(Border, "R5 a border that both charters share is open, until one of them takes it back") {
  of_neighbour().border = world.commune.charter.commune;
  stands();
  CHECK(send(shared) == delivered);
  of_neighbour().border = {};
  stands();
  CHECK(send(shared) == refused);
  CHECK(send(1) == delivered);
}

TEST_CASE_METHOD(Border, "R6 at a border counts what both charters enable") {
  of_neighbour().border = world.commune.charter.commune;
  neighbour.charter.categories = 1u << static_cast<unsigned>(Category::intrusion);
  stands();
  CHECK(send(shared) == refused);
  CHECK(send(1) == delivered);
}

}  // namespace
}  // namespace tocsin::tests
