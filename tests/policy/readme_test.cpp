// policy/README.md says what the code does: its tables are the code's, its tests exist.
#include <filesystem>
#include <fstream>
#include <iostream>
#include <set>
#include <sstream>
#include <string>

#include "policy/describe.h"
#include "policy/rules.h"
#include "world.h"

namespace tocsin::policy {
namespace {

using namespace world;

std::string file(const std::string& path) {
  std::ifstream in(path);
  REQUIRE(in);
  return (std::ostringstream() << in.rdbuf()).str();
}
std::string readme() {
  return file("policy/README.md");
}

std::set<std::string> test_cases() {
  std::set<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator("tests/policy")) {
    if (!entry.path().filename().string().ends_with("_test.cpp")) continue;
    std::istringstream lines(file(entry.path().string()));
    const std::string start = "TEST_CASE(\"";
    for (std::string line; std::getline(lines, line);)
      if (line.starts_with(start)) names.insert(line.substr(start.size(), line.rfind('"') - start.size()));
  }
  return names;
}

TEST_CASE("The README shows the matrix of the code") {
  CHECK(readme().find(describe_matrix()) != std::string::npos);
}
TEST_CASE("The README shows the limits of the code") {
  CHECK(readme().find(describe_limits()) != std::string::npos);
}
TEST_CASE("The README shows the rules of the code") {
  CHECK(readme().find(describe_rules()) != std::string::npos);
}

TEST_CASE("The README names a function and an existing test for each rule") {
  const auto page = readme();
  const auto known = test_cases();
  for (const auto& rule : rules()) {
    INFO(name(rule.rule));
    auto start = page.find("\n| " + std::string(name(rule.rule)) + " | ");
    REQUIRE(start != std::string::npos);
    auto line = page.substr(start + 1, page.find('\n', start + 1) - start - 1);
    auto last = line.rfind(" | ");
    auto named = line.substr(last + 3, line.rfind(" |") - last - 3);
    INFO(named);
    CHECK(known.contains(named));
    CHECK(named.find(std::string(name(rule.rule)) + " ") != std::string::npos);
  }
}
// tocsin_policy_test '[print]' prints the parts of the page that come from the code.
TEST_CASE("Print the README's tables", "[.print]") {
  std::cout << describe_matrix() << '\n' << describe_rules() << describe_limits();
}
TEST_CASE("Every rule has its words in both languages and its source") {
  for (std::uint8_t r = 1; r <= rule_count; ++r) {
    const auto* rule = find(static_cast<Rule>(r));
    REQUIRE(rule != nullptr);
    CHECK(name(rule->rule) == "R" + std::to_string(r));
    CHECK_FALSE((rule->fr.empty() || rule->en.empty() || rule->source.empty() || rule->where == 0));
  }
  CHECK(find(Rule::none) == nullptr);
  CHECK(find(static_cast<Rule>(37)) == nullptr);
  CHECK(name(static_cast<Rule>(37)).empty());
}
TEST_CASE("Who cannot send is told to call 17") {
  for (auto rule : {Rule::R1, Rule::R3, Rule::R4, Rule::R5, Rule::R6, Rule::R9, Rule::R10, Rule::R15,
                    Rule::R27, Rule::R33, Rule::R35}) {
    INFO(name(rule));
    CHECK(find(rule)->fr.find("17") != std::string_view::npos);
    CHECK(find(rule)->en.find("17") != std::string_view::npos);
  }
}
TEST_CASE("A refusal is explained with its rule, what was wrong, what to do and the source") {
  auto verdict = refuse(Rule::R10, Detail::quota_of_day);
  for (auto language : {Language::fr, Language::en}) {
    auto text = explain(verdict, language);
    CHECK(text.starts_with("R10"));
    CHECK(text.find("24") != std::string::npos);
    CHECK(text.find("17") != std::string::npos);
    CHECK(text.find("Nextdoor") != std::string::npos);
  }
  CHECK(explain(verdict, Language::fr) != explain(verdict, Language::en));
  CHECK(explain(allow(), Language::en) == "No rule stands against it.");
}
TEST_CASE("The limits in force are shown with the document that sets each") {
  auto overlay = ceiling();
  overlay.alerts_per_day = 2;
  auto text = describe_effective(prefecture_default(), charter_default(), overlay, ceiling());
  CHECK(text.find("| `alerts_per_day` | 2 alerts | overlay |") != std::string::npos);
  CHECK(text.find("| `alerts_per_30_days` | 20 alerts | rules |") != std::string::npos);
  CHECK(text.find("| `mask_minimum` | 5 alerts | ceiling |") != std::string::npos);
  CHECK(text.find("| `categories` | VEH DEM INT DEG VOL VUL DIS ESC OTV RIS | charter |") !=
        std::string::npos);
}

}  // namespace
}  // namespace tocsin::policy
