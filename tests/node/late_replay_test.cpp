// The bytes of an alert that come again when its header has long expired: what is known of it stands.
#include <catch2/catch.hpp>

#include "protocol/bytes.h"
#include "relay/message.h"
#include "tests/node/pair.h"

using namespace tocsin;
using namespace tocsin::tests;
using wire::Outcome;
using wire::Verb;
using S = AlertState;
using States = std::vector<AlertState>;

namespace {

struct LateReplay : Pair {
  TestDevice sender = device(world.referent.device);
  TestDevice officer = device(world.post.officer_a.device);
  seal::SealedAlert alert;
  AlertId id;
  Bytes accepted;

  LateReplay() {
    AlertWish wish;
    wish.urgency = Urgency::in_progress;
    wish.called17 = true;
    alert = world.seal_alert(world.referent, world.commune, world.post, wish);
    id = wire::decode_header(ByteView(alert.envelope).first(limits::header_bytes))->alert;
    auto reply = ask(commune, sender, Verb::submit, alert.envelope);
    REQUIRE(reply.outcome == Outcome::ok);
    accepted = reply.data;
    deliver();
    auto session = seal::make_box_key(world.entropy).public_key;
    REQUIRE(ask(post, officer, Verb::open, Bytes(session.bytes.begin(), session.bytes.end()), id.view(),
                static_cast<std::uint8_t>(OpenReason::assess))
                .outcome == Outcome::ok);
    REQUIRE(ask(post, officer, Verb::take, {}, id.view()).outcome == Outcome::ok);
    pass(days(5), hours(6));
  }
};

const States all{S::accepted, S::delivered, S::opened, S::taken};

}  // namespace

TEST_CASE_METHOD(LateReplay,
                 "a phone that asks again days later gets the first answer, and the alert stays") {
  auto again = ask(commune, sender, Verb::submit, alert.envelope);
  CHECK(again.outcome == Outcome::ok);
  CHECK(again.data == accepted);
  deliver();
  CHECK(states_of(id) == all);
}

TEST_CASE_METHOD(LateReplay, "a commune's node that brings it again days later takes nothing from the post") {
  auto content = wire::encode(
      wire::ParcelContent{wire::ParcelKind::alert,
                          ByteWriter().raw(ByteView(alert.envelope)).raw(ByteView(accepted)).u32(0).take()});
  const auto& keys = world.commune.node.signing;
  const auto& to = world.post.record.node;
  auto parcel = seal::seal_parcel(keys, {seal::key_id(to.signing), to.parcel}, 4'001, content, world.entropy);
  const auto before = post.count(node::EventCode::alert_refused);
  post.mailbox_replies.clear();
  post.run({node::MailboxMessage{9, "node:" + to_hex(seal::key_id(keys.public_key).view()),
                                 relay::encode(relay::Put{world.post.record.mailboxes[0].id, 4'001,
                                                          relay::Lane::rest, *parcel})}},
           now);
  REQUIRE(post.mailbox_replies.size() >= 1);
  REQUIRE(std::holds_alternative<relay::Stored>(*relay::decode(post.mailbox_replies.front().frame)));
  pass(minutes(1));
  CHECK(post.count(node::EventCode::alert_refused) == before);
  CHECK(ask(post, officer, Verb::close, {}, id.view(), static_cast<std::uint8_t>(ClosingCode::patrol_sent))
            .outcome == Outcome::ok);
}
