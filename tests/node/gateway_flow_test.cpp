// Devices that come by a gateway: the name of the line lets nobody in, the signed request alone does.
#include <catch2/catch.hpp>

#include "tests/node/pair.h"

using namespace tocsin;
using namespace tocsin::tests;
using wire::Outcome;
using wire::Verb;

namespace {

WorldWish behind(int gateways) {
  WorldWish wish;
  wish.gateways = gateways;
  return wish;
}

struct Town : Pair {
  Town() : Pair(1, behind(2)) {}
  std::string line = std::string(node::gateway_user) + to_hex(world.gateways[0].server.view());
  TestDevice sender = device(world.referent.device.signing, line);
  TestDevice officer = device(world.post.officer_a.device.signing, line);

  static Errc errc_of(const wire::Reply& reply) {
    return reply.outcome == Outcome::failed ? static_cast<Errc>(reply.errc) : Errc{};
  }
  // Whether the last reply says that the session's key is known.
  bool asked_known(TestDevice& who, const Bytes& frame) {
    commune.replies.clear();
    commune.run({node::ClientMessage{77, who.user, frame}}, now);
    REQUIRE(commune.replies.size() == 1);
    return commune.replies.front().known;
  }
};

}  // namespace

TEST_CASE_METHOD(Town, "by a gateway a signed request is answered, and an alert goes its way") {
  auto alert = world.seal_alert(world.referent, world.commune, world.post, [] {
    AlertWish wish;
    wish.urgency = Urgency::in_progress;
    wish.called17 = true;
    return wish;
  }());
  CHECK(ask(commune, sender, Verb::submit, alert.envelope).outcome == Outcome::ok);
  deliver();
  CHECK(ask(post, officer, Verb::inbox).items.size() == 1);
}

TEST_CASE_METHOD(Town, "by a gateway nothing passes but a fresh request of a known device for this node") {
  auto frame = frame_for(commune, sender, request(Verb::follow));
  CHECK(ask_frame(commune, sender, frame).outcome == Outcome::ok);
  CHECK(errc_of(ask_frame(commune, sender, frame)) == Errc::conflict);  // replayed

  auto altered = frame_for(commune, sender, request(Verb::follow));
  altered[altered.size() - 70] ^= 1;  // in the request
  CHECK(errc_of(ask_frame(commune, sender, altered)) == Errc::bad_signature);
  auto unsigned_one = frame_for(commune, sender, request(Verb::follow));
  unsigned_one.back() ^= 1;
  CHECK(errc_of(ask_frame(commune, sender, unsigned_one)) == Errc::bad_signature);
  CHECK(errc_of(ask_frame(post, officer, frame_for(commune, officer, request(Verb::inbox)))) ==
        Errc::not_allowed);  // for another node

  const auto stranger = seal::make_signing_key(world.entropy);
  auto nobody = device(stranger, line);
  CHECK(errc_of(ask(commune, nobody, request(Verb::follow))) == Errc::not_found);
  CHECK(errc_of(ask(commune, officer, request(Verb::inbox))) == Errc::not_found);  // known at the post alone
}

TEST_CASE_METHOD(
    Town, "a gateway hears that a session's key is known once a request has proved it, and not before") {
  CHECK(asked_known(sender, frame_for(commune, sender, request(Verb::follow))));
  auto altered = frame_for(commune, sender, request(Verb::follow));
  altered.back() ^= 1;
  CHECK_FALSE(asked_known(sender, altered));
  auto again = frame_for(commune, sender, request(Verb::follow));
  CHECK(asked_known(sender, again));
  CHECK_FALSE(asked_known(sender, again));  // replayed
  wire::Request hello;
  hello.verb = Verb::hello;
  hello.subject = sender.id.bytes;
  CHECK_FALSE(asked_known(
      sender, wire::encode(wire::ClientFrame{wire::FrameKind::open_request, 1, wire::encode(hello)})));
}

TEST_CASE_METHOD(Town, "on a line that names a device, another's request still does nothing") {
  auto frame = frame_for(commune, sender, request(Verb::follow));
  auto other = device(world.referent.device.signing, "device:00000000000000000000000000000000");
  CHECK(errc_of(ask_frame(commune, other, frame)) == Errc::not_allowed);
  auto almost = device(world.referent.device.signing, "gateway");
  CHECK(errc_of(ask_frame(commune, almost, frame_for(commune, sender, request(Verb::follow)))) ==
        Errc::not_allowed);
}

TEST_CASE_METHOD(Town,
                 "a node is at the gateways that its document names, and says whether it is served there") {
  for (auto* node : {&commune, &post}) {
    auto transaction = node->store.begin();
    const auto gateways = node->core->gateways(**transaction);
    REQUIRE(gateways.size() == 2);
    CHECK(gateways[0] == node::LineTo{world.gateways[0].address, world.gateways[0].server});
    for (const auto& line_to : node->core->lines(**transaction)) CHECK(line_to != gateways[0]);
  }
  const node::LineTo first{world.gateways[0].address, world.gateways[0].server};
  const auto relays_before = commune.count(node::EventCode::relay_up);
  commune.run({node::LinkChange{first, true}}, now);
  CHECK(commune.count(node::EventCode::gateway_up) == 1);
  CHECK(commune.count(node::EventCode::relay_up) == relays_before);
  commune.run({node::LinkChange{first, false}}, now);
  CHECK(commune.count(node::EventCode::gateway_down) == 1);
}
