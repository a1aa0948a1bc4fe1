// Receipts on the device: whose word counts, which word wins, and what a node's contradiction looks like.
#include <catch2/catch.hpp>

#include "node/client/alert_entry.h"
#include "tests/node/ceremony.h"

using namespace tocsin;
using namespace tocsin::client;
using tests::Ceremony;

namespace {

struct Sent {
  Ceremony world;
  seal::SealedAlert sealed = world.seal_alert(world.referent, world.commune, world.post);
  IssuerKeys keys{{world.commune.node.signing.public_key}, {world.post.node.signing.public_key}, {}, {}};
  AlertEntry entry;

  Sent() {
    entry.category = Category::suspect_vehicle;
    entry.header_hash = sealed.header_hash;
    entry.envelope = sealed.envelope;
  }
  Bytes by_commune(AlertState state, std::uint32_t number = 1, std::uint8_t rule = 0) {
    return world.receipt(world.commune.node, NodeKind::commune, state, sealed.header_hash, number, rule);
  }
  Bytes by_post(AlertState state, std::uint32_t number, std::uint8_t code = 0) {
    return world.receipt(world.post.node, NodeKind::post, state, sealed.header_hash, number, code);
  }
  Added add(const Bytes& signed_receipt) {
    auto receipt = believe_receipt(signed_receipt, entry.header_hash, keys);
    REQUIRE(receipt);
    return add_receipt(entry, *receipt, signed_receipt, world.now);
  }
};

}  // namespace

TEST_CASE("only the commune's node says accepted and only the post's node says delivered") {
  Sent sent;
  CHECK(believe_receipt(sent.by_commune(AlertState::accepted), sent.entry.header_hash, sent.keys));
  CHECK(believe_receipt(sent.by_post(AlertState::delivered, 1), sent.entry.header_hash, sent.keys));
  // The commune signs in the post's name with its own key.
  const auto forged = sent.world.receipt(sent.world.commune.node, NodeKind::post, AlertState::delivered,
                                         sent.sealed.header_hash, 1);
  CHECK(believe_receipt(forged, sent.entry.header_hash, sent.keys).error().code == Errc::bad_signature);
  // Another post, which signs properly, is not this alert's post.
  const auto other = sent.world.make_post("P80-001", "Brigade d'Albert");
  const auto foreign =
      sent.world.receipt(other.node, NodeKind::post, AlertState::delivered, sent.sealed.header_hash, 1);
  CHECK(believe_receipt(foreign, sent.entry.header_hash, sent.keys).error().code == Errc::bad_signature);
}

TEST_CASE("the receipts of a node that has changed its keys are one line, and its former key ends") {
  Sent sent;
  sent.add(sent.by_post(AlertState::delivered, 1));
  sent.add(sent.by_post(AlertState::closed, 2, static_cast<std::uint8_t>(ClosingCode::handled)));
  const auto former = std::exchange(sent.world.post.node, sent.world.make_node_secrets());
  sent.keys.post = {sent.world.post.node.signing.public_key, former.signing.public_key};
  name_issuers(sent.entry, sent.keys);
  const auto again = sent.by_post(AlertState::reopened, 3);
  CHECK(sent.add(again) == Added::fresh);
  CHECK(sent.add(again) == Added::known);
  CHECK(standing(sent.entry)->receipt.state == AlertState::reopened);
  auto kept = decode_entry(encode(sent.entry));
  REQUIRE(kept);
  name_issuers(*kept, sent.keys);
  CHECK(standing(*kept)->receipt.state == AlertState::reopened);

  const auto late = sent.world.receipt(former, NodeKind::post, AlertState::taken, sent.sealed.header_hash, 4);
  CHECK(believe_receipt(late, sent.entry.header_hash, sent.keys));
  sent.keys.ended = {former.signing.public_key};
  CHECK(believe_receipt(late, sent.entry.header_hash, sent.keys).error().code == Errc::bad_signature);
  CHECK(believe_receipt(late, sent.entry.header_hash, sent.keys, Heard::before));
}

TEST_CASE("a receipt of another alert, or with any bit changed, is not believed") {
  Sent sent;
  Bytes receipt = sent.by_post(AlertState::delivered, 1);
  CHECK(believe_receipt(receipt, Hash{}, sent.keys).error().code == Errc::conflict);
  for (std::size_t at = 0; at < receipt.size(); ++at) {
    receipt[at] ^= 4;
    CHECK_FALSE(believe_receipt(receipt, sent.entry.header_hash, sent.keys));
    receipt[at] ^= 4;
  }
}

TEST_CASE("the envelope stays until a receipt lets it go: accepted does not, delivered does") {
  Sent sent;
  CHECK(to_submit(sent.entry));
  CHECK(sent.add(sent.by_commune(AlertState::accepted)) == Added::fresh);
  CHECK_FALSE(sent.entry.envelope.empty());
  CHECK_FALSE(to_submit(sent.entry));
  CHECK(sent.add(sent.by_post(AlertState::delivered, 1)) == Added::fresh);
  CHECK(sent.entry.envelope.empty());
  CHECK(sent.add(sent.by_post(AlertState::delivered, 1)) == Added::known);
  CHECK(sent.entry.receipts.size() == 2);
}

TEST_CASE("when commune and post disagree, the post's word stands") {
  Sent sent;
  sent.add(sent.by_post(AlertState::delivered, 1));
  sent.add(sent.by_commune(AlertState::accepted, 1));
  sent.add(sent.by_commune(AlertState::expired, 2));
  REQUIRE(standing(sent.entry) != nullptr);
  CHECK(standing(sent.entry)->receipt.state == AlertState::delivered);
  CHECK_FALSE(sent.entry.contradicted);
  CHECK_FALSE(is_over(sent.entry));
}

TEST_CASE("receipts that come out of order say the same as in order") {
  Sent sent;
  sent.add(sent.by_post(AlertState::closed, 4, static_cast<std::uint8_t>(ClosingCode::patrol_sent)));
  sent.add(sent.by_post(AlertState::taken, 3));
  sent.add(sent.by_post(AlertState::delivered, 1));
  CHECK(standing(sent.entry)->receipt.state == AlertState::closed);
  CHECK(is_over(sent.entry));
  sent.add(sent.by_post(AlertState::reopened, 5));
  CHECK(standing(sent.entry)->receipt.state == AlertState::reopened);
  CHECK_FALSE(is_over(sent.entry));
}

TEST_CASE("a withdrawal mark and a wish to be called back do not hide where the alert stands") {
  Sent sent;
  sent.add(sent.by_post(AlertState::delivered, 1));
  sent.add(sent.by_post(AlertState::withdrawal_noted, 2));
  sent.add(sent.by_post(AlertState::call_back, 3));
  CHECK(standing(sent.entry)->receipt.state == AlertState::delivered);
  CHECK(call_back_wanted(sent.entry));
  sent.add(sent.by_post(AlertState::closed, 4, static_cast<std::uint8_t>(ClosingCode::handled)));
  CHECK_FALSE(call_back_wanted(sent.entry));
}

TEST_CASE("a node that signs two things that exclude each other is caught, and both are kept") {
  Sent sent;
  sent.add(sent.by_commune(AlertState::accepted, 1));
  SECTION("under one number") {
    CHECK(sent.add(sent.by_commune(AlertState::expired, 1)) == Added::contradiction);
  }
  SECTION("accepted and refused") {
    CHECK(sent.add(sent.by_commune(AlertState::refused, 2, 10)) == Added::contradiction);
  }
  CHECK(sent.entry.contradicted);
  CHECK(sent.entry.receipts.size() == 2);
  auto again = decode_entry(encode(sent.entry));
  REQUIRE(again);
  CHECK(again->contradicted);
}
