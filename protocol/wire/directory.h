// The directory of nodes, as the prefecture signs it: of each commune and each post the name and sequence of
// its newest charter or record, so that an older one, or another, is seen to be that; and who reads whom. It
// names no person. Who must sign is in protocol/seal/trust.h.
#pragma once
#include "protocol/wire/documents.h"

namespace tocsin::wire {

constexpr std::size_t directory_posts_max = 256;
constexpr std::size_t directory_communes_max = 1024;  // no department has more; together they fit a document

struct ListedPost {
  PostId post;
  PostId supervising;  // zero: none
  std::uint32_t sequence = 1;
  Hash record;  // document hash
  bool operator==(const ListedPost&) const = default;
};
struct ListedCommune {
  Insee commune;
  PostId post;  // who reads its alerts
  std::uint32_t sequence = 1;
  Hash charter;  // document hash
  bool operator==(const ListedCommune&) const = default;
};
struct Directory {
  std::uint32_t sequence = 1;
  Hash previous;
  Instant issued;
  std::vector<ListedPost> posts;        // ascending
  std::vector<ListedCommune> communes;  // ascending
  bool operator==(const Directory&) const = default;
};

Status check(const Directory&);
Bytes encode(const Directory&);
template <>
Result<Directory> decode<Directory>(ByteView bytes);
template <>
constexpr DocumentType type_of<Directory>() {
  return DocumentType::directory;
}

// nullptr: not listed.
const ListedPost* find(const Directory& directory, const PostId& post);
const ListedCommune* find(const Directory& directory, const Insee& commune);

// What the directory says of a paper that somebody holds.
enum class Listed : std::uint8_t {
  same = 1,      // the newest that the prefecture knows
  newer = 2,     // this one came after the directory
  older = 3,     // there is a newer one
  other = 4,     // of that number, and not the one that the prefecture knows
  unlisted = 5,  // the directory does not know this commune or post
};
Listed compare(const Directory& directory, const PostRecord& record, const Hash& name);
Listed compare(const Directory& directory, const Charter& charter, const Hash& name);
std::string_view slug(Listed);  // "same"

}  // namespace tocsin::wire
