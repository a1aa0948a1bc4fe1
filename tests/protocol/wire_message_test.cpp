#include <catch2/catch.hpp>

#include "protocol/wire/carried.h"
#include "protocol/wire/lacking.h"
#include "protocol/wire/parcel_answers.h"
#include "wire_samples.h"

using namespace tocsin;
using namespace tocsin::wire;

namespace {

// The least that each verb asks for.
Request request_for(Verb verb) {
  Request request;
  request.verb = verb;
  if (needs_command(verb)) request.command = test::counted<CommandId>(1);
  switch (verb) {
    case Verb::submit: request.data.resize(limits::envelope_bytes); break;
    case Verb::withdraw:
    case Verb::publish:
    case Verb::confirm:
    case Verb::enrol: request.data = test::sample("signed_document").bytes; break;
    case Verb::invite:
      request.data.resize(72);
      request.extra = test::text_bytes("Hélène Le Goff");
      request.subject = test::id16(1);
      break;
    case Verb::open:
      request.data.resize(32);
      request.code = static_cast<std::uint8_t>(OpenReason::assess);
      request.subject = test::id16(1);
      break;
    case Verb::close:
      request.code = static_cast<std::uint8_t>(ClosingCode::handled);
      request.subject = test::id16(1);
      break;
    case Verb::register_person:
      request.data = test::text_bytes("Hélène Le Goff");
      request.extra = test::text_bytes("03 81 00 00 00");
      request.subject = test::id16(1);
      break;
    case Verb::hello:
    case Verb::take:
    case Verb::call_back:
    case Verb::release:
    case Verb::reopen: request.subject = test::id16(1); break;
    case Verb::documents: request.code = static_cast<std::uint8_t>(DocumentType::charter); break;
    case Verb::pending:
    case Verb::public_documents:
    case Verb::follow:
    case Verb::enrolment_status:
    case Verb::enrolments:
    case Verb::mandates:
    case Verb::inbox:
    case Verb::counts:
    case Verb::reviews:
    case Verb::log:
    case Verb::checkpoint:
    case Verb::status:
    case Verb::serve:
    case Verb::presence:
    case Verb::notices: break;
    case Verb::hand_over:
      request.data.resize(32);
      request.extra = test::text_bytes("procedure:00421/2026");
      request.code = static_cast<std::uint8_t>(HandOverReason::procedure);
      request.subject = test::id16(1);
      break;
    case Verb::forward: request.data = test::sample("signed_document").bytes; break;
    case Verb::group:
      request.data = Bytes(32, 1);
      request.data[31] = 2;
      request.code = static_cast<std::uint8_t>(GroupReason::same_vehicle);
      request.subject = test::id16(1);
      break;
  }
  return request;
}

bool stands(const Request& request) {
  return check(request).has_value();
}
template <class Change>
bool stands_after(Verb verb, Change change) {
  auto request = request_for(verb);
  change(request);
  return stands(request);
}

}  // namespace

TEST_CASE("every verb has a name and a request that it takes") {
  for (std::uint8_t number = 1; number <= verb_count; ++number) {
    auto verb = static_cast<Verb>(number);
    INFO(slug(verb));
    CHECK_FALSE(slug(verb).empty());
    auto request = request_for(verb);
    CHECK(stands(request));
    CHECK(decode_request(encode(request)) == request);
  }
  auto none = static_cast<Verb>(verb_count + 1);
  CHECK(slug(none).empty());
  CHECK(check(Request{{}, none, {}, 0, 0, {}, {}}).error().code == Errc::unsupported);
}

TEST_CASE("an operand that a verb does not use is refused") {
  for (std::uint8_t number = 1; number <= verb_count; ++number) {
    auto verb = static_cast<Verb>(number);
    INFO(slug(verb));
    auto least = request_for(verb);
    bool lists = verb == Verb::public_documents || verb == Verb::follow || verb == Verb::enrolments ||
                 verb == Verb::mandates || verb == Verb::inbox || verb == Verb::counts || verb == Verb::log ||
                 verb == Verb::documents || verb == Verb::reviews || verb == Verb::notices ||
                 verb == Verb::pending;
    CHECK(stands_after(verb, [](auto& r) { r.number = 1; }) == lists);
    bool subject_allowed = verb == Verb::enrolment_status || least.subject[0] != 0;
    CHECK(stands_after(verb, [](auto& r) { r.subject = test::id16(1); }) == subject_allowed);
    if (least.code == 0)
      CHECK(stands_after(verb, [](auto& r) { r.code = 1; }) ==
            (verb == Verb::inbox || verb == Verb::notices || verb == Verb::serve));
    if (least.code == 0) CHECK_FALSE(stands_after(verb, [](auto& r) { r.code = 2; }));
    if (least.data.empty())
      CHECK(stands_after(verb, [](auto& r) { r.data = {1}; }) == (verb == Verb::notices));
    if (least.extra.empty()) CHECK_FALSE(stands_after(verb, [](auto& r) { r.extra = {'a', 'b'}; }));
  }
}

TEST_CASE("an operand that a verb needs is asked for") {
  for (std::uint8_t number = 1; number <= verb_count; ++number) {
    auto verb = static_cast<Verb>(number);
    INFO(slug(verb));
    auto least = request_for(verb);
    if (!least.command.is_zero()) CHECK_FALSE(stands_after(verb, [](auto& r) { r.command = {}; }));
    if (least.subject[0] != 0) CHECK_FALSE(stands_after(verb, [](auto& r) { r.subject = {}; }));
    if (least.code != 0) CHECK_FALSE(stands_after(verb, [](auto& r) { r.code = 0; }));
    if (least.code != 0) CHECK_FALSE(stands_after(verb, [](auto& r) { r.code = 99; }));
    if (!least.data.empty()) CHECK_FALSE(stands_after(verb, [](auto& r) { r.data = {}; }));
    if (!least.extra.empty()) CHECK_FALSE(stands_after(verb, [](auto& r) { r.extra = {}; }));
  }
}

TEST_CASE("what changes something brings a command id") {
  for (auto verb : {Verb::publish, Verb::invite, Verb::enrol, Verb::take, Verb::close, Verb::call_back,
                    Verb::release, Verb::reopen, Verb::register_person})
    CHECK(needs_command(verb));
  for (auto verb : {Verb::hello, Verb::submit, Verb::withdraw, Verb::inbox, Verb::log})
    CHECK_FALSE(needs_command(verb));
}

TEST_CASE("a name in a request shows as it is stored, a telephone number can be dialled") {
  CHECK_FALSE(stands_after(Verb::register_person, [](auto& r) { r.data = test::text_bytes("a\u202Eb"); }));
  CHECK_FALSE(stands_after(Verb::register_person, [](auto& r) { r.extra = test::text_bytes("x"); }));
  CHECK_FALSE(stands_after(Verb::invite, [](auto& r) { r.extra = test::text_bytes("a\nb"); }));
}

TEST_CASE("a command id stands at the beginning of a request's data") {
  const auto& bytes = test::sample("request").bytes;
  CHECK(to_hex(ByteView(bytes).subspan(8, 16)) == to_hex(test::sample_request().command.view()));
  CHECK(to_hex(ByteView(bytes).subspan(24, 16)) == to_hex(test::sample_request().subject));
}

TEST_CASE("a reply says how it ended, once") {
  Reply ok = test::sample_reply();
  auto stands_as = [&](auto change) {
    auto reply = ok;
    change(reply);
    return check(reply).has_value();
  };
  auto failed = [](Reply& r) { r.outcome = Outcome::failed, r.errc = 1; };
  auto refused = [](Reply& r) { r.outcome = Outcome::refused, r.rule = 10; };
  CHECK(stands_as([](auto&) {}));
  CHECK(stands_as(failed));
  CHECK(stands_as(refused));
  CHECK(stands_as([&](auto& r) { failed(r), r.detail = "what to do"; }));
  CHECK_FALSE(stands_as([](auto& r) { r.rule = 1; }));
  CHECK_FALSE(stands_as([](auto& r) { r.errc = 1; }));
  CHECK_FALSE(stands_as([](auto& r) { r.detail = "why?"; }));
  CHECK_FALSE(stands_as([](auto& r) { r.outcome = Outcome::failed; }));
  CHECK_FALSE(stands_as([&](auto& r) { failed(r), r.errc = 200; }));
  CHECK_FALSE(stands_as([&](auto& r) { failed(r), r.retry_after_ms = 1; }));  // only busy says when
  CHECK_FALSE(stands_as([&](auto& r) { refused(r), r.rule = 100; }));
  CHECK_FALSE(stands_as([](auto& r) { r.outcome = static_cast<Outcome>(4); }));
}

TEST_CASE("a node's reason can always be sent, whatever was in it") {
  Reply reply;
  reply.outcome = Outcome::failed;
  reply.errc = static_cast<std::uint8_t>(Errc::malformed);
  reply.detail = std::string(119, 'a') + "é\n\u202E";
  auto read = decode_reply(encode(reply));
  REQUIRE(read);
  CHECK(read->detail == std::string(119, 'a'));
}

TEST_CASE("the bound of a reply's size is never below it") {
  Reply reply = test::sample_reply();
  CHECK(encode(reply).size() <= bytes_bound(reply));
  reply.items.clear();
  while (bytes_bound(reply) + bytes_bound(Item{{}, 1, 1, Bytes(255, 1), Bytes(500, 2)}) <= reply_bytes_max)
    reply.items.push_back({test::id16(3), reply.items.size(), 1, Bytes(255, 1), Bytes(500, 2)});
  CHECK(reply.items.size() > 100);
  auto bytes = encode(reply);
  CHECK(bytes.size() <= bytes_bound(reply));
  CHECK(decode_reply(bytes) == reply);
}

TEST_CASE("a reply holds 512 items at most, and each says something") {
  Reply reply;
  reply.items.resize(reply_items_max, Item{{}, 1, 0, {}, {}});
  CHECK(decode_reply(encode(reply)) == reply);
  reply.items.push_back(reply.items.front());
  CHECK_FALSE(check(reply));
  reply.items.resize(1);
  reply.items[0] = {};
  CHECK_FALSE(check(reply));
}

TEST_CASE("an event answers nothing; other frames say what they answer") {
  Bytes frame{4, 0, 0, 0, 0, 1};
  CHECK(decode_client_frame(frame));
  frame[1] = 1;
  CHECK_FALSE(decode_client_frame(frame));
  frame[0] = 3;
  CHECK(decode_client_frame(frame)->reference == 1);
  frame[0] = 5;
  CHECK(decode_client_frame(frame).error().code == Errc::unsupported);
  CHECK_FALSE(decode_client_frame(ByteView(frame).first(5)));
  CHECK(decode_client_frame(Bytes(limits::message_bytes_max + 1, 3)).error().code == Errc::too_large);
}

TEST_CASE("a signed request is fixed to its last byte") {
  const auto& bytes = test::sample("signed_request").bytes;
  CHECK(to_hex(ByteView(bytes).first(2)) == "3200");
  CHECK(signed_part(bytes).size() == bytes.size() - 64);
  CHECK(signed_part(ByteView(bytes).first(63)).empty());
  auto other_tag = bytes;
  other_tag[0] = 51;
  CHECK(decode_signed_request(other_tag).error().code == Errc::unsupported);
  CHECK(decode_signed_request(Bytes(200'000)).error().code == Errc::too_large);
}

TEST_CASE("answers to parcels say one thing each, and nothing after it") {
  const std::vector<ParcelAnswer> all{{5, ParcelAnswer::Kind::taken, Signature{{1, 2, 3}}, 0, 0},
                                      {6, ParcelAnswer::Kind::busy, {}, 2000, 0},
                                      {7, ParcelAnswer::Kind::refused, {}, 0, 6}};
  const auto bytes = encode(all);
  CHECK(bytes.size() == 1 + 3 * parcel_answer_bytes);
  REQUIRE(decode_parcel_answers(bytes));
  CHECK(*decode_parcel_answers(bytes) == all);
  const auto refuses = [&](std::size_t at, std::uint8_t value) {
    auto changed = bytes;
    changed[at] = value;
    return !decode_parcel_answers(changed);
  };
  const std::size_t first = 1, second = first + parcel_answer_bytes, third = second + parcel_answer_bytes;
  CHECK((refuses(0, 0) && refuses(0, 2) && refuses(0, 4)));  // their number
  CHECK((refuses(first + 8, 0) && refuses(first + 8, 4) && refuses(second + 8, 255)));
  CHECK((refuses(third + 9, 0) && refuses(third + 9, 7)));
  CHECK((refuses(second + 13, 1) && refuses(third + 10, 1) && refuses(third + 72, 1)));
  CHECK_FALSE(decode_parcel_answers({}));
  CHECK_FALSE(decode_parcel_answers(ByteView(bytes).first(73)));
  const auto most = encode(std::vector(parcel_answers_max, all[0]));
  CHECK(decode_parcel_answers(most));
  auto more = most;
  more.insert(more.end(), most.end() - parcel_answer_bytes, most.end());
  ++more[0];
  CHECK_FALSE(decode_parcel_answers(more));
}

TEST_CASE("what is lacking is asked for by ascending names, and none twice") {
  const std::vector<Hash> all{Hash{{1}}, Hash{{2}}, Hash{{3}}};
  const auto bytes = encode(all);
  REQUIRE(decode_lacking(bytes));
  CHECK(*decode_lacking(bytes) == all);
  auto swapped = bytes;
  std::swap_ranges(swapped.begin() + 2, swapped.begin() + 34, swapped.begin() + 34);
  CHECK_FALSE(decode_lacking(swapped));
  auto twice = bytes;
  std::copy_n(bytes.begin() + 2, 32, twice.begin() + 34);
  CHECK_FALSE(decode_lacking(twice));
  CHECK_FALSE(decode_lacking({}));
  CHECK_FALSE(decode_lacking(ByteView(bytes).first(97)));
  CHECK_FALSE(decode_lacking(ByteView(bytes).first(66)));
  std::vector<Hash> many(lacking_max + 1);
  for (std::size_t i = 0; i < many.size(); ++i)
    many[i] = Hash{{static_cast<std::uint8_t>(i / 256), static_cast<std::uint8_t>(i % 256)}};
  CHECK(decode_lacking(encode(std::span(many).first(lacking_max))));
  Bytes more{1, 4};
  for (const auto& each : many) more.insert(more.end(), each.bytes.begin(), each.bytes.end());
  CHECK_FALSE(decode_lacking(more));
}

TEST_CASE("a parcel's content has the size of its kind") {
  auto reads = [](std::uint8_t kind, std::size_t size) {
    Bytes bytes(1 + size, 9);
    bytes[0] = kind;
    return decode_parcel_content(bytes).has_value();
  };
  CHECK(reads(1, 1536 + 192 + 4));
  CHECK_FALSE(reads(1, 1536 + 192));
  CHECK_FALSE(reads(1, 1536));
  CHECK(reads(2, 256 + 64 + 192));
  CHECK_FALSE(reads(2, 1536 + 192));
  CHECK(reads(3, 16 + 16 + 192));
  CHECK_FALSE(reads(3, 192));
  CHECK(reads(4, 1));
  CHECK_FALSE(reads(4, 0));
  CHECK_FALSE(reads(4, document_container_bytes_max + 1));
  CHECK(reads(5, 200));
  CHECK(reads(6, notice_shown_bytes));
  CHECK(reads(7, mandate_refused_bytes));
  CHECK_FALSE(reads(6, 200));
  CHECK(reads(8, 1 + parcel_answer_bytes));
  CHECK(reads(8, 1 + parcel_answers_max * parcel_answer_bytes));
  CHECK_FALSE(reads(8, 1 + (parcel_answers_max + 1) * parcel_answer_bytes));
  CHECK_FALSE(reads(8, 200));
  CHECK(reads(9, carried_bytes_min));
  CHECK(reads(9, carried_bytes_max));
  CHECK_FALSE(reads(9, carried_bytes_min - 1));
  CHECK_FALSE(reads(9, carried_bytes_max + 1));
  CHECK(reads(10, elsewhere_bytes));
  CHECK(reads(10, elsewhere_with_receipt_bytes));
  CHECK_FALSE(reads(10, elsewhere_bytes + 1));
  CHECK(reads(11, 200));
  CHECK((reads(12, 34) && reads(12, 2 + 32 * lacking_max)));
  CHECK_FALSE((reads(12, 2) || reads(12, 35) || reads(12, 2 + 32 * (lacking_max + 1))));
  CHECK_FALSE(reads(13, 200));
  CHECK_FALSE(reads(0, 200));
  CHECK_FALSE(decode_parcel_content({}));
}
