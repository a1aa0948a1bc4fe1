// What a referent signs about herself says what its form allows, and nothing else.
#include <catch2/catch.hpp>

#include "protocol/wire/standing.h"
#include "wire_blamed.hpp"

using namespace tocsin;
using namespace tocsin::wire;

namespace {

using test::blamed;

TEST_CASE("R21 a tie is said: zero is none of the list, in an enrolment, a mandate and a declaration") {
  CHECK(blamed<TieDeclaration>("tie_declaration", [](auto&) {}).empty());
  CHECK(blamed<TieDeclaration>("tie_declaration", [](auto& d) { d.tie = {}; }) == "tie_declaration.tie");
  CHECK(blamed<TieDeclaration>("tie_declaration", [](auto& d) { d.tie = static_cast<Tie>(6); }) ==
        "tie_declaration.tie");
  CHECK(blamed<TieDeclaration>("tie_declaration", [](auto& d) { d.mandate = {}; }) ==
        "tie_declaration.mandate");
  CHECK(blamed<Enrolment>("enrolment", [](auto& e) { e.tie = {}; }) == "enrolment.tie");
  CHECK(blamed<Mandate>("mandate", [](auto& m) { m.tie = {}; }) == "mandate.tie");
}
TEST_CASE("R5 a deputising has another person and dates, or ends what was before") {
  auto blames = [](auto change) { return blamed<Deputising>("deputising", change); };
  CHECK(blames([](auto&) {}).empty());
  CHECK(blames([](auto& d) { d.deputy = d.absent; }) == "deputising.deputy");
  CHECK(blames([](auto& d) { d.until = d.from; }) == "deputising.until");
  CHECK(blames([](auto& d) { d.sequence = 0; }) == "deputising.sequence");
  CHECK(blames([](auto& d) { d.deputy = {}; }) == "deputising.from");
  CHECK(blames([](auto& d) {
          d.deputy = {};
          d.from = {};
        }) == "deputising.until");
  CHECK(blames([](auto& d) {
          d.deputy = {};
          d.from = d.until = {};
        }).empty());
}
TEST_CASE("R4 a conduct signature names a text") {
  auto blames = [](auto change) { return blamed<ConductSignature>("conduct_signature", change); };
  CHECK(blames([](auto&) {}).empty());
  CHECK(blames([](auto& s) { s.conduct_charter = {}; }) == "conduct_signature.conductCharter");
}
TEST_CASE("R21 why a mandate was refused: its name, a rule and a detail") {
  MandateRefused refused{test::counted<MandateId>(1), test::counted<Hash>(2), 21, 41};
  auto bytes = encode(refused);
  CHECK(bytes.size() == mandate_refused_bytes);
  CHECK(decode_mandate_refused(bytes) == refused);
  CHECK_FALSE(decode_mandate_refused(ByteView(bytes).first(49)));
  refused.rule = 0;
  CHECK_FALSE(decode_mandate_refused(encode(refused)));
}

}  // namespace
