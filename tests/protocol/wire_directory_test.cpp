// The directory of nodes: its order, its bounds, and what it says of a paper.
#include <catch2/catch.hpp>

#include "protocol/wire/directory.h"
#include "wire_samples.h"

using namespace tocsin;
using namespace tocsin::wire;

namespace {

Directory sample() {
  auto value = decode<Directory>(test::sample("directory").bytes);
  REQUIRE(value);
  return *value;
}

template <class Change>
std::string blamed(Change change) {
  auto value = sample();
  change(value);
  auto status = check(value);
  return status ? std::string{} : status.error().detail.substr(0, status.error().detail.find(':'));
}

TEST_CASE("A directory lists each commune and each post once, in order, with a paper that has a name") {
  CHECK(blamed([](auto&) {}).empty());
  CHECK(blamed([](auto& d) { d.posts.clear(), d.communes.clear(); }).empty());
  CHECK(blamed([](auto& d) { d.sequence = 1; }) == "directory.previous");
  CHECK(blamed([](auto& d) { d.previous = {}; }) == "directory.previous");
  CHECK(blamed([](auto& d) { std::swap(d.posts[0], d.posts[1]); }) == "directory.posts");
  CHECK(blamed([](auto& d) { d.communes[1].commune = d.communes[0].commune; }) == "directory.communes");
  CHECK(blamed([](auto& d) { d.posts[1].post = {}; }) == "directory.posts");
  CHECK(blamed([](auto& d) { d.posts[1].supervising = d.posts[1].post; }) == "directory.posts.supervising");
  CHECK(blamed([](auto& d) { d.posts[0].record = {}; }) == "directory.posts.record");
  CHECK(blamed([](auto& d) { d.posts[0].sequence = 0; }) == "directory.posts.sequence");
  CHECK(blamed([](auto& d) { d.communes[0].post = {}; }) == "directory.communes.post");
  CHECK(blamed([](auto& d) { d.communes[0].sequence = 0; }) == "directory.communes.sequence");
  CHECK(blamed([](auto& d) { d.communes[0].charter = {}; }) == "directory.communes.charter");
}

TEST_CASE("The largest directory fits a document, and one entry more is refused") {
  Directory directory;
  directory.issued = *parse_iso("2026-11-22T21:04:05Z");
  const auto name = test::counted<Hash>(1);
  for (int i = 1; i <= static_cast<int>(directory_posts_max); ++i) {
    auto number = std::to_string(1000 + i).substr(1);
    directory.posts.push_back({*parse_post_id("P62-" + number), {}, 4'000'000'000u, name});
    if (i > 1) directory.posts.back().supervising = directory.posts.front().post;
  }
  for (int i = 0; i < static_cast<int>(directory_communes_max); ++i)
    directory.communes.push_back(
        {*parse_insee(std::to_string(62000 + i)), directory.posts.front().post, 4'000'000'000u, name});
  REQUIRE(check(directory));
  const auto bytes = encode(directory);
  CHECK(bytes.size() <= limits::document_bytes_max);
  CHECK(decode<Directory>(bytes) == directory);
  auto more = directory;
  more.communes.push_back({*parse_insee("63999"), directory.posts.front().post, 1, name});
  CHECK(check(more).error().detail == "directory.communes: too many");
  more = directory;
  more.posts.push_back({*parse_post_id("P62-999"), {}, 1, name});
  CHECK(check(more).error().detail == "directory.posts: too many");
}

TEST_CASE("A directory tells the newest charter from an older one, another and one it does not know") {
  const auto directory = sample();
  auto charter = *decode<Charter>(test::sample("charter").bytes);
  const auto listed = find(directory, charter.commune);
  REQUIRE(listed != nullptr);
  charter.sequence = listed->sequence;
  CHECK(compare(directory, charter, listed->charter) == Listed::same);
  CHECK(compare(directory, charter, test::counted<Hash>(9)) == Listed::other);
  --charter.sequence;
  CHECK(compare(directory, charter, listed->charter) == Listed::older);
  charter.sequence += 2;
  CHECK(compare(directory, charter, listed->charter) == Listed::newer);
  charter.commune = *parse_insee("2A004");
  CHECK(compare(directory, charter, listed->charter) == Listed::unlisted);
  CHECK(find(directory, *parse_post_id("P25-014"))->supervising == parse_post_id("P25-000"));
  CHECK(find(directory, *parse_post_id("P25-015")) == nullptr);
}

}  // namespace
