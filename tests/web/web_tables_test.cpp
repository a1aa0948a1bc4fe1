// The browser's tables are those of the C++ programs: a number, a field or a word that changed on one side
// only fails.
#include "web_tables.h"

#include <catch2/catch.hpp>
#include <fstream>
#include <sstream>

namespace {

std::string text_of(const std::string& path) {
  std::ostringstream text;
  text << std::ifstream(path).rdbuf();
  return text.str();
}

}  // namespace

TEST_CASE("the browser's tables are what make_web_tables writes today") {
  const auto tables = tocsin::test::web_tables(text_of("protocol/seal/tags.h"));
  REQUIRE(tables.size() == 9);
  for (const auto& [name, text] : tables) {
    INFO("node/web/" << name << ": run build/gcc/tests/web/make_web_tables .");
    CHECK(text_of("node/web/" + name) == text);
  }
}
