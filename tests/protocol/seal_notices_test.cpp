// Who may have signed what goes down to referents.
#include <catch2/catch.hpp>

#include "protocol/seal/notices.h"
#include "tests/protocol/seal_fixture.h"

using namespace tocsin;
using namespace tocsin::tests;

namespace {

struct Notices : World {
  std::vector<SigningPublic> police{officer.public_key, commander.public_key};
  wire::Notice notice = [this] {
    wire::Notice value;
    value.id.bytes.fill(7);
    value.commune = charter.commune;
    value.post = record.post;
    value.kind = NoticeKind::scam_in_progress;
    value.sectors = {1};
    value.written = now;
    value.until = now + hours(24);
    return value;
  }();
  wire::NoticeCancel cancel{notice.id, notice.commune, notice.post, CancelReason::mistake, now};
};

TEST_CASE_METHOD(Notices, "R17 a notice says which officers signed it, each once") {
  auto one = seal::verify_notice(signed_by(notice, {{officer, Tag::notice_post}}), police);
  REQUIRE(one);
  CHECK(one->signers == std::vector<SigningPublic>{officer.public_key});
  CHECK(one->notice == notice);
  auto two = seal::verify_notice(
      signed_by(notice, {{officer, Tag::notice_post}, {commander, Tag::notice_post}}), police);
  REQUIRE(two);
  CHECK(two->signers.size() == 2);
  auto twice = seal::verify_notice(
      signed_by(notice, {{officer, Tag::notice_post}, {officer, Tag::notice_post}}), police);
  REQUIRE(twice);  // the second by the same key replaced the first
  CHECK(twice->signers.size() == 1);
}
TEST_CASE_METHOD(Notices, "R17 a signature by anybody else refuses the notice") {
  CHECK(fails_with(seal::verify_notice(signed_by(notice, {}), police), Errc::bad_signature, "missing"));
  CHECK(fails_with(seal::verify_notice(signed_by(notice, {{stranger, Tag::notice_post}}), police),
                   Errc::bad_signature));
  CHECK(
      fails_with(seal::verify_notice(
                     signed_by(notice, {{officer, Tag::notice_post}, {stranger, Tag::notice_post}}), police),
                 Errc::bad_signature));
  auto third = police;
  third.push_back(stranger.public_key);
  CHECK(fails_with(seal::verify_notice(signed_by(notice, {{officer, Tag::notice_post},
                                                          {commander, Tag::notice_post},
                                                          {stranger, Tag::notice_post}}),
                                       third),
                   Errc::bad_signature, "more than two"));
  CHECK(fails_with(
      seal::verify_notice(signed_by(notice, {{officer, Tag::notice_post}, {officer, Tag::act_post}}), police),
      Errc::bad_signature));
}
TEST_CASE_METHOD(Notices, "R16 a signature of one office is none of the other's") {
  std::vector<SigningPublic> everybody{officer.public_key, mayor.public_key};
  CHECK(fails_with(seal::verify_notice(signed_by(notice, {{mayor, Tag::notice_mairie}}), everybody),
                   Errc::untrusted, "another office"));
  auto meeting = notice;
  meeting.kind = NoticeKind::meeting;
  meeting.post = {};
  meeting.venue = Venue::town_hall;
  meeting.facts_from = now;
  meeting.facts_until = now + hours(2);
  CHECK(seal::verify_notice(signed_by(meeting, {{mayor, Tag::notice_mairie}}), everybody));
  CHECK(fails_with(seal::verify_notice(signed_by(meeting, {{officer, Tag::notice_post}}), everybody),
                   Errc::untrusted, "another office"));
}
TEST_CASE_METHOD(Notices, "a notice changed by one bit is refused") {
  auto document = signed_by(notice, {{officer, Tag::notice_post}, {commander, Tag::notice_post}});
  document.bytes[8] ^= 1;
  CHECK(fails_with(seal::verify_notice(document, police), Errc::bad_signature));
}
TEST_CASE_METHOD(Notices, "R18 a cancel has one signature, of an officer, under a tag of its own") {
  auto right = seal::verify_notice_cancel(signed_by(cancel, {{officer, Tag::notice_cancel}}), police);
  REQUIRE(right);
  CHECK(right->signer == officer.public_key);
  CHECK(right->cancel == cancel);
  CHECK(fails_with(seal::verify_notice_cancel(signed_by(cancel, {{officer, Tag::notice_post}}), police),
                   Errc::bad_signature));
  CHECK(fails_with(seal::verify_notice_cancel(signed_by(cancel, {{stranger, Tag::notice_cancel}}), police),
                   Errc::bad_signature));
  CHECK(fails_with(
      seal::verify_notice_cancel(
          signed_by(cancel, {{officer, Tag::notice_cancel}, {commander, Tag::notice_cancel}}), police),
      Errc::bad_signature, "more than one"));
}
TEST_CASE_METHOD(Notices, "a receipt of display is the device's own") {
  wire::NoticeDisplay display{notice.id, seal::hash256(wire::encode(notice)), mandate.mandate, now};
  CHECK(seal::verify_notice_display(signed_by(display, {{device, Tag::notice_display}}), device.public_key) ==
        display);
  CHECK(fails_with(
      seal::verify_notice_display(signed_by(display, {{stranger, Tag::notice_display}}), device.public_key),
      Errc::bad_signature));
  CHECK(fails_with(
      seal::verify_notice_display(signed_by(display, {{device, Tag::withdrawal}}), device.public_key),
      Errc::bad_signature));
}

}  // namespace
