// How commands answer: exit codes that scripts can rely on, JSON that parses, text that moves no cursor.
#include <catch2/catch.hpp>

#include "node/cli/ceremony.h"
#include "node/cli/qr.h"
#include "temp_folder.h"

using namespace tocsin;
using namespace tocsin::node::cli;

TEST_CASE("each kind of failure has its exit code") {
  CHECK(exit_code({Errc::configuration, ""}) == 3);
  CHECK(exit_code({Errc::unreachable, ""}) == 4);
  CHECK(exit_code({Errc::busy, ""}) == 4);
  CHECK(exit_code({Errc::not_allowed, ""}) == 5);
  CHECK(exit_code({Errc::not_found, ""}) == 6);
  CHECK(exit_code({Errc::bad_signature, ""}) == 7);
  CHECK(exit_code({Errc::untrusted, ""}) == 7);
  CHECK(exit_code({Errc::store_damaged, ""}) == 7);
  CHECK(exit_code({Errc::io, ""}) == 1);
}

TEST_CASE("JSON keeps the order it was written in and escapes what must be") {
  Value value(
      Record{{"b", 1}, {"a", List{true, Value(), "x\"\\\n\x01"}}, {"n", std::int64_t{-5}}, {"é", "é"}});
  CHECK(to_json(value) == "{\"b\":1,\"a\":[true,null,\"x\\\"\\\\\\n\\u0001\"],\"n\":-5,\"é\":\"é\"}");
}

TEST_CASE("a table lines up letters, not bytes") {
  CHECK(to_table({{"é", "b"}, {"aa", "c"}}) == "é   b\naa  c\n");
}

TEST_CASE("screens show Paris time, summer and winter") {
  CHECK(paris(*parse_iso("2026-01-15T12:00:00Z")) == "2026-01-15 13:00");
  CHECK(paris(*parse_iso("2026-07-15T12:00:00Z")) == "2026-07-15 14:00");
  CHECK(paris(Instant{}) == "–");
}

TEST_CASE("a limit past what the policy allows is refused by name, with its bounds") {
  CHECK(parse_limit("alerts_per_day=4"));
  for (std::string text : {"alerts_per_day=100000", "alerts_per_day", "alerts_per_day=4x",
                           "alerts_per_day=-1", "alerts_per_minute=1", "=", "", "undo_seconds=0"}) {
    INFO(text);
    auto limit = parse_limit(text);
    REQUIRE_FALSE(limit);
    CHECK(limit.error().code == Errc::configuration);
  }
}

TEST_CASE("what a node or a device hands to its office is read back the same, and nothing else is") {
  seal::initialise();
  seal::SystemEntropy entropy;
  test::TempFolder folder;
  NodePublic node;
  node.kind = NodeKind::post;
  node.code = "P25-014";
  node.keys = {seal::make_signing_key(entropy).public_key, seal::make_box_key(entropy).public_key,
               seal::make_box_key(entropy).public_key, seal::make_signing_key(entropy).public_key};
  node.client_address = "tcp://127.0.0.1:1";
  node.mailboxes = {{"tcp://127.0.0.1:2", node.keys.curve, MailboxId{{1, 2, 3}}},
                    {"tcp://127.0.0.1:3", seal::make_box_key(entropy).public_key, MailboxId{{4}}}};
  node.gateways = {{"tcp://127.0.0.1:4", seal::make_box_key(entropy).public_key},
                   {"tcp://127.0.0.1:5", seal::make_box_key(entropy).public_key}};
  auto text = to_text(node);
  REQUIRE(write_text(folder.file("node.pub"), text));
  auto read = read_node_public(folder.file("node.pub"));
  REQUIRE(read);
  CHECK(read->keys == node.keys);
  CHECK(read->mailboxes == node.mailboxes);
  CHECK(read->gateways == node.gateways);
  CHECK(to_text(*read) == text);

  auto refused = [&](const std::string& what, const std::string& by) {
    auto changed = text;
    changed.replace(changed.find(what), what.size(), by);
    REQUIRE(write_text(folder.file("node.pub"), changed));
    return !read_node_public(folder.file("node.pub"));
  };
  CHECK(refused("tocsin-node 1", "tocsin-node 2"));
  CHECK(refused("kind: post", "kind: town"));
  CHECK(refused("P25-014", "25434"));
  CHECK(refused("signing: ", "signing: 00"));
  CHECK(refused("curve: ", "curves: "));
  CHECK(refused("client-address:", "log:"));
}

TEST_CASE("a QR code holds its text's room and is drawn in whole blocks") {
  auto drawn = qr_blocks("TOCSIN1:ABCDE", false);
  CHECK_FALSE(drawn.empty());
  CHECK(qr_blocks("TOCSIN1:ABCDE", true) != drawn);
  CHECK(qr_blocks(std::string(5000, 'A'), false).empty());
}
