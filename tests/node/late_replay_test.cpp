// The bytes of an alert that come again when its header has long expired: what is known of it stands.
#include <catch2/catch.hpp>

#include "policy/rollover.h"
#include "protocol/bytes.h"
#include "protocol/wire/carried.h"
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
  // What the post answers to a parcel of the commune's node.
  relay::Message put_at_post(wire::ParcelKind kind, Bytes bytes) {
    const auto number = 4'000 + ++put_;
    auto content = wire::encode(wire::ParcelContent{kind, std::move(bytes)});
    const auto& keys = world.commune.node.signing;
    const auto& to = world.post.record.node;
    auto parcel =
        seal::seal_parcel(keys, {seal::key_id(to.signing), to.parcel}, number, content, world.entropy);
    std::vector<node::Input> inputs;
    inputs.emplace_back(node::MailboxMessage{
        9, "node:" + to_hex(seal::key_id(keys.public_key).view()),
        relay::encode(relay::Put{world.post.record.mailboxes[0].id, number, relay::Lane::rest, *parcel})});
    post.mailbox_replies.clear();
    post.run(std::move(inputs), now);
    REQUIRE(post.mailbox_replies.size() >= 1);
    return *relay::decode(post.mailbox_replies.front().frame);
  }
  std::uint64_t put_ = 0;
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
  const auto before = post.count(node::EventCode::alert_refused);
  auto answer = put_at_post(wire::ParcelKind::alert,
                            ByteWriter().raw(ByteView(alert.envelope)).raw(ByteView(accepted)).u32(0).take());
  REQUIRE(std::holds_alternative<relay::Stored>(answer));
  pass(minutes(1));
  CHECK(post.count(node::EventCode::alert_refused) == before);
  CHECK(ask(post, officer, Verb::close, {}, id.view(), static_cast<std::uint8_t>(ClosingCode::patrol_sent))
            .outcome == Outcome::ok);
}

TEST_CASE_METHOD(LateReplay, "news of an alert that can come no more is taken; of one that may come, waits") {
  wire::Elsewhere news;
  news.mandate = world.referent.mandate.mandate;
  news.order = 1;
  news.cause = static_cast<std::uint8_t>(policy::RollOver::closing_time);
  auto about = [&](Instant made) {
    news.alert = seal::time_ordered_id<AlertId>(made, world.entropy);
    return put_at_post(wire::ParcelKind::elsewhere, wire::encode(news));
  };
  CHECK(std::holds_alternative<relay::Stored>(about(now - days(5))));
  CHECK(std::holds_alternative<relay::Busy>(about(now - days(4))));
  CHECK(std::holds_alternative<relay::Busy>(about(now)));
  CHECK(std::holds_alternative<relay::Stored>(about(now + days(2))));
}

TEST_CASE_METHOD(LateReplay, "what the post refused and has forgotten gets no second refusal") {
  world.now = now;
  auto late = world.seal_alert(world.referent, world.commune, world.post, AlertWish{});
  const auto& keys = world.commune.node.signing;
  wire::Receipt receipt;
  receipt.state = AlertState::accepted;
  receipt.issuer_kind = NodeKind::commune;
  receipt.issuer = seal::key_id(keys.public_key);
  receipt.header_hash = late.header_hash;
  receipt.number = 1;
  receipt.at = now;
  const auto signed_receipt = seal::sign_receipt(receipt, keys);
  const auto parcel = ByteWriter().raw(ByteView(late.envelope)).raw(ByteView(signed_receipt)).u32(0).take();
  const auto before = post.count(node::EventCode::alert_refused);
  auto refused_now = [&] {
    CHECK(std::holds_alternative<relay::Stored>(put_at_post(wire::ParcelKind::alert, parcel)));
    return post.count(node::EventCode::alert_refused) - before;
  };
  pass(hours(73), hours(1));
  CHECK(refused_now() == 1);
  pass(hours(26), hours(1));
  CHECK(refused_now() == 1);
}
