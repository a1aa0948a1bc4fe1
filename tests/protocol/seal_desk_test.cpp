// Who may have signed an exercise window or the word that an entry was the referent's.
#include <catch2/catch.hpp>

#include "protocol/seal/desk.h"
#include "tests/protocol/seal_fixture.h"

using namespace tocsin;
using namespace tocsin::tests;

namespace {

struct DeskWorld : World {
  std::vector<SigningPublic> police{officer.public_key, commander.public_key};
  wire::ExerciseWindow window = [this] {
    CommandId id;
    id.bytes.fill(7);
    return wire::ExerciseWindow{id, record.post, charter.commune, now, now + hours(2), now};
  }();
  wire::DeskConfirmation confirmation = [this] {
    AlertId alert;
    alert.bytes.fill(3);
    Hash header;
    header.bytes.fill(9);
    return wire::DeskConfirmation{alert, mandate.mandate, header, now};
  }();
};

TEST_CASE_METHOD(DeskWorld, "R27 a window says which of the post's keys signed it") {
  auto verified =
      seal::verify_exercise_window(signed_by(window, {{commander, Tag::exercise_window}}), police);
  REQUIRE(verified);
  CHECK(verified->window == window);
  CHECK(verified->signer == commander.public_key);
}
TEST_CASE_METHOD(DeskWorld, "R27 a window by a stranger, by two, by nobody or under another tag is refused") {
  auto refused = [&](std::initializer_list<By> signatures) {
    CHECK(
        fails_with(seal::verify_exercise_window(signed_by(window, signatures), police), Errc::bad_signature));
  };
  refused({});
  refused({{stranger, Tag::exercise_window}});
  refused({{commander, Tag::desk_confirmation}});
  refused({{commander, Tag::exercise_window}, {officer, Tag::exercise_window}});
  refused({{commander, Tag::exercise_window}, {stranger, Tag::exercise_window}});
  CHECK(fails_with(
      seal::verify_exercise_window(signed_by(confirmation, {{commander, Tag::exercise_window}}), police),
      Errc::malformed));
}
TEST_CASE_METHOD(DeskWorld,
                 "R35 a confirmation says whether the device or the post signed it, and is moved nowhere") {
  const std::vector<SigningPublic> known{device.public_key, officer.public_key};
  for (const auto* key : {&device, &officer}) {
    auto verified =
        seal::verify_desk_confirmation(signed_by(confirmation, {{*key, Tag::desk_confirmation}}), known);
    REQUIRE(verified);
    CHECK(verified->signer == key->public_key);
    CHECK(verified->confirmation == confirmation);
  }
  for (auto tag : {Tag::withdrawal, Tag::exercise_window})
    CHECK(fails_with(seal::verify_desk_confirmation(signed_by(confirmation, {{device, tag}}), known),
                     Errc::bad_signature));
  CHECK(fails_with(
      seal::verify_desk_confirmation(signed_by(confirmation, {{stranger, Tag::desk_confirmation}}), known),
      Errc::bad_signature));
}
TEST_CASE_METHOD(DeskWorld,
                 "R30 an alert is passed on by one officer and the post's node, and by nobody else") {
  wire::Forward forward;
  forward.alert = confirmation.alert;
  forward.mandate = confirmation.mandate;
  forward.header_hash = confirmation.header_hash;
  forward.post = record.post;
  forward.recipient = *parse_post_id("P25-000");
  forward.reason = HandOverReason::closing_time;
  forward.at = now;
  const auto& node = post_node.signing.public_key;
  auto whole = signed_by(forward, {{officer, Tag::forward_officer}, {post_node.signing, Tag::forward_post}});
  auto verified = seal::verify_forward(whole, police, &node);
  REQUIRE(verified);
  CHECK(verified->forward == forward);
  CHECK(verified->officer == officer.public_key);
  CHECK(seal::verify_forward(signed_by(forward, {{officer, Tag::forward_officer}}), police, nullptr));
  CHECK(fails_with(seal::verify_forward(whole, police, nullptr), Errc::bad_signature));
  auto refused = [&](std::initializer_list<By> signatures) {
    CHECK(
        fails_with(seal::verify_forward(signed_by(forward, signatures), police, &node), Errc::bad_signature));
  };
  refused({{officer, Tag::forward_officer}});
  refused({{post_node.signing, Tag::forward_post}});
  refused({{stranger, Tag::forward_officer}, {post_node.signing, Tag::forward_post}});
  refused({{officer, Tag::forward_officer}, {stranger, Tag::forward_post}});
  refused({{officer, Tag::forward_post}, {post_node.signing, Tag::forward_officer}});
  refused({{officer, Tag::forward_officer},
           {commander, Tag::forward_officer},
           {post_node.signing, Tag::forward_post}});
}

TEST_CASE_METHOD(DeskWorld, "R30 a hand-over is signed by one officer of the post, and by nobody else") {
  wire::HandOver given;
  given.alert = confirmation.alert;
  given.header_hash = given.content = confirmation.header_hash;
  given.commune = charter.commune;
  given.created = given.at = now;
  given.post = record.post;
  given.procedure = "00421/2026";
  given.reason = HandOverReason::procedure;
  CHECK(seal::verify_hand_over(signed_by(given, {{officer, Tag::hand_over}}), police) == given);
  auto refused = [&](std::initializer_list<By> signatures) {
    CHECK(fails_with(seal::verify_hand_over(signed_by(given, signatures), police), Errc::bad_signature));
  };
  refused({});
  refused({{stranger, Tag::hand_over}});
  refused({{officer, Tag::forward_officer}});
  refused({{officer, Tag::hand_over}, {commander, Tag::hand_over}});
}

}  // namespace
