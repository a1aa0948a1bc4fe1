#include <algorithm>
#include <catch2/catch.hpp>

#include "wire_samples.h"

using namespace tocsin;
using namespace tocsin::wire;

namespace {

// The field that is blamed after a change to the sample; empty when nothing is.
template <class Value, class Change>
std::string blamed(Value value, Change change) {
  change(value);
  auto status = check(value);
  if (status) return "";
  CHECK(status.error().code == Errc::malformed);
  return status.error().detail.substr(0, status.error().detail.find(':'));
}
template <class Change>
std::string charter_blames(Change change) {
  return blamed(test::sample_charter(), change);
}

}  // namespace

TEST_CASE("a charter's names show as they are stored") {
  CHECK(charter_blames([](auto& c) { c.name = ""; }) == "charter.name");
  CHECK(charter_blames([](auto& c) { c.name = "Orn\u202Eans"; }) == "charter.name");
  CHECK(charter_blames([](auto& c) { c.name = "Orn\tans"; }) == "charter.name");
  CHECK(charter_blames([](auto& c) { c.sectors[1].name = std::string(121, 'x'); }) == "charter.sectors.name");
}

TEST_CASE("a charter lasts three years at most") {
  CHECK(charter_blames([](auto& c) { c.until = c.from + charter_life_max; }).empty());
  CHECK(charter_blames([](auto& c) { c.until = c.from + charter_life_max + milliseconds(1); }) ==
        "charter.until");
  CHECK(charter_blames([](auto& c) { c.until = c.from; }) == "charter.until");
  CHECK(charter_blames([](auto& c) { c.from = c.until + days(1); }) == "charter.until");
}

TEST_CASE("a charter's sectors ascend, from 1 to 999, 64 at most") {
  CHECK(charter_blames([](auto& c) { c.sectors.clear(); }) == "charter.sectors");
  CHECK(charter_blames([](auto& c) { std::swap(c.sectors[0], c.sectors[1]); }) == "charter.sectors");
  CHECK(charter_blames([](auto& c) { c.sectors[1].id = 1; }) == "charter.sectors");
  CHECK(charter_blames([](auto& c) { c.sectors[0].id = 0; }) == "charter.sectors.id");
  CHECK(charter_blames([](auto& c) { c.sectors.back().id = 1000; }) == "charter.sectors.id");
  CHECK(charter_blames([](auto& c) { c.sectors.back().border = c.commune; }) == "charter.sectors.border");
  CHECK(charter_blames([](auto& c) { c.sectors.back().border.bytes.fill('x'); }) == "charter.sectors.border");
  auto many = [](std::size_t count) {
    return [count](Charter& c) {
      c.sectors.clear();
      for (std::size_t i = 1; i <= count; ++i) c.sectors.push_back({static_cast<SectorId>(i), "S"});
    };
  };
  CHECK(charter_blames(many(64)).empty());
  CHECK(charter_blames(many(65)) == "charter.sectors");
}

TEST_CASE("one key plays one part in a document") {
  CHECK(charter_blames([](auto& c) { c.node.log = c.office; }) == "charter.node");
  CHECK(charter_blames([](auto& c) { c.node.curve.bytes = c.node.signing.bytes; }) == "charter.node");
  CHECK(charter_blames([](auto& c) { c.node.parcel = {}; }) == "charter.node");
  CHECK(charter_blames([](auto& c) { c.office = {}; }) == "charter.office");
  Root root;
  root.keys = {test::counted<SigningPublic>(1), test::counted<SigningPublic>(2),
               test::counted<SigningPublic>(3)};
  CHECK(blamed(root, [](auto&) {}).empty());
  CHECK(blamed(root, [](auto& r) { r.keys[2] = r.keys[0]; }) == "root.keys");
  CHECK(blamed(root, [](auto& r) { r.keys[1] = {}; }) == "root.keys");
}

TEST_CASE("only the first of a kind has no previous") {
  CHECK(charter_blames([](auto& c) { c.sequence = 0; }) == "charter.sequence");
  CHECK(charter_blames([](auto& c) { c.sequence = 1; }) == "charter.previous");
  CHECK(charter_blames([](auto& c) { c.previous = {}; }) == "charter.previous");
  CHECK(charter_blames([](auto& c) { c.sequence = 1, c.previous = {}; }).empty());
}

TEST_CASE("a charter enables listed categories, one at least") {
  CHECK(charter_blames([](auto& c) { c.categories = 0; }) == "charter.categories");
  CHECK(charter_blames([](auto& c) { c.categories = 1; }) == "charter.categories");
  CHECK(charter_blames([](auto& c) { c.categories = 1 << 13; }) == "charter.categories");
  CHECK(charter_blames([](auto& c) { c.categories = 0x1FFE; }).empty());
}

TEST_CASE("mailboxes and addresses are usable as they stand") {
  CHECK(charter_blames([](auto& c) { c.client_address = ""; }).empty());  // behind a gateway
  CHECK(charter_blames([](auto& c) { c.gateways.clear(); }).empty());     // or without one
  CHECK(charter_blames([](auto& c) {
          c.client_address = "";
          c.gateways.clear();
        }) == "charter.clientAddress");
  CHECK(charter_blames([](auto& c) { c.gateways[0].address = "tcp://x"; }) == "charter.gateways.address");
  CHECK(charter_blames([](auto& c) { c.gateways[0].server = {}; }) == "charter.gateways.server");
  CHECK(charter_blames([](auto& c) { c.gateways.push_back(c.gateways[0]); }) == "charter.gateways");
  CHECK(charter_blames([](auto& c) { c.gateways.resize(5, c.gateways[0]); }) == "charter.gateways");
  CHECK(charter_blames([](auto& c) { c.client_address = "ornans:7201"; }) == "charter.clientAddress");
  CHECK(charter_blames([](auto& c) { c.mailboxes[0].address = "tcp://x"; }) == "charter.mailboxes.address");
  CHECK(charter_blames([](auto& c) { c.mailboxes[1].id = c.mailboxes[0].id; }) == "charter.mailboxes.id");
  CHECK(charter_blames([](auto& c) { c.mailboxes[1].server = {}; }) == "charter.mailboxes.server");
  CHECK(charter_blames([](auto& c) { c.mailboxes.resize(5, c.mailboxes[0]); }) == "charter.mailboxes");
}

TEST_CASE("limits are listed once each, in order") {
  CHECK(charter_blames([](auto& c) { c.limits = {{2, 1}, {1, 1}}; }) == "charter.limits");
  CHECK(charter_blames([](auto& c) { c.limits = {{2, 1}, {2, 1}}; }) == "charter.limits");
  CHECK(charter_blames([](auto& c) { c.limits = {{0, 1}}; }) == "charter.limits");
  CHECK(charter_blames([](auto& c) { c.limits.clear(); }).empty());
}

TEST_CASE("a post has a number to dial and does not supervise itself") {
  auto record = test::sample_post_record();
  CHECK(blamed(record, [](auto& r) { r.telephone = ""; }) == "post_record.telephone");
  CHECK(blamed(record, [](auto& r) { r.telephone = "demander Paul"; }) == "post_record.telephone");
  CHECK(blamed(record, [](auto& r) { r.supervising = r.post; }) == "post_record.supervising");
  CHECK(blamed(record, [](auto& r) { r.supervising = {}; }).empty());
  CHECK(blamed(record, [](auto& r) { r.post.bytes[7] = 'x'; }) == "post_record.post");
}

TEST_CASE("opening hours ascend and do not overlap") {
  auto hours_blamed = [](std::vector<OpeningHours> hours) {
    return blamed(test::sample_post_record(), [&](auto& r) { r.hours = hours; });
  };
  CHECK(hours_blamed({}).empty());
  CHECK(hours_blamed({{7, 0, 1440}}).empty());
  CHECK(hours_blamed({{1, 60, 120}, {1, 120, 180}}).empty());
  CHECK(hours_blamed({{1, 60, 120}, {1, 119, 180}}) == "post_record.hours");
  CHECK(hours_blamed({{2, 60, 120}, {1, 60, 120}}) == "post_record.hours");
  CHECK(hours_blamed({{8, 60, 120}}) == "post_record.hours.weekday");
  CHECK(hours_blamed({{1, 60, 60}}) == "post_record.hours.untilMinute");
  CHECK(hours_blamed({{1, 60, 1441}}) == "post_record.hours.untilMinute");
}

TEST_CASE("a date has hours of its own, or none, after those of every week") {
  constexpr std::uint16_t christmas = 20'812;  // a Friday
  auto hours_blamed = [](std::vector<OpeningHours> hours) {
    return blamed(test::sample_post_record(), [&](auto& r) { r.hours = hours; });
  };
  CHECK(hours_blamed({{5, 0, 0, christmas}}).empty());
  CHECK(hours_blamed(
            {{7, 0, 1440}, {5, 60, 120, christmas}, {5, 120, 180, christmas}, {6, 0, 0, christmas + 1}})
            .empty());
  CHECK(hours_blamed({{5, 0, 0, christmas}, {7, 0, 1440}}) == "post_record.hours");
  CHECK(hours_blamed({{5, 0, 0, christmas}, {5, 60, 120, christmas}}) == "post_record.hours");
  CHECK(hours_blamed({{5, 60, 120, christmas}, {5, 0, 0, christmas}}) == "post_record.hours");
  CHECK(hours_blamed({{5, 60, 120, christmas}, {5, 90, 180, christmas}}) == "post_record.hours");
  CHECK(hours_blamed({{6, 60, 120, christmas}}) == "post_record.hours.day");
  CHECK(hours_blamed({{5, 60, 60, christmas}}) == "post_record.hours.untilMinute");
  CHECK(hours_blamed({{5, 60, 0, christmas}}) == "post_record.hours.untilMinute");
  CHECK(hours_blamed({{5, 0, 0}}) == "post_record.hours.untilMinute");
}

TEST_CASE("rules are issued again within 100 days, and elections do not overlap") {
  auto rules = test::sample_rules();
  CHECK(blamed(rules, [](auto& r) { r.next_issue += milliseconds(1); }) == "rules.nextIssue");
  CHECK(blamed(rules, [](auto& r) { r.next_issue = r.issued; }) == "rules.nextIssue");
  CHECK(blamed(rules, [](auto& r) { r.elections[1].from -= milliseconds(1); }) == "rules.elections");
  CHECK(blamed(rules, [](auto& r) { r.elections[0].until = r.elections[0].from; }) ==
        "rules.elections.until");
}

TEST_CASE("a commission belongs to one office, a year at most, and only a desk has a tag key") {
  auto commission = test::sample_commission();
  CHECK(blamed(commission, [](auto& c) { c.role = Role::clerk; }) == "commission.tagCommitment");
  CHECK(blamed(commission, [](auto& c) { c.role = Role::clerk, c.tag_commitment = {}; }).empty());
  CHECK(blamed(commission, [](auto& c) { c.tag_commitment = {}; }) == "commission.tagCommitment");
  CHECK(blamed(commission, [](auto& c) { c.role = Role::referent; }) == "commission.role");
  CHECK(blamed(commission, [](auto& c) { c.role = Role::citizen; }) == "commission.role");
  CHECK(blamed(commission, [](auto& c) { c.post = *parse_post_id("P25-014"); }) == "commission.post");
  auto officer = [](auto& c) {
    c.role = Role::officer, c.tag_commitment = {}, c.commune = {}, c.post = *parse_post_id("P25-014");
  };
  CHECK(blamed(commission, officer).empty());
  CHECK(blamed(commission, [&](auto& c) { officer(c), c.commune = *parse_insee("25434"); }) ==
        "commission.commune");
  CHECK(blamed(commission, [&](auto& c) { officer(c), c.role = Role::auditor; }) == "commission.post");
  CHECK(blamed(commission, [&](auto& c) { officer(c), c.role = Role::auditor, c.post = {}; }).empty());
  CHECK(blamed(commission, [](auto& c) { c.until += milliseconds(1); }) == "commission.until");
  CHECK(blamed(commission, [](auto& c) { c.transport.bytes = c.key.bytes; }) == "commission.transport");
}

TEST_CASE("a mandate has a device with all three keys, or none for the desk") {
  auto mandate = test::sample_mandate();
  CHECK(blamed(mandate, [](auto& m) { m.device = {}; }) == "mandate.transport");
  CHECK(blamed(mandate, [](auto& m) { m.device = {}, m.transport = {}; }) == "mandate.tagCommitment");
  CHECK(blamed(mandate, [](auto& m) { m.device = {}, m.transport = {}, m.tag_commitment = {}; }).empty());
  CHECK(blamed(mandate, [](auto& m) { m.deputy = m.mandate; }) == "mandate.deputy");
  CHECK(blamed(mandate, [](auto& m) { m.sectors = {}; }) == "mandate.sectors");
  CHECK(blamed(mandate, [](auto& m) { m.sectors = {2, 1}; }) == "mandate.sectors");
  CHECK(blamed(mandate, [](auto& m) { m.sectors = {1, 1000}; }) == "mandate.sectors");
  CHECK(blamed(mandate, [](auto& m) { m.until = m.from + days(367); }) == "mandate.until");
  CHECK(blamed(mandate, [](auto& m) { m.charter_sequence = 0; }) == "mandate.charterSequence");
}

TEST_CASE("a suspension ends, a revocation does not say when") {
  auto act = test::sample_act();
  CHECK(blamed(act, [](auto& a) { a.until = {}; }) == "act.until");
  CHECK(blamed(act, [](auto& a) { a.until = a.at; }) == "act.until");
  CHECK(blamed(act, [](auto& a) { a.kind = ActKind::revoke; }) == "act.until");
  CHECK(blamed(act, [](auto& a) { a.kind = ActKind::revoke, a.until = {}; }).empty());
  CHECK(blamed(act, [](auto& a) { a.kind = ActKind::lift, a.until = {}; }).empty());
  CHECK(blamed(act, [](auto& a) { a.target = ActTarget::commission; }) == "act.commune");
  CHECK(blamed(act, [](auto& a) { a.subject = {}; }) == "act.subject");
  CHECK(blamed(act, [](auto& a) { a.reason = static_cast<ActReason>(11); }) == "act.reason");
  CHECK(blamed(act, [](auto& a) { a.kind = static_cast<ActKind>(4); }) == "act.kind");
}

TEST_CASE("a review names a rule, and somebody only where it is about somebody") {
  auto review = *decode<Review>(test::sample("review").bytes);
  CHECK(blamed(review, [](auto&) {}).empty());
  CHECK(blamed(review, [](auto& r) { r.rule = 0; }) == "review.rule");
  CHECK(blamed(review, [](auto& r) { r.about = {}; }) == "review.about");
  CHECK(blamed(review, [](auto& r) { r.subject = ReviewSubject::office; }) == "review.about");
  CHECK(blamed(review, [](auto& r) { r.asks = static_cast<NodeKind>(3); }) == "review.asks");
  auto answer = *decode<ReviewAnswer>(test::sample("review_answer").bytes);
  CHECK(blamed(answer, [](auto& a) { a.outcome = static_cast<ReviewOutcome>(5); }) ==
        "review_answer.outcome");
}

TEST_CASE("lists of hashes and days ascend; the list of sequence 0 is empty") {
  RevocationList list{test::counted<KeyId>(1), 1, {test::counted<Hash>(1), test::counted<Hash>(2)}};
  CHECK(blamed(list, [](auto&) {}).empty());
  CHECK(blamed(list, [](auto& l) { std::swap(l.entries[0], l.entries[1]); }) == "revocation_list.entries");
  CHECK(blamed(list, [](auto& l) { l.entries[1] = l.entries[0]; }) == "revocation_list.entries");
  CHECK(blamed(list, [](auto& l) { l.sequence = 0; }) == "revocation_list.entries");
  EpochLoss loss{*parse_post_id("P25-014"), {20'000, 20'001}, Instant{}};
  CHECK(blamed(loss, [](auto&) {}).empty());
  CHECK(blamed(loss, [](auto& l) { l.lost = {}; }) == "epoch_loss.lost");
  CHECK(blamed(loss, [](auto& l) { l.lost = {2, 2}; }) == "epoch_loss.lost");
}

TEST_CASE("the largest list of revocations is still a document") {
  RevocationList list{test::counted<KeyId>(1), 1, {}};
  for (std::size_t i = 0; i < revocations_max; ++i) {
    Hash hash;
    hash.bytes[0] = static_cast<std::uint8_t>(i >> 8), hash.bytes[1] = static_cast<std::uint8_t>(i);
    list.entries.push_back(hash);
  }
  auto bytes = encode(list);
  CHECK(bytes.size() <= limits::document_bytes_max);
  CHECK(decode<RevocationList>(bytes) == list);
  list.entries.push_back(test::counted<Hash>(200));
  CHECK_FALSE(check(list));
}

TEST_CASE("an instant after the year 9999 is refused, not bent") {
  auto bytes = encode(MandateInForce{test::counted<Hash>(1), 1, from_ms(ms_max)});
  REQUIRE(decode<MandateInForce>(bytes));
  bool bent = false;
  for (std::size_t at = 8; at + 8 <= bytes.size(); at += 8) {
    auto later = bytes;
    for (std::size_t i = 0; i < 8; ++i) later[at + i] = 0xFF;
    auto read = decode<MandateInForce>(later);
    bent = bent || (read && read->at == from_ms(ms_max) && read->leaf == 1 &&
                    read->mandate == test::counted<Hash>(1));
  }
  CHECK_FALSE(bent);
}

TEST_CASE("a document of one type is not read as another") {
  CHECK_FALSE(decode<Charter>(test::sample("mandate").bytes));
  CHECK_FALSE(decode<Freshness>(test::sample("withdrawal").bytes));
  CHECK_FALSE(decode<Commission>(test::sample("enrolment").bytes));
}

TEST_CASE("the signatures of a document are sorted, none twice, eight at most") {
  SignedDocument document{DocumentType::charter, {1, 2, 3}, {}};
  for (std::uint8_t i = 8; i > 0; --i)
    document.signatures.push_back({7, test::counted<KeyId>(i), test::counted<Signature>(i)});
  document.signatures.push_back(
      {6, test::counted<KeyId>(8), test::counted<Signature>(1)});  // the same key, other tag
  document.signatures.erase(document.signatures.begin());
  document.signatures.push_back({7, test::counted<KeyId>(8), test::counted<Signature>(2)});
  document.signatures.erase(document.signatures.begin());
  auto bytes = encode(document);
  auto read = decode_document(bytes);
  REQUIRE(read);
  CHECK(read->signatures.front().key == test::counted<KeyId>(1));
  CHECK(read->signatures.back().tag == 7);
  constexpr std::size_t one = 2 + 16 + 64;
  auto twice = bytes;
  std::copy_n(bytes.end() - one, one, twice.end() - 2 * one);
  CHECK_FALSE(decode_document(twice));
  auto nine = bytes;
  nine[2 + 4 + 3] = 9;
  nine.insert(nine.end(), one, 0xFF);
  CHECK_FALSE(decode_document(nine));
}

TEST_CASE("a container that claims more than it holds is refused") {
  auto bytes = test::sample("signed_document").bytes;
  for (int claim : {0x00, 0x7F, 0xFF}) {
    auto lying = bytes;
    lying[5] = lying[4] = static_cast<std::uint8_t>(claim);
    lying[2] ^= 1;
    CHECK_FALSE(decode_document(lying));
  }
  SignedDocument largest{DocumentType::rules, Bytes(limits::document_bytes_max, 7), {}};
  auto fits = encode(largest);
  CHECK(decode_document(fits));
  auto above = Bytes(document_container_bytes_max + 1, 0);
  CHECK(decode_document(above).error().code == Errc::too_large);
}

TEST_CASE("every document type has a name that leads back to it") {
  for (std::uint16_t number = 1; number <= document_type_count; ++number) {
    auto type = static_cast<DocumentType>(number);
    REQUIRE_FALSE(slug(type).empty());
    CHECK(parse_document_type(slug(type)) == type);
  }
  CHECK(slug(static_cast<DocumentType>(document_type_count + 1)).empty());
  CHECK_FALSE(parse_document_type("").has_value());
  CHECK(slug(type_of<MandateInForce>()) == "mandate_in_force");
}
