#include "policy/content.h"

#include <string>

#include "world.h"

namespace tocsin::policy {
namespace {

using namespace world;

TEST_CASE("A content in order is delivered") {
  CHECK(at_post(a_content()) == allow());
}
TEST_CASE("Contents that nobody filled in are never delivered") {
  CHECK_FALSE(decide_alert_at_post({}, limits()).permitted());
}

TEST_CASE("R1 R3 the post refuses what the commune should not have accepted") {
  auto suspended = a_content(), revoked = a_content();
  suspended.charter.suspended_at = suspended.accepted;
  CHECK(at_post(suspended) == refuse(Rule::R1, Detail::node_suspended));
  revoked.mandate.revoked_at = revoked.accepted;
  CHECK(at_post(revoked) == refuse(Rule::R3, Detail::revoked));
}
TEST_CASE("R3 R11 the post keeps the mark of a revoked sender on a held alert") {
  auto content = a_content();
  content.mandate.revoked_at = noon;
  content.same_place = 2;
  CHECK(at_post(content) ==
        held(Rule::R11, Detail::same_target_again, flag::same_target | flag::revoked_after_sending));
}
TEST_CASE("R3 the post counts the length of a mandate at the acceptance") {
  auto content = a_content();
  content.mandate.from = date(2025, 11, 22) + 12h - 2min + 1ms;
  CHECK(at_post(content) == allow());
  content.mandate.from -= 1ms;
  CHECK(at_post(content) == refuse(Rule::R3, Detail::no_longer_in_force));
}
TEST_CASE("R6 the post refuses a category that the charter does not enable") {
  auto content = a_content();
  content.category = Category::incivility;
  content.conducts = mask_of(Conduct::noise_or_gathering);
  CHECK(at_post(content) == refuse(Rule::R6, Detail::category_off));
  content.category = Category::missing_person;
  content.conducts = mask_of(Conduct::matches_notice);
  CHECK(at_post(content) == refuse(Rule::R6, Detail::category_needs_notice));
  content.missing_person_notice_open = true;
  CHECK(at_post(content) == allow());
}
TEST_CASE("R27 the post refuses a real alert of a commune in exercise") {
  auto content = a_content();
  content.charter.exercise = true;
  CHECK(at_post(content) == refuse(Rule::R27, Detail::exercise_only));
  content.exercise = true;
  CHECK(at_post(content) == allow());
}

TEST_CASE("A sender's program that lies in the header is a signed violation") {
  auto mandate = a_content(), sector = a_content(), category = a_content();
  mandate.same_mandate = false;
  CHECK(at_post(mandate) == violation(Rule::R3, Detail::false_mandate));
  sector.same_sector = false;
  CHECK(at_post(sector) == violation(Rule::R5, Detail::false_sector));
  category.same_category = false;
  CHECK(at_post(category) == violation(Rule::R6, Detail::false_category));
}
TEST_CASE("A lie stays a lie in a category that is off, and is not judged without a mandate") {
  auto content = a_content();
  content.category = Category::dumping;
  content.same_category = false;
  CHECK(at_post(content).outcome == Outcome::violation);
  content.mandate.until = content.accepted;
  CHECK(at_post(content).outcome == Outcome::refuse);
}
TEST_CASE("R11 a false target tag is a violation, however harmless the content") {
  auto place = a_content(), plate = a_content();
  place.place_tag_true = false;
  CHECK(at_post(place) == violation(Rule::R11, Detail::false_tag));
  plate.plate_tag_true = false;
  CHECK(at_post(plate) == violation(Rule::R11, Detail::false_tag));
}

TEST_CASE("R7 an alert without any conduct is refused, and is a violation at the post") {
  CHECK(r7_conduct(Category::intrusion, 0, 0) == refuse(Rule::R7, Detail::no_conduct));
  auto content = a_content();
  content.conducts = 0;
  CHECK(at_post(content) == violation(Rule::R7, Detail::no_conduct));
}
TEST_CASE("R7 unknown in the area is never enough alone, in any category") {
  for (std::uint8_t c = 1; c <= category_count; ++c)
    CHECK_FALSE(r7_conduct(static_cast<Category>(c), mask_of(Conduct::unknown_in_area), 0).permitted());
  CHECK(r7_conduct(Category::intrusion, mask_of(Conduct::unknown_in_area), 0) ==
        refuse(Rule::R7, Detail::unknown_alone));
  CHECK(r7_conduct(Category::intrusion,
                   mask_of(Conduct::unknown_in_area) | mask_of(Conduct::testing_doors_or_gates),
                   0) == allow());
}
TEST_CASE("R7 persons are described only after an observed conduct") {
  CHECK(r7_conduct(Category::intrusion, 0, 2) == refuse(Rule::R7, Detail::persons_without_conduct));
  CHECK(r7_conduct(Category::intrusion, mask_of(Conduct::unknown_in_area), 2) ==
        refuse(Rule::R7, Detail::unknown_alone));
  CHECK(r7_conduct(Category::intrusion, mask_of(Conduct::testing_doors_or_gates), 2) == allow());
}
TEST_CASE("R7 only conducts that the category offers, and no unknown bit") {
  CHECK(r7_conduct(Category::intrusion, mask_of(Conduct::insistent_selling), 0) ==
        refuse(Rule::R7, Detail::conduct_of_other_category));
  for (std::uint64_t bad : {std::uint64_t{1}, std::uint64_t{1} << 37, std::uint64_t{1} << 63})
    CHECK(r7_conduct(Category::intrusion, mask_of(Conduct::testing_doors_or_gates) | bad, 0) ==
          refuse(Rule::R7, Detail::conduct_of_other_category));
}
TEST_CASE("R7 every category can be reported with each conduct it offers") {
  for (std::uint8_t c = 1; c <= category_count; ++c)
    for (auto conduct : conducts_of(static_cast<Category>(c))) {
      if (conduct == Conduct::unknown_in_area) continue;
      CHECK(r7_conduct(static_cast<Category>(c), mask_of(conduct), 4) == allow());
    }
}

TEST_CASE("R8 a plate is given only for a vehicle, an intrusion, a theft or a scam") {
  for (std::uint8_t c = 1; c <= category_count; ++c) {
    auto category = static_cast<Category>(c);
    bool expected = category == Category::suspect_vehicle || category == Category::intrusion ||
                    category == Category::theft_found || category == Category::scam;
    CHECK(r8_plate(category, "AB123CD").permitted() == expected);
    CHECK(r8_plate(category, "").permitted());
  }
}
TEST_CASE("R8 French plates of both series and foreign ones have a shape") {
  CHECK(plate_shape("AB123CD") == PlateShape::siv);
  CHECK(plate_shape("1234AB25") == PlateShape::fni);
  CHECK(plate_shape("12ABC2A") == PlateShape::fni);
  CHECK(plate_shape("123AB974") == PlateShape::fni);
  CHECK(plate_shape("1234AB974") == PlateShape::fni);
  CHECK(plate_shape("BMW4521") == PlateShape::elsewhere);
  CHECK(plate_shape("A12B") == PlateShape::elsewhere);
  CHECK(plate_shape("12345678") == PlateShape::elsewhere);
  CHECK(plate_shape("AI123CD") == PlateShape::elsewhere);  // the series has no I; a plate from elsewhere may
}
TEST_CASE("R8 the old French series ends with a department") {
  for (auto department : {"01", "95", "2A", "2B", "971", "978", "986", "988"})
    CHECK(plate_shape(std::string("1ZZ") + department) == PlateShape::fni);
  for (auto other : {"00", "96", "2C", "970", "979", "985", "989"})
    CHECK(plate_shape(std::string("1ZZ") + other) == PlateShape::elsewhere);
  for (auto other : {"ABC25", "12345A25"}) CHECK(plate_shape(other) == PlateShape::elsewhere);
  CHECK(plate_shape("1ABCD25") == PlateShape::none);
  CHECK(plate_shape("9999ZZ988") == PlateShape::fni);
  CHECK(plate_shape("9999ZZ989") == PlateShape::none);
  CHECK(plate_shape("999ZZZ25") == PlateShape::fni);
  CHECK(plate_shape("9999ZZZ25") == PlateShape::none);
}
TEST_CASE("R8 a name or a word never has the shape of a plate") {
  for (auto text :
       {"", "A", "123", "ABCD", "ABCD12", "DUPONT1", "JEAN12", "1ABC", "A1BC", "ABC1DEF", "123456789",
        "1234ABC97X", "AB-123-CD", "ab123cd", "AB123C\xC3", "0234AB2525", "12345AB25", "AB 12"})
    CHECK(plate_shape(text) == PlateShape::none);
  CHECK(plate_shape(std::string_view("AB1\0CD2", 7)) == PlateShape::none);
  auto content = a_content();
  content.plate = "JEAN12";
  CHECK(at_post(content) == violation(Rule::R8, Detail::plate_shape));
}
TEST_CASE("R8 however it is typed, one plate has one form") {
  for (auto typed : {"ab-123-cd", "AB 123 CD", "A.B.123CD", " ab123cd "}) {
    auto plate = canonical_plate(typed);
    REQUIRE(plate);
    CHECK(plate->view() == "AB123CD");
  }
  CHECK(canonical_plate("za-123-az")->view() == "ZA123AZ");
  for (auto typed : {"", "---", "AB_123_CD", "JEAN DUPONT", "AB123CDAB123CD", "\xC3\x89t\xC3\xA9 12"})
    CHECK_FALSE(canonical_plate(typed));
}

TEST_CASE("R11 the third report of one person on one target is delivered but held apart") {
  auto content = a_content();
  content.same_place = 1;
  CHECK(at_post(content) == allow());
  content.same_place = 2;
  CHECK(at_post(content) == held(Rule::R11, Detail::same_target_again, flag::same_target));
  content.same_place = 0;
  content.same_plate = 2;
  CHECK(at_post(content).outcome == Outcome::hold);
}
TEST_CASE("R11 danger in progress is never held, only marked") {
  auto content = a_content();
  content.same_place = 40;
  content.urgency = Urgency::in_progress;
  CHECK(at_post(content) == flagged(Rule::R11, Detail::same_target_again, flag::same_target));
}
TEST_CASE("R11 the largest count there is does not wrap around to nothing") {
  auto content = a_content();
  content.same_place = 0xffffffff;
  CHECK(at_post(content).outcome == Outcome::hold);
  CHECK(r11_same_tag({.same_plate_tag = 0xffffffff}, limits()).outcome == Outcome::flag);
}

}  // namespace
}  // namespace tocsin::policy
