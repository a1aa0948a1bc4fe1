#include <catch2/catch.hpp>
#include <fstream>

#include "wire_samples.h"

using namespace tocsin;
using nlohmann::json;

namespace {

json committed_vectors() {
  std::ifstream file("tests/vectors/wire.json");
  REQUIRE(file.is_open());
  return json::parse(file);
}

Bytes bytes_of(const json& vector) {
  return *from_hex(vector.at("hex").get<std::string>());
}

}  // namespace

TEST_CASE("the published vectors are what this program writes and reads") {
  auto file = committed_vectors();
  REQUIRE(file.at("vectors").size() == test::samples().size());
  for (const auto& vector : file.at("vectors")) {
    const auto& sample = test::sample(vector.at("name").get<std::string>());
    INFO(sample.name);
    auto published = bytes_of(vector);
    CHECK(to_hex(published) == to_hex(sample.bytes));  // value → bytes
    CHECK(sample.reads_as_value(published));           // bytes → value
    CHECK(vector.at("format") == sample.format);
    CHECK(vector.at("fields") ==
          (sample.fields.is_null() ? test::fields_of(sample.format, published) : sample.fields));
  }
}

TEST_CASE("every published refusal is refused") {
  auto file = committed_vectors();
  REQUIRE(file.at("refused").size() == test::refused_samples().size());
  for (const auto& vector : file.at("refused")) {
    INFO(vector.at("name"));
    const auto format = vector.at("format").get<std::string>();
    bool read = false, known = false;
    for (const auto& sample : test::samples()) {
      if (sample.format != format) continue;
      known = true;
      read = read || sample.read_again(bytes_of(vector)).has_value();
    }
    CHECK(known);
    CHECK_FALSE(read);
  }
}

TEST_CASE("the published file is the generator's, to the last character") {
  CHECK(committed_vectors() == test::wire_vectors());
}

TEST_CASE("the published cards read as their fields") {
  const wire::EnrolmentCard samples[] = {test::sample_card(), test::sample_gateway_card()};
  REQUIRE(committed_vectors().at("cards").size() == std::size(samples));
  for (std::size_t i = 0; i < std::size(samples); ++i) {
    auto card = committed_vectors().at("cards").at(i);
    auto read = wire::parse_card(card.at("text").get<std::string>());
    REQUIRE(read);
    CHECK(*read == samples[i]);
    CHECK(wire::to_text(*read) == card.at("text"));
    CHECK(to_hex(read->root_sha256) == card.at("rootSha256"));
    CHECK(to_hex(read->gateway.view()) == card.at("gateway"));
  }
}
