// Who may have signed an exercise window or the word that an entry was the referent's.
#include <algorithm>
#include <catch2/catch.hpp>
#include <cctype>

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

struct HandedWorld : DeskWorld {
  wire::AlertContent content = [this] {
    auto draft = draft_alert();
    draft.content.category = draft.header.category;
    draft.content.sector = draft.header.sector;
    draft.content.alert = confirmation.alert;
    draft.content.mandate = mandate.mandate;
    draft.content.tag_key.fill(0x5a);
    return draft.content;
  }();
  wire::HandedOver handed(const wire::ShownContent& shown, const AlertId& alert) {
    wire::HandOver given;
    given.alert = alert;
    given.header_hash = confirmation.header_hash;
    given.commune = charter.commune;
    given.created = given.at = now;
    given.post = record.post;
    given.procedure = "00421/2026";
    given.reason = HandOverReason::procedure;
    given.content = seal::hash256(shown);
    return {signed_by(given, {{officer, Tag::hand_over}}), Bytes(shown.begin(), shown.end())};
  }
};

TEST_CASE_METHOD(HandedWorld, "R30 what is handed over names neither the sender nor the key of the tags") {
  const auto shown = wire::shown(content);
  const auto line = wire::to_text(handed(shown, content.alert));
  CHECK(line.find(to_hex(content.mandate.view())) == std::string::npos);
  CHECK(line.find("5a5a5a5a5a5a5a5a") == std::string::npos);
  auto verified = seal::verify_handed_over(*wire::parse_handed_over(line), police);
  REQUIRE(verified);
  CHECK(verified->content.vehicle == content.vehicle);
  CHECK(verified->content.mandate.is_zero());
  auto telling = shown;
  telling[32] = 1;
  CHECK(fails_with(seal::verify_handed_over(handed(telling, content.alert), police), Errc::malformed));
}
TEST_CASE_METHOD(HandedWorld, "R30 a content that was not signed, or of another alert, is not believed") {
  auto given = handed(wire::shown(content), content.alert);
  given.content[2] ^= 1;
  CHECK(fails_with(seal::verify_handed_over(given, police), Errc::untrusted));
  AlertId other = content.alert;
  other.bytes[0] ^= 1;
  CHECK(fails_with(seal::verify_handed_over(handed(wire::shown(content), other), police), Errc::untrusted));
}
TEST_CASE_METHOD(
    HandedWorld,
    "R30 one hand-over is found in a text of any kind, in either case; more or none is refused") {
  const auto line = wire::to_text(handed(wire::shown(content), content.alert));
  const auto paper = wire::paper_text(wire::encode(signed_root()));
  auto found = wire::find_hand_over("<a>" + line + "</a>\n" + paper + " " + paper);
  REQUIRE(found);
  CHECK(found->papers.size() == 2);
  std::string upper = line;
  std::transform(upper.begin(), upper.end(), upper.begin(),
                 [](unsigned char letter) { return static_cast<char>(std::toupper(letter)); });
  CHECK(wire::find_hand_over(upper));
  CHECK(fails_with(wire::find_hand_over("nothing"), Errc::malformed));
  CHECK(fails_with(wire::find_hand_over(line + " " + line), Errc::malformed));
  CHECK(fails_with(wire::find_hand_over(line.substr(0, line.size() - 1)), Errc::malformed));
  CHECK(fails_with(wire::find_hand_over(line.substr(0, 300)), Errc::malformed));
  CHECK(fails_with(wire::find_hand_over("TOCSIN-HANDOVER1:"), Errc::malformed));
  CHECK(fails_with(wire::find_hand_over("TOCSIN-HANDOVER1:" + std::string(400'000, 'a')), Errc::too_large));
  std::string many = line;
  for (int i = 0; i < 17; ++i) many += " " + paper;
  CHECK(fails_with(wire::find_hand_over(many), Errc::malformed));
}

}  // namespace
