#include "relay/http/record.h"

#include <catch2/catch.hpp>

using namespace tocsin;
using namespace tocsin::relay;
using namespace tocsin::relay::http;

namespace {

std::string bytes(std::initializer_list<int> numbers) {
  std::string made;
  for (const auto one : numbers) made.push_back(static_cast<char>(one));
  return made;
}

}  // namespace

TEST_CASE("records are as the specification lays them out") {
  SessionToken token{};
  token.token[0] = 0xab;
  CHECK(encode(token) == bytes({17, 0, 0, 0, 0, 0xab}) + std::string(15, '\0'));
  CHECK(encode(Carried{{1, 2}}) == bytes({3, 0, 0, 0, 12, 1, 2}));
  CHECK(encode(Over{EndCode::idle}) == bytes({2, 0, 0, 0, 15, 5}));
  CHECK(encode(StillThere{}) == bytes({1, 0, 0, 0, 16}));
}

TEST_CASE("records are read back, however they are cut") {
  const std::vector<Record> all{SessionToken{{1, 2, 3}}, Carried{Bytes(carried_bytes_max, 7)}, StillThere{},
                                Over{EndCode::done}};
  std::string stream;
  for (const auto& one : all) stream += encode(one);
  for (const std::size_t step : {std::size_t{1}, std::size_t{7}, std::size_t{4096}, stream.size()}) {
    RecordReader reader;
    std::vector<Record> read;
    for (std::size_t at = 0; at < stream.size(); at += step) {
      reader.add(std::string_view(stream).substr(at, step));
      for (auto record = reader.next(); record && *record; record = reader.next()) read.push_back(**record);
    }
    CHECK(read == all);
  }
}

TEST_CASE("what is no record breaks the stream for good") {
  for (const auto& wrong : {bytes({0, 0, 0, 0}), bytes({255, 255, 255, 255}), bytes({1, 0, 0, 0, 0}),
                            bytes({1, 0, 0, 0, 12}), bytes({2, 0, 0, 0, 15, 0}), bytes({2, 0, 0, 0, 15, 8}),
                            bytes({2, 0, 0, 0, 16, 0}), bytes({1, 0, 0, 0, 99})}) {
    RecordReader reader;
    reader.add(wrong);
    CHECK_FALSE(reader.next());
    reader.add(encode(StillThere{}));
    CHECK_FALSE(reader.next());
  }
}
