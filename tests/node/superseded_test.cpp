// Charters that follow each other within days, through the real cores of two nodes: an alert sealed under one
// that is superseded counts for 72 h at both, also when several have followed it.
#include <catch2/catch.hpp>
#include <utility>

#include "policy/limits.h"
#include "protocol/bytes.h"
#include "relay/message.h"
#include "tests/node/pair.h"

using namespace tocsin;
using namespace tocsin::tests;
using node::EventCode;
using wire::Outcome;
using wire::Verb;

namespace {

constexpr auto usual = Category::suspect_vehicle;

struct Superseding : Pair {
  TestDevice sender = device(world.referent.device);
  TestDevice mayor = device(world.commune.mayor.device);
  TestDevice commander = device(world.post.commander.device);

  // Signed by all three, in force from now on, and what the world's commune goes by; not handed in yet.
  SignedDocument next_charter() {
    auto next = world.commune.charter;
    next.previous = world.commune.charter_hash();
    ++next.sequence;
    next.from = now;
    world.commune.document = world.sign_charter(next, world.commune.office, world.post.office);
    world.commune.charter = next;
    return world.commune.document;
  }
  void hand_in(TestNode& node, TestDevice& by, const SignedDocument& document) {
    auto reply = ask(node, by, Verb::publish, wire::encode(document));
    INFO(reply.detail);
    REQUIRE(reply.outcome == Outcome::ok);
    deliver();
  }
  void close(Category category) {
    world.commune.charter.categories &= static_cast<std::uint16_t>(~(1u << static_cast<unsigned>(category)));
  }
  std::uint32_t newest() const { return world.commune.charter.sequence; }
  // By a phone that knows no later charter than that of this number.
  seal::SealedAlert seal_under(std::uint32_t charter, Category category = usual) {
    world.now = now;
    AlertWish wish;
    wish.category = category;
    wish.urgency = Urgency::in_progress;
    wish.called17 = true;
    const auto here = std::exchange(world.commune.charter.sequence, charter);
    auto sealed = world.seal_alert(world.referent, world.commune, world.post, wish);
    world.commune.charter.sequence = here;
    return sealed;
  }
  wire::Receipt answer_to(const seal::SealedAlert& alert) {
    auto reply = ask(commune, sender, Verb::submit, alert.envelope);
    INFO(reply.detail);
    auto receipt = wire::decode_receipt(ByteView(reply.data).first(wire::receipt_bytes));
    REQUIRE(receipt);
    return *receipt;
  }
  bool accepts(std::uint32_t under) { return answer_to(seal_under(under)).state == AlertState::accepted; }
  bool does_not_know(std::uint32_t under) {
    auto receipt = answer_to(seal_under(under));
    return receipt.state == AlertState::refused &&
           receipt.refusal == static_cast<std::uint8_t>(wire::Refusal::unknown_charter);
  }

  // The commune's node says that it accepted `alert` at `accepted`; what the post makes of it.
  AlertState at_post(const seal::SealedAlert& alert, Instant accepted) {
    const auto& keys = world.commune.node.signing;
    wire::Receipt receipt;
    receipt.state = AlertState::accepted;
    receipt.issuer_kind = NodeKind::commune;
    receipt.issuer = seal::key_id(keys.public_key);
    receipt.header_hash = alert.header_hash;
    receipt.number = 1;
    receipt.at = accepted;
    const auto bytes = seal::sign_receipt(receipt, keys);
    const auto delivered = post.count(EventCode::alert_delivered);
    const auto refused = post.count(EventCode::alert_refused);
    put_at_post(ByteWriter().raw(ByteView(alert.envelope)).raw(ByteView(bytes)).u32(0).take());
    REQUIRE(post.count(EventCode::alert_delivered) + post.count(EventCode::alert_refused) ==
            delivered + refused + 1);
    return post.count(EventCode::alert_delivered) > delivered ? AlertState::delivered : AlertState::refused;
  }
  void put_at_post(Bytes alert) {
    const auto number = 4'000 + ++put_;
    const auto& to = world.post.record.node;
    const auto& keys = world.commune.node.signing;
    auto content = wire::encode(wire::ParcelContent{wire::ParcelKind::alert, std::move(alert)});
    auto parcel =
        seal::seal_parcel(keys, {seal::key_id(to.signing), to.parcel}, number, content, world.entropy);
    std::vector<node::Input> inputs;
    inputs.emplace_back(node::MailboxMessage{
        9, "node:" + to_hex(seal::key_id(keys.public_key).view()),
        relay::encode(relay::Put{world.post.record.mailboxes[0].id, number, relay::Lane::rest, *parcel})});
    REQUIRE(post.run(std::move(inputs), now));
  }
  std::uint64_t put_ = 0;
};

}  // namespace

TEST_CASE_METHOD(Superseding, "R1 each charter superseded less than 72 h ago is honoured at the commune") {
  const auto first = newest();
  hand_in(commune, mayor, next_charter());
  const auto first_superseded = now;
  const auto second = newest();
  pass(hours(30), hours(1));
  hand_in(commune, mayor, next_charter());
  const auto second_superseded = now;
  hand_in(commune, mayor, next_charter());
  CHECK(accepts(first));
  CHECK(accepts(second));
  CHECK(accepts(newest()));

  pass(first_superseded + hours(72) - minutes(10) - now, hours(1));
  CHECK(accepts(first));
  pass(first_superseded + hours(72) - now, minutes(1));
  CHECK(does_not_know(first));
  CHECK(accepts(second));
  pass(second_superseded + hours(72) - now, hours(1));
  CHECK(does_not_know(second));
  CHECK(accepts(newest()));
}

TEST_CASE_METHOD(Superseding,
                 "R1 an alert under a charter two back is judged by all that came after it too") {
  const auto first = newest();
  close(Category::intrusion);
  hand_in(commune, mayor, next_charter());
  close(Category::scam);
  hand_in(commune, mayor, next_charter());
  for (auto category : {Category::intrusion, Category::scam}) {
    auto receipt = answer_to(seal_under(first, category));
    CHECK(receipt.state == AlertState::refused);
    CHECK(receipt.rule == static_cast<std::uint8_t>(policy::Rule::R6));
  }
  CHECK(accepts(first));
}

TEST_CASE_METHOD(Superseding,
                 "R1 what was accepted under a charter two back is delivered when it arrives late") {
  const auto alert = seal_under(newest());
  const auto accepted = now;
  for (int i = 0; i < 2; ++i) {
    pass(hours(1), minutes(10));
    close(usual);  // a tightening since the acceptance stops no delivery
    hand_in(post, commander, next_charter());
  }
  CHECK(at_post(alert, accepted) == AlertState::delivered);
}

TEST_CASE_METHOD(Superseding,
                 "R1 the post honours a charter for 72 h and the hour by which two nodes may differ") {
  set_line(false);  // the commune's node is not to be believed, and does not hear of what the post holds
  const auto first = newest();
  hand_in(post, commander, next_charter());
  const auto superseded = now;
  pass(hours(24), hours(1));
  hand_in(post, commander, next_charter());
  pass(hours(50), hours(1));
  hand_in(post, commander, next_charter());
  const auto limit = superseded + hours(73);
  now = limit - minutes(1);
  const auto alert = seal_under(first), other = seal_under(first);
  now = limit + hours(2);
  CHECK(at_post(alert, limit - std::chrono::milliseconds(1)) == AlertState::delivered);
  CHECK(at_post(other, limit) == AlertState::refused);
}

TEST_CASE_METHOD(Superseding, "R1 a charter that lapsed stays unknown at the post when its row is gone") {
  set_line(false);
  const auto first = newest();
  hand_in(post, commander, next_charter());
  pass(days(7), hours(6));
  hand_in(post, commander, next_charter());
  pass(days(4), hours(6));
  const auto old = seal_under(first), young = seal_under(newest());
  CHECK(at_post(old, now) == AlertState::refused);
  CHECK(at_post(young, now) == AlertState::delivered);
}
