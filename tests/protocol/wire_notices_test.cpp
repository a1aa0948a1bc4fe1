// What goes down to referents says what its template asks for, and nothing else.
#include <catch2/catch.hpp>

#include "protocol/wire/notices.h"
#include "wire_samples.h"

using namespace tocsin;
using namespace tocsin::wire;

namespace {

// The field that a changed notice is refused for; empty when it is right.
template <class Change>
std::string blamed(Notice notice, Change change) {
  change(notice);
  auto status = check(notice);
  return status ? std::string{} : status.error().detail.substr(0, status.error().detail.find(':'));
}
Notice of_kind(NoticeKind kind) {
  auto notice = test::sample_notice();
  notice.kind = kind;
  notice.category.reset();
  if (kind == NoticeKind::witness_call) notice.category = Category::intrusion;
  if (kind == NoticeKind::risk) notice.risk = RiskKind::flood;
  if (kind == NoticeKind::meeting) notice.venue = Venue::school;
  if (kind == NoticeKind::end_of_alert) notice.ends = test::counted<NoticeId>(0x90);
  if (of_mairie(kind)) notice.post = {};
  if (kind == NoticeKind::prevention || kind == NoticeKind::end_of_alert)
    notice.facts_from = notice.facts_until = {};
  return notice;
}

TEST_CASE("every template of a notice can be written and read again") {
  for (std::uint8_t number = 1; number <= notice_kind_count; ++number) {
    auto notice = of_kind(static_cast<NoticeKind>(number));
    INFO(slug(notice.kind));
    REQUIRE(blamed(notice, [](auto&) {}).empty());
    CHECK(decode<Notice>(encode(notice)) == notice);
  }
}
TEST_CASE("a notice is in the name of the office whose template it is") {
  for (auto kind : {NoticeKind::prevention, NoticeKind::missing_person})
    CHECK(blamed(of_kind(kind), [](auto& n) { n.post = {}; }) == "notice.post");
  for (auto kind : {NoticeKind::meeting, NoticeKind::risk})
    CHECK(blamed(of_kind(kind), [](auto& n) { n.post = *parse_post_id("P25-014"); }) == "notice.post");
}
TEST_CASE("a field that the template does not ask for is refused, and so is one that it misses") {
  auto call = of_kind(NoticeKind::witness_call), meeting = of_kind(NoticeKind::meeting);
  CHECK(blamed(call, [](auto& n) { n.category.reset(); }) == "notice.category");
  CHECK(blamed(call, [](auto& n) { n.category = Category::missing_person; }) == "notice.category");
  CHECK(blamed(call, [](auto& n) { n.category = static_cast<Category>(13); }) == "notice.category");
  CHECK(blamed(call, [](auto& n) { n.risk = RiskKind::fire; }) == "notice.risk");
  CHECK(blamed(call, [](auto& n) { n.venue = Venue::school; }) == "notice.venue");
  CHECK(blamed(call, [](auto& n) { n.ends = test::counted<NoticeId>(1); }) == "notice.ends");
  CHECK(blamed(call, [](auto& n) { n.facts_from = n.facts_until = {}; }) == "notice.factsFrom");
  CHECK(blamed(meeting, [](auto& n) { n.venue.reset(); }) == "notice.venue");
  CHECK(blamed(of_kind(NoticeKind::risk), [](auto& n) { n.risk.reset(); }) == "notice.risk");
  CHECK(blamed(of_kind(NoticeKind::prevention), [](auto& n) { n.advice = 0; }) == "notice.advice");
  CHECK(blamed(of_kind(NoticeKind::prevention),
               [](auto& n) { n.facts_from = n.written, n.facts_until = n.until; }) == "notice.factsFrom");
  CHECK(blamed(of_kind(NoticeKind::end_of_alert), [](auto& n) { n.ends = {}; }) == "notice.ends");
  CHECK(blamed(of_kind(NoticeKind::end_of_alert), [](auto& n) { n.ends = n.id; }) == "notice.ends");
}
TEST_CASE("R17 a notice names sectors and an end") {
  auto call = of_kind(NoticeKind::witness_call);
  CHECK(blamed(call, [](auto& n) { n.sectors = {}; }) == "notice.sectors");
  CHECK(blamed(call, [](auto& n) { n.sectors = {2, 1}; }) == "notice.sectors");
  CHECK(blamed(call, [](auto& n) { n.sectors = {1, 1}; }) == "notice.sectors");
  CHECK(blamed(call, [](auto& n) { n.sectors = {0}; }) == "notice.sectors");
  CHECK(blamed(call, [](auto& n) { n.until = n.written; }) == "notice.until");
  CHECK(blamed(call, [](auto& n) { n.facts_until = n.facts_from + days(31) + milliseconds(1); }) ==
        "notice.factsUntil");
  CHECK(blamed(call, [](auto& n) { n.advice = std::uint64_t{1} << 13; }) == "notice.advice");
  CHECK(blamed(call, [](auto& n) { n.advice = 1; }) == "notice.advice");
}
TEST_CASE("how far a notice has come is three numbers and a rule") {
  NoticeShown shown{test::id16(1), 17, 9, 8, 7};
  auto bytes = encode(shown);
  CHECK(bytes.size() == notice_shown_bytes);
  auto read = decode_notice_shown(bytes);
  REQUIRE(read);
  CHECK(*read == shown);
  CHECK_FALSE(decode_notice_shown(ByteView(bytes).first(28)));
}

}  // namespace
