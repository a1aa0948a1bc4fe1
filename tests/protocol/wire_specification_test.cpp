// The specification and the code say the same numbers.
#include <catch2/catch.hpp>
#include <fstream>
#include <sstream>

#include "protocol/notice_words.h"
#include "protocol/wire/documents.h"
#include "protocol/wire/message.h"
#include "protocol/wire/receipt.h"

using namespace tocsin;

namespace {

// protocol/README.md with every run of white space as one space.
const std::string& specification() {
  static const std::string text = [] {
    std::ifstream file("protocol/README.md");
    std::string all, word;
    while (file >> word) all += word + " ";
    return all;
  }();
  return text;
}

bool says(const std::string& text) {
  return specification().find(text) != std::string::npos;
}

// "Colour: 1 white, 2 grey … ."
template <class Name>
std::string listed(const std::string& title, Name name_of) {
  std::ostringstream line;
  line << title << ":";
  for (unsigned number = 1;; ++number) {
    std::string_view name = name_of(number);
    if (name.empty()) return line.str() + ". ";
    line << (number > 1 ? ", " : " ") << number << " " << name;
  }
}
template <class Enum>
std::string listed(const std::string& title) {
  return listed(title, [](unsigned number) { return slug(static_cast<Enum>(number)); });
}

}  // namespace

TEST_CASE("the specification lists every number of every list, and no others") {
  REQUIRE(specification().size() > 10'000);
  CHECK(says(listed("Category", [](unsigned number) { return code(static_cast<Category>(number)); })));
  CHECK(says(listed<Conduct>("Conduct")));
  CHECK(says(listed<Urgency>("Urgency")));
  CHECK(says(listed<VehicleType>("Vehicle type")));
  CHECK(says(listed<Colour>("Colour")));
  CHECK(says(listed<VehicleMake>("Make")));
  CHECK(says(listed<HeightBand>("Height")));
  CHECK(says(listed<Luggage>("Luggage")));
  CHECK(says(listed<Direction>("Direction")));
  CHECK(says(listed<Role>("Role")));
  CHECK(says(listed<AlertState>("State")));
  CHECK(says(listed<ClosingCode>("Closing code")));
  CHECK(says(listed<OpenReason>("Reason to open")));
  CHECK(says(listed<ActReason>("Reason of an act")));
  CHECK(says(listed<ReviewSubject>("Subject of a review")));
  CHECK(says(listed<ReviewOutcome>("Answer to a review")));
  CHECK(says(listed<Tie>("Tie")));
  CHECK(says(listed<HandOverReason>("Reason to hand over")));
  CHECK(says(listed<GroupReason>("Reason of a group")));
  CHECK(says(listed<wire::DocumentType>("Document type")));
  CHECK(says(listed<NoticeKind>("Template of a notice")));
  CHECK(says(listed<NoticeAdvice>("Advice")));
  CHECK(says(listed<RiskKind>("Risk")));
  CHECK(says(listed<Venue>("Venue")));
  CHECK(says(listed<CancelReason>("Reason of a cancel")));
  CHECK(says(listed("Refusal", [](unsigned number) {
    return number <= 8 ? wire::slug(static_cast<wire::Refusal>(number)) : std::string_view{};
  })));
  CHECK(says(listed("Errc", [](unsigned number) {
    std::string_view known = name(static_cast<Errc>(number));
    return known == "unknown" ? std::string_view{} : known;
  })));
}

TEST_CASE("the specification has a row for every verb, with an id where one is needed") {
  for (std::uint8_t number = 1; number <= wire::verb_count; ++number) {
    auto verb = static_cast<wire::Verb>(number);
    std::string row = "| " + std::to_string(number) + " | " + std::string(wire::slug(verb)) + " | " +
                      (wire::needs_command(verb) ? "id | " : "| ");
    INFO(row);
    CHECK(says(row));
  }
}

TEST_CASE("the specification has a row for every document") {
  for (std::uint16_t number = 1; number <= wire::document_type_count; ++number) {
    auto name = std::string(wire::slug(static_cast<wire::DocumentType>(number)));
    INFO(name);
    CHECK(says("| " + name + " | "));
  }
}
